package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"ringdex/internal/directory"
	"ringdex/internal/message"
	"ringdex/internal/ringdex"
	"ringdex/internal/wire/native"
)

type contactCommands struct {
	Show    contactShow    `cmd:"" help:"Show the fields of a contact."`
	Sources contactSources `cmd:"" help:"Show what each source says of a contact, what stands, and why."`
	Lock    contactLock    `cmd:"" help:"Lock fields of a contact: sources no longer change them."`
	Unlock  contactUnlock  `cmd:"" help:"Unlock fields of a contact: they get the value that should stand now."`
	Delete  contactDelete  `cmd:"" help:"Delete a contact."`
	Deleted contactDeleted `cmd:"" help:"List deleted contacts and companies, last ones first."`
	Restore contactRestore `cmd:"" help:"Bring a deleted contact back."`
}

// whichContact names one contact.
type whichContact struct {
	Contact string `arg:"" help:"Id or user name of the contact, or with --source its external id."`
	Source  string `help:"Source of the given external id." placeholder:"KEY"`
}

// find returns the contact with what shows it. An error means also that there is none.
func (c whichContact) find(e *environment, dir *directory.Directory, org ringdex.OrganizationID) (directory.ContactPage, error) {
	which := directory.ByUserName(c.Contact)
	if id, err := ringdex.ParseID(c.Contact); err == nil {
		which = directory.ByID(id)
	}
	if c.Source != "" {
		which = directory.WithExternalID(c.Source, c.Contact, ringdex.Page{Limit: 1})
	}
	page, err := dir.Contacts(e.ctx, org, which)
	if err == nil && len(page.Contacts) == 0 {
		err = message.Err("cmd.no_external_id", ringdex.Show(c.Source), ringdex.Show(c.Contact))
	}
	return page, err
}

// run opens the database and calls fn with the contact.
func (c whichContact) run(e *environment, fn func(*directory.Directory, ringdex.OrganizationID, directory.ContactPage) error) error {
	return e.inDirectory(e.organization, func(dir *directory.Directory, org ringdex.OrganizationID) error {
		found, err := c.find(e, dir, org)
		if err != nil {
			return err
		}
		return fn(dir, org, found)
	})
}

type contactShow struct {
	whichContact
	JSON bool `help:"Print JSON, with the native names of the fields."`
}

// Run shows the fields that have a value.
func (c *contactShow) Run(e *environment) error {
	return c.run(e, func(_ *directory.Directory, _ ringdex.OrganizationID, page directory.ContactPage) error {
		found := page.Contacts[0]
		object := (&native.View{Fields: page.Fields, Companies: page.Companies}).Contact(found)
		if c.JSON {
			return json.NewEncoder(e.stdout.Data()).Encode(object)
		}
		table := e.table()
		for _, x := range found.ExternalIDs {
			table.row("external id of "+x.Source, ringdex.GivenID(x.ID))
		}
		for _, m := range object {
			if m.Name != "numbers" { // the same as phones, for programs
				table.row(m.Name, shownValue(m.Value))
			}
		}
		return table.end()
	})
}

// shownValue is a value as people read it: lists and objects as JSON.
func shownValue(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case []string:
		return strings.Join(v, ", ")
	case time.Time:
		return second(v)
	case fmt.Stringer:
		return v.String()
	}
	text, err := json.Marshal(value)
	if err != nil {
		return fmt.Sprint(value)
	}
	return string(text)
}

type contactDelete struct{ whichContact }

// Run deletes the contact; a running server does not find it any more within a second.
func (c *contactDelete) Run(e *environment) error {
	return c.run(e, func(dir *directory.Directory, org ringdex.OrganizationID, page directory.ContactPage) error {
		found := page.Contacts[0]
		cause := ringdex.Cause{Actor: "command line"}
		if err := dir.RemoveContact(e.ctx, org, found.ID, ringdex.Authority{Rank: ringdex.Administrator}, cause); err != nil {
			return err
		}
		e.tell("cmd.contact_deleted", found.ID, ringdex.OneLine(found.FullName()))
		return nil
	})
}
