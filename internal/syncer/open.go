package syncer

import (
	"context"
	"maps"
	"path/filepath"
	"strings"
	"time"

	"ringdex/internal/connector"
	"ringdex/internal/ringdex"
)

// opened is a connector that stays open, with its session and its limit of calls.
type opened struct {
	updated time.Time
	c       connector.Connector
}

// open returns the connector of a configuration, the same one until the configuration changes.
func (s *Syncer) open(org ringdex.OrganizationID, c *ringdex.Connector) (connector.Connector, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if o, ok := s.opened[c.ID]; ok && o.updated.Equal(c.Updated) {
		return o.c, nil
	}
	values, err := s.values(c)
	if err != nil {
		return nil, err
	}
	made, problems, err := s.configured(c.Kind, values, s.foldersOf(org, c.Managed))
	if err == nil && len(problems) > 0 {
		err = problems[0]
	}
	if err != nil {
		return nil, err
	}
	s.opened[c.ID] = opened{c.Updated, made}
	s.paces.Delete(c.ID) // it may be another system now
	return made, nil
}

// folders returns which folders of this machine a connector may open.
type folders func(ctx context.Context) (connector.Folders, error)

// foldersOf returns the folders of a connector. The key of the organization is read when they are
// needed, because a connector is opened within transactions.
func (s *Syncer) foldersOf(org ringdex.OrganizationID, managed bool) folders {
	return func(ctx context.Context) (of connector.Folders, err error) {
		if of.Any = managed; managed || s.deps.FilesRoot == "" {
			return of, nil
		}
		err = s.deps.Store.View(ctx, org, func(r ringdex.Reader) error {
			o, err := r.Organization()
			if filepath.IsLocal(o.Key) && filepath.Base(o.Key) == o.Key && o.Key != "." {
				of.Below = filepath.Join(s.deps.FilesRoot, o.Key)
			}
			return err
		})
		return of, err
	}
}

// configured returns a new connector with settings, and all problems of these.
func (s *Syncer) configured(kind string, values connector.Values, may folders) (connector.Connector, []*ringdex.Error, error) {
	made, err := s.made(kind, may)
	if err != nil {
		return nil, nil, err
	}
	return made, connector.Configure(made, values), nil
}

// blank returns a new connector without settings, for its Spec and its abilities.
func (s *Syncer) blank(kind string) (connector.Connector, error) { return s.made(kind, nil) }

// made returns a new connector without settings.
func (s *Syncer) made(kind string, may folders) (connector.Connector, error) {
	for _, k := range s.deps.Kinds {
		if k.Name == kind {
			return k.New(connector.Deps{HTTP: s.deps.HTTP, Clock: s.deps.Clock, Log: s.deps.Log, Dial: s.deps.Dial, Folders: may}), nil
		}
	}
	return nil, ringdex.Problem("kind", "connector.no_kind", ringdex.Show(kind), strings.Join(s.kindNames(), ", "))
}

// Kinds returns the kinds of connectors.
func (s *Syncer) Kinds() []connector.Kind { return s.deps.Kinds }

func (s *Syncer) kindNames() (names []string) {
	for _, k := range s.deps.Kinds {
		names = append(names, k.Name)
	}
	return names
}

// values returns the settings with the decrypted secrets.
func (s *Syncer) values(c *ringdex.Connector) (connector.Values, error) {
	values := connector.Values(maps.Clone(c.Settings))
	if values == nil {
		values = connector.Values{}
	}
	for key, sealed := range c.Secrets {
		plain, err := s.deps.Box.Open(sealed, purpose(c.ID, key))
		if err != nil {
			return nil, err
		}
		values[key] = string(plain)
	}
	return values, nil
}

// purpose ties a sealed secret to its connector and its setting.
func purpose(id ringdex.ID, key string) string { return id.String() + "/" + key }

// Abilities are what a connector can do.
type Abilities struct{ Checks, Discovers, Reads, Writes, Compares, Answers bool }

// abilities returns what connectors of the kind can do.
func (s *Syncer) abilities(c *ringdex.Connector) (a Abilities, err error) {
	made, err := s.blank(c.Kind)
	if err != nil {
		return a, err
	}
	_, a.Checks = made.(connector.Checker)
	_, a.Discovers = made.(connector.Discoverer)
	_, a.Reads = made.(connector.Reader)
	_, a.Writes = made.(connector.Writer)
	_, replaces := made.(connector.Replacer)
	_, a.Compares = made.(connector.Comparer)
	_, a.Answers = made.(connector.Answerer)
	a.Writes = a.Writes || replaces
	return a, nil
}
