package undo_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"ringdex/internal/ringdex"
	"ringdex/internal/undo"
)

// hand makes changes as a person does.
func (w *world) hand(edits ...edit) {
	w.t.Helper()
	w.update(func(wr ringdex.Writer) error { return w.apply(wr, ringdex.ID{}, edits) })
}

func company(name string) func(*ringdex.Company) *ringdex.Company {
	return func(c *ringdex.Company) *ringdex.Company { c.Name = name; return c }
}

func noCompany(*ringdex.Company) *ringdex.Company { return nil }

func member(company int64) func(*ringdex.Contact) *ringdex.Contact {
	return func(c *ringdex.Contact) *ringdex.Contact {
		c.LastName, c.Companies, c.DefaultCompany = "Member", []int64{company}, company
		return c
	}
}

func withKeys(key string) func(*ringdex.Contact) *ringdex.Contact {
	return func(c *ringdex.Contact) *ringdex.Contact {
		c.UserName, c.ExternalIDs = "", nil
		if key != "" {
			c.UserName, c.ExternalIDs = key, []ringdex.ExternalID{{Source: "crm", ID: key}}
		}
		return c
	}
}

// wantLeft wants the outcomes that were left to have these ends, newest first.
func (w *world) wantLeft(said []string, ends ...string) {
	w.t.Helper()
	var left []string
	for _, s := range said {
		if strings.Contains(s, " refused ") {
			left = append(left, s)
		}
	}
	if len(left) != len(ends) {
		w.t.Fatalf("left %q, want %q", left, ends)
	}
	for i, end := range ends {
		if !strings.HasSuffix(left[i], end) {
			w.t.Errorf("left %q, want it to end with %q", left[i], end)
		}
	}
}

// A key that another record has got since is not taken from it. Keys that move within a run move
// back.
func TestTakenKeys(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ids := w.people(3)
	w.run(edit{id: ids[0], contact: withKeys("jana")}, edit{id: ids[1], contact: withKeys("eva")})
	before := w.state()
	run := w.run(edit{id: ids[0], contact: withKeys("")}, edit{id: ids[1], contact: withKeys("jana")}, edit{id: ids[2], contact: withKeys("eva")})
	back, _ := w.takeBack(undo.Order{Run: run})
	w.wantCounts(back, ringdex.Counts{Read: 2, Updated: 2, Deleted: 1})
	w.want("keys moved back", before)

	run = w.run(edit{id: ids[0], contact: gone}, edit{id: ids[1], contact: withKeys("")})
	w.hand(edit{id: ids[2], contact: withKeys("jana")})
	back, said := w.takeBack(undo.Order{Run: run})
	w.wantCounts(back, ringdex.Counts{Read: 2, Updated: 1, Refused: 1})
	w.wantLeft(said, `"jana" belongs to `+ids[2].String()+" now")
}

// A company stays while somebody belongs to it, and nobody comes back to a company that is gone.
func TestCompanies(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ids := w.people(4)
	w.run(edit{number: 5, company: company("Five")}, edit{id: ids[3], contact: member(5)})
	run := w.run(edit{number: 7, company: company("Acme")}, edit{id: ids[0], contact: member(7)}, edit{id: ids[1], contact: member(7)}, edit{id: ids[3], contact: gone})
	w.hand(edit{id: ids[1], contact: func(c *ringdex.Contact) *ringdex.Contact { c.Note = "x"; return c }}, edit{number: 5, company: noCompany})
	back, said := w.takeBack(undo.Order{Run: run})
	w.wantCounts(back, ringdex.Counts{Read: 3, Deleted: 1, Refused: 3})
	w.wantLeft(said, "its company 5 is gone", `"jana" has changed it since, at 2026-07-01 03:00:09 UTC`, `"Member" belongs to it`)
}

// The organization keeps an administrator, and nobody takes back what is above his rank or of
// another source.
func TestRights(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ids := w.people(2)
	admin := func(c *ringdex.Contact) *ringdex.Contact {
		c.Roles = ringdex.Administrator
		c.ExternalIDs = []ringdex.ExternalID{{Source: "crm", ID: c.ID.String()}}
		return c
	}
	run := w.run(edit{id: ids[0], contact: admin}, edit{id: ids[1], contact: admin})
	o := undo.Order{Organization: w.org, Run: run, DryRun: true, Authority: ringdex.Authority{Rank: ringdex.Operator}}
	for _, o.Authority = range []ringdex.Authority{{Rank: ringdex.Operator}, {Rank: ringdex.Administrator, Source: "shop"}} {
		back, err := w.undo.TakeBack(t.Context(), o)
		if err != nil || back.Counts != (ringdex.Counts{Read: 2, Refused: 2}) {
			t.Errorf("with %+v: %+v, %v", o.Authority, back.Counts, err)
		}
	}
	real, err := w.undo.TakeBack(t.Context(), undo.Order{Organization: w.org, Run: run, Authority: ringdex.Authority{Rank: ringdex.Administrator}})
	if err != nil || real.Counts != (ringdex.Counts{Read: 1, Refused: 1, Deleted: 1}) || len(w.state().Contacts) != 1 {
		t.Errorf("got %+v, %v", real.Counts, err)
	}
}

