package lookup

import (
	"math"
	"slices"
	"sync"

	"ringdex/internal/ringdex"
)

// The records of a staging run become visible together when the run publishes them. The table adds
// them batch by batch, as slots that no epoch sees yet, so that publishing need not read them
// again.

// unborn marks a staged slot: it is later than any real epoch.
const unborn = math.MaxUint32

// staged holds the slots of the staging run.
type staged struct {
	mu    sync.Mutex
	run   ringdex.ID
	slots []uint32
}

// stage adds a portion of a run; began marks the first portion.
func (t *table) stage(run ringdex.ID, began bool, subjects []subject) {
	t.staged.mu.Lock()
	defer t.staged.mu.Unlock()
	if began {
		t.forgetStaged()
		t.staged.run = run
	}
	if t.staged.run != run {
		return // the run began before the table was loaded, so publishing reads its records
	}
	for burst := range slices.Chunk(subjects, burst) {
		t.mu.Lock()
		for i := range burst {
			t.staged.slots = append(t.staged.slots, t.add(idOf(burst[i].ref), &burst[i], unborn))
		}
		t.mu.Unlock()
	}
}

// publish makes a run's staged slots visible from the next epoch. whole is false if the table does
// not have all of them.
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

// unstage drops the staged slots of a run.
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
