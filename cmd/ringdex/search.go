package main

import (
	"encoding/json"
	"log/slog"

	"ringdex/internal/auth"
	"ringdex/internal/dialect/native"
	"ringdex/internal/directory"
	"ringdex/internal/lookup"
	"ringdex/internal/message"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
	"ringdex/internal/store"
)

type searchCommand struct {
	Text  []string `arg:"" help:"Words, in any order; beginnings of words and parts of numbers are enough."`
	Kind  string   `help:"Only records of this kind." enum:"contact,company,all" default:"all"`
	Limit int      `help:"Most records." default:"20"`
	JSON  bool     `help:"Print the JSON of GET /v1/search."`
}

// Run finds contacts and companies as the server does. The exit code is 1 without a match.
func (c *searchCommand) Run(e *environment) error {
	regions, err := e.regions()
	if err != nil {
		return err
	}
	return e.with(e.organization, func(st *store.Store, org ringdex.Organization) error {
		found, everything, err := c.find(e, st, org, regions)
		if err != nil {
			return err
		}
		if len(found.Hits) == 0 {
			return message.Err("search.nothing", ringdex.Quote(c.text()))
		}
		if c.JSON {
			out := json.NewEncoder(e.stdout.Data())
			out.SetIndent("", "  ")
			return out.Encode(native.SearchAnswer(everything, found))
		}
		return c.print(e, found)
	})
}

func (c *searchCommand) text() (text string) {
	for i, word := range c.Text {
		if i > 0 {
			text += " "
		}
		text += word
	}
	return text
}

func (c *searchCommand) find(e *environment, st *store.Store, org ringdex.Organization, regions phone.Regions) (directory.SearchPage, auth.Principal, error) {
	everything := program(org.ID)
	index := lookup.New(lookup.Deps{
		Store: st, Clock: e.clock, Log: slog.New(slog.DiscardHandler), Regions: regions,
		Snapshots: snapshots(e.cli.Database), Program: programID(),
	})
	if err := index.Load(e.ctx); err != nil {
		return directory.SearchPage{}, everything, err
	}
	q := directory.SearchQuery{Text: c.text(), Limit: max(c.Limit, 1)}
	if c.Kind != "all" {
		q.Kind = ringdex.Kind(c.Kind)
	}
	found, err := directory.NewRecords(st, nil, index).Search(e.ctx, everything, q)
	return found, everything, err
}

func (c *searchCommand) print(e *environment, found directory.SearchPage) error {
	table := e.table("NAME", "KIND", "COMPANY", "NUMBER", "ID")
	for _, hit := range found.Hits {
		if of := hit.Company; of != nil {
			table.row(of.Name, ringdex.KindCompany, "", firstPhone(of.Phones), of.ID)
			continue
		}
		company := ""
		if of := found.Companies[hit.Contact.DefaultCompany]; of != nil {
			company = of.Name
		}
		table.row(hit.Contact.CalledName(company), ringdex.KindContact, company, firstPhone(hit.Contact.Phones), hit.Contact.ID)
	}
	if err := table.end(); err != nil || found.Next.IsZero() {
		return err
	}
	e.printf("\n")
	e.tell("cmd.search_more", len(found.Hits))
	e.printf("\n")
	return nil
}

func firstPhone(numbers []phone.Number) string {
	if len(numbers) == 0 {
		return ""
	}
	return numbers[0].Text
}
