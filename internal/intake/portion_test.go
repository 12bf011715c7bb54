package intake

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"sync/atomic"
	"testing"

	"ringdex/internal/ringdex"
)

// file is the records of a replacing run.
func file(records ...Record) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		for i, rec := range records {
			rec.At = ringdex.Position{Index: i, Line: i + 2}
			if !yield(rec, nil) {
				return
			}
		}
	}
}

func lastNamed(x, name string) Record { return record(x, set("lastName", name)) }

// replaceWith runs a replace and gives the run.
func (f *fixture) replaceWith(records ...Record) ringdex.Run {
	f.t.Helper()
	order := f.order()
	order.Replace = true
	run, err := f.Stream(f.t.Context(), order, file(records...), func(*ringdex.Outcome) error { return nil })
	if err != nil {
		f.t.Fatal(err)
	}
	return run
}

// TestSomebodyElseWritesBeforeAReplace: a replacing run is planned before it may write, and what
// others write meanwhile is neither lost nor made twice.
func TestSomebodyElseWritesBeforeAReplace(t *testing.T) {
	t.Parallel()
	before := []Record{lastNamed("1", "One"), lastNamed("2", "Two"), lastNamed("3", "Three")}
	sent := []Record{lastNamed("1", "One"), lastNamed("2", "Second"), lastNamed("4", "Four")}
	for name, test := range map[string]struct {
		between func(*fixture)
		want    ringdex.Counts
		names   map[string]string
	}{
		"nobody": {
			func(*fixture) {},
			ringdex.Counts{Read: 3, Created: 1, Updated: 1, Unchanged: 1, Deleted: 1},
			map[string]string{"1": "One", "2": "Second", "3": "", "4": "Four"},
		},
		"somebody who does not count": {
			func(f *fixture) { f.foreign(lastNamed("9", "Nine")) },
			ringdex.Counts{Read: 3, Created: 1, Updated: 1, Unchanged: 1, Deleted: 1},
			map[string]string{"1": "One", "2": "Second", "3": "", "4": "Four"},
		},
		"the new contact under its external id": {
			func(f *fixture) { f.call(record("4", set("firstName", "Eva"))) },
			ringdex.Counts{Read: 3, Updated: 2, Unchanged: 1, Deleted: 1},
			map[string]string{"1": "One", "2": "Second", "3": "", "4": "Four"},
		},
		"the same change": {
			func(f *fixture) { f.call(lastNamed("2", "Second")) },
			ringdex.Counts{Read: 3, Created: 1, Unchanged: 2, Deleted: 1},
			map[string]string{"1": "One", "2": "Second", "3": "", "4": "Four"},
		},
		"another field of a contact that changes": {
			func(f *fixture) { f.call(record("2", set("firstName", "Jan"))) },
			ringdex.Counts{Read: 3, Created: 1, Updated: 1, Unchanged: 1, Deleted: 1},
			map[string]string{"1": "One", "2": "Second", "3": "", "4": "Four"},
		},
		"a contact that does not come": {
			func(f *fixture) { f.call(lastNamed("5", "Five")) },
			ringdex.Counts{Read: 3, Created: 1, Updated: 1, Unchanged: 1, Deleted: 2},
			map[string]string{"1": "One", "2": "Second", "3": "", "4": "Four", "5": ""},
		},
		"the contact that does not come loses its external id": {
			func(f *fixture) {
				f.edit(f.contact("3").ID, func(c *ringdex.Contact) { c.SetExternalID("crm", "") })
			},
			ringdex.Counts{Read: 3, Created: 1, Updated: 1, Unchanged: 1},
			map[string]string{"1": "One", "2": "Second", "3": "", "4": "Four"},
		},
		"the contact that does not come is deleted": {
			func(f *fixture) { f.remove("3") },
			ringdex.Counts{Read: 3, Created: 1, Updated: 1, Unchanged: 1},
			map[string]string{"1": "One", "2": "Second", "3": "", "4": "Four"},
		},
		"a contact of another source gets an external id": {
			func(f *fixture) {
				f.foreign(lastNamed("9", "Nine"))
				f.edit(f.contactOf("erp", "9").ID, func(c *ringdex.Contact) { c.SetExternalID("crm", "9") })
			},
			ringdex.Counts{Read: 3, Created: 1, Updated: 1, Unchanged: 1, Deleted: 1},
			map[string]string{"1": "One", "2": "Second", "3": "", "4": "Four", "9": ""},
		},
		"a field that new contacts need": {
			func(f *fixture) {
				f.putField(ringdex.Field{Kind: ringdex.KindContact, Key: "segment", Type: ringdex.TypeText, Required: true})
			},
			ringdex.Counts{Read: 3, Updated: 1, Unchanged: 1, Refused: 1, Deleted: 1},
			map[string]string{"1": "One", "2": "Second", "3": "", "4": ""},
		},
	} {
		for _, limit := range []int{inventoryLimit, 1} { // of an inventory: the second is too small for the source
			t.Run(fmt.Sprint(name, ", ", limit), func(t *testing.T) {
				t.Parallel()
				f := newFixture(t)
				f.replaceWith(before...)
				g := f.between(func() { test.between(f) })
				g.remembers = limit
				if run := g.replaceWith(sent...); run.Counts != test.want {
					t.Errorf("got %+v, want %+v", run.Counts, test.want)
				}
				for x, name := range test.names {
					wantEqual(t, f.nameOf(x), name)
				}
				if name == "another field of a contact that changes" {
					wantEqual(t, f.contact("2").FirstName, "Jan")
				}
			})
		}
	}
}

