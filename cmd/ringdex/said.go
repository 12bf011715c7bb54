package main

import (
	"encoding/json"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"ringdex/internal/directory"
	"ringdex/internal/intake"
	"ringdex/internal/jobs"
	"ringdex/internal/ringdex"
	"ringdex/internal/store"
	"ringdex/internal/wire/native"
)

type companyCommands struct {
	Sources companySources `cmd:"" help:"Show what each source says of a company, what stands, and why."`
	Lock    companyLock    `cmd:"" help:"Lock fields of a company: sources no longer change them."`
	Unlock  companyUnlock  `cmd:"" help:"Unlock fields of a company: they get the value that should stand now."`
}

type whichCompany struct {
	Company int64 `arg:"" help:"Number of the company."`
}

func (c whichCompany) ref() ringdex.Ref {
	return ringdex.Ref{Kind: ringdex.KindCompany, Company: c.Company}
}

type sourcesOptions struct {
	All  bool `help:"Show also the values that stand."`
	JSON bool `help:"Print JSON: the answer of GET /v1/contacts/ID/sources."`
}

type contactSources struct {
	whichContact
	sourcesOptions
}

// Run shows what sources say of the contact.
func (c *contactSources) Run(e *environment) error {
	return e.withContact(c.whichContact, func(r *directory.Records, org ringdex.OrganizationID, ref ringdex.Ref) error {
		return c.show(e, r, org, ref)
	})
}

type companySources struct {
	whichCompany
	sourcesOptions
}

// Run shows what sources say of the company.
func (c *companySources) Run(e *environment) error {
	return e.withRecords(func(r *directory.Records, _ *store.Store, org ringdex.OrganizationID) error {
		return c.show(e, r, org, c.ref())
	})
}

// withRecords opens the database and calls do with the use cases of records.
func (e *environment) withRecords(do func(*directory.Records, *store.Store, ringdex.OrganizationID) error) error {
	return e.withRecordsAs(e.node(), do)
}

// withRecordsAs is withRecords for runs of a node.
func (e *environment) withRecordsAs(node ringdex.Node, do func(*directory.Records, *store.Store, ringdex.OrganizationID) error) error {
	regions, err := e.regions()
	if err != nil {
		return err
	}
	return e.with(e.organization, func(st *store.Store, org ringdex.Organization) error {
		in := intake.New(intake.Deps{
			Store: st, Clock: e.clock, Log: slog.New(slog.DiscardHandler), Regions: regions, Node: node.ID, Nodes: st.Nodes,
		})
		return do(directory.NewRecords(st, in, nil), st, org.ID)
	})
}

// withContact is withRecords for one contact.
func (e *environment) withContact(which whichContact, do func(*directory.Records, ringdex.OrganizationID, ringdex.Ref) error) error {
	return e.withRecords(func(r *directory.Records, st *store.Store, org ringdex.OrganizationID) error {
		page, err := which.find(e, directory.New(st, e.clock), org)
		if err != nil {
			return err
		}
		return do(r, org, page.Contacts[0].Ref())
	})
}

// show prints the values that do not stand, and the locks.
func (o *sourcesOptions) show(e *environment, r *directory.Records, org ringdex.OrganizationID, ref ringdex.Ref) error {
	found, err := r.SourcesOf(e.ctx, program(org), ref)
	if err != nil {
		return err
	}
	view := native.View{Fields: found.Fields}
	said := make([]native.Said, len(found.Descriptions))
	for i := range said {
		said[i] = view.Said(ref.Kind, &found.Descriptions[i], e.language.Render)
	}
	locks := make([]native.Lock, len(found.Locks))
	for i, l := range found.Locks {
		locks[i] = view.Lock(ref.Kind, l.Field, l.By)
	}
	if o.JSON {
		return json.NewEncoder(e.stdout.Data()).Encode(map[string]any{"items": said, "locked": locks})
	}
	if err := writeSources(e, said); err != nil {
		return err
	}
	if err := o.writeFields(e, said); err != nil {
		return err
	}
	return writeLocks(e, locks)
}

func writeSources(e *environment, said []native.Said) error {
	table := e.table("SOURCE", "EXTERNAL ID", "PRIORITY", "RULE", "OWNER", "SAID AT", "MISSING SINCE")
	for i := range said {
		s := &said[i]
		table.row(s.Source, s.ExternalID, s.Priority, string(s.Rule), s.Owner, timeText(s.SaidAt), s.MissingSince)
	}
	return table.end()
}

