package intake

import (
	"strconv"
	"testing"

	"ringdex/internal/ringdex"
)

// surveyed returns a batch of a replacing run as it is planned ahead, after change has spoilt what
// the run learnt.
func (f *fixture) surveyed(change func(*inventory), records ...Record) *batch {
	f.t.Helper()
	order := f.order()
	order.Replace = true
	k := newInventory(order.Source, inventoryLimit)
	f.view(func(r ringdex.Reader) error { _, err := k.at(r); return err })
	change(k)
	b := f.newBatch(f.t.Context(), order, f.newRun(order), records)
	b.inventory = k
	if err := b.getReady(); err != nil {
		f.t.Fatal(err)
	}
	return b
}

// TestInventoryIsOnlyAGuess: what a run learnt of its source never leads to another result than the
// database.
func TestInventoryIsOnlyAGuess(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		change func(*fixture, *inventory)
		want   []ringdex.Action
	}{
		"nothing has changed": {func(*fixture, *inventory) {}, []ringdex.Action{ringdex.Unchanged, ringdex.Updated, ringdex.Created}},
		"a hash leads to another id's contact": {
			func(f *fixture, k *inventory) {
				k.has.add("new", ringdex.Found{Ref: f.contact("1").Ref(), Digest: 1})
				k.has.sort()
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
			func(_ *fixture, k *inventory) { k.moved = moved{all: true} },
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
			f.wantActions(b.result(), test.want...)
		})
	}
}

// TestInventoryIsBounded: a source with more contacts than the limit is not kept, whatever its
// number of contacts.
func TestInventoryIsBounded(t *testing.T) {
	t.Parallel()
	for n, kept := range map[int]int{0: 0, 2: 2, 3: 3, 4: 0, 5: 0, 9: 0} {
		k := newInventory("", 3)
		for i := range n {
			k.add(strconv.Itoa(i), ringdex.Found{Digest: uint64(i)})
		}
		if k.has.n != kept || k.moved.all != (n > 3) {
			t.Errorf("of %d contacts, %d are kept, and all are looked up is %t", n, k.has.n, k.moved.all)
		}
	}
}

// TestInventoryKnowsWhatDidNotCome: the rest of a source is right while the inventory holds, and if
// it stops holding after contacts have come.
func TestInventoryKnowsWhatDidNotCome(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*fixture, *inventory){
		"nothing has changed": func(*fixture, *inventory) {},
		"others have changed what came and what did not": func(f *fixture, _ *inventory) {
			for _, x := range []string{"1", "2"} {
				f.edit(f.contact(x).ID, func(c *ringdex.Contact) { c.LastName = "Changed" })
			}
		},
		"it holds no longer": func(_ *fixture, k *inventory) { k.moved = moved{all: true} },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t)
			f.call(lastNamed("1", "One"), lastNamed("2", "Two"))
			one, two := f.contact("1").ID, f.contact("2").ID
			s := &stream{in: f.Intake, order: f.order(), inventory: newInventory(f.order().Source, inventoryLimit)}
			f.view(func(r ringdex.Reader) error { _, err := s.inventory.at(r); return err })
			if !s.inventory.arrive("1", one) || s.inventory.arrive("1", two) || s.inventory.arrive("3", one) {
				t.Error("a contact comes by its own external id only")
			}
			change(f, s.inventory)
			f.view(func(r ringdex.Reader) error {
				if _, err := s.inventory.at(r); err != nil {
					return err
				}
				rest, _, err := s.rest(r)
				wantEqual(t, rest, []ringdex.ID{two})
				return err
			})
		})
	}
}

// TestHoldings: of many contacts, each is found by its external id, and comes once.
func TestHoldings(t *testing.T) {
	t.Parallel()
	const n = 5000
	var h holdings
	id := func(i int) ringdex.ID { return ringdex.ID{byte(i >> 8), byte(i)} }
	for i := range n {
		h.add(strconv.Itoa(i), ringdex.Found{Ref: ringdex.Ref{Contact: id(i)}, Digest: uint64(i)})
	}
	h.sort()
	for i := range n {
		if m, found := h.get(strconv.Itoa(i)); !found || m.Contact != id(i) || m.Digest != uint64(i) {
			t.Fatalf("%d is found as %+v", i, m)
		}
		if i%2 == 0 && !h.arrive(strconv.Itoa(i), id(i)) {
			t.Fatalf("%d does not come", i)
		}
	}
	if _, found := h.get("x"); found || h.arrive("x", id(1)) {
		t.Error("an unknown external id is found")
	}
	for _, came := range []bool{true, false} {
		some := map[ringdex.ID]bool{}
		h.each(came, func(contact ringdex.ID) { some[contact] = true })
		if len(some) != n/2 || some[id(0)] != came {
			t.Errorf("%d have come: %t", len(some), came)
		}
	}
}
