package main

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
	"gopkg.in/yaml.v3"

	"ringdex/internal/message"
	"ringdex/internal/ringdex"
)

// settingsFile is read from the working folder, if it exists.
const settingsFile = "ringdex.yaml"

// settings adds two sources for the common flags and those of serve. The precedence is flag,
// environment variable, file, default. An empty variable counts as unset, as compose files pass it.
// Flags of other commands are actions and have no other source: a forgotten variable must not
// delete anything.
func settings(k *kong.Kong) error {
	flags := settingFlags(k.Model)
	for name, flag := range flags {
		flag.Envs = []string{variable(name)}
		flag.Tag.Envs = flag.Envs
		if os.Getenv(variable(name)) == "" {
			_ = os.Unsetenv(variable(name)) // kong would read an empty one
		}
	}
	values, err := readSettings(settingsFile)
	if err != nil {
		return err
	}
	for name, value := range values {
		if name == connectorsKey {
			continue // connectorsfile.go
		}
		flag := flags[name]
		if flag == nil {
			return message.Err("cmd.setting_unknown", settingsFile, ringdex.Show(name), strings.Join(slices.Sorted(maps.Keys(flags)), ", "))
		}
		flag.Default, flag.HasDefault = value, true
	}
	return nil
}

// settingFlags returns the flags that are settings, by name.
func settingFlags(app *kong.Application) map[string]*kong.Flag {
	flags := map[string]*kong.Flag{}
	add := func(node *kong.Node) {
		for _, flag := range node.Flags {
			if flag.Name != "help" && flag.Name != "demo" {
				flags[flag.Name] = flag
			}
		}
	}
	add(app.Node)
	for _, command := range app.Children {
		if command.Name == "serve" {
			add(command)
		}
	}
	return flags
}

// variable returns the environment variable of a setting.
func variable(name string) string {
	return "RINGDEX_" + strings.ToUpper(strings.ReplaceAll(name, "-", "_"))
}

// readSettings reads a file of settings in the form of flags: "region: CZ,SK", or a list.
func readSettings(path string) (map[string]string, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var read map[string]any
	if err == nil {
		err = yaml.Unmarshal(text, &read)
	}
	if err != nil {
		return nil, message.Wrap(err, "value.of", path)
	}
	values := map[string]string{}
	for name, value := range read {
		switch v := value.(type) {
		case nil:
		case []any:
			values[name] = joined(v)
		case map[string]any:
			return nil, message.Err("cmd.setting_value", path, name)
		default:
			values[name] = fmt.Sprint(v)
		}
	}
	return values, nil
}

func joined(list []any) string {
	texts := make([]string, len(list))
	for i, v := range list {
		texts[i] = fmt.Sprint(v)
	}
	return strings.Join(texts, ",")
}
