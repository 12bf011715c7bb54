package intake

import (
	"slices"

	"ringdex/internal/ringdex"
)

// plan holds the planned result of every record of a batch. It is immutable.
type plan struct {
	seq         int64 // the journal's head when it was made
	independent bool  // see batch.independent
	outcomes    []ringdex.Outcome
	changes     []change
	marks       map[ringdex.ID]ringdex.Mark // of unchanged records without a valid mark
	companies   []*ringdex.Company          // to be created for contacts; the placeholder n < 0 means index -n-1
	passwords   []password
	refused     map[int]ringdex.ID // contacts of refused records, by index; of replacing runs only
}

// change is a record to write, with the index of its outcome.
type change struct {
	outcome int
	contact ringdex.Images[ringdex.Contact]
	company ringdex.Images[ringdex.Company]
}

// password is a password to set.
type password struct {
	contact ringdex.ID
	text    string
}

// planner plans records of one kind in order; later records see the planned results of earlier
// ones.
type planner interface {
	open() error // looks up all keys of the records, one query for each kind of key
	record(i int) (ringdex.Outcome, error)
}

// makePlan plans the batch against the current directory. trusted means that the survey's results
// still hold although the journal has moved.
func (b *batch) makePlan(r ringdex.Reader, trusted bool) error {
	made := &plan{seq: r.Head().Changes}
	var p planner = &contactPlanner{b: b, r: r, plan: made, trusted: trusted}
	if b.order.Kind == ringdex.KindCompany {
		p = &companyPlanner{b: b, r: r, plan: made, made: map[string]*ringdex.Company{}}
	}
	if err := p.open(); err != nil {
		return err
	}
	made.outcomes = make([]ringdex.Outcome, len(b.records))
	for i := range b.records {
		if err := b.abandoned(); err != nil {
			return err
		}
		var err error
		if made.outcomes[i], err = p.record(i); err != nil {
			return err
		}
	}
	if b.plan = made; made.independent {
		clear(b.edits) // no longer needed, and larger than the resulting contacts
	}
	return nil
}

// settled reports whether the plan writes nothing. Such a plan stays valid for the moment of its
// snapshot.
func (p *plan) settled() bool {
	return len(p.marks) == 0 && !slices.ContainsFunc(p.outcomes, func(o ringdex.Outcome) bool { return o.Action != ringdex.Unchanged })
}

// standsAlone says whether the plan can be staged: it makes no company and no password, and sets no
// user name and no unique value free.
func (p *plan) standsAlone(rules *ringdex.Rules) bool {
	if len(p.companies) > 0 || len(p.passwords) > 0 {
		return false
	}
	return !slices.ContainsFunc(p.changes, func(c change) bool {
		return c.contact.After == nil || ringdex.FreesKey(c.contact.Before, c.contact.After, rules.Fields)
	})
}
