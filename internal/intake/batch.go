package intake

import (
	"cmp"
	"context"
	"slices"
	"strings"
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

	rules   ringdex.Rules
	uniques bool              // some fields are unique
	seed    uint64            // of digests: what else the meaning of a record depends on
	hashes  map[string]string // of passwords
	seq     int64             // the journal's head when the plan was made

	planned   bool
	strict    bool // batches before this one may have moved what it was planned on
	plan      plan
	unchanged []bool     // the contacts that a survey found to be what they were
	surveyed  *workspace // what the survey found besides; nil when there was none, or it has been used
	trust     bool       // what it found still holds, though the journal has moved
	repeats   bool       // a record before this batch has the same key as one in it
	alone     bool       // it is staged, and so must stand alone
	// independent says that what becomes of a record depends on nothing but its keys: so a plan made while batches
	// before this one are still being written stands, if they have other keys.
	independent bool
	digests     []uint64        // of the records, once made
	edits       []*contactEdits // of contacts, once read
}

// plan is what is to happen to every record of a batch.
type plan struct {
	outcomes  []ringdex.Outcome
	changes   []change
	marks     map[ringdex.ID]ringdex.Mark // of records that change nothing, and were not known to
	companies []*ringdex.Company          // to be created for contacts; number n stands in for the one at -n-1
	passwords []password
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

func (in *Intake) newBatch(ctx context.Context, job Job, records []Record) *batch {
	now := in.deps.Clock()
	return &batch{
		in: in, ctx: ctx, job: job, records: records, now: now, hashes: map[string]string{},
		unchanged: make([]bool, len(records)), digests: make([]uint64, len(records)), edits: make([]*contactEdits, len(records)),
		run: in.newRun(job),
	}
}

func (in *Intake) newRun(job Job) ringdex.Run {
	now := in.deps.Clock()
	return ringdex.Run{
		ID: ringdex.NewID(now), Source: job.Source, Kind: job.Kind, Door: job.Door, Actor: job.Actor, Name: job.Name,
		Node: in.deps.Node, State: ringdex.RunRunning, Started: now,
	}
}

// survey reads the rules, finds the records that are what they were, and makes the plan where that is worth it
// outside the lock: for a dry run, for passwords, which take long to hash, and where nothing is to be written.
func (b *batch) survey(r ringdex.Reader) error {
	if err := b.readRules(r); err != nil {
		return err
	}
	b.seq = r.Head()
	if b.job.Kind == ringdex.KindContact && !b.job.DryRun && !b.hasPasswords() {
		settled, err := surveyContacts(b, r)
		if err != nil || !settled {
			return err
		}
	}
	b.planned = true
	return b.makePlan(r)
}

// planAhead makes the plan on a snapshot too where records are independent: they name no companies and no user names,
// and nothing about them must be unique.
func (b *batch) planAhead(r ringdex.Reader) error {
	if err := b.survey(r); err != nil || b.planned || b.job.Kind != ringdex.KindContact || b.job.UserNames || b.rules.Source.Matches() {
		return err
	}
	for i := range b.records {
		if rec := &b.records[i]; rec.Company != nil || len(rec.Companies) > 0 || !b.unchanged[i] && !b.plain(rec) {
			return nil
		}
	}
	b.planned, b.independent = true, true
	defer clear(b.edits) // they have done their work, and take more memory than the contacts made of them
	return b.makePlan(r)
}

func (b *batch) plain(rec *Record) bool {
	rec.load()
	return !slices.ContainsFunc(rec.Ops, func(op ringdex.Op) bool {
		return op.Field == "userName" || op.Field == "companies" || op.Field == "externalId" || b.uniques && b.isUnique(op.Field)
	})
}

func (b *batch) isUnique(field string) bool {
	f, custom := ringdex.FindField(b.rules.Fields, ringdex.KindContact, strings.TrimPrefix(field, "custom."))
	return custom && f.Unique
}

func (b *batch) hasPasswords() bool {
	return slices.ContainsFunc(b.records, func(rec Record) bool { return rec.Password != "" })
}

// prepare does what needs no database: reading the operations of records that are not known to be unchanged,
// and hashing passwords.
func (b *batch) prepare() error {
	if b.job.Kind == ringdex.KindContact && !b.independent {
		for i := range b.records {
			if !b.unchanged[i] {
				b.contactEdits(i)
			}
		}
	}
	return b.hashPasswords()
}

// contactEdits are the operations of a record, read once however often it is planned.
func (b *batch) contactEdits(i int) *contactEdits {
	if b.edits[i] == nil {
		b.records[i].load()
		edits, problems := ringdex.PrepareContact(b.records[i].Ops, &b.rules)
		b.edits[i] = &contactEdits{edits, problems}
	}
	return b.edits[i]
}

type contactEdits struct {
	edits    []ringdex.Edit[ringdex.Contact]
	problems []*ringdex.Error
}

func (b *batch) readRules(r ringdex.Reader) error {
	o, err := r.Organization()
	if err != nil {
		return err
	}
	b.rules.Regions = phone.Regions(b.in.deps.Regions)
	if len(o.Settings.Regions) > 0 {
		b.rules.Regions = o.Settings.Regions
	}
	if b.rules.Fields, err = r.Fields(); err != nil {
		return err
	}
	b.rules.Source, err = r.Source(b.job.Source)
	if ringdex.CodeOf(err) == ringdex.NotFound {
		b.rules.Source, err = ringdex.Source{Key: b.job.Source}, ringdex.CheckNames("source", b.job.Source)
	}
	for i := range b.records {
		b.records[i].complete(b.rules.Fields)
	}
	b.uniques = slices.ContainsFunc(b.rules.Fields, func(f ringdex.Field) bool { return f.Unique })
	b.seed = seedOf(&b.rules, b.job.Meaning)
	return err
}

// renew reads the rules as they are now. When they are others, what was found and planned by the former ones is forgotten.
func (b *batch) renew(r ringdex.Reader) error {
	before := b.seed
	if err := b.readRules(r); err != nil || b.seed == before {
		return err
	}
	b.planned, b.independent, b.surveyed, b.plan = false, false, nil, plan{}
	clear(b.unchanged)
	clear(b.digests)
	clear(b.edits)
	return nil
}

// makePlan uses what the survey has found as long as the organization stands where it stood then, so where it stands
// is noted afterwards.
func (b *batch) makePlan(r ringdex.Reader) (err error) {
	defer func() { b.seq = r.Head() }()
	if b.job.Kind == ringdex.KindCompany {
		b.plan, err = planCompanies(b, r)
	} else {
		b.plan, err = planContacts(b, r)
	}
	return err
}

// abandoned is an error once the caller has left: planning ends, and the organization is free for others.
func (b *batch) abandoned() error {
	if cause := context.Cause(b.ctx); cause != nil {
		return ringdex.Fail(ringdex.Unavailable, "intake.ended").Because(cause)
	}
	return nil
}

// hashing is how long the passwords of one transaction may take: the server cuts a request off after a minute.
const hashing = 30 * time.Second

// hashPasswords does the slow part before the organization is locked. Unavailable when it takes too long, because
// others have passwords hashed too.
func (b *batch) hashPasswords() error {
	if len(b.plan.passwords) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(b.ctx, hashing)
	defer cancel()
	for _, p := range b.plan.passwords {
		if _, done := b.hashes[p.text]; done {
			continue
		}
		hash, err := b.in.deps.Hash(ctx, p.text)
		if err != nil {
			return cmp.Or(b.tooSlow(ctx), err)
		}
		b.hashes[p.text] = hash
	}
	return nil
}

func (b *batch) tooSlow(hashing context.Context) error {
	if hashing.Err() == nil || b.ctx.Err() != nil {
		return b.abandoned()
	}
	return ringdex.Fail(ringdex.Unavailable, "intake.hashing")
}

// settled says whether the plan writes nothing: it stays true of the moment in which it was made.
func (b *batch) settled() bool {
	return len(b.plan.marks) == 0 && !slices.ContainsFunc(b.plan.outcomes, func(o ringdex.Outcome) bool { return o.Action != ringdex.Unchanged })
}

// carryOut applies the plan, made here when there is none yet, and anew when the organization has moved since.
func (b *batch) carryOut(w ringdex.Writer) error {
	if b.seed == 0 {
		if err := b.readRules(w); err != nil {
			return err
		}
	}
	stands := w.Head() == b.seq || b.settled() && !b.strict || b.trust && b.independent
	if !b.planned || !stands {
		if err := b.makePlan(w); err != nil {
			return err
		}
		if err := b.hashPasswords(); err != nil {
			return err
		}
	}
	if b.alone && !b.standsAlone() {
		return errNotAlone
	}
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

// carryOutWhole is carryOut for a run of one batch.
func (b *batch) carryOutWhole(w ringdex.Writer) error {
	before := w.Head()
	if err := b.carryOut(w); err != nil {
		return err
	}
	b.run.FirstSeq, b.run.LastSeq = before, w.Head()
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
			refusals = append(refusals, ringdex.Refusal{At: o.At, Key: o.Key, Original: b.records[i].kept(), Problems: o.Problems})
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

// mark lets the same record be recognised next time. One with notes is not, so that they are made again; but one
// with a password is, so that the password is not set again.
func (b *batch) mark(i int, c *ringdex.Contact, o *ringdex.Outcome) *ringdex.Mark {
	rec := &b.records[i]
	if rec.Key.ExternalID == "" || rec.Key.ExternalID != c.ExternalID(b.job.Source) || len(o.Notes) > 0 && rec.Password == "" {
		return nil
	}
	sum := withCompany(b.digests[i], rec, c.DefaultCompany)
	return &ringdex.Mark{Source: b.job.Source, ExternalID: rec.Key.ExternalID, Digest: sum}
}

func (b *batch) cause() ringdex.Cause {
	return ringdex.Cause{Source: b.job.Source, Run: b.run.ID, Actor: b.job.Actor, At: b.now}
}

func (b *batch) report(state ringdex.RunState) Report {
	run := b.run
	run.State, run.Finished = state, b.in.deps.Clock()
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
