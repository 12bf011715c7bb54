package main

import (
	"encoding/json"
	"strconv"
	"time"

	"ringdex/internal/directory"
	"ringdex/internal/ringdex"
	"ringdex/internal/store"
	"ringdex/internal/wire/native"
)

type historyCommands struct {
	Contact historyContact `cmd:"" help:"Show what has changed of a contact, newest first, also of a deleted one."`
	Company historyCompany `cmd:"" help:"Show what has changed of a company, newest first, also of a deleted one."`
}

type historyOptions struct {
	Limit int  `help:"Largest number of changes." default:"20" placeholder:"N"`
	JSON  bool `help:"Print JSON: the items of GET /v1/contacts/ID/history."`
}

type historyContact struct {
	ID string `arg:"" help:"Id of the contact."`
	historyOptions
}

// Run shows the history of a contact.
func (c *historyContact) Run(e *environment) error {
	id, err := ringdex.ParseID(c.ID)
	if err != nil {
		return usage(err)
	}
	return c.show(e, ringdex.Ref{Kind: ringdex.KindContact, Contact: id})
}

type historyCompany struct {
	ID int64 `arg:"" help:"Number of the company."`
	historyOptions
}

// Run shows the history of a company.
func (c *historyCompany) Run(e *environment) error {
	return c.show(e, ringdex.Ref{Kind: ringdex.KindCompany, Company: c.ID})
}

func (o *historyOptions) show(e *environment, ref ringdex.Ref) error {
	return e.with(e.organization, func(st *store.Store, org ringdex.Organization) error {
		past, err := directory.NewRecords(st, nil, nil).History(e.ctx, program(org.ID), ref, o.Limit)
		if err != nil {
			return err
		}
		view := native.View{Fields: past.Fields}
		entries := make([]native.Entry, len(past.Changes))
		for i := range past.Changes {
			c := &past.Changes[i]
			entries[i] = view.Entry(c, past.Doors[c.Cause.Run])
		}
		if o.JSON {
			return json.NewEncoder(e.stdout.Data()).Encode(entries)
		}
		return writeHistory(e, entries)
	})
}

// writeHistory writes a line for each changed field, and one for a record that was created or
// deleted.
func writeHistory(e *environment, entries []native.Entry) error {
	table := e.table("AT", "ACTION", "ACTOR", "SOURCE", "DOOR", "FIELD", "OLD", "NEW")
	for i := range entries {
		c := &entries[i]
		row := func(field, before, after string) {
			table.row(c.At.Format(time.DateTime), string(c.Action), c.Actor, c.Source, c.Door, field, before, after)
		}
		for _, d := range c.Changes {
			row(d.Field, strconv.Quote(d.Old), strconv.Quote(d.New))
		}
		if len(c.Changes) == 0 {
			row("", "", "")
		}
	}
	return table.end()
}
