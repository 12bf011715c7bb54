package main

import (
	"fmt"
	"text/tabwriter"

	"ringdex/internal/ringdex"
	"ringdex/internal/store"
)

type checkCommand struct{}

// Run shows the settings as they are in effect, and what the database holds. It changes nothing but the schema.
func (checkCommand) Run(e *environment) error {
	regions, err := e.regions()
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(e.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintf(table, "version\t%s\n", versionText())
	fmt.Fprintf(table, "database\t%s\n", shownDatabase(e.cli.Database))
	fmt.Fprintf(table, "address\t%s\n", e.cli.Serve.Addr)
	fmt.Fprintf(table, "regions\t%s\n", regions)
	password := "not given: the first start makes one"
	if adminPassword() != "" {
		password = "given"
	}
	fmt.Fprintf(table, "first administrator's password\t%s\n", password)
	st, err := e.open()
	if err != nil {
		_ = table.Flush()
		return err
	}
	defer func() { _ = st.Close() }()
	if err := checkOrganizations(e, st, table); err != nil {
		return err
	}
	return table.Flush()
}

func checkOrganizations(e *environment, st *store.Store, table *tabwriter.Writer) error {
	all, err := st.Organizations(e.ctx)
	if err != nil {
		return err
	}
	if len(all) == 0 {
		fmt.Fprintln(table, "organizations\tnone yet: the first start makes one")
	}
	for _, o := range all {
		line, err := describe(e, st, o)
		if err != nil {
			return err
		}
		fmt.Fprintf(table, "organization %s\t%s\n", o.Key, line)
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
		fields, err := r.Fields()
		if err != nil {
			return err
		}
		keys, err := r.Keys()
		line = fmt.Sprintf("%d contacts, %d companies, %d fields, %d keys, %d changes in the journal", contacts, companies, len(fields), len(keys), r.Head())
		return err
	})
	return line, err
}
