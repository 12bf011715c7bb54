package syncer

import (
	"maps"
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
func (s *Syncer) open(c *ringdex.Connector) (connector.Connector, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if o, ok := s.opened[c.ID]; ok && o.updated.Equal(c.Updated) {
		return o.c, nil
	}
	values, err := s.values(c)
	if err != nil {
		return nil, err
	}
	made, problems, err := s.configured(c.Kind, values)
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

// configured returns a new connector with settings, and all problems of these.
func (s *Syncer) configured(kind string, values connector.Values) (connector.Connector, []*ringdex.Error, error) {
	made, err := s.blank(kind)
	if err != nil {
		return nil, nil, err
	}
	return made, connector.Configure(made, values), nil
}

// blank returns a new connector without settings.
func (s *Syncer) blank(kind string) (connector.Connector, error) {
	for _, k := range s.deps.Kinds {
		if k.Name == kind {
			return k.New(connector.Deps{HTTP: s.deps.HTTP, Clock: s.deps.Clock, Log: s.deps.Log}), nil
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
