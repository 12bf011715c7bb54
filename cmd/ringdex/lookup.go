package main

import (
	"bytes"
	"encoding/json"
	"log/slog"

	"ringdex/internal/dialect/native"
	"ringdex/internal/lookup"
	"ringdex/internal/message"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
	"ringdex/internal/store"
)

type lookupCommand struct {
	Number string `arg:"" help:"Number in any notation."`
	JSON   bool   `help:"Print the JSON of GET /v1/lookup."`
}

// Run looks up a number as the server does: by the same index, else in the systems of connectors.
// The exit code is 1 without a match.
func (c *lookupCommand) Run(e *environment) error {
	regions, err := e.regions()
	if err != nil {
		return err
	}
	return e.with(e.organization, func(st *store.Store, org ringdex.Organization) error {
		return c.look(e, st, org, regions)
	})
}

func (c *lookupCommand) look(e *environment, st *store.Store, org ringdex.Organization, regions phone.Regions) error {
	index := lookup.New(lookup.Deps{
		Store: st, Clock: e.clock, Log: slog.New(slog.DiscardHandler), Regions: regions,
		Snapshots: snapshots(e.cli.Database), Program: programID(),
	})
	if err := index.Load(e.ctx); err != nil {
		return err
	}
	found, err := c.find(e, st, org, index)
	if err != nil {
		return err
	}
	if found.Total == 0 {
		return message.Err("lookup.nobody", c.Number)
	}
	if c.JSON {
		return c.printJSON(e, found)
	}
	return c.print(e, found)
}

// find asks the index, and then the connectors, as the doors of a server do.
func (c *lookupCommand) find(e *environment, st *store.Store, org ringdex.Organization, index *lookup.Index) (lookup.Answer, error) {
	if found := index.Find(org.ID, c.Number); found.Total > 0 {
		return found, nil
	}
	connectors, err := e.connectors(st, org)
	if err != nil {
		return lookup.Answer{}, err
	}
	n := index.Parse(org.ID, c.Number)
	contact, fields := connectors.Ask(e.ctx, org.ID, n)
	if contact == nil {
		return lookup.Answer{}, nil
	}
	return lookup.FoundElsewhere(n, contact, fields), nil
}

func (c *lookupCommand) printJSON(e *environment, found lookup.Answer) error {
	var out bytes.Buffer
	if err := json.Indent(&out, native.AppendAnswer(nil, c.Number, found), "", "  "); err != nil {
		return err
	}
	out.WriteByte('\n')
	_, err := out.WriteTo(e.stdout.Data())
	return err
}

func (c *lookupCommand) print(e *environment, found lookup.Answer) error {
	e.tell("cmd.found", ringdex.OneLine(found.Candidates[0].Name), found.Number, found.Step)
	e.printf("\n")
	table := e.table("NAME", "KIND", "COMPANY", "SOURCE", "EXTERNAL ID", "ID")
	for i := range found.Candidates {
		card := &found.Candidates[i]
		table.row(card.Name, card.Ref.Kind, card.CompanyName, card.Source, card.ExternalID, card.ID())
	}
	return table.end()
}
