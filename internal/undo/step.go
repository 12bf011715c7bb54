package undo

import (
	"cmp"
	"slices"
	"time"

	"ringdex/internal/ringdex"
)

// add adds the inverse of a change. A record that was left is not listed again.
func (p *portion) add(c *ringdex.Change) error {
	if met, known := p.met[c.Ref]; known && met == leftAlone || p.alone[c.Ref] {
		return nil
	}
	s, err := p.step(c)
	if err != nil {
		return err
	}
	s.Seq, s.Ref = c.Seq, c.Ref
	s.Name = cmp.Or(s.to.name(), s.from.name(), before(c).name())
	p.steps = append(p.steps, s)
	p.present[c.Ref], p.alone[c.Ref] = s.to, s.Action == ringdex.Refused
	return nil
}

// step decides about one change.
func (p *portion) step(c *ringdex.Change) (step, error) {
	then, now := p.after(c), p.now(c)
	switch {
	case c.Erased:
		return leave(now, ringdex.Fail(ringdex.Conflict, "undo.erased")), nil
	case now.same(then):
		return p.invert(now, before(c)), nil
	case now.same(before(c)):
		return unchanged(now), nil
	}
	by, own, err := p.since(c)
	switch {
	case err != nil:
		return step{}, err
	case by == nil && own:
		return unchanged(now), nil
	case by == nil:
		return leave(now, ringdex.Fail(ringdex.Conflict, "undo.created_again")), nil
	case p.t.order.Fields && c.Action == ringdex.Updated && now.exists() && then.exists():
		return p.invertFields(now, then, before(c), by), nil
	}
	return leave(now, touchedBy(by)), nil
}

// after returns the record as the change left it.
func (p *portion) after(c *ringdex.Change) record {
	if c.Action == ringdex.Deleted || p.needsAfter(c) {
		return after(c)
	}
	return p.found[c.Ref]
}

// now returns the record as it stands. In a dry run it stands as earlier portions would have left
// it; their hash of it tells whether that is as this change left it.
func (p *portion) now(c *ringdex.Change) record {
	met, known := p.met[c.Ref]
	if then := after(c); known && p.present[c.Ref] == p.found[c.Ref] && then.hash() == met {
		return then
	}
	return p.present[c.Ref]
}

func unchanged(now record) step {
	return step{Reversal: ringdex.Reversal{Action: ringdex.Unchanged}, from: now, to: now}
}

func leave(now record, problem *ringdex.Error) step {
	return step{Reversal: ringdex.Reversal{Action: ringdex.Refused, Problem: problem}, from: now, to: now}
}

// invert makes the record what it was.
func (p *portion) invert(now, content record) step {
	if problem := p.denied(now, content); problem != nil {
		return leave(now, problem)
	}
	switch {
	case !content.exists():
		return step{Reversal: ringdex.Reversal{Action: ringdex.Deleted}, from: now}
	case !now.exists():
		return step{Reversal: ringdex.Reversal{Action: ringdex.Created}, to: now.as(content, p.cause.At)}
	}
	return step{Reversal: ringdex.Reversal{Action: ringdex.Updated}, from: now, to: now.as(content, p.cause.At)}
}

// invertFields takes those fields back that nothing else has changed since.
func (p *portion) invertFields(now, then, content record, by *ringdex.Change) step {
	kind := by.Ref.Kind
	since := changed(kind, then, now)
	var fields []string
	for name := range changed(kind, content, then) {
		if !since[name] {
			fields = append(fields, name)
		}
	}
	if len(fields) == 0 {
		return leave(now, touchedBy(by))
	}
	slices.Sort(fields)
	s := p.invert(now, now.with(content, fields))
	if s.Action == ringdex.Updated {
		s.Fields = fields
	}
	return s
}

// denied returns the reason why the sender must not do it.
func (p *portion) denied(now, content record) *ringdex.Error {
	by := p.t.order.Authority
	for _, r := range []record{now, content} {
		if r.contact != nil {
			if problem := cmp.Or(by.Outranks(r.contact), by.ReachesContact(r.contact)); problem != nil {
				return problem
			}
		}
		if r.company != nil {
			if problem := by.ReachesCompany(r.company); problem != nil {
				return problem
			}
		}
	}
	return nil
}

// since returns the last foreign change of the record after c: neither by c's run nor by a run that
// took it back; nil if there is none. own reports whether there are others. The index of records
// has no creations.
func (p *portion) since(c *ringdex.Change) (foreign *ringdex.Change, own bool, err error) {
	const some = 10
	for seq := p.r.Head().Changes + 1; ; {
		changes, err := p.r.Past(ringdex.Entries{Of: c.Ref}, seq, some)
		if err != nil {
			return nil, own, err
		}
		for i := range changes {
			if seq = changes[i].Seq; seq <= c.Seq {
				return nil, own, nil
			}
			if own, err = p.belongs(changes[i].Cause.Run); err != nil || !own {
				return &changes[i], own, err
			}
		}
		if len(changes) < some {
			return nil, own, nil
		}
	}
}

// belongs reports whether a run is the one that the order names, has taken it back, or is this one.
func (p *portion) belongs(run ringdex.ID) (bool, error) {
	if run.IsZero() || run == p.run.ID || run == p.t.order.Run {
		return !run.IsZero(), nil
	}
	found, err := p.r.Run(run)
	if ringdex.CodeOf(err) == ringdex.NotFound {
		return false, nil
	}
	return !p.t.order.Run.IsZero() && found.Undoes == p.t.order.Run, err
}

// touchedBy returns the problem of a record that something else has changed.
func touchedBy(c *ringdex.Change) *ringdex.Error {
	who := cmp.Or(c.Cause.Actor, c.Cause.Source)
	return ringdex.Fail(ringdex.Conflict, "undo.touched", ringdex.Show(who), c.Cause.At.UTC().Format(time.DateTime))
}
