package intake

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"ringdex/internal/ringdex"
)

// large are records of two portions and a bit, the last names of which begin with name.
func large(name string) []Record {
	var all []Record
	for i := range 2*portionSize + 10 {
		all = append(all, lastNamed(fmt.Sprint("K-", i), fmt.Sprint(name, " ", i)))
	}
	return all
}

// largeCount is how many large gives.
const largeCount = 2*portionSize + 10

// replacing runs a replace; at is called when so many records have been reported.
func (f *fixture) replacing(records []Record, at map[int]func()) (ringdex.Run, error) {
	order := f.order()
	order.Replace = true
	told := 0
	return f.Stream(f.t.Context(), order, file(records...), func(*ringdex.Outcome) error {
		if told++; at[told] != nil {
			at[told]()
		}
		return nil
	})
}

// TestOthersComeBetweenPortions: a large replace shows nothing before its end, and loses nothing of
// what others write.
func TestOthersComeBetweenPortions(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.replaceWith(lastNamed("K-1", "Old"), lastNamed("K-2", "Gone"), lastNamed("old", "Gone"))
	portion := portionSize
	run, err := f.replacing(large("New"), map[int]func(){
		portion: func() {
			wantEqual(t, f.nameOf("K-1"), "Old")
			wantEqual(t, f.nameOf("K-3"), "")
			f.foreign(lastNamed("their", "Their"))
			f.call(lastNamed(fmt.Sprint("K-", portion+5), "Between"), lastNamed("between", "Between"))
		},
		portion + 1: func() { wantEqual(t, f.nameOf("K-1"), "Old") },
		2 * portion: func() { wantEqual(t, f.nameOf(fmt.Sprint("K-", portion+5)), "Between") },
	})
	if err != nil {
		t.Fatal(err)
	}
	wantEqual(t, run.Counts, ringdex.Counts{Read: largeCount, Created: largeCount - 3, Updated: 3, Deleted: 2})
	for i := range largeCount {
		if got := f.nameOf(fmt.Sprint("K-", i)); i%997 < 3 && got != fmt.Sprint("New ", i) {
			t.Errorf("K-%d is %q", i, got)
		}
	}
	wantEqual(t, f.nameOf("old")+f.nameOf("between"), "")
	wantEqual(t, f.contactOf("erp", "their").LastName, "Their")
	wantEqual(t, f.kept(run.ID).Counts, run.Counts)
	again, err := f.replacing(large("New"), nil)
	wantEqual(t, err, nil)
	wantEqual(t, again.Counts, ringdex.Counts{Read: largeCount, Unchanged: largeCount})
}

// TestAReplaceThatFailsChangesNothing: at any point of staging, and for every way of rollback.
func TestAReplaceThatFailsChangesNothing(t *testing.T) {
	t.Parallel()
	portion := portionSize
	for name, test := range map[string]struct {
		stop   func(f *fixture, out *outOfReach) map[int]func()
		source ringdex.Source
		want   ringdex.Code
	}{
		"it would delete too much": {
			func(*fixture, *outOfReach) map[int]func() { return nil }, ringdex.Source{Key: "crm", MaxDelete: "1"}, ringdex.Conflict,
		},
		"the database goes away": {
			func(_ *fixture, out *outOfReach) map[int]func() {
				return map[int]func(){portion + 1: func() { out.down.Store(true) }}
			},
			ringdex.Source{Key: "crm"},
			ringdex.Unavailable,
		},
		"others take it for dead": {
			func(f *fixture, _ *outOfReach) map[int]func() {
				others := New(f.deps)
				others.deps.Node = "others"
				return map[int]func(){portion: func() {
					if err := others.Recover(t.Context()); err != nil {
						t.Error(err)
					}
				}}
			},
			ringdex.Source{Key: "crm"},
			ringdex.Conflict,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t)
			f.deps.Node = "silent"
			f.putSource(test.source)
			f.replaceWith(lastNamed("K-1", "Old"), lastNamed("K-2", "Old"), lastNamed("old 1", "Old"), lastNamed("old 2", "Old"))
			before := f.directory()
			out := &outOfReach{Store: f.deps.Store}
			g := f.over(func(ringdex.Store) ringdex.Store { return out })
			run, err := g.replacing(large("New"), test.stop(f, out))
			wantEqual(t, ringdex.CodeOf(err), test.want)
			out.down.Store(false)
			if err := g.Recover(t.Context()); err != nil {
				t.Fatal(err)
			}
			wantEqual(t, f.directory(), before)
			wantEqual(t, f.kept(run.ID).State, ringdex.RunStopped)
			f.putSource(ringdex.Source{Key: "crm"})
			again := f.replaceWith(large("New")...)
			wantEqual(t, again.Counts, ringdex.Counts{Read: largeCount, Created: largeCount - 2, Updated: 2, Deleted: 2})
		})
	}
}

