package syncer

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"ringdex/internal/connector"
	"ringdex/internal/jobs"
	"ringdex/internal/ringdex"
)

// Validate returns all that is wrong with a configuration, without asking its system.
func (s *Syncer) Validate(config Config) error { return s.check(&config) }

// check validates a configuration and sets its defaults.
func (s *Syncer) check(config *Config) error {
	config.Name = strings.TrimSpace(config.Name)
	config.OnDelete = cmp.Or(config.OnDelete, string(connector.KeepGone))
	var problems ringdex.Problems
	add := func(err error) {
		if err != nil {
			problems = append(problems, asError(err))
		}
	}
	if config.Name == "" {
		add(ringdex.Problem("name", "connector.unnamed"))
	}
	add(ringdex.CheckNames("name", config.Name))
	add(ringdex.CheckNames("source", config.Source))
	add(ringdex.CheckNames("sources", config.Sources...))
	for _, kind := range config.Kinds {
		if kind != string(ringdex.KindContact) && kind != string(ringdex.KindCompany) {
			add(ringdex.Problem("kinds", "value.not_kind", ringdex.Show(kind)))
		}
	}
	if !slices.Contains([]connector.OnGone{connector.KeepGone, connector.DisableGone, connector.DeleteGone}, connector.OnGone(config.OnDelete)) {
		add(ringdex.Problem("on_delete", "connector.on_delete", ringdex.Show(config.OnDelete)))
	}
	if config.Schedule != "" {
		add(jobs.CheckCron(config.Schedule))
	}
	config.Source = cmp.Or(config.Source, config.Name)
	_, more, err := s.configured(config.Kind, config.Settings, nil)
	add(err)
	if problems = append(problems, more...); len(problems) > 0 {
		return problems
	}
	return nil
}

// asError returns an error that is one already, or as invalid.
func asError(err error) *ringdex.Error {
	if e, ok := err.(*ringdex.Error); ok { // made just above
		return e
	}
	return ringdex.ProblemOf("", err)
}

// Apply makes the managed connectors those of ringdex.yaml. A connector that is no longer in it is
// disabled and keeps its memory: a file that was cut does no harm.
func (s *Syncer) Apply(ctx context.Context, org ringdex.OrganizationID, configs []Config) error {
	return s.deps.Store.Update(ctx, org, func(w ringdex.Writer) error {
		all, err := ringdex.Documents[ringdex.Connector](w)
		if err != nil {
			return err
		}
		for _, config := range configs {
			i := slices.IndexFunc(all, func(c ringdex.Connector) bool { return c.Name == config.Name })
			c := ringdex.Connector{ID: ringdex.NewID(s.deps.Clock()), Created: s.deps.Clock()}
			if i >= 0 {
				c = all[i]
			}
			if err := s.manage(w, &c, config); err != nil {
				return err
			}
		}
		return s.disableOthers(w, all, configs)
	})
}

// manage stores a connector of the file, unless it is so already.
func (s *Syncer) manage(w ringdex.Writer, c *ringdex.Connector, config Config) error {
	if same, err := s.isSame(c, config); same || err != nil {
		return err
	}
	c.Managed = true
	return s.put(w, c, config)
}

// isSame compares a stored connector with the file. Sealed secrets differ each time.
func (s *Syncer) isSame(c *ringdex.Connector, config Config) (bool, error) {
	if !c.Managed {
		return false, nil
	}
	if err := s.check(&config); err != nil {
		return false, err
	}
	old := configOf(c)
	values, err := s.values(c)
	if err != nil {
		return false, err
	}
	old.Settings = values
	return equalConfigs(old, config), nil
}

func (s *Syncer) disableOthers(w ringdex.Writer, all []ringdex.Connector, configs []Config) error {
	for _, c := range all {
		named := slices.ContainsFunc(configs, func(config Config) bool { return config.Name == c.Name })
		if !c.Managed || named || c.Disabled {
			continue
		}
		c.Disabled, c.Updated = true, ringdex.Later(c.Updated, s.deps.Clock())
		if err := w.PutDocument(c); err != nil {
			return err
		}
	}
	return nil
}

func equalConfigs(a, b Config) bool {
	return a.Name == b.Name && a.Kind == b.Kind && a.Source == b.Source && a.Schedule == b.Schedule &&
		slices.Equal(a.Sources, b.Sources) && slices.Equal(a.Kinds, b.Kinds) && a.OnDelete == b.OnDelete &&
		a.Disabled == b.Disabled && maps.Equal(a.Settings, b.Settings)
}
