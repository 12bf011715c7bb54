package undo

import (
	"iter"
	"slices"

	"ringdex/internal/ringdex"
)

// atOnce is how many changes one transaction takes back.
const atOnce = 1000

// portion is a part of the journal with the inverse of its changes, newest first. It is a plan:
// only write and keep carry it out.
type portion struct {
	t     *taking
	r     ringdex.Reader
	cause ringdex.Cause
	next  int64       // sequence before which the next portion begins
	run   ringdex.Run // with the figures after the portion

	steps   []step
	present map[ringdex.Ref]record // records as the steps so far leave them
	found   map[ringdex.Ref]record // records as they were found
	alone   map[ringdex.Ref]bool   // records that this portion leaves
	met     map[ringdex.Ref]uint32 // what earlier portions know of records, see taking.met
}

// step is the inverse of one change.
type step struct {
	ringdex.Reversal
	from, to record // the record before and after it; equal if nothing is written
}

// plan reads a portion and decides about its changes.
func (t *taking) plan(r ringdex.Reader) (*portion, error) {
	p := &portion{
		t: t, r: r, run: t.run, cause: ringdex.Cause{Run: t.run.ID, Actor: t.order.Actor, At: t.now()},
		present: map[ringdex.Ref]record{}, found: map[ringdex.Ref]record{},
		alone: map[ringdex.Ref]bool{}, met: map[ringdex.Ref]uint32{},
	}
	changes, err := p.read()
	if err != nil {
		return nil, err
	}
	for i := range changes {
		if c := &changes[i]; t.wants(c) {
			if err := p.add(c); err != nil {
				return nil, err
			}
		}
	}
	err = p.settle()
	p.count()
	return p, err
}

// read returns the portion's changes, newest first, those of the order with both images.
func (p *portion) read() ([]ringdex.Change, error) {
	changes, err := p.r.Past(ringdex.Entries{}, p.t.before, atOnce)
	if err != nil {
		return nil, err
	}
	p.next = p.t.after + 1
	if i := slices.IndexFunc(changes, func(c ringdex.Change) bool { return c.Seq <= p.t.after }); i >= 0 {
		changes = changes[:i]
	} else if len(changes) == atOnce {
		p.next = changes[len(changes)-1].Seq
	}
	if err := p.look(changes); err != nil {
		return nil, err
	}
	slices.Reverse(changes)
	err = p.r.FillAfter(changes, p.needsAfter)
	slices.Reverse(changes)
	return changes, err
}

// look reads the present records of the order's changes.
func (p *portion) look(changes []ringdex.Change) error {
	var refs []ringdex.Ref
	for i := range changes {
		if p.t.wants(&changes[i]) {
			refs = append(refs, changes[i].Ref)
		}
	}
	ids, numbers := ringdex.SplitRefs(refs)
	contacts, err := p.r.Contacts(ids)
	if err != nil {
		return err
	}
	companies, err := p.r.Companies(numbers)
	if err != nil {
		return err
	}
	for _, ref := range refs {
		now := record{contacts[ref.Contact], companies[ref.Company]}
		p.found[ref], p.present[ref] = now, now
		met, known, err := p.t.met.Get(keyOf(ref))
		if err != nil {
			return err
		}
		if known {
			p.met[ref] = met
		}
	}
	return nil
}

// needsAfter reports whether the image after a change must be read. It is the present record if
// nothing was written since: each write adds one to the version.
func (p *portion) needsAfter(c *ringdex.Change) bool {
	if !p.t.wants(c) || c.Action == ringdex.Deleted {
		return false
	}
	_, met := p.met[c.Ref]
	return met || p.found[c.Ref].version() != before(c).version()+1
}

// settle leaves what cannot be written as it stands, until the rest can be.
func (p *portion) settle() error {
	for {
		problems, err := p.obstacles()
		if err != nil || len(problems) == 0 {
			return err
		}
		for ref, problem := range problems {
			p.leaveAll(ref, problem)
		}
	}
}

// leaveAll leaves a record as it was found.
func (p *portion) leaveAll(ref ringdex.Ref, problem *ringdex.Error) {
	p.present[ref] = p.found[ref]
	for i := range p.steps {
		if s := &p.steps[i]; s.Ref == ref {
			s.Action, s.Fields, s.Problem = ringdex.Refused, nil, problem
			s.from, s.to = p.found[ref], p.found[ref]
		}
	}
}

// write writes the portion and the figures of the run.
func (p *portion) write(w ringdex.Writer) error {
	if len(p.steps) == 0 {
		return nil
	}
	if p.run.FirstSeq == 0 && p.run.LastSeq == 0 {
		p.run.FirstSeq = w.Head().Changes
	}
	if err := w.Apply(p.changes()); err != nil {
		return err
	}
	p.run.LastSeq = w.Head().Changes
	if err := w.AddRefusals(p.run.ID, 0, p.refusals()); err != nil {
		return err
	}
	return w.PutRun(p.run)
}

// changes returns the changes that the steps make.
func (p *portion) changes() []ringdex.Change {
	var changes []ringdex.Change
	for i := range p.steps {
		s := &p.steps[i]
		if s.from == s.to {
			continue
		}
		changes = append(changes, ringdex.Change{
			Ref: s.Ref, Action: s.Action, Cause: p.cause,
			Contact: ringdex.Images[ringdex.Contact]{Before: s.from.contact, After: s.to.contact},
			Company: ringdex.Images[ringdex.Company]{Before: s.from.company, After: s.to.company},
		})
	}
	return changes
}

func (p *portion) count() {
	for i := range p.steps {
		if p.steps[i].Action == ringdex.Deleted {
			p.run.Counts.Deleted++
		} else {
			p.run.Counts.Add(p.steps[i].Action)
		}
	}
}

func (p *portion) refusals() []ringdex.Refusal {
	var all []ringdex.Refusal
	for i := range p.steps {
		if s := &p.steps[i]; s.Action == ringdex.Refused {
			all = append(all, ringdex.Refusal{
				At: ringdex.Position{Index: p.t.position + i}, Key: s.Ref.String(), Original: s.Name, Problems: []*ringdex.Error{s.Problem},
			})
		}
	}
	return all
}

// meetings yields what later portions must know: which records were left, and in a dry run how the
// others would stand.
func (p *portion) meetings() iter.Seq2[ringdex.Ref, uint32] {
	return func(yield func(ringdex.Ref, uint32) bool) {
		for i := range p.steps {
			s := &p.steps[i]
			switch {
			case s.Action == ringdex.Refused:
				if !yield(s.Ref, leftAlone) {
					return
				}
			case p.t.order.DryRun:
				if !yield(s.Ref, p.present[s.Ref].hash()) {
					return
				}
			}
		}
	}
}