// TestRecoverTakesBackWhatACrashLeft: by the next start, and one that a crash ended while it did
// so.
func TestRecoverTakesBackWhatACrashLeft(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.deps.Node = "dead"
	f.replaceWith(lastNamed("K-1", "Old"))
	before := f.directory()
	killed := errors.New("killed")
	var gone atomic.Bool
	g := f.over(func(s ringdex.Store) ringdex.Store { return leaving{s, &gone, killed} })
	run, err := g.replacing(large("New"), map[int]func(){portionSize + 1: func() { gone.Store(true) }})
	if !errors.Is(err, killed) {
		t.Fatal(err)
	}
	f.update(func(w ringdex.Writer) error {
		more, err := w.RollBack(run.ID, 10)
		wantEqual(t, more, true)
		return err
	})
	next := New(f.deps)
	next.deps.Node = "next"
	if err := next.Recover(t.Context()); err != nil {
		t.Fatal(err)
	}
	wantEqual(t, f.directory(), before)
	wantEqual(t, f.kept(run.ID).State, ringdex.RunStopped)
}

// leaving is a store of which a process has nothing any more.
type leaving struct {
	ringdex.Store
	gone *atomic.Bool
	err  error
}

func (l leaving) Update(ctx context.Context, org ringdex.OrganizationID, fn func(ringdex.Writer) error) error {
	if l.gone.Load() {
		return l.err
	}
	return l.Store.Update(ctx, org, fn)
}

// TestFormerIDsAreStaged: others have given a contact the id by which the record was known before,
// when the portion had been planned.
func TestFormerIDsAreStaged(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	former := ringdex.MadeID("former")
	records := large("New")
	records[7].Identity.Former = former
	run := f.between(func() { f.call(lastNamed(former, "Before")) }).replaceWith(records...)
	wantEqual(t, run.Counts, ringdex.Counts{Read: largeCount, Created: largeCount - 1, Updated: 1})
	wantEqual(t, f.nameOf("K-7"), "New 7")
	wantEqual(t, f.nameOf(former), "")
}

// TestAPlanThatCannotBeStaged: a record gives its user name away. That is known when the portion is
// about to be written, and all the rest goes in at the end.
func TestAPlanThatCannotBeStaged(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.replaceWith(record("K-7", set("userName", "seven"), set("lastName", "Old")))
	records := large("New")
	records[7].Ops = append(records[7].Ops, set("userName", "other"))
	records[largeCount-1].Ops = append(records[largeCount-1].Ops, set("userName", "seven"))
	run := f.replaceWith(records...)
	wantEqual(t, run.Counts, ringdex.Counts{Read: largeCount, Created: largeCount - 1, Updated: 1})
	wantEqual(t, f.contact("K-7").UserName, "other")
	wantEqual(t, f.contact(fmt.Sprint("K-", largeCount-1)).UserName, "seven")
}

