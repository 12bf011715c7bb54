package intake

import (
	"strconv"
	"testing"

	"github.com/cespare/xxhash/v2"

	"ringdex/internal/ringdex"
)

// surveyed returns a batch of a replacing run as it is planned ahead, after change has spoilt what the run learnt.
func (f *fixture) surveyed(change func(*inventory), records ...Record) *batch {
	f.t.Helper()
	order := f.order()
	order.Replace = true
	k := newInventory(order.Source)
	f.view(func(r ringdex.Reader) error { _, err := k.at(r); return err })
	change(k)
	b := f.newBatch(f.t.Context(), order, records)
	b.inventory = k
	if err := b.getReady(); err != nil {
		f.t.Fatal(err)
	}
	return b
}

// TestInventoryIsOnlyAGuess: what a run learnt of its source never leads to another result than the database.
func TestInventoryIsOnlyAGuess(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		change func(*fixture, *inventory)
		want   []ringdex.Action
	}{
		"nothing has changed": {func(*fixture, *inventory) {}, []ringdex.Action{ringdex.Unchanged, ringdex.Updated, ringdex.Created}},
		"a hash leads to another id's contact": {
			func(f *fixture, k *inventory) {
				k.matches[xxhash.Sum64String("new")] = ringdex.Found{Ref: f.contact("1").Ref(), Digest: 1}
			},
			[]ringdex.Action{ringdex.Unchanged, ringdex.Updated, ringdex.Created},
		},
		"another writer has changed a contact": {
			func(f *fixture, _ *inventory) {
				f.edit(f.contact("1").ID, func(c *ringdex.Contact) { c.LastName = "Changed" })
			},
			[]ringdex.Action{ringdex.Updated, ringdex.Updated, ringdex.Created},
		},
		"another writer has created a contact": {
			func(f *fixture, _ *inventory) { f.call(lastNamed("new", "New")) },
			[]ringdex.Action{ringdex.Unchanged, ringdex.Updated, ringdex.Unchanged},
		},
		"the source is too large": {
			func(_ *fixture, k *inventory) { k.giveUp() },
			[]ringdex.Action{ringdex.Unchanged, ringdex.Updated, ringdex.Created},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t)
			f.call(lastNamed("1", "One"), lastNamed("2", "Two"))
			b := f.surveyed(func(k *inventory) { test.change(f, k) }, lastNamed("1", "One"), lastNamed("2", "Second"), lastNamed("new", "New"))
			if !b.planned() {
				t.Fatal("the batch has no plan")
			}
			f.wantActions(b.report(ringdex.RunRunning), test.want...)
		})
	}
}

// TestInventoryIsBounded: a source with more contacts than the limit is not kept, whatever its number of contacts.
func TestInventoryIsBounded(t *testing.T) {
	t.Parallel()
	for n, kept := range map[int]int{0: 0, 2: 2, 3: 3, 4: 0, 5: 0, 9: 0} {
		k := newInventory("")
		for i := range n {
			k.add(strconv.Itoa(i), ringdex.Found{Digest: uint64(i)}, 3)
		}
		if len(k.matches) != kept || k.moved.all != (n > 3) {
			t.Errorf("of %d contacts, %d are kept, and all are looked up is %t", n, len(k.matches), k.moved.all)
		}
	}
}
