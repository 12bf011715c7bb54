package intake

import (
	"strconv"

	"ringdex/internal/ringdex"
)

// carryOut runs all phases of a call. An earlier plan is used if it still holds, or if it writes
// nothing: that was true when it was made.
func (b *batch) carryOut(w ringdex.Writer) error {
	if err := b.read(w); err != nil {
		return err
	}
	if !b.planned() || b.plan.seq != w.Head().Changes && !b.plan.settled() {
		if err := b.planHere(w, false); err != nil {
			return err
		}
	}
	if b.plan.settled() {
		return nil // writes no run either
	}
	before := w.Head().Changes
	if err := b.apply(w); err != nil {
		return err
	}
	b.run.FirstSeq, b.run.LastSeq = before, w.Head().Changes
	return b.keepCall(w)
}

// planHere plans in the transaction that applies the plan.
func (b *batch) planHere(w ringdex.Writer, trusted bool) error {
	if err := b.makePlan(w, trusted); err != nil {
		return err
	}
	return b.hashPasswords()
}

// apply writes the changes of the plan.
func (b *batch) apply(w ringdex.Writer) error {
	if err := w.Apply(b.journal(w)); err != nil {
		return err
	}
	if err := w.Remember(b.plan.marks); err != nil {
		return err
	}
	for _, p := range b.plan.passwords {
		if err := w.SetPassword(p.contact, b.hashes[p.text]); err != nil {
			return err
		}
	}
	return nil
}

// keepCall adds the call to the run of its hour, and stores the refused records.
func (b *batch) keepCall(w ringdex.Writer) error {
	run, err := w.Run(b.run.ID)
	if ringdex.CodeOf(err) == ringdex.NotFound {
		run, err = b.run, nil
	}
	if err != nil {
		return err
	}
	before := run.Counts.Read
	run.Calls, run.LastSeq, run.Active = run.Calls+1, b.run.LastSeq, b.run.Active
	run.Counts = run.Counts.Plus(b.counts())
	if err := w.PutRun(run); err != nil {
		return err
	}
	return w.AddRefusals(run.ID, before, b.refusals())
}

func (b *batch) refusals() []ringdex.Refusal {
	var refusals []ringdex.Refusal
	for i := range b.plan.outcomes {
		o := &b.plan.outcomes[i]
		switch {
		case o.Action != ringdex.Refused:
		case isErased(o.Problems):
			refusals = append(refusals, ringdex.Refusal{At: o.At, Problems: o.Problems})
		default:
			refusals = append(refusals, ringdex.Refusal{At: o.At, Key: o.Key, Original: b.records[i].kept(), Problems: o.Problems})
		}
	}
	return refusals
}

// journal converts the plan to changes: new companies get their numbers, which replace the
// placeholders.
func (b *batch) journal(w ringdex.Writer) []ringdex.Change {
	numbers := make([]int64, len(b.plan.companies))
	changes := make([]ringdex.Change, 0, len(b.plan.companies)+len(b.plan.changes))
	for i, c := range b.plan.companies {
		c.ID = w.NewCompanyID()
		numbers[i] = c.ID
		changes = append(changes, ringdex.Change{
			Ref: c.Ref(), Action: ringdex.Created, Cause: b.cause(), Company: ringdex.Images[ringdex.Company]{After: c},
		})
	}
	for i := range b.plan.changes {
		changes = append(changes, b.change(w, &b.plan.changes[i], numbers))
	}
	for i := range b.plan.outcomes {
		if o := &b.plan.outcomes[i]; o.Company != nil {
			o.Ref = o.Company.Ref() // also of one that an earlier record of the batch has created
		}
	}
	return changes
}

func (b *batch) change(w ringdex.Writer, c *change, numbers []int64) ringdex.Change {
	o := &b.plan.outcomes[c.outcome]
	made := ringdex.Change{Action: o.Action, Cause: b.cause(), Contact: c.contact, Company: c.company}
	switch {
	case c.contact.After != nil:
		resolveCompanies(c.contact.After, numbers)
		resolveCompanies(c.contact.Before, numbers)
		if o.Action == ringdex.Updated && len(numbers) > 0 {
			o.Deltas = ringdex.CompareContacts(c.contact.Before, c.contact.After)
		}
		made.Ref = c.contact.After.Ref()
		made.Mark = b.mark(c.outcome, c.contact.After, o)
	default:
		number(w, c.company)
		made.Ref = c.company.After.Ref()
	}
	o.Ref = made.Ref
	return made
}

// number assigns a new company its number, unless an earlier record of the batch did.
func number(w ringdex.Writer, images ringdex.Images[ringdex.Company]) {
	switch {
	case images.After.ID != 0:
	case images.Before != nil:
		images.After.ID = images.Before.ID
	default:
		images.After.ID = w.NewCompanyID()
	}
}

// resolveCompanies replaces the plan's placeholders by real numbers.
func resolveCompanies(c *ringdex.Contact, numbers []int64) {
	if c == nil {
		return
	}
	if c.DefaultCompany < 0 {
		c.DefaultCompany = numbers[-c.DefaultCompany-1]
	}
	for i, n := range c.Companies {
		if n < 0 {
			c.Companies[i] = numbers[-n-1]
		}
	}
	for i := range c.Words {
		resolveSaid(&c.Words[i], numbers)
	}
}

// resolveSaid does the same in what a source says. Images share what sources say.
func resolveSaid(w *ringdex.Word, numbers []int64) {
	for _, s := range w.Said {
		if s.Field != "companies" && s.Field != "defaultCompany" {
			continue
		}
		for i, text := range s.Values {
			if n, err := strconv.ParseInt(text, 10, 64); err == nil && n < 0 {
				s.Values[i] = strconv.FormatInt(numbers[-n-1], 10)
			}
		}
	}
}

// mark stores the record's digest, so that an equal record is recognised next time. A record with
// notes gets no mark, so that the notes are repeated, unless it has a password, which must not be
// set again.
func (b *batch) mark(i int, c *ringdex.Contact, o *ringdex.Outcome) *ringdex.Mark {
	rec := &b.records[i]
	if rec.Identity.Home != nil || rec.Identity.ExternalID == "" || rec.Identity.ExternalID != c.ExternalID(b.order.Source) || len(o.Notes) > 0 && rec.Password == "" || !repeatable(rec.Ops) {
		return nil
	}
	sum := withCompany(b.digests[i], rec, c.DefaultCompany)
	return &ringdex.Mark{Source: b.order.Source, ExternalID: rec.Identity.ExternalID, Digest: sum}
}
