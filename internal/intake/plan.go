package intake

import (
	"slices"

	"ringdex/internal/ringdex"
)

// plan is what is to happen to every record of a batch. It stays as it was made.
type plan struct {
	seq         int64 // the journal's head when it was made
	independent bool  // see batch.independent
	outcomes    []ringdex.Outcome
	changes     []change
	marks       map[ringdex.ID]ringdex.Mark // of records that change nothing, and were not known to
	companies   []*ringdex.Company          // to be created for contacts; number n stands in for the one at -n-1
	passwords   []password
}

// change is a record to be written, and whose outcome it is.
type change struct {
	outcome int
	contact ringdex.Images[ringdex.Contact]
	company ringdex.Images[ringdex.Company]
}

// password is to be set for a contact.
type password struct {
	contact ringdex.ID
	text    string
}

// planner plans records of one kind, one after the other; later ones see what is to become of earlier ones.
type planner interface {
	open() error // looks up everything that the records name, a query a kind of key
	record(i int) (ringdex.Outcome, error)
}

// makePlan plans the batch as the directory stands, which trusted says of what a survey found: it may be used though the
// journal has moved since.
func (b *batch) makePlan(r ringdex.Reader, trusted bool) error {
	made := &plan{seq: r.Head()}
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
		clear(b.edits) // they have done their work, and take more memory than the contacts made of them
	}
	return nil
}

// settled says whether the plan writes nothing: it stays true of the moment in which it was made.
func (p *plan) settled() bool {
	return len(p.marks) == 0 && !slices.ContainsFunc(p.outcomes, func(o ringdex.Outcome) bool { return o.Action != ringdex.Unchanged })
}

// standsAlone says whether the plan can be staged: nothing of it depends on what is written beside it, and each contact
// keeps the external id that it has.
func (p *plan) standsAlone(source string) bool {
	if !p.independent || len(p.companies) > 0 || len(p.passwords) > 0 {
		return false
	}
	return !slices.ContainsFunc(p.changes, func(c change) bool {
		was, is := c.contact.Before, c.contact.After
		return was != nil && was.ExternalID(source) != is.ExternalID(source)
	})
}
