package syncer

import (
	"context"
	"maps"
	"slices"

	"ringdex/internal/connector"
	"ringdex/internal/jobs"
	"ringdex/internal/journal"
	"ringdex/internal/ringdex"
)

// Config is the configuration of a connector, as a person writes it.
type Config struct {
	Name, Kind, Source, Schedule string
	Sources, Kinds               []string
	OnDelete                     string
	Disabled                     bool
	Settings                     connector.Values // with secrets in plain text
}

// State is a connector with what it has done.
type State struct {
	ringdex.Connector
	Abilities
	Done    ringdex.ConnectorState
	Behind  int64 // changes in the journal after its cursor, of a target
	Waiting int64 // jobs that send, of a target
	Sent    int64 // records that the system has from it
	Refused int64 // records that the system has refused
}

// SecretKeys returns the secrets that have a value, sorted.
func (s *State) SecretKeys() []string {
	keys := slices.Sorted(maps.Keys(s.Secrets))
	if keys == nil {
		return []string{}
	}
	return keys
}

// List returns all connectors, oldest first.
func (s *Syncer) List(ctx context.Context, org ringdex.OrganizationID) (states []State, err error) {
	err = s.deps.Store.View(ctx, org, func(r ringdex.Reader) error {
		all, err := ringdex.Documents[ringdex.Connector](r)
		if err != nil {
			return err
		}
		for _, c := range all {
			state, err := s.stateOf(r, c)
			if err != nil {
				return err
			}
			states = append(states, state)
		}
		return nil
	})
	return states, err
}

// Show returns a connector by its name. NotFound if there is none.
func (s *Syncer) Show(ctx context.Context, org ringdex.OrganizationID, name string) (state State, err error) {
	err = s.deps.Store.View(ctx, org, func(r ringdex.Reader) error {
		c, err := find(r, name)
		if err != nil {
			return err
		}
		state, err = s.stateOf(r, c)
		return err
	})
	return state, err
}

// Refused returns the records that a connector's system has refused, at most limit.
func (s *Syncer) Refused(ctx context.Context, org ringdex.OrganizationID, name string, limit int) (refused []ringdex.Sent, err error) {
	err = s.deps.Store.View(ctx, org, func(r ringdex.Reader) error {
		c, err := find(r, name)
		if err != nil {
			return err
		}
		refused, err = memoryOf(r).ListSent(ringdex.SentFilter{Connector: c.ID, Refused: true}, ringdex.Ref{}, limit)
		return err
	})
	return refused, err
}

// find returns a connector by its name.
func find(r ringdex.SettingsReader, name string) (ringdex.Connector, error) {
	d, err := r.Document(ringdex.DocumentRef{Kind: ringdex.ConnectorDocument, Name: name})
	if ringdex.CodeOf(err) == ringdex.NotFound {
		err = ringdex.Fail(ringdex.NotFound, "connector.unknown", ringdex.Show(name))
	}
	if err != nil {
		return ringdex.Connector{}, err
	}
	return d.(ringdex.Connector), nil
}

// doneBy returns the state of a connector, empty if it never ran.
func doneBy(r ringdex.SettingsReader, id ringdex.ID) (ringdex.ConnectorState, error) {
	state, err := ringdex.FindDocument[ringdex.ConnectorState](r, id.String())
	if ringdex.CodeOf(err) == ringdex.NotFound {
		err = nil
	}
	state.Connector = id
	return state, err
}

// stateOf returns a connector with all its figures. To count what was sent reads an index of it.
func (s *Syncer) stateOf(r ringdex.Reader, c ringdex.Connector) (State, error) {
	state, err := s.progressOf(r, c)
	if err != nil || !state.Writes {
		return state, err
	}
	all, err := memoryOf(r).CountSent(ringdex.SentFilter{Connector: c.ID})
	state.Sent = all - state.Refused
	if n := countIn(&state.Done); n > 0 { // it gets all records in one call
		state.Sent = n - state.Refused
	}
	return state, err
}

// progressOf returns a connector with what it has to do, which is cheap.
func (s *Syncer) progressOf(r ringdex.Reader, c ringdex.Connector) (state State, err error) {
	state.Connector = c
	state.Abilities, _ = s.abilities(&c) // of a kind that this program lacks: none
	if state.Done, err = doneBy(r, c.ID); err != nil || !state.Writes {
		return state, err
	}
	cursor, err := r.Cursor(cursorOf(c.ID))
	if err != nil {
		return state, err
	}
	state.Behind = max(0, r.Head().Changes-cursor.Changes)
	for _, kind := range []string{JobPush, JobReplace} {
		n, err := journal.OpenJobs(r, ringdex.JobFilter{Kind: kind, Group: c.ID.String()})
		if err != nil {
			return state, err
		}
		state.Waiting += n
	}
	state.Refused, err = memoryOf(r).CountSent(ringdex.SentFilter{Connector: c.ID, Refused: true})
	return state, err
}

// Figures are the figures of one connector, for monitoring.
type Figures struct {
	Organization    ringdex.OrganizationID
	Name            string
	Failing         bool
	Behind, Refused int64 // of a target
}