// TestRefusedOrders: an order that names nothing is refused.
func TestRefusedOrders(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	going, folded := ringdex.Run{ID: ringdex.NewID(w.now()), State: ringdex.RunRunning}, ringdex.Run{ID: ringdex.NewID(w.now()), Runs: 3, State: ringdex.RunFinished}
	w.update(func(wr ringdex.Writer) error {
		if err := wr.PutRun(going); err != nil {
			return err
		}
		return wr.PutRun(folded)
	})
	for _, c := range []struct {
		order undo.Order
		want  ringdex.Code
	}{
		{undo.Order{Run: ringdex.NewID(w.now())}, ringdex.NotFound},
		{undo.Order{Change: 1}, ringdex.NotFound},
		{undo.Order{Change: -1}, ringdex.NotFound},
		{undo.Order{Run: going.ID}, ringdex.Conflict},
		{undo.Order{Run: folded.ID}, ringdex.Conflict},
	} {
		c.order.Organization = w.org
		if _, err := w.undo.TakeBack(t.Context(), c.order); ringdex.CodeOf(err) != c.want {
			t.Errorf("%+v: got %v, want %s", c.order, err, c.want)
		}
	}
}

// A single change by a person is taken back by its sequence.
func TestOneChange(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ids := w.people(2)
	w.hand(edit{id: ids[0], contact: named("Jana")}, edit{id: ids[1], contact: named("Eva")})
	before := w.state()
	w.hand(edit{id: ids[0], contact: gone})
	back, _ := w.takeBack(undo.Order{Change: 3})
	w.wantCounts(back, ringdex.Counts{Read: 1, Created: 1})
	w.want("a deletion taken back", before)
}

// TestRandomRuns: whatever runs do to contacts and companies that share keys, dry runs predict, and
// taking all back in reverse leaves nothing.
func TestRandomRuns(t *testing.T) {
	t.Parallel()
	for seed := range uint64(6) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			w, random := newWorld(t), rand.New(rand.NewPCG(7, seed))
			ids := w.people(8)
			var runs []ringdex.ID
			states := []state{w.state()}
			for range 6 {
				runs = append(runs, w.run(w.randomEdits(random, ids)...))
				states = append(states, w.state())
			}
			middle := random.IntN(len(runs))
			first, _ := w.takeBack(undo.Order{Run: runs[middle], Fields: random.IntN(2) == 0})
			w.takeBack(undo.Order{Run: first.ID})
			w.want("a run in the middle, taken back and forth", states[len(runs)])
			for i := len(runs) - 1; i >= 0; i-- {
				back, said := w.takeBack(undo.Order{Run: runs[i]})
				if back.Counts.Refused > 0 {
					t.Errorf("run %d was not wholly taken back: %q", i, said)
				}
				w.want(fmt.Sprint("before run ", i), states[i])
			}
		})
	}
}

// randomEdits returns edits that the store accepts: keys move only to those who have none.
func (w *world) randomEdits(random *rand.Rand, ids []ringdex.ID) (edits []edit) {
	now := w.state()
	for range 1 + random.IntN(12) {
		id, number := ids[random.IntN(len(ids))], 1+random.Int64N(3)
		switch there := now.Contacts[id]; random.IntN(6) {
		case 0:
			edits = append(edits, edit{number: number, company: company(fmt.Sprint("Company ", random.IntN(5)))})
			now.Companies[number] = &ringdex.Company{}
		case 1:
			if there != nil {
				edits = append(edits, edit{id: id, contact: gone})
				delete(now.Contacts, id)
			}
		case 2:
			if now.Companies[number] != nil {
				edits = append(edits, edit{id: id, contact: member(number)})
				now.Contacts[id] = &ringdex.Contact{}
			}
		default:
			name, note := fmt.Sprint("Name ", random.IntN(5)), fmt.Sprint("Note ", random.IntN(3))
			edits = append(edits, edit{id: id, contact: func(c *ringdex.Contact) *ringdex.Contact {
				c.LastName, c.Note, c.Custom = name, note, map[int64]string{1: note}
				return c
			}})
			now.Contacts[id] = &ringdex.Contact{}
		}
	}
	return edits
}
