package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"slices"

	"gopkg.in/yaml.v3"

	"ringdex/internal/connector"
	"ringdex/internal/message"
	"ringdex/internal/ringdex"
	"ringdex/internal/syncer"
)

// connectorsKey is the key of ringdex.yaml that has the connectors; it is no flag.
const connectorsKey = "connectors"

// connectorFile is one connector as ringdex.yaml has it.
type connectorFile struct {
	Organization                 string
	Name, Kind, Source, Schedule string
	Sources, Kinds               []string
	OnDelete                     string `yaml:"on_delete"`
	Disabled                     bool
	Settings                     map[string]any
}

// applyFile applies the connectors of ringdex.yaml to an organization. Without that key nothing
// changes.
func applyFile(e *environment, s *syncer.Syncer, org ringdex.Organization) error {
	configs, given, err := readConnectors(settingsFile)
	if err != nil || !given {
		return err
	}
	return applied(s.Apply(context.WithoutCancel(e.ctx), org.ID, configs[org.Key]))
}

// checkOwners refuses a file with a connector of an organization that does not exist.
func checkOwners(path string, all []ringdex.Organization) error {
	configs, _, err := readConnectors(path)
	if err != nil {
		return err
	}
	for key := range configs {
		if !slices.ContainsFunc(all, func(o ringdex.Organization) bool { return o.Key == key }) {
			return wrapIf(message.Err("cmd.no_organization", ringdex.Show(key)), path)
		}
	}
	return nil
}

// applied adds the name of the file to an error of its connectors.
func applied(err error) error {
	if err == nil {
		return nil
	}
	return message.Wrap(err, "value.of", settingsFile)
}

// readConnectors reads the connectors of a file of settings, by organization; given reports whether
// it has the key.
func readConnectors(path string) (configs map[string][]syncer.Config, given bool, err error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, message.Wrap(err, "value.of", path)
	}
	var file struct {
		Connectors *[]yaml.Node `yaml:"connectors"`
	}
	if err := yaml.Unmarshal(text, &file); err != nil || file.Connectors == nil {
		return nil, false, wrapIf(err, path)
	}
	configs = map[string][]syncer.Config{}
	for _, node := range *file.Connectors {
		org, config, err := readConnector(&node)
		if err != nil {
			return nil, false, message.Wrap(err, "value.of", fmt.Sprintf("%s:%d", path, node.Line))
		}
		configs[org] = append(configs[org], config)
	}
	return configs, true, nil
}

func wrapIf(err error, path string) error {
	if err == nil {
		return nil
	}
	return message.Wrap(err, "value.of", path)
}

// connectorKeys are the keys of a connector in the file.
var connectorKeys = []string{"name", "kind", "source", "schedule", "sources", "kinds", "on_delete", "disabled", "organization", "settings"}

func readConnector(node *yaml.Node) (org string, config syncer.Config, err error) {
	var keys map[string]yaml.Node
	var file connectorFile
	if err := errors.Join(node.Decode(&keys), node.Decode(&file)); err != nil {
		return "", config, err
	}
	for key := range keys {
		if !slices.Contains(connectorKeys, key) {
			return "", config, message.Err("cmd.connector_key", ringdex.Show(key), connectorKeys)
		}
	}
	config = syncer.Config{
		Name: file.Name, Kind: file.Kind, Source: file.Source, Schedule: file.Schedule, Sources: file.Sources,
		Kinds: file.Kinds, OnDelete: file.OnDelete, Disabled: file.Disabled, Settings: connector.Values{},
	}
	org = cmp.Or(file.Organization, ringdex.DefaultOrganization)
	return org, config, flatten(config.Settings, "", file.Settings)
}

// flatten adds nested settings: the key of a level and a dot come before the keys below it.
func flatten(values connector.Values, prefix string, settings map[string]any) error {
	for key, value := range settings {
		switch v := value.(type) {
		case nil:
		case map[string]any:
			if err := flatten(values, prefix+key+".", v); err != nil {
				return err
			}
		case []any:
			values[prefix+key] = joined(v)
		default:
			text, err := expand(fmt.Sprint(v))
			if err != nil {
				return err
			}
			values[prefix+key] = text
		}
	}
	return nil
}

var variableName = regexp.MustCompile(`\$\{[A-Za-z_][A-Za-z0-9_]*\}`)

// expand replaces ${NAME} by the environment variable, which must be set: an empty password would
// only be refused by the remote system.
func expand(text string) (expanded string, err error) {
	expanded = variableName.ReplaceAllStringFunc(text, func(name string) string {
		value, set := os.LookupEnv(name[2 : len(name)-1])
		if !set {
			err = message.Err("cmd.no_variable", name)
		}
		return value
	})
	return expanded, err
}
