package main

import (
	"encoding/json"
	"errors"
	"strings"
	"time"

	"ringdex/internal/auth"
	"ringdex/internal/erasure"
	"ringdex/internal/message"
	"ringdex/internal/ringdex"
	"ringdex/internal/store"
	"ringdex/internal/wire/native"
)

type personCommands struct {
	Find   personFind   `cmd:"" help:"Find a person by number, e-mail, name, external id or id, also among deleted contacts."`
	Export personExport `cmd:"" help:"Write all that is known of a person to a file."`
	Erase  personErase  `cmd:"" help:"Erase a person everywhere, and refuse it in later imports."`
	Erased personErased `cmd:"" help:"List the erasures, newest first."`
	Allow  personAllow  `cmd:"" help:"Lift an erasure: imports may bring the person again."`
	Sweep  personSweep  `cmd:"" help:"Overwrite what deleted rows have left in the files of the database."`
}

// withPersons opens the database and calls do.
func (e *environment) withPersons(do func(*erasure.Erasures, auth.Principal) error) error {
	return e.with(e.organization, func(st *store.Store, org ringdex.Organization) error {
		st.LimitWaiting(commandPatience)
		by := auth.Principal{Organization: org.ID, Actor: "command line", Roles: ringdex.Administrator} // has full access to the database
		return do(erasures(e.cli.Database, st, e.clock, e.box()), by)
	})
}

type personFind struct {
	Text string `arg:"" help:"Number, e-mail, external id, id, or beginnings of the words of a name."`
	JSON bool   `help:"Print JSON: one object a person."`
}

// Run prints the persons.
func (c *personFind) Run(e *environment) error {
	return e.withPersons(func(all *erasure.Erasures, by auth.Principal) error {
		found, err := all.Find(e.ctx, by, c.Text)
		if err != nil {
			return err
		}
		if c.JSON {
			return e.printEach(len(found), func(i int) any { return native.ToPerson(found[i].Contact, found[i].Deleted) })
		}
		if len(found) == 0 {
			return message.Err("erasure.nobody", ringdex.Show(c.Text))
		}
		return e.tablePersons(found)
	})
}

func (e *environment) tablePersons(found []erasure.Person) error {
	table := e.table("ID", "NAME", "NUMBERS", "E-MAILS", "SOURCE", "DELETED")
	for i := range found {
		p := native.ToPerson(found[i].Contact, found[i].Deleted)
		deleted := ""
		if p.Deleted {
			deleted = "yes"
		}
		table.row(p.ID, ringdex.OneLine(p.Name), strings.Join(p.Numbers, ", "), strings.Join(p.Emails, ", "), p.Source, deleted)
	}
	return table.end()
}

// printEach prints a line of JSON for each value.
func (e *environment) printEach(n int, value func(int) any) error {
	out := json.NewEncoder(e.stdout.Data())
	for i := range n {
		if err := out.Encode(value(i)); err != nil {
			return err
		}
	}
	return nil
}

type personErase struct {
	IDs []string `arg:"" name:"id" help:"Ids of the contacts that the person is or was, as \"person find\" prints them."`
	confirmFlag
	JSON bool `help:"Print JSON: one object an erasure."`
}

// Run erases and overwrites.
func (c *personErase) Run(e *environment) error {
	ids := make([]ringdex.ID, len(c.IDs))
	for i, text := range c.IDs {
		var err error
		if ids[i], err = ringdex.ParseID(text); err != nil {
			return usage(err)
		}
	}
	if err := c.confirm(e, c.IDs[0], message.New("cmd.erases", len(ids))); err != nil {
		return err
	}
	return e.withPersons(func(all *erasure.Erasures, by auth.Principal) error {
		for _, id := range ids {
			done, err := all.Erase(e.ctx, by, id)
			if err != nil {
				return err
			}
			if c.JSON {
				err = e.printEach(1, func(int) any { return native.ToErasure(&done) })
			} else {
				e.tell("cmd.erased", id, done.Total(), len(done.Places), len(done.Hashes))
			}
			if err != nil {
				return err
			}
			if done.Shared > 0 {
				e.warn("cmd.erased_shared", done.Shared)
			}
		}
		return e.sweep(all, by.Organization, false)
	})
}

// sweep overwrites what is left in files. What a busy database prevents, a server does later.
func (e *environment) sweep(all *erasure.Erasures, org ringdex.OrganizationID, full bool) error {
	err := all.Sweep(e.ctx, org, full)
	if ringdex.CodeOf(err) == ringdex.Unavailable && !full {
		e.warn("cmd.swept_later", ringdex.MessageOf(err))
		return nil
	}
	if err == nil {
		e.tell("cmd.swept")
	}
	return err
}

type personErased struct {
	JSON bool `help:"Print JSON: one object an erasure."`
}

// Run lists the erasures.
func (c *personErased) Run(e *environment) error {
	return e.withPersons(func(all *erasure.Erasures, by auth.Principal) error {
		list, err := all.List(e.ctx, by)
		if err != nil {
			return err
		}
		if c.JSON {
			return e.printEach(len(list), func(i int) any { return native.ToErasure(&list[i]) })
		}
		table := e.table("ID", "AT", "BY", "CONTACT", "ROWS", "KEYS", "OVERWRITTEN", "ALLOWED")
		for i := range list {
			one := &list[i]
			table.row(one.ID, second(one.At), one.Actor, one.Contact, one.Total(), len(one.Hashes), shownTime(one.Swept), shownTime(one.Lifted))
		}
		return table.end()
	})
}

func shownTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return second(t)
}

type personAllow struct {
	Which string `arg:"" help:"Id of the erasure, or a number, an e-mail or SOURCE/ID of the person."`
}

// Run lifts the erasures that forbid it.
func (c *personAllow) Run(e *environment) error {
	return e.withPersons(func(all *erasure.Erasures, by auth.Principal) error {
		ids, err := c.find(e, all, by)
		for _, id := range ids {
			if _, err := all.Allow(e.ctx, by, id); err != nil {
				return err
			}
			e.tell("cmd.allowed", id)
		}
		return err
	})
}

func (c *personAllow) find(e *environment, all *erasure.Erasures, by auth.Principal) (ids []ringdex.ID, err error) {
	if id, err := ringdex.ParseID(c.Which); err == nil {
		return []ringdex.ID{id}, nil
	}
	found, err := all.Which(e.ctx, by, c.Which)
	for i := range found {
		ids = append(ids, found[i].ID)
	}
	if err == nil && len(ids) == 0 {
		err = message.Err("erasure.unknown", ringdex.Show(c.Which))
	}
	return ids, err
}

type personSweep struct{}

// Run overwrites; on PostgreSQL it locks each table meanwhile.
func (c *personSweep) Run(e *environment) error {
	return e.withPersons(func(all *erasure.Erasures, by auth.Principal) error {
		return errors.Join(e.sweep(all, by.Organization, true))
	})
}
