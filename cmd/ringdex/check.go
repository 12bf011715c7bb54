package main

import (
	"cmp"
	"errors"
	"strings"
	"time"

	"ringdex/internal/message"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
	"ringdex/internal/store"
	"ringdex/internal/syncer"
)

type checkCommand struct {
	Deep   bool `help:"Compare index tables and journal with all records. It reads everything."`
	Repair bool `help:"With --deep: write index tables that differ anew, from the records."`
}

// Run prints the effective settings and the contents of the database. It changes only the schema.
// The exit code is 1 if the database is damaged.
func (c checkCommand) Run(e *environment) error {
	if c.Repair && !c.Deep {
		return usage(message.Err("check.repair_deep"))
	}
	regions, err := e.regions()
	if err != nil {
		return err
	}
	serve, err := e.serving()
	if err != nil {
		return usage(message.Wrap(err, "check.settings"))
	}
	table := e.table()
	table.row("version", versionText())
	table.row("database", shownDatabase(e.cli.Database))
	table.row("address", serve.Addr)
	table.row("metrics", cmp.Or(serve.MetricsListen, "off"))
	table.row("regions of new organizations", regions)
	st, err := e.open()
	if err != nil {
		_ = table.end()
		return err
	}
	defer func() { _ = st.Close() }()
	if err := checkDamage(e, st, table); err != nil {
		return errors.Join(table.end(), err)
	}
	if err := checkOrganizations(e, st, table, regions); err != nil {
		return err
	}
	if c.Deep {
		if err := c.deep(e, st, table); err != nil {
			return errors.Join(table.end(), err)
		}
	}
	if err := checkNodes(e, st, table); err != nil {
		return err
	}
	return errors.Join(checkConnectors(e, st, table), table.end())
}

// checkConnectors tests the settings of every connector against its system. A failure is shown with
// the others, and ends the command with exit code 1.
func checkConnectors(e *environment, st *store.Store, table *listing) error {
	organizations, err := st.Organizations(e.ctx)
	if err != nil {
		return err
	}
	configs, _, err := readConnectors(settingsFile)
	if err == nil {
		err = checkOwners(settingsFile, organizations)
	}
	if err != nil {
		return err
	}
	failed := false
	for _, o := range organizations {
		c, err := e.connectors(st, o)
		if err != nil {
			return err
		}
		failed = e.checkFile(c, configs[o.Key], table) || failed
		all, err := c.List(e.ctx, o.ID)
		if err != nil {
			return err
		}
		for i := range all {
			well := e.say("connector.state_well")
			if err := c.Check(e.ctx, o.ID, all[i].Name); err != nil {
				well, failed = e.language.Render(syncer.FailureOf(err)), true
			}
			table.row("connector "+o.Key+" "+all[i].Name, well)
		}
	}
	if failed {
		return exitCode(1)
	}
	return nil
}

// serving returns the settings of a server in this folder. The parser ignores invalid settings of
// commands that do not run, so serving parses the command line of serve.
func (e *environment) serving() (*serveCommand, error) {
	c := &cli{}
	parser, err := newParser(e, c, func(int) {})
	if err == nil {
		_, err = parser.Parse([]string{"serve"})
	}
	if err == nil {
		_, err = c.Serve.deps(e)
	}
	return &c.Serve, err
}

// checkDamage runs first: other data from a damaged database may be wrong.
func checkDamage(e *environment, st *store.Store, table *listing) error {
	found, looked, err := st.Damage(e.ctx)
	if err != nil || !looked {
		return err
	}
	if len(found) == 0 {
		table.row("pages", e.say("check.pages"))
		return nil
	}
	for _, what := range found {
		table.row("damage", what)
	}
	return &ringdex.Error{Code: ringdex.Unavailable, Text: store.Damaged.Message()}
}

// checkFile reports whether a connector of ringdex.yaml has wrong settings, and shows each.
func (e *environment) checkFile(c *connectorsCommand, configs []syncer.Config, table *listing) (failed bool) {
	for _, config := range configs {
		err := c.Validate(config)
		if err == nil {
			continue
		}
		failed = true
		problems, ok := err.(ringdex.Problems) // never wrapped
		if !ok {
			table.row(settingsFile+" "+config.Name, e.language.Error(err))
		}
		for _, p := range problems {
			table.row(settingsFile+" "+config.Name, problemText(e, p))
		}
	}
	return failed
}

func checkOrganizations(e *environment, st *store.Store, table *listing, regions phone.Regions) error {
	all, err := st.Organizations(e.ctx)
	if err != nil {
		return err
	}
	if len(all) == 0 {
		table.row("organizations", e.say("check.no_organization"))
	}
	for _, o := range all {
		line, err := describe(e, st, o)
		if err != nil {
			return err
		}
		table.row("organization "+o.Key, line)
		table.row("regions of "+o.Key, cmp.Or(o.Settings.Regions.String(), regions.String()))
	}
	return nil
}

func describe(e *environment, st *store.Store, o ringdex.Organization) (line string, err error) {
	err = st.View(e.ctx, o.ID, func(r ringdex.Reader) error {
		_, contacts, err := r.ListContacts(ringdex.ContactFilter{}, ringdex.Page{Limit: 1})
		if err != nil {
			return err
		}
		_, companies, err := r.ListCompanies(ringdex.CompanyFilter{}, ringdex.Page{Limit: 1})
		if err != nil {
			return err
		}
		fields, err := ringdex.Fields(r)
		if err != nil {
			return err
		}
		keys, err := ringdex.Documents[ringdex.Key](r)
		line = e.say("check.contents", contacts, companies, len(fields), len(keys), r.Head().Changes)
		return err
	})
	return line, err
}

// checkNodes prints the nodes and the state of the queue, without details that change constantly,
// such as running jobs.
func checkNodes(e *environment, st *store.Store, table *listing) error {
	nodes, err := st.Nodes(e.ctx)
	if err != nil {
		return err
	}
	living := alive(nodes)
	if len(living) == 0 {
		table.row("nodes", e.say("check.no_node"))
	}
	for _, n := range living {
		table.row("node "+n.Host, e.say("check.node", second(n.Started), n.Version))
	}
	figures, err := st.JobFigures(e.ctx)
	if err != nil {
		return err
	}
	keys, err := keysOfOrganizations(e.ctx, st)
	for _, f := range figures {
		table.row("jobs "+keys[f.Organization]+" "+f.Kind, e.standing(f, e.clock()))
	}
	return err
}

// late is how long a job may be overdue before checkNodes reports it.
const late = time.Minute

// standing returns the state of a kind of work in words.
func (e *environment) standing(f ringdex.JobFigures, now time.Time) string {
	parts := []string{e.say("check.queued", f.Waiting+f.Running)}
	if f.Failing > 0 {
		parts = append(parts, e.say("check.failing", f.Failing))
	}
	if f.Dead > 0 {
		parts = append(parts, e.say("check.dead", f.Dead))
	}
	if behind := overdue(f, now); behind > late {
		parts = append(parts, e.say("check.overdue", behind.Round(time.Second)))
	}
	return strings.Join(parts, ", ")
}
