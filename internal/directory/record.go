package directory

import (
	"cmp"
	"context"

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
}

// NewRecords returns Records.
func NewRecords(store ringdex.Store, in *intake.Intake) *Records {
	return &Records{store, in, journal.New(store)}
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

// put carries out one record. Problems if it is refused.
func (d *Records) put(ctx context.Context, p auth.Principal, kind ringdex.Kind, dryRun bool, rec intake.Record) (ringdex.Outcome, error) {
	result, err := d.intake.Call(ctx, intake.Order{
		Organization: p.Organization, Source: SourceOf(p), Kind: kind, Door: door, Actor: p.Actor, DryRun: dryRun,
		WantRecords: true, Authority: p.Authority(),
	}, []intake.Record{rec})
	if err != nil {
		return ringdex.Outcome{}, err
	}
	o := result.Outcomes[0]
	if o.Action == ringdex.Refused {
		return o, ringdex.Problems(o.Problems)
	}
	return o, nil
}

// History returns the changes of a record, newest first, at most limit, also of one that was
// removed. Denied without the right to read the directory.
func (d *Records) History(ctx context.Context, p auth.Principal, ref ringdex.Ref, limit int) ([]ringdex.Change, error) {
	if err := p.Require(auth.Read); err != nil {
		return nil, err
	}
	changes, err := d.journal.History(ctx, p.Organization, ref, limit)
	if err == nil && len(changes) == 0 {
		err = ringdex.Fail(ringdex.NotFound, string(ref.Kind)+".not_found", ref.String())
	}
	a := access{who: p, all: true}
	for i := range changes {
		images := &changes[i].Contact
		for _, c := range []**ringdex.Contact{&images.Before, &images.After} {
			if *c != nil {
				*c = a.shown(*c)
			}
		}
	}
	return changes, err
}
