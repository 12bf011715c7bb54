package main

import (
	"bufio"
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"ringdex/internal/connector"
	"ringdex/internal/message"
	"ringdex/internal/ringdex"
	"ringdex/internal/syncer"
)

type connectorCommands struct {
	Add      connectorAdd      `cmd:"" help:"Add a connector to a remote system."`
	Set      connectorSet      `cmd:"" help:"Change a connector."`
	List     connectorList     `cmd:"" help:"List the connectors with their state."`
	Show     connectorShow     `cmd:"" help:"Show one connector, its settings, and the records that its system refused."`
	Check    connectorCheck    `cmd:"" help:"Test the settings of a connector against its system; nothing is changed there."`
	Discover connectorDiscover `cmd:"" help:"List the columns or fields of a connector's system."`
	Remove   connectorRemove   `cmd:"" help:"Remove a connector; the records stay."`
	Kinds    connectorKindList `cmd:"" name:"kinds" help:"List the kinds of connectors and their settings."`
}

// named selects a connector.
type named struct {
	Name string `arg:"" help:"Name of the connector."`
}

type connectorOptions struct {
	Source   *string  `help:"Source that its records belong to. Default of a new connector: its name." placeholder:"KEY"`
	Schedule *string  `help:"When it reads: minute, hour, day, month, day of the week, in UTC; \"\" for on demand only." placeholder:"CRON"`
	Sources  []string `help:"Send only records of these sources; \"all\" removes the limit." placeholder:"KEY"`
	Kinds    []string `help:"Send only these kinds: contact, company; \"all\" removes the limit." placeholder:"KIND"`
	OnDelete *string  `help:"What its system does with deleted records: keep (the default), disable or delete." placeholder:"WHAT"`
	Disabled *bool    `help:"Neither read nor send." negatable:""`
	Set      []string `help:"A setting of its kind, such as base_url=https://crm.example.com; an empty value removes it." sep:"none" placeholder:"KEY=VALUE"`
	Secret   []string `help:"A setting that is read from standard input, one line each, so that it is in no list of commands." placeholder:"KEY"`
}

// apply changes what is given.
func (o *connectorOptions) apply(e *environment, config *syncer.Config) error {
	given(&config.Source, o.Source)
	given(&config.Schedule, o.Schedule)
	given(&config.OnDelete, o.OnDelete)
	given(&config.Disabled, o.Disabled)
	limit(&config.Sources, o.Sources)
	limit(&config.Kinds, o.Kinds)
	if config.Settings == nil {
		config.Settings = connector.Values{}
	}
	for _, setting := range o.Set {
		key, value, ok := strings.Cut(setting, "=")
		if !ok {
			return message.Err("cmd.set_form", ringdex.Show(setting))
		}
		if config.Settings[key] = value; value == "" {
			delete(config.Settings, key)
		}
	}
	return o.readSecrets(e, config.Settings)
}

func limit(to *[]string, list []string) {
	switch {
	case slices.Equal(list, []string{"all"}):
		*to = nil
	case len(list) > 0:
		*to = list
	}
}

func (o *connectorOptions) readSecrets(e *environment, values connector.Values) error {
	lines := bufio.NewScanner(e.stdin)
	for _, key := range o.Secret {
		if !lines.Scan() || lines.Text() == "" {
			return message.Err("cmd.no_secret", ringdex.Show(key))
		}
		values[key] = lines.Text()
	}
	return nil
}

type connectorAdd struct {
	named
	Kind string `help:"Kind of system; ringdex connector kinds lists them." required:"" placeholder:"KIND"`
	connectorOptions
}

// Run adds the connector.
func (c *connectorAdd) Run(e *environment) error {
	config := syncer.Config{Name: c.Name, Kind: c.Kind}
	if err := c.apply(e, &config); err != nil {
		return err
	}
	return e.withConnectors(func(s *connectorsCommand) error {
		if _, err := s.Add(e.ctx, s.org, config); err != nil {
			return e.problems(err)
		}
		e.tell("cmd.connector_added", c.Name)
		return nil
	})
}

// problems prints all problems of a configuration, each with its place.
func (e *environment) problems(err error) error {
	all, ok := err.(ringdex.Problems) // never wrapped
	if !ok {
		return err
	}
	for _, problem := range all {
		fmt.Fprintln(e.stderr, "ringdex: "+problem.Field+": "+e.language.Error(problem))
	}
	return exitCode(1)
}

type connectorSet struct {
	named
	connectorOptions
}

// Run changes the given settings only.
func (c *connectorSet) Run(e *environment) error {
	return e.withConnectors(func(s *connectorsCommand) error {
		var failed error
		_, err := s.Change(e.ctx, s.org, c.Name, func(config *syncer.Config) { failed = c.apply(e, config) })
		if err = cmp.Or(failed, err); err != nil {
			return e.problems(err)
		}
		e.tell("cmd.connector_set", c.Name)
		return nil
	})
}

type connectorList struct{}