func timeText(t *time.Time) string {
	if t == nil {
		return ""
	}
	return t.Format(time.DateTime)
}

func (o *sourcesOptions) writeFields(e *environment, said []native.Said) error {
	table := e.table("SOURCE", "FIELD", "SAID", "STANDS", "WHY")
	rows := 0
	for i := range said {
		for _, f := range said[i].Fields {
			if f.Taken && f.Note == "" && !o.All {
				continue
			}
			if rows++; f.Note != "" {
				f.Text += "; " + f.Note
			}
			table.row(said[i].Source, f.Field, strconv.Quote(strings.Join(f.Said, ", ")), strconv.Quote(strings.Join(f.Stands, ", ")), f.Text)
		}
	}
	if rows == 0 {
		return nil
	}
	return table.end()
}

func writeLocks(e *environment, locks []native.Lock) error {
	if len(locks) == 0 {
		return nil
	}
	table := e.table("LOCKED", "BY", "AT")
	for _, l := range locks {
		table.row(l.Field, l.Actor, timeText(l.At))
	}
	return table.end()
}

type fieldsArg struct {
	Fields []string `arg:"" help:"Names of fields, such as lastName, phones, home.city or custom.card."`
}

type contactLock struct {
	whichContact
	fieldsArg
}

// Run locks fields of the contact.
func (c *contactLock) Run(e *environment) error {
	return e.withContact(c.whichContact, func(r *directory.Records, org ringdex.OrganizationID, ref ringdex.Ref) error {
		return e.lock(r, org, ref, c.Fields, nil)
	})
}

type contactUnlock struct {
	whichContact
	fieldsArg
}

// Run unlocks fields of the contact.
func (c *contactUnlock) Run(e *environment) error {
	return e.withContact(c.whichContact, func(r *directory.Records, org ringdex.OrganizationID, ref ringdex.Ref) error {
		return e.lock(r, org, ref, nil, c.Fields)
	})
}

type companyLock struct {
	whichCompany
	fieldsArg
}

// Run locks fields of the company.
func (c *companyLock) Run(e *environment) error {
	return e.withRecords(func(r *directory.Records, _ *store.Store, org ringdex.OrganizationID) error {
		return e.lock(r, org, c.ref(), c.Fields, nil)
	})
}

type companyUnlock struct {
	whichCompany
	fieldsArg
}

// Run unlocks fields of the company.
func (c *companyUnlock) Run(e *environment) error {
	return e.withRecords(func(r *directory.Records, _ *store.Store, org ringdex.OrganizationID) error {
		return e.lock(r, org, c.ref(), nil, c.Fields)
	})
}

// lock changes the locks of a record and says what is locked then.
func (e *environment) lock(r *directory.Records, org ringdex.OrganizationID, ref ringdex.Ref, lock, unlock []string) error {
	done, err := r.Lock(e.ctx, program(org), ref, lock, unlock)
	if err != nil {
		return err
	}
	var locked []string
	if done.Contact != nil {
		locked = done.Contact.Locked
	} else if done.Company != nil {
		locked = done.Company.Locked
	}
	if len(locked) == 0 {
		e.tell("cmd.nothing_locked", ref.String())
		return nil
	}
	view := native.View{Fields: done.Fields}
	names := make([]string, len(locked))
	for i, field := range locked {
		names[i] = view.FieldName(ref.Kind, field)
	}
	e.tell("cmd.locked", ref.String(), strings.Join(names, ", "))
	return nil
}

type sourceSettle struct {
	DryRun bool `help:"Count what would change; write nothing."`
}

// Run settles contacts and companies.
func (c *sourceSettle) Run(e *environment) error {
	node := e.node()
	return e.withRecordsAs(node, func(r *directory.Records, st *store.Store, org ringdex.OrganizationID) error {
		if !c.DryRun { // without heartbeats a server would close the run
			defer jobs.KeepAlive(e.ctx, st, node, slog.New(slog.DiscardHandler))()
		}
		var changed []int64
		for _, kind := range []ringdex.Kind{ringdex.KindContact, ringdex.KindCompany} {
			run, err := r.Settle(e.ctx, program(org), kind, c.DryRun)
			if err != nil {
				return err
			}
			if changed = append(changed, run.Counts.Updated); run.Counts.Updated > 0 && !c.DryRun {
				defer e.tell("cmd.settle_undo", run.ID)
			}
		}
		if c.DryRun {
			e.tell("cmd.would_settle", changed[0], changed[1])
			return nil
		}
		e.tell("cmd.settled", changed[0], changed[1])
		return nil
	})
}
