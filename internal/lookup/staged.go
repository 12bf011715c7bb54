package lookup

import (
	"math"
	"slices"
	"sync"

	"ringdex/internal/ringdex"
)

// What a run has staged shows when the run publishes it, all of it at once. The table takes it in portion by portion, as
// slots that no epoch sees yet, so that publishing does not have to read it again.

// unborn is the first epoch of a slot that is staged.
const unborn = math.MaxUint32

// staged are the slots of the run that stages.
type staged struct {
	mu    sync.Mutex
	run   ringdex.ID
	slots []uint32
}

// stage takes in a portion of a run; began says that it is the first one.
func (t *table) stage(run ringdex.ID, began bool, subjects []subject) {
	t.staged.mu.Lock()
	defer t.staged.mu.Unlock()
	if began {
		t.forgetStaged()
		t.staged.run = run
	}
	if t.staged.run != run {
		return // it began before the table was filled: what it publishes will be read
	}
	for burst := range slices.Chunk(subjects, burst) {
		t.mu.Lock()
		for i := range burst {
			t.staged.slots = append(t.staged.slots, t.add(idOf(burst[i].ref), &burst[i], unborn))
		}
		t.mu.Unlock()
	}
}

// publish has the next epoch see what a run has staged. whole is false when that is not in the table.
func (t *table) publish(run ringdex.ID) (whole bool) {
	t.staged.mu.Lock()
	defer t.staged.mu.Unlock()
	if t.staged.run != run {
		return false
	}
	for burst := range slices.Chunk(t.staged.slots, burst) {
		t.mu.Lock()
		for _, i := range burst {
			s := t.slots.at(i)
			t.retire(s.id, s.kind)
			s.born = t.epoch + 1
			t.fresh = append(t.fresh, i)
		}
		t.mu.Unlock()
	}
	t.staged.run, t.staged.slots = ringdex.ID{}, nil
	return true
}

// unstage forgets what a run has staged.
func (t *table) unstage(run ringdex.ID) {
	t.staged.mu.Lock()
	defer t.staged.mu.Unlock()
	if t.staged.run == run {
		t.forgetStaged()
	}
}

func (t *table) forgetStaged() {
	t.bury(t.staged.slots)
	t.staged.run, t.staged.slots = ringdex.ID{}, nil
}
