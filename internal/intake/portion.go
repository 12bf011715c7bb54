package intake

import (
	"context"
	"errors"
	"sync"

	"golang.org/x/sync/semaphore"

	"ringdex/internal/ringdex"
)

// A replacing run shows at once, but it is not one transaction: nobody else could write for as long as it takes. Records
// that are what they were need no transaction at all. The others are planned on snapshots, and staged so many at a time.

const (
	// portionSize is how many changes are staged in one transaction, for which a call has to wait: some tens of
	// milliseconds. More of them are no faster.
	portionSize = 2 * batchSize
	// portionWeight is how many records wait for that at most, when few of them change anything: some 20 MB.
	portionWeight = 20 * batchSize
)

// portions stages batches as long as others may come between them. left is what was read beyond that.
func (s *stream) portions(ctx context.Context, next func() (*batch, error, bool)) (left []*batch, err error) {
	for {
		portion, full, err := s.gather(next)
		if err != nil || !full {
			return portion, err
		}
		if err := s.stage(ctx, portion); errors.Is(err, errNotAlone) {
			return portion, nil
		} else if err != nil {
			return nil, err
		}
	}
}

// gather reads a portion; it is not full when it has to be carried out together with what follows. Batches that change
// nothing are done at once, up to the first one that does: outcomes are reported in order.
func (s *stream) gather(next func() (*batch, error, bool)) (portion []*batch, full bool, err error) {
	for changes, weight := 0, 0; changes < portionSize && weight < portionWeight; {
		b, err, more := next()
		if err != nil || !more {
			return portion, false, err
		}
		if len(portion) == 0 && b.planned() && b.plan.settled() && !b.repeats {
			if err := s.accept(b); err != nil {
				return nil, false, err
			}
			continue
		}
		b.unload()
		if portion = append(portion, b); !s.stageable(b) {
			return portion, false, nil
		}
		changes, weight = changes+len(b.plan.changes), weight+len(b.records)
	}
	return portion, true, nil
}

// accept counts and reports a batch that writes nothing. Whatever others write from now on comes after it.
func (s *stream) accept(b *batch) error {
	s.count(b)
	return s.done(b)
}

// done reports a batch that was carried out.
func (s *stream) done(b *batch) error {
	if err := s.note(b); err != nil {
		return err
	}
	return s.tell(b)
}

// unload lets go of what the records of a plan can read again.
func (b *batch) unload() {
	if !b.planned() {
		return
	}
	for i := range b.records {
		b.records[i].unload()
	}
}

// stageable says whether a batch can be staged: it has a plan that stands alone, and no key of a batch before it.
func (s *stream) stageable(b *batch) bool {
	return b.planned() && b.plan.standsAlone(s.order.Source) && !b.repeats
}

// errNotAlone ends a transaction in which a plan was made anew, and came to something that cannot be staged.
var errNotAlone = errors.New("a batch of a portion cannot be staged")

// stage commits a portion that nobody sees yet. What others have written meanwhile comes before it.
func (s *stream) stage(ctx context.Context, portion []*batch) error {
	if err := s.in.stagers.enter(ctx, s); err != nil {
		return err
	}
	before := s.run
	err := s.in.deps.Store.Update(ctx, s.order.Organization, func(w ringdex.Writer) error {
		s.run = before
		return s.stageIn(w, portion)
	})
	if err != nil {
		s.run = before
		for _, b := range portion {
			b.plan = nil // it stands on what was not committed, perhaps
		}
		return err
	}
	s.staged = true
	for _, b := range portion {
		if err := s.done(b); err != nil {
			return err
		}
	}
	return nil
}

func (s *stream) stageIn(w ringdex.Writer, portion []*batch) error {
	if err := s.begin(w, portion); err != nil {
		return err
	}
	for _, b := range portion {
		if err := s.stageBatch(w, b); err != nil {
			return err
		}
	}
	return w.PutRun(s.run)
}

func (s *stream) stageBatch(w ringdex.Writer, b *batch) error {
	if err := s.settle(w, b); err != nil {
		return err
	}
	if !s.stageable(b) {
		return errNotAlone
	}
	return s.apply(w, b)
}

// begin makes a transaction one of those that stage, and learns what others have written while batches waited for it.
func (s *stream) begin(w ringdex.Writer, waiting []*batch) error {
	began, err := w.Stage(s.run.ID)
	if err != nil {
		return err
	}
	if began && s.staged {
		return ringdex.Fail(ringdex.Conflict, "intake.rolled_back")
	}
	if w.Head() != s.head {
		s.head, s.foreign = w.Head(), w.Head()
	}
	if s.waited = 0; len(waiting) > 0 && waiting[0].planned() && w.Head() != waiting[0].plan.seq {
		s.moved, err = movedSince(w, waiting[0])
		s.waited = w.Head()
	}
	return err
}

// rollBackSize is how many changes are taken back in one transaction.
const rollBackSize = 2 * batchSize

// rollBack takes back what a run has staged.
func (in *Intake) rollBack(ctx context.Context, org ringdex.OrganizationID, run ringdex.ID) error {
	for more := true; more; {
		err := in.deps.Store.Update(ctx, org, func(w ringdex.Writer) (err error) {
			more, err = w.RollBack(run, rollBackSize)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// stagers has the replacing runs of this node take turns in an organization: one stages at a time.
type stagers struct {
	turns sync.Map // semaphores by organization
	runs  sync.Map // those that have the turn, by id
}

func (t *stagers) of(org ringdex.OrganizationID) *semaphore.Weighted {
	turn, _ := t.turns.LoadOrStore(org, semaphore.NewWeighted(1))
	return turn.(*semaphore.Weighted)
}

// enter waits for the run's turn, which it keeps until it leaves.
func (t *stagers) enter(ctx context.Context, s *stream) error {
	if t.has(s.run.ID) {
		return nil
	}
	if err := t.of(s.order.Organization).Acquire(ctx, 1); err != nil {
		return ringdex.Fail(ringdex.Unavailable, "intake.ended").Because(err)
	}
	t.runs.Store(s.run.ID, true)
	return nil
}

func (t *stagers) leave(s *stream) {
	if _, entered := t.runs.LoadAndDelete(s.run.ID); entered {
		t.of(s.order.Organization).Release(1)
	}
}

// has says whether the run is at work in this process.
func (t *stagers) has(run ringdex.ID) bool {
	_, found := t.runs.Load(run)
	return found
}
