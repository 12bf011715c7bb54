package intake

import (
	"cmp"
	"context"
	"slices"

	"ringdex/internal/ringdex"
)

// Settle gives the records of a kind, wherever several sources describe one, the values that should
// stand by the settings of now. Intakes do that with each record that they change. It returns the
// run, which can be undone and counts the records that have changed; a run that changes nothing is
// not stored. A dry run only counts.
func (in *Intake) Settle(ctx context.Context, order Order) (ringdex.Run, error) {
	s := settling{in: in, order: order, run: in.newRun(order)}
	refs, err := s.described(ctx)
	for chunk := range slices.Chunk(refs, batchSize) {
		if err == nil {
			err = s.settle(ctx, chunk)
		}
	}
	s.run.State, s.run.Finished = ringdex.RunFinished, in.deps.Clock()
	s.run.Active = s.run.Finished
	if err != nil {
		s.run.State, s.run.Error = ringdex.RunStopped, ringdex.TextOf(err)
	}
	if order.DryRun || s.run.Counts.Read == 0 {
		return s.run, err
	}
	unkept := in.deps.Store.Update(context.WithoutCancel(ctx), order.Organization, func(w ringdex.Writer) error { return w.PutRun(s.run) })
	return s.run, cmp.Or(err, unkept)
}

// settling is a run of Settle.
type settling struct {
	in    *Intake
	order Order
	run   ringdex.Run
}

// described returns the records with words of sources.
func (s *settling) described(ctx context.Context) (refs []ringdex.Ref, err error) {
	err = s.in.deps.Store.View(ctx, s.order.Organization, func(r ringdex.Reader) error {
		if s.order.Kind == ringdex.KindCompany {
			return r.EachCompany(func(c *ringdex.Company) error {
				if len(c.Words) > 0 {
					refs = append(refs, c.Ref())
				}
				return nil
			})
		}
		return r.EachContact(ringdex.Whole, func(c *ringdex.Contact) error {
			if len(c.Words) > 0 {
				refs = append(refs, c.Ref())
			}
			return nil
		})
	})
	return refs, err
}

func (s *settling) settle(ctx context.Context, refs []ringdex.Ref) error {
	if s.order.DryRun {
		return s.in.deps.Store.View(ctx, s.order.Organization, func(r ringdex.Reader) error {
			changes, err := s.changes(r, refs)
			s.run.Counts = s.run.Counts.Plus(updates(len(changes)))
			return err
		})
	}
	before := s.run
	return s.in.deps.Store.Update(ctx, s.order.Organization, func(w ringdex.Writer) error {
		s.run = before
		changes, err := s.changes(w, refs)
		if err != nil || len(changes) == 0 {
			return err
		}
		if s.run.Counts.Read == 0 {
			s.run.FirstSeq = w.Head().Changes
		}
		if err := w.Apply(changes); err != nil {
			return err
		}
		s.run.LastSeq, s.run.Counts = w.Head().Changes, s.run.Counts.Plus(updates(len(changes)))
		return w.PutRun(s.run)
	})
}

func updates(n int) ringdex.Counts { return ringdex.Counts{Read: int64(n), Updated: int64(n)} }

func (s *settling) changes(r ringdex.Reader, refs []ringdex.Ref) ([]ringdex.Change, error) {
	rules, err := s.in.Rules(r, s.order.Source)
	if err != nil {
		return nil, err
	}
	cause := ringdex.Cause{Source: s.order.Source, Run: s.run.ID, Actor: s.order.Actor, At: s.in.deps.Clock()}
	return ringdex.Rewrite(r, refs, cause,
		func(c *ringdex.Contact) bool { return ringdex.Settle(&rules, c) },
		func(c *ringdex.Company) bool { return ringdex.Settle(&rules, c) })
}