// TestTheSameRecordTwiceIsStaged: with an id that was made of its content it is one contact,
// portions apart.
func TestTheSameRecordTwiceIsStaged(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	made := ringdex.MadeID("twice")
	records := large("New")
	records[3].Identity.ExternalID, records[largeCount-2].Identity.ExternalID = made, made
	run, err := f.replacing(records, map[int]func(){2 * portionSize: func() { wantEqual(t, f.nameOf(made), "") }})
	wantEqual(t, err, nil)
	wantEqual(t, run.Counts, ringdex.Counts{Read: largeCount, Created: largeCount - 1, Updated: 1})
	wantEqual(t, f.nameOf(made), fmt.Sprint("New ", largeCount-2))
}

// TestMatchRulesAreStaged: records that are matched by more than their ids are planned in the
// transaction that stages them.
func TestMatchRulesAreStaged(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.putSource(ringdex.Source{Key: "crm", MatchEmail: true})
	f.foreign(record("E-1", set("email", "jan@example.cz"), set("lastName", "Novák")))
	records := large("New")
	records[portionSize+1].Ops = append(records[portionSize+1].Ops, set("email", "Jan@example.cz"))
	run, err := f.replacing(records, map[int]func(){portionSize: func() {
		f.foreign(lastNamed("their", "Their")) // the run blocks no other writer
	}})
	wantEqual(t, err, nil)
	wantEqual(t, run.Counts, ringdex.Counts{Read: largeCount, Created: largeCount - 1, Updated: 1})
	wantEqual(t, f.contactOf("erp", "E-1").ID, f.contact(fmt.Sprint("K-", portionSize+1)).ID)
}

// TestTheSameFileAgainAfterACrash: what a dead run has staged is not taken for what is there.
func TestTheSameFileAgainAfterACrash(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.deps.Node = "dead"
	f.replaceWith(large("Old")...)
	killed := errors.New("killed")
	var gone atomic.Bool
	g := f.over(func(s ringdex.Store) ringdex.Store { return leaving{s, &gone, killed} })
	_, err := g.replacing(large("New"), map[int]func(){portionSize + 1: func() { gone.Store(true) }})
	wantEqual(t, errors.Is(err, killed), true)
	next := New(f.deps)
	next.deps.Node = "next"
	order := f.order()
	order.DryRun = true
	run, err := next.Stream(t.Context(), order, file(large("New")...), func(*ringdex.Outcome) error { return nil })
	wantEqual(t, err, nil)
	wantEqual(t, run.Counts, ringdex.Counts{Read: largeCount, Updated: largeCount})
	wantEqual(t, next.Recover(t.Context()), nil)
	again := f.replaceWith(large("New")...)
	wantEqual(t, again.Counts, ringdex.Counts{Read: largeCount, Updated: largeCount})
}

// TestAContactThatIsMadeMeanwhileStays: it could not be in the file.
func TestAContactThatIsMadeMeanwhileStays(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	run, err := f.replacing(large("New"), map[int]func(){portionSize: func() {
		f.wait(time.Second)
		f.call(lastNamed("between", "Between"))
	}})
	wantEqual(t, err, nil)
	wantEqual(t, run.Counts, ringdex.Counts{Read: largeCount, Created: largeCount})
	wantEqual(t, f.nameOf("between"), "Between")
	wantEqual(t, f.replaceWith(large("New")...).Counts, ringdex.Counts{Read: largeCount, Unchanged: largeCount, Deleted: 1})
}

// TestReplacesTakeTurns: two sources are replaced at the same time.
func TestReplacesTakeTurns(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	done := make(chan error, 1)
	run, err := f.replacing(large("New"), map[int]func(){portionSize: func() {
		go func() {
			order := f.order()
			order.Source, order.Replace = "erp", true
			_, err := f.Stream(t.Context(), order, file(large("Erp")...), func(*ringdex.Outcome) error { return nil })
			done <- err
		}()
	}})
	wantEqual(t, errors.Join(err, <-done), nil)
	wantEqual(t, run.Counts, ringdex.Counts{Read: largeCount, Created: largeCount})
	wantEqual(t, f.nameOf("K-1"), "New 1")
	wantEqual(t, f.contactOf("erp", "K-1").LastName, "Erp 1")
}