// Figures returns the figures of all enabled connectors of all organizations.
func (s *Syncer) Figures(ctx context.Context) (all []Figures, err error) {
	organizations, err := s.deps.Store.Organizations(ctx)
	for _, o := range organizations {
		err := s.deps.Store.View(ctx, o.ID, func(r ringdex.Reader) error {
			connectors, err := ringdex.Documents[ringdex.Connector](r)
			for i := 0; i < len(connectors) && err == nil; i++ {
				if connectors[i].Disabled {
					continue
				}
				var state State
				state, err = s.progressOf(r, connectors[i])
				all = append(all, Figures{o.ID, state.Name, !state.Done.Failure.IsZero(), state.Behind, state.Refused})
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return all, err
}

// Add creates a connector. A target gets all records that there are, and then every change. The
// error has all problems of the settings (see ringdex.Problems).
func (s *Syncer) Add(ctx context.Context, org ringdex.OrganizationID, config Config) (ringdex.Connector, error) {
	c := ringdex.Connector{ID: ringdex.NewID(s.deps.Clock()), Created: s.deps.Clock()}
	err := s.deps.Store.Update(ctx, org, func(w ringdex.Writer) error {
		if _, err := find(w, config.Name); ringdex.CodeOf(err) != ringdex.NotFound {
			return conflictOr(err, config.Name)
		}
		return s.put(w, &c, config)
	})
	if err == nil {
		s.loadAnswerers(ctx, org)
	}
	return c, err
}

func conflictOr(err error, name string) error {
	if err != nil {
		return err
	}
	return ringdex.Fail(ringdex.Conflict, "connector.name_taken", ringdex.Show(name)).At("name")
}

// Change changes a connector: change gets its configuration without the secrets. A secret that it
// does not set stays. Conflict if the connector is in ringdex.yaml.
func (s *Syncer) Change(ctx context.Context, org ringdex.OrganizationID, name string, change func(*Config)) (c ringdex.Connector, err error) {
	err = s.deps.Store.Update(ctx, org, func(w ringdex.Writer) error {
		if c, err = find(w, name); err != nil {
			return err
		}
		if c.Managed {
			return ringdex.Fail(ringdex.Conflict, "connector.managed", ringdex.Show(name))
		}
		config := configOf(&c)
		change(&config)
		if err := s.keepSecrets(&c, &config); err != nil {
			return err
		}
		return s.put(w, &c, config)
	})
	if err == nil {
		s.loadAnswerers(ctx, org)
	}
	return c, err
}

func configOf(c *ringdex.Connector) Config {
	return Config{
		Name: c.Name, Kind: c.Kind, Source: c.Source, Schedule: c.Schedule, Sources: c.Sources,
		Kinds: textsOf(c.Kinds), OnDelete: c.OnDelete, Disabled: c.Disabled,
		Settings: maps.Clone(connector.Values(c.Settings)),
	}
}

func textsOf(kinds []ringdex.Kind) (texts []string) {
	for _, k := range kinds {
		texts = append(texts, string(k))
	}
	return texts
}

// keepSecrets adds the secrets that a changed configuration does not have.
func (s *Syncer) keepSecrets(c *ringdex.Connector, config *Config) error {
	old, err := s.values(c)
	if err != nil {
		return err
	}
	if config.Settings == nil {
		config.Settings = connector.Values{}
	}
	for key := range c.Secrets {
		if _, given := config.Settings[key]; !given {
			config.Settings[key] = old[key]
		}
	}
	return nil
}

// put validates and stores a connector with its jobs.
func (s *Syncer) put(w ringdex.Writer, c *ringdex.Connector, config Config) error {
	if err := s.check(&config); err != nil {
		return err
	}
	if err := s.fill(c, &config); err != nil {
		return err
	}
	if err := w.PutDocument(*c); err != nil {
		return err
	}
	// The next time of the schedule changes. A read that was asked for stays.
	if _, err := jobs.In(w).RemoveJobs(ringdex.JobFilter{Kind: JobRead, Group: c.ID.String(), Key: c.ID.String()}); err != nil {
		return err
	}
	if c.Disabled {
		return nil
	}
	if err := s.resume(w, c.ID); err != nil {
		return err
	}
	return s.enqueue(w, c)
}

// fill sets what a person has configured.
func (s *Syncer) fill(c *ringdex.Connector, config *Config) error {
	c.Name, c.Kind, c.Source, c.Schedule = config.Name, config.Kind, config.Source, config.Schedule
	c.Sources, c.OnDelete, c.Disabled, c.Updated = config.Sources, config.OnDelete, config.Disabled, ringdex.Later(c.Updated, s.deps.Clock())
	c.Kinds = nil
	for _, k := range config.Kinds {
		c.Kinds = append(c.Kinds, ringdex.Kind(k))
	}
	blank, err := s.blank(c.Kind)
	if err != nil {
		return err
	}
	secrets := blank.Spec().Secrets()
	c.Settings, c.Secrets = map[string]string{}, map[string][]byte{}
	for key, text := range config.Settings {
		if !slices.Contains(secrets, key) {
			c.Settings[key] = text
			continue
		}
		if c.Secrets[key], err = s.deps.Box.Seal([]byte(text), purpose(c.ID, key)); err != nil {
			return err
		}
	}
	return nil
}

// Remove removes a connector with its jobs and its memory. What it has brought stays. Conflict if
// it is in ringdex.yaml.
func (s *Syncer) Remove(ctx context.Context, org ringdex.OrganizationID, name string) error {
	return s.deps.Store.Update(ctx, org, func(w ringdex.Writer) error {
		c, err := find(w, name)
		if err != nil {
			return err
		}
		if c.Managed {
			return ringdex.Fail(ringdex.Conflict, "connector.managed", ringdex.Show(name))
		}
		for _, kind := range []string{JobRead, JobPush, JobReplace, JobRetry, JobKeep} {
			if _, err := jobs.In(w).RemoveJobs(ringdex.JobFilter{Kind: kind, Group: c.ID.String()}); err != nil {
				return err
			}
		}
		if err := w.RemoveDocument(c.Document()); err != nil {
			return err
		}
		return journal.Forget(w, cursorOf(c.ID))
	})
}