// Run lists the connectors.
func (connectorList) Run(e *environment) error {
	return e.withConnectors(func(s *connectorsCommand) error {
		all, err := s.List(e.ctx, s.org)
		if err != nil {
			return err
		}
		if len(all) == 0 {
			e.tell("cmd.no_connectors")
			return nil
		}
		t := e.table("name", "kind", "source", "schedule", "last", "sent", "refused", "state")
		for i := range all {
			c := &all[i]
			t.row(c.Name, c.Kind, c.Source, cmp.Or(c.Schedule, "-"), second(c.Done.Ended), c.Sent, c.Refused, e.stateOf(c))
		}
		return t.end()
	})
}

// stateOf returns how a connector fares, in a few words.
func (e *environment) stateOf(c *syncer.State) string {
	switch {
	case c.Disabled:
		return e.say("connector.state_disabled")
	case c.Done.Held:
		return e.say("connector.state_held", c.Done.Failure)
	case !c.Done.Failure.IsZero():
		return e.say("connector.state_failed", c.Done.Failure)
	case c.Done.Node != "":
		return e.say("connector.state_reading")
	case c.Behind+c.Waiting > 0:
		return e.say("connector.state_behind", c.Behind+c.Waiting)
	case c.Done.Began.IsZero() && c.Sent == 0:
		return e.say("connector.state_new")
	}
	return e.say("connector.state_well")
}

type connectorShow struct{ named }

// mostRefused is how many refused records a command prints.
const mostRefused = 20

// Run shows the connector.
func (c *connectorShow) Run(e *environment) error {
	return e.withConnectors(func(s *connectorsCommand) error {
		state, err := s.Show(e.ctx, s.org, c.Name)
		if err != nil {
			return err
		}
		t := e.table()
		t.row("name", state.Name)
		t.row("kind", state.Kind)
		t.row("source", state.Source)
		t.row("schedule", cmp.Or(state.Schedule, "-"))
		t.row("managed by", map[bool]string{true: settingsFile, false: "-"}[state.Managed])
		for _, key := range slices.Sorted(maps.Keys(state.Settings)) {
			t.row(key, state.Settings[key])
		}
		for _, key := range slices.Sorted(maps.Keys(state.Secrets)) {
			t.row(key, "********")
		}
		t.row("last read or call", second(state.Done.Ended))
		t.row("last complete read", second(state.Done.Complete))
		t.row("sent, waiting, refused", fmt.Sprintf("%d, %d, %d", state.Sent, state.Behind+state.Waiting, state.Refused))
		t.row("state", e.stateOf(&state))
		for _, note := range state.Done.Notes {
			t.row("note", e.language.Render(note))
		}
		return cmp.Or(t.end(), e.printRefusedRecords(s, c.Name))
	})
}

// printRefusedRecords prints the records that a connector's system has refused.
func (e *environment) printRefusedRecords(s *connectorsCommand, name string) error {
	refused, err := s.Refused(e.ctx, s.org, name, mostRefused)
	if err != nil || len(refused) == 0 {
		return err
	}
	t := e.table("refused", "key", "attempts", "next", "reason")
	for i := range refused {
		r := &refused[i]
		t.row(r.Ref, r.Key, r.Attempts, second(r.Due), e.language.Render(r.Refused))
	}
	return t.end()
}

type connectorCheck struct{ named }

// Run tests the settings.
func (c *connectorCheck) Run(e *environment) error {
	return e.withConnectors(func(s *connectorsCommand) error {
		if err := s.Check(e.ctx, s.org, c.Name); err != nil {
			return err
		}
		e.tell("cmd.connector_well", c.Name)
		return nil
	})
}

type connectorDiscover struct{ named }

// Run lists the columns.
func (c *connectorDiscover) Run(e *environment) error {
	return e.withConnectors(func(s *connectorsCommand) error {
		columns, err := s.Discover(e.ctx, s.org, c.Name)
		if err != nil {
			return err
		}
		t := e.table("records", "column", "title", "type", "example")
		for _, column := range columns {
			t.row(column.Kind, column.Name, column.Title, column.Type, column.Example)
		}
		return t.end()
	})
}

type connectorRemove struct{ named }

// Run removes the connector.
func (c *connectorRemove) Run(e *environment) error {
	return e.withConnectors(func(s *connectorsCommand) error {
		if err := s.Remove(e.ctx, s.org, c.Name); err != nil {
			return err
		}
		e.tell("cmd.connector_removed", c.Name)
		return nil
	})
}

type connectorKindList struct {
	Kind string `arg:"" optional:"" help:"Show the settings of this kind."`
}

// Run lists kinds, or the settings of one.
func (c *connectorKindList) Run(e *environment) error {
	t := e.table()
	for _, kind := range connectorKinds() {
		if c.Kind == "" {
			t.row(kind.Name)
		}
		if c.Kind != kind.Name {
			continue
		}
		for _, s := range kind.New(connector.Deps{}).Spec() {
			t.row(s.Key, s.Type, map[bool]string{true: "required", false: s.Default}[s.Required], e.language.Render(s.Help()))
		}
	}
	return t.end()
}
