package intake

import (
	"context"
	"time"

	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// batch is the records that one transaction takes in.
type batch struct {
	in      *Intake
	ctx     context.Context
	job     Job
	records []Record
	run     ringdex.Run
	now     time.Time

	rules  ringdex.Rules
	seed   uint64            // of digests: what else the meaning of a record depends on
	hashes map[string]string // of passwords
	seq    int64             // the journal's head when the plan was made
	plan   plan
}

// plan is what is to happen to every record of a batch.
type plan struct {
	outcomes  []ringdex.Outcome
	changes   []change
	companies []*ringdex.Company // to be created for contacts; number n stands in for the one at -n-1
	passwords []password
}

// change is a record to be written, and whose outcome it is.
type change struct {
	outcome int
	contact ringdex.Images[ringdex.Contact]
	company ringdex.Images[ringdex.Company]
	digest  uint64 // without the company
}

// password is to be set for a contact.
type password struct {
	contact ringdex.ID
	text    string
}

func (in *Intake) newBatch(ctx context.Context, job Job, records []Record) *batch {
	now := in.Clock()
	return &batch{
		in: in, ctx: ctx, job: job, records: records, now: now, hashes: map[string]string{},
		run: ringdex.Run{
			ID: ringdex.NewID(now), Source: job.Source, Kind: job.Kind, Door: job.Door, Actor: job.Actor, Name: job.Name, Started: now,
		},
	}
}

// prepare reads the rules and makes the plan, on a snapshot.
func (b *batch) prepare(r ringdex.Reader) error {
	if err := b.readRules(r); err != nil {
		return err
	}
	return b.makePlan(r)
}

func (b *batch) readRules(r ringdex.Reader) error {
	o, err := r.Organization()
	if err != nil {
		return err
	}
	b.rules.Regions = phone.Regions(b.in.Regions)
	if len(o.Settings.Regions) > 0 {
		b.rules.Regions = o.Settings.Regions
	}
	if b.rules.Fields, err = r.Fields(); err != nil {
		return err
	}
	b.rules.Source, err = r.Source(b.job.Source)
	if ringdex.CodeOf(err) == ringdex.NotFound {
		b.rules.Source, err = ringdex.Source{Key: b.job.Source}, nil
	}
	b.seed = seedOf(&b.rules)
	return err
}

func (b *batch) makePlan(r ringdex.Reader) (err error) {
	b.seq = r.Head()
	if b.job.Kind == ringdex.KindCompany {
		b.plan, err = planCompanies(b, r)
	} else {
		b.plan, err = planContacts(b, r)
	}
	return err
}

// hashPasswords does the slow part before the organization is locked.
func (b *batch) hashPasswords() error {
	for _, p := range b.plan.passwords {
		if _, done := b.hashes[p.text]; done {
			continue
		}
		hash, err := b.in.Hash(b.ctx, p.text)
		if err != nil {
			return err
		}
		b.hashes[p.text] = hash
	}
	return nil
}

// carryOut applies the plan, made anew when the organization has moved since.
func (b *batch) carryOut(w ringdex.Writer) error {
	if w.Head() != b.seq {
		if err := b.makePlan(w); err != nil {
			return err
		}
		if err := b.hashPasswords(); err != nil {
			return err
		}
	}
	if err := w.Apply(b.journal(w)); err != nil {
		return err
	}
	for _, p := range b.plan.passwords {
		if err := w.SetPassword(p.contact, b.hashes[p.text]); err != nil {
			return err
		}
	}
	return b.keepRun(w)
}

// keepRun keeps the run with its figures, and the refused records.
func (b *batch) keepRun(w ringdex.Writer) error {
	run := b.report(ringdex.RunFinished).Run
	if err := w.PutRun(run); err != nil {
		return err
	}
	return w.AddRefusals(run.ID, b.refusals())
}

func (b *batch) refusals() []ringdex.Refusal {
	var refusals []ringdex.Refusal
	for i := range b.plan.outcomes {
		if o := &b.plan.outcomes[i]; o.Action == ringdex.Refused {
			refusals = append(refusals, ringdex.Refusal{At: o.At, Key: o.Key, Original: b.records[i].Original, Problems: o.Problems})
		}
	}
	return refusals
}

// journal turns the plan into changes: companies get their numbers, and what stood in for them is replaced.
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
	return changes
}

func (b *batch) change(w ringdex.Writer, c *change, numbers []int64) ringdex.Change {
	o := &b.plan.outcomes[c.outcome]
	made := ringdex.Change{Action: o.Action, Cause: b.cause(), Contact: c.contact, Company: c.company}
	switch {
	case c.contact.After != nil:
		resolveCompanies(c.contact.After, numbers)
		resolveCompanies(c.contact.Before, numbers)
		made.Ref = c.contact.After.Ref()
		made.Mark = b.mark(c, &b.records[c.outcome])
	default:
		number(w, c.company)
		made.Ref = c.company.After.Ref()
	}
	o.Ref = made.Ref
	return made
}

// number gives a new company its number. One that was made by an earlier record of the batch has it by now.
func number(w ringdex.Writer, images ringdex.Images[ringdex.Company]) {
	switch {
	case images.After.ID != 0:
	case images.Before != nil:
		images.After.ID = images.Before.ID
	default:
		images.After.ID = w.NewCompanyID()
	}
}

// resolveCompanies puts real numbers where the plan had to put stand-ins.
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
}

func (b *batch) mark(c *change, rec *Record) *ringdex.Mark {
	if rec.Key.ExternalID == "" {
		return nil
	}
	sum := withCompany(c.digest, rec, c.contact.After.DefaultCompany)
	return &ringdex.Mark{Source: b.job.Source, ExternalID: rec.Key.ExternalID, Digest: sum}
}

func (b *batch) cause() ringdex.Cause {
	return ringdex.Cause{Source: b.job.Source, Run: b.run.ID, Actor: b.job.Actor, At: b.now}
}

func (b *batch) report(state ringdex.RunState) Report {
	run := b.run
	run.State, run.Finished = state, b.in.Clock()
	for i := range b.plan.outcomes {
		o := &b.plan.outcomes[i]
		if o.Company != nil {
			o.Ref = o.Company.Ref() // it has its number now
		}
		run.Counts.Add(o.Action)
	}
	return Report{run, b.plan.outcomes}
}

// refuse is the outcome of a record that does not go in.
func (rec *Record) refuse(problems ...*ringdex.Error) ringdex.Outcome {
	return ringdex.Outcome{At: rec.At, Key: rec.Key.Text(), Action: ringdex.Refused, Problems: problems}
}