// scans counts the scans of a whole index in write transactions.
type scans struct {
	ringdex.Store
	n *int
}

func (s scans) Update(ctx context.Context, org ringdex.OrganizationID, fn func(ringdex.Writer) error) error {
	return s.Store.Update(ctx, org, func(w ringdex.Writer) error { return fn(scansOf{w, s.n}) })
}

type scansOf struct {
	ringdex.Writer
	n *int
}

func (s scansOf) Unwrap() ringdex.Writer { return s.Writer }

func (s scansOf) Find(in ringdex.Index, keys []string, fn func(string, ringdex.Found)) error {
	if in.Whole {
		*s.n++
	}
	return s.Writer.Find(in, keys, fn)
}

// TestNoScanInATransaction: a replace looks on snapshots for what its source has, also if that is
// too much to remember, and deletes what did not come.
func TestNoScanInATransaction(t *testing.T) {
	t.Parallel()
	for limit, sent := range map[int]string{inventoryLimit: "First", 3: "One", 2: "One"} {
		f, n := newFixture(t), 0
		f.replaceWith(lastNamed("1", "One"), lastNamed("2", "Two"), lastNamed("3", "Three"), lastNamed("4", "Four"))
		g := f.over(func(s ringdex.Store) ringdex.Store { return scans{s, &n} })
		g.remembers = limit
		run := g.replaceWith(lastNamed("1", sent), lastNamed("2", "Two"), lastNamed("3", "Three"))
		if run.Counts.Read != 3 || run.Counts.Deleted != 1 || n != 0 {
			t.Errorf("limit %d: %d scans, %+v", limit, n, run.Counts)
		}
		wantEqual(t, f.nameOf("1"), sent)
		wantEqual(t, f.nameOf("4"), "")
	}
}

// nameOf is the last name of a contact of the order's source, "" when there is none.
func (f *fixture) nameOf(x string) (name string) {
	f.t.Helper()
	f.view(func(r ringdex.Reader) error {
		found, err := ringdex.ContactsByExternalID(r, f.order().Source, []string{x})
		if err != nil || found[x].Contact.IsZero() {
			return err
		}
		c, err := ringdex.ContactByID(r, found[x].Contact)
		if err == nil {
			name = c.LastName
		}
		return err
	})
	return name
}

// TestAReplaceThatChangesNothingHoldsNobodyUp: it takes the organization only to say that it has
// ended.
func TestAReplaceThatChangesNothingHoldsNobodyUp(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	order := f.order()
	order.Replace = true
	many := slices.Collect(func(yield func(Record) bool) {
		for i := range portionSize + batchSize {
			yield(lastNamed(fmt.Sprint("K-", i), "Contact"))
		}
	})
	updates := 0
	g := f.over(func(s ringdex.Store) ringdex.Store { return interrupted{s, func() { updates++ }} })
	for _, want := range []int{2, 1} {
		updates = 0
		run := g.replaceWith(many...)
		wantEqual(t, updates, want)
		wantEqual(t, run.Counts.Read, int64(len(many)))
		wantEqual(t, run.Counts.Created+run.Counts.Unchanged, int64(len(many)))
	}
	if head := f.replaceWith(many...); head.FirstSeq != head.LastSeq {
		t.Errorf("a run that changes nothing went from %d to %d", head.FirstSeq, head.LastSeq)
	}
}

// TestOneSnapshotAndOneTransaction: an input of one batch opens no more, whether it changes
// something or not.
func TestOneSnapshotAndOneTransaction(t *testing.T) {
	t.Parallel()
	for name, replace := range map[string]bool{"append": false, "replace": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t)
			order := f.order()
			order.Replace = replace
			views, updates := 0, 0
			g := f.over(func(s ringdex.Store) ringdex.Store {
				return interrupted{afterLook{s, func() { views++ }}, func() { updates++ }}
			})
			first := []Record{lastNamed("1", "One"), lastNamed("2", "Two"), lastNamed("3", "Three")}
			for _, records := range [][]Record{first, first, {lastNamed("1", "One"), lastNamed("2", "Second")}} {
				views, updates = 0, 0
				run, err := g.Stream(t.Context(), order, file(records...), func(*ringdex.Outcome) error { return nil })
				if err != nil || views != 1 || updates != 1 {
					t.Errorf("%d snapshots and %d transactions, %v", views, updates, err)
				}
				wantEqual(t, f.kept(run.ID), run)
			}
		})
	}
}

// TestHeldPlansAreUsed: with other writers in between, a run of many batches is not planned twice.
func TestHeldPlansAreUsed(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	var loads atomic.Int64
	lazy := func(i int) Record {
		return Record{Identity: Identity{ExternalID: fmt.Sprint("K-", i)}, Content: fmt.Sprint(i), Read: func(rec *Record) {
			loads.Add(1)
			rec.Ops = []ringdex.Op{set("lastName", fmt.Sprint("Contact ", i))}
		}}
	}
	const n = 3 * batchSize
	records := slices.Collect(func(yield func(Record) bool) {
		for i := range n {
			yield(lazy(i))
		}
	})
	run := f.between(func() { f.foreign(lastNamed("9", "Nine")) }).replaceWith(records...)
	wantEqual(t, run.Counts, ringdex.Counts{Read: n, Created: n})
	wantEqual(t, loads.Load(), int64(n))
}
