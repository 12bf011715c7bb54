package intake

import (
	"context"
	"errors"
	"sync"

	"golang.org/x/sync/semaphore"

	"ringdex/internal/ringdex"
)

// A replacing run becomes visible atomically, but it is not one transaction, which would block
// other writers. Unchanged records need no transaction. The others are planned on snapshots and
// staged in portions.

const (
	// portionSize is how many changes are staged in one transaction. It blocks other writers for a
	// few tens of milliseconds; larger portions are not faster.
	portionSize = 2 * batchSize
	// portionWeight limits the records that wait for a portion if few of them change: about 20 MB.
	portionWeight = 20 * batchSize
)

// portions stages batches while that is possible. left holds batches that were read but not staged.
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

// gather reads a portion. full is false if the portion must be applied together with the rest.
// Unchanged batches before the first change are done immediately, because outcomes are reported in
// order.
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
		changes, weight = changes+b.changes(), weight+len(b.records)
	}
	return portion, true, nil
}

// changes is how many records of the batch change something, as far as that is known.
func (b *batch) changes() int {
	if b.planned() {
		return len(b.plan.changes)
	}
	return len(b.records)
}

// accept counts and reports a batch that writes nothing. Later writes of others come after it.
func (s *stream) accept(b *batch) error {
	s.count(b)
	return s.done(b)
}

// done reports an applied batch.
func (s *stream) done(b *batch) error {
	if err := s.note(b); err != nil {
		return err
	}
	return s.tell(b)
}

// unload frees what the planned records can read again.
func (b *batch) unload() {
	if !b.planned() {
		return
	}
	for i := range b.records {
		b.records[i].unload()
	}
}

// stageable says whether a batch can be staged. One without a plan is planned in the transaction,
// and found out then.
func (s *stream) stageable(b *batch) bool {
	return s.order.Kind == ringdex.KindContact && (!b.planned() || b.plan.standsAlone(&b.rules))
}

// errNotAlone ends a transaction in which a renewed plan cannot be staged.
var errNotAlone = errors.New("a batch of a portion cannot be staged")

// stage commits a portion invisibly. Concurrent writes of others come before it.
func (s *stream) stage(ctx context.Context, portion []*batch) error {
	if err := s.in.stagers.enter(ctx, s); err != nil {
		return err
	}
	before := s.progress
	err := s.in.deps.Store.Update(ctx, s.order.Organization, func(w ringdex.Writer) error {
		s.progress = before
		return s.stageIn(w, portion)
	})
	if err != nil {
		s.progress = before
		for _, b := range portion {
			b.plan = nil // it may depend on uncommitted data
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
	return s.put(w, false)
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

// begin makes the transaction stage its changes, and reads what others have written while batches
// waited.
func (s *stream) begin(w ringdex.Writer, waiting []*batch) error {
	began, err := w.Stage(s.run.ID)
	if err != nil {
		return err
	}
	if began && s.staged {
		return ringdex.Fail(ringdex.Conflict, "intake.rolled_back")
	}
	return s.learn(w, waiting)
}

// learn reads what others have written since batches that waited were planned, before the
// transaction writes anything itself.
func (s *stream) learn(w ringdex.Writer, waiting []*batch) (err error) {
	s.noteForeign(w)
	for _, k := range []*inventory{s.inventory, s.awaited} {
		if _, err := k.at(w); err != nil {
			return err
		}
	}
	s.waited = 0
	if since := oldest(waiting); since >= 0 && since != w.Head().Changes {
		s.moved, err = movedSince(w, s.order.Source, since)
		s.waited = w.Head().Changes
	}
	return err
}

// oldest is the least head of the journal on which one of the batches was planned, -1 when none
// was. Two are planned at once: the first one need not be the one that saw least.
func oldest(batches []*batch) int64 {
	least := int64(-1)
	for _, b := range batches {
		if b.planned() && (least < 0 || b.plan.seq < least) {
			least = b.plan.seq
		}
	}
	return least
}

// rollBackSize is how many changes are taken back in one transaction.
const rollBackSize = 2 * batchSize

// rollBack discards the staged changes of a run.
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

// stagers serializes the replacing runs of this node by organization: one stages at a time.
type stagers struct {
	turns sync.Map // semaphores by organization
	runs  sync.Map // runs that hold a semaphore, by id
}

func (t *stagers) of(org ringdex.OrganizationID) *semaphore.Weighted {
	turn, _ := t.turns.LoadOrStore(org, semaphore.NewWeighted(1))
	return turn.(*semaphore.Weighted)
}

// enter acquires the organization's semaphore for the run until leave.
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

// has reports whether the run is active in this process.
func (t *stagers) has(run ringdex.ID) bool {
	_, found := t.runs.Load(run)
	return found
}
