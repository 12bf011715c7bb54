package directory

import (
	"cmp"
	"context"
	"slices"

	"ringdex/internal/auth"
	"ringdex/internal/intake"
	"ringdex/internal/journal"
	"ringdex/internal/ringdex"
)

// Records serves single contacts and companies to callers, each within its rights: it finds, lists,
// creates, changes and removes them, and has their history. Every door for single records that is
// ours uses it, so that a role means the same everywhere. Writes go through intake, as those of
// imports do. It is safe for concurrent use.
type Records struct {
	store   ringdex.Store
	intake  *intake.Intake
	journal *journal.Journal
	words   Searcher
}

// NewRecords returns Records.
func NewRecords(store ringdex.Store, in *intake.Intake, words Searcher) *Records {
	return &Records{store, in, journal.New(store), words}
}

// OwnSource is the source of records that a caller without a source of its own creates.
const OwnSource = "api"

// door is the door of the runs that single changes belong to.
const door = "api"

// SourceOf returns the source of the caller's records and external ids.
func SourceOf(p auth.Principal) string { return cmp.Or(p.Source, OwnSource) }

// Draft is what a caller sends of a record: operations on its fields.
type Draft struct {
	Ops      []ringdex.Op
	Company  *intake.CompanyRef // a contact's default company by name; nil for none
	Problems []*ringdex.Error   // found when it was read
}

// Expected is the condition of a change or a removal.
type Expected struct {
	Version int64 // of the record; 0 for any
	DryRun  bool  // checks everything and writes nothing
}

// KeyVersion is the message key of the Conflict of a record that does not have the expected
// version.
const KeyVersion = intake.KeyVersion

func (e Expected) check(version int64) error {
	if e.Version == 0 || e.Version == version {
		return nil
	}
	return intake.WrongVersion(version, e.Version)
}

func (d Draft) record(id intake.Identity) intake.Record {
	return intake.Record{Identity: id, Ops: d.Ops, Company: d.Company, Problems: d.Problems}
}

// Result is what became of a record that was created or changed, or would in a dry run.
type Result struct {
	ringdex.Outcome
	Fields    []ringdex.Field            // with Companies, what shows the record
	Companies map[int64]*ringdex.Company // of a contact
}

// result completes an outcome by what shows it.
func (d *Records) result(ctx context.Context, p auth.Principal, o ringdex.Outcome) (Result, error) {
	result := Result{Outcome: o}
	err := d.store.View(ctx, p.Organization, func(r ringdex.Reader) (err error) {
		if o.Contact != nil {
			if result.Companies, err = r.Companies(companiesOf(o.Contact)); err != nil {
				return err
			}
		}
		result.Fields, err = ringdex.Fields(r)
		return err
	})
	return result, err
}

// put carries out one record. Problems if it is refused.
func (d *Records) put(ctx context.Context, p auth.Principal, kind ringdex.Kind, dryRun bool, rec intake.Record) (ringdex.Outcome, error) {
	result, err := d.intake.Call(ctx, intake.Order{
		Organization: p.Organization, Source: SourceOf(p), Kind: kind, Door: door, Actor: p.Actor, DryRun: dryRun,
		WantRecords: true, Authority: p.Authority(), Hand: handOf(p),
	}, []intake.Record{rec})
	if err != nil {
		return ringdex.Outcome{}, err
	}
	o := result.Outcomes[0]
	if o.Action == ringdex.Refused {
		return o, ringdex.Problems(o.Problems)
	}
	if dryRun && o.Contact != nil {
		o.Contact = withoutPlanned(o.Contact)
	}
	return o, nil
}

// handOf returns how the caller edits: somebody who has signed in as a person, and a key without a
// source for somebody who is no source.
func handOf(p auth.Principal) ringdex.Hand {
	staff := p.May(auth.Edit)
	return ringdex.Hand{Person: !p.Contact.IsZero() || p.Source == "" && p.Scope == "", MayLock: staff && p.Source == ""}
}

// withoutPlanned returns the contact without companies that a dry run would create.
func withoutPlanned(c *ringdex.Contact) *ringdex.Contact {
	planned := slices.DeleteFunc(slices.Clone(c.Companies), func(id int64) bool { return id >= 0 })
	if len(planned) == 0 {
		return c
	}
	c = c.Clone()
	for _, id := range planned {
		c.LeaveCompany(id)
	}
	return c
}

// Past is the history of a record, with what shows it.
type Past struct {
	Changes []ringdex.Change // newest first, with their images
	Fields  []ringdex.Field
	Doors   map[ringdex.ID]string // by run
}

// History returns the changes of a record, newest first, at most limit, also of one that was
// removed. Denied without the right to read the directory, NotFound if there never was such a
// record.
func (d *Records) History(ctx context.Context, p auth.Principal, ref ringdex.Ref, limit int) (past Past, err error) {
	if err := p.Require(auth.Read); err != nil {
		return past, err
	}
	if past.Changes, err = d.journal.History(ctx, p.Organization, ref, limit); err != nil {
		return past, err
	}
	if len(past.Changes) == 0 {
		return past, ringdex.Fail(ringdex.NotFound, string(ref.Kind)+".not_found", ref.String())
	}
	hide(past.Changes, access{who: p, all: true})
	err = d.store.View(ctx, p.Organization, func(r ringdex.Reader) error { return past.complete(r) })
	return past, err
}

// hide removes from the images the notes that the caller may not read.
func hide(changes []ringdex.Change, a access) {
	for i := range changes {
		images := &changes[i].Contact
		for _, c := range []**ringdex.Contact{&images.Before, &images.After} {
			if *c != nil {
				*c = a.shown(*c)
			}
		}
	}
}

// complete adds what shows the changes. Runs that became figures of their day have no door.
func (p *Past) complete(r ringdex.Reader) (err error) {
	p.Doors = map[ringdex.ID]string{}
	for i := range p.Changes {
		id := p.Changes[i].Cause.Run
		if _, asked := p.Doors[id]; asked || id.IsZero() {
			continue
		}
		run, err := r.Run(id)
		if err != nil && ringdex.CodeOf(err) != ringdex.NotFound {
			return err
		}
		p.Doors[id] = run.Door
	}
	p.Fields, err = ringdex.Fields(r)
	return err
}
