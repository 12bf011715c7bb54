package directory

import (
	"context"
	"slices"

	"ringdex/internal/auth"
	"ringdex/internal/intake"
	"ringdex/internal/journal"
	"ringdex/internal/ringdex"
)

// Lock is a field that is locked, with who locked it.
type Lock struct {
	Field string
	By    ringdex.Cause // zero if the journal no longer has it
}

// Sources is what the sources of a record say of it, beside what stands.
type Sources struct {
	Kind         ringdex.Kind
	Descriptions []ringdex.Description
	Locks        []Lock
	Fields       []ringdex.Field // what shows custom fields
}

// SourcesOf returns what each source last said of a record, and its locks. Denied without the right
// to read the directory, NotFound if there is no such record.
func (d *Records) SourcesOf(ctx context.Context, p auth.Principal, ref ringdex.Ref) (s Sources, err error) {
	if err := p.Require(auth.Read); err != nil {
		return s, err
	}
	s.Kind = ref.Kind
	var locked []string
	err = d.store.View(ctx, p.Organization, func(r ringdex.Reader) error {
		rules, err := d.intake.Rules(r, SourceOf(p))
		if err != nil {
			return err
		}
		s.Fields = rules.Fields
		s.Descriptions, locked, err = describe(r, &rules, access{who: p, all: true}, ref)
		return err
	})
	if err != nil || len(locked) == 0 {
		return s, err
	}
	s.Locks, err = locksOf(ctx, d.journal, p.Organization, ref, locked)
	return s, err
}

func describe(r ringdex.Reader, rules *ringdex.Rules, a access, ref ringdex.Ref) ([]ringdex.Description, []string, error) {
	if ref.Kind == ringdex.KindCompany {
		c, err := ringdex.CompanyByID(r, ref.Company)
		if err != nil {
			return nil, nil, err
		}
		return ringdex.Describe(rules, c), c.Locked, nil
	}
	c, err := ringdex.ContactByID(r, ref.Contact)
	if err != nil {
		return nil, nil, err
	}
	return ringdex.Describe(rules, a.shown(c)), c.Locked, nil
}

// lockHistory is how many changes of a record are searched for its locks.
const lockHistory = 1000

// locksOf returns who has locked fields.
func locksOf(ctx context.Context, j *journal.Journal, org ringdex.OrganizationID, ref ringdex.Ref, locked []string) ([]Lock, error) {
	changes, err := j.History(ctx, org, ref, lockHistory)
	if err != nil {
		return nil, err
	}
	locks := make([]Lock, len(locked))
	for i, field := range locked {
		locks[i] = Lock{Field: field}
		for k := range changes { // newest first
			before, after := lockedIn(&changes[k])
			if slices.Contains(after, field) && !slices.Contains(before, field) {
				locks[i].By = changes[k].Cause
				break
			}
		}
	}
	return locks, nil
}

// lockedIn returns the locks before and after a change.
func lockedIn(c *ringdex.Change) (before, after []string) {
	if c.Contact.Before != nil {
		before = c.Contact.Before.Locked
	}
	if c.Contact.After != nil {
		after = c.Contact.After.Locked
	}
	if c.Company.Before != nil {
		before = c.Company.Before.Locked
	}
	if c.Company.After != nil {
		after = c.Company.After.Locked
	}
	return before, after
}

// Lock locks and unlocks fields of a record, and returns the record. Unlocked fields get the value
// that should stand now. Denied for callers that may not edit every record, else as ChangeContact.
func (d *Records) Lock(ctx context.Context, p auth.Principal, ref ringdex.Ref, lock, unlock []string) (Result, error) {
	if err := p.Require(auth.Edit); err != nil {
		return Result{}, err
	}
	var locked []string
	var version int64
	err := d.store.View(ctx, p.Organization, func(r ringdex.Reader) (err error) {
		fields, err := ringdex.Fields(r)
		if err != nil {
			return err
		}
		for i, f := range unlock {
			unlock[i] = ringdex.CanonicalField(ref.Kind, f, fields)
		}
		locked, version, err = locksNow(r, ref)
		return err
	})
	if err != nil {
		return Result{}, err
	}
	locked = slices.DeleteFunc(slices.Concat(locked, lock), func(f string) bool { return slices.Contains(unlock, f) })
	value := make([]any, len(locked))
	for i, field := range locked {
		value[i] = field
	}
	draft := Draft{Ops: []ringdex.Op{{Verb: ringdex.Set, Field: "locked", Value: value, At: "locked"}}}
	if ref.Kind == ringdex.KindCompany {
		return d.ChangeCompany(ctx, p, ref.Company, draft, Expected{Version: version})
	}
	return d.ChangeContact(ctx, p, ref.Contact, draft, Expected{Version: version})
}

func locksNow(r ringdex.Reader, ref ringdex.Ref) ([]string, int64, error) {
	if ref.Kind == ringdex.KindCompany {
		c, err := ringdex.CompanyByID(r, ref.Company)
		if err != nil {
			return nil, 0, err
		}
		return c.Locked, c.Version, nil
	}
	c, err := ringdex.ContactByID(r, ref.Contact)
	if err != nil {
		return nil, 0, err
	}
	return c.Locked, c.Version, nil
}

// Settle gives records that several sources describe the values that should stand by the settings
// of now; see intake.Settle. Denied without the right to administer.
func (d *Records) Settle(ctx context.Context, p auth.Principal, kind ringdex.Kind, dryRun bool) (ringdex.Run, error) {
	if err := p.Require(auth.Administer); err != nil {
		return ringdex.Run{}, err
	}
	return d.intake.Settle(ctx, intake.Order{
		Organization: p.Organization, Source: SourceOf(p), Kind: kind, Door: door, Actor: p.Actor, Name: "settle", DryRun: dryRun,
	})
}
