package storetest

import (
	"fmt"
	"slices"
	"testing"

	"ringdex/internal/ringdex"
)

var journal = suite{
	"images after changes are filled in":       fillAfter,
	"images that are wanted are filled in":     fillAfterWanted,
	"images after random changes are the same": fillAfterRandom,

	"changes are numbered without a gap":   journalNumbers,
	"causes come back":                     causesComeBack,
	"images are kept once":                 imagesOnce,
	"records that changed, last ones last": refsInOrder,
	"changes and records in portions":      journalPortions,
	"a failed transaction leaves no entry": journalOfFailure,
	"a cursor is moved by one":             moveCursor,
	"changes of one record":                recordChanges,
	"the past, backwards":                  past,
}

func journalNumbers(t *testing.T, f *fixture) {
	f.view(func(r ringdex.Reader) error {
		wantEqual(t, "the head of nothing", r.Head().Changes, 0)
		changes, err := r.Changes(0, 10)
		wantEqual(t, "the changes of nothing", len(changes), 0)
		return err
	})
	f.update(func(w ringdex.Writer) error {
		for i := range 3 {
			wantEqual(t, "the head within a transaction", w.Head().Changes, int64(2*i))
			if err := w.Apply([]ringdex.Change{created(f.newContact(bare)), created(f.newContact(bare))}); err != nil {
				return err
			}
		}
		return w.Apply(nil)
	})
	f.contact(bare)
	f.update(func(w ringdex.Writer) error { return w.PutDocument(ringdex.Source{Key: "no change"}) })
	f.view(func(r ringdex.Reader) error {
		wantEqual(t, "the head", r.Head().Changes, 7)
		changes, err := r.Changes(0, 100)
		for i, c := range changes {
			wantEqual(t, "a sequence", c.Seq, int64(i+1))
		}
		wantEqual(t, "the number of changes", len(changes), 7)
		return err
	})
	heads, err := f.Heads(t.Context())
	wantCode(t, err, "")
	wantEqual(t, "Heads", heads, map[ringdex.OrganizationID]int64{f.org: 7})
}

func causesComeBack(t *testing.T, f *fixture) {
	full := ringdex.Cause{Source: hard, Run: f.id(), Actor: "key " + hard, At: at(77)}
	wantFull(t, full)
	for i, want := range []ringdex.Cause{full, {}, {Actor: "a person", At: at(78)}} {
		change := created(f.newContact(bare))
		change.Cause = want
		f.apply(change)
		f.view(func(r ringdex.Reader) error {
			changes, err := r.Changes(int64(i), 1)
			wantEqual(t, "the change", changes, []ringdex.Change{journalled(int64(i+1), change)})
			return err
		})
	}
}

// imagesOnce: a creation keeps no image, since what it made is the image of the next change, or the
// row.
func imagesOnce(t *testing.T, f *fixture) {
	c := f.newContact(keyed("jana", "603303963", 1))
	update := updated(c, keyed("eva", "604404964", 2))
	company := &ringdex.Company{ID: 1, Version: 1, Name: "Acme"}
	companyUpdate := updatedCompany(company, keyedCompany("zenith"))
	var want []ringdex.Change
	for i, change := range []ringdex.Change{
		created(c), createdCompany(company), update, companyUpdate, deleted(update.Contact.After), deletedCompany(companyUpdate.Company.After),
	} {
		f.apply(change)
		want = append(want, journalled(int64(i+1), change))
	}
	f.view(func(r ringdex.Reader) error {
		got, err := r.Changes(0, 10)
		wantEqual(t, "the journal", got, want)
		return err
	})
	wantEqual(t, "the image of a creation", want[0].Contact.Before, nil)
	wantEqual(t, "the image of a company's creation", want[1].Company.Before, nil)
	for _, c := range want[2:] {
		if c.Contact.Before == nil && c.Company.Before == nil {
			t.Errorf("change %d should have an image", c.Seq)
		}
	}
}

// busy makes a journal of changes to contacts A, B and company 1: A 1 B A B 1 A.
func (f *fixture) busy() (a, b, company ringdex.Ref) {
	ca, cb := f.newContact(bare), f.newContact(bare)
	firm := &ringdex.Company{ID: 1, Version: 1, Name: "Acme"}
	f.apply(created(ca), createdCompany(firm))
	f.apply(created(cb))
	f.apply(updated(ca, bare), updated(cb, bare), updatedCompany(firm, func(*ringdex.Company) {}))
	f.apply(deleted(ca))
	return ca.Ref(), cb.Ref(), firm.Ref()
}

func refsInOrder(t *testing.T, f *fixture) {
	a, b, company := f.busy()
	for _, test := range []struct {
		after int64
		limit int
		want  []ringdex.Ref
		next  int64
	}{
		{0, 100, []ringdex.Ref{b, company, a}, 7},
		{0, 7, []ringdex.Ref{b, company, a}, 7},
		{0, 6, []ringdex.Ref{a, b, company}, 6},
		{0, 4, []ringdex.Ref{company, b, a}, 4},
		{0, 1, []ringdex.Ref{a}, 1},
		{4, 2, []ringdex.Ref{b, company}, 6},
		{6, 1, []ringdex.Ref{a}, 7},
		{7, 10, nil, 7},
		{99, 10, nil, 99},
	} {
		f.view(func(r ringdex.Reader) error {
			got, next, err := r.Refs(test.after, test.limit)
			what := fmt.Sprintf("Refs(%d, %d)", test.after, test.limit)
			wantEqual(t, what, got, test.want)
			wantEqual(t, "next of "+what, next, test.next)
			return err
		})
	}
}

func journalPortions(t *testing.T, f *fixture) {
	f.busy()
	f.view(func(r ringdex.Reader) error {
		all, err := r.Changes(0, 100)
		wantCode(t, err, "")
		for size := 1; size <= 8; size++ {
			var got []ringdex.Change
			for cursor := int64(0); cursor < r.Head().Changes; {
				some, err := r.Changes(cursor, size)
				if err != nil || len(some) == 0 || len(some) > size {
					t.Fatalf("Changes(%d, %d) gave %d changes, %v", cursor, size, len(some), err)
				}
				got, cursor = append(got, some...), some[len(some)-1].Seq
			}
			wantEqual(t, fmt.Sprintf("the journal in portions of %d", size), got, all)
		}
		return nil
	})
}

func journalOfFailure(t *testing.T, f *fixture) {
	jana := f.contact(userName("jana"))
	f.refused(created(f.newContact(userName("jana"))))
	f.change(jana, bare)
	f.view(func(r ringdex.Reader) error {
		changes, err := r.Changes(0, 10)
		wantEqual(t, "the number of changes", len(changes), 2)
		wantEqual(t, "the sequence after a failure", changes[1].Seq, 2)
		return err
	})
}

func moveCursor(t *testing.T, f *fixture) {
	move := func(from, to ringdex.Cursor) error {
		return f.Update(t.Context(), f.org, func(w ringdex.Writer) error { return w.MoveCursor("reader "+hard, from, to) })
	}
	want := func(what string, want ringdex.Cursor) {
		t.Helper()
		f.view(func(r ringdex.Reader) error {
			got, err := r.Cursor("reader " + hard)
			wantEqual(t, what, got, want)
			return err
		})
	}
	beginning, one, two := ringdex.Cursor{}, ringdex.Cursor{Changes: 5, Runs: 1}, ringdex.Cursor{Changes: 5, Runs: 2}
	wantFull(t, two)
	want("a cursor that was never moved", beginning)
	wantCode(t, move(beginning, one), "")
	for _, stale := range []ringdex.Cursor{beginning, two} {
		for _, to := range []ringdex.Cursor{beginning, one, two} {
			wantCode(t, move(stale, to), ringdex.Conflict)
		}
	}
	want("the cursor", one)
	wantCode(t, move(one, one), "")
	wantCode(t, move(one, two), "")
	want("the cursor, moved", two)
	wantCode(t, move(two, beginning), "")
	want("the cursor, forgotten", beginning)
	wantCode(t, move(two, one), ringdex.Conflict)
}

// The past is the journal backwards, in portions of any size, also through blocks of creations.
func past(t *testing.T, f *fixture) {
	var all []ringdex.Change
	for n := range 4 {
		var block []ringdex.Change
		for range 130 {
			block = append(block, created(f.newContact(bare)))
		}
		f.apply(block...)
		f.apply(updated(block[n].Contact.After, bare))
		f.apply(deleted(block[n+9].Contact.After))
	}
	f.view(func(r ringdex.Reader) (err error) {
		all, err = r.Changes(0, 1000)
		return err
	})
	wantEqual(t, "the number of changes", len(all), 4*132)
	slices.Reverse(all)
	wantPast(t, f, ringdex.Entries{}, all)
	gone := slices.DeleteFunc(slices.Clone(all), func(c ringdex.Change) bool { return c.Action != ringdex.Deleted })
	wantEqual(t, "the number of deletions", len(gone), 4)
	wantPast(t, f, ringdex.Entries{Deletions: true}, gone)
}

// wantPast reads backwards in portions.
func wantPast(t *testing.T, f *fixture, of ringdex.Entries, want []ringdex.Change) {
	t.Helper()
	for _, size := range []int{1, 3, 99, 100, 101, 1000} {
		var got []ringdex.Change
		for before := int64(1 << 60); ; before = got[len(got)-1].Seq {
			var some []ringdex.Change
			f.view(func(r ringdex.Reader) (err error) {
				some, err = r.Past(of, before, size)
				return err
			})
			if got = append(got, some...); len(some) < size {
				break
			}
		}
		wantEqual(t, fmt.Sprint("the past in portions of ", size), got, want)
	}
}

func recordChanges(t *testing.T, f *fixture) {
	c, company := f.newContact(bare), &ringdex.Company{ID: 1, Version: 1, Name: "Acme"}
	first := updated(c, bare)
	second := updated(first.Contact.After, bare)
	f.apply(created(c), createdCompany(company), first, created(f.newContact(bare)), second)
	f.apply(deleted(second.Contact.After), deletedCompany(company))
	third, fourth, sixth := journalled(3, first), journalled(5, second), journalled(6, deleted(second.Contact.After))
	for _, q := range []struct {
		ref    ringdex.Ref
		before int64
		limit  int
		want   []ringdex.Change
	}{
		{c.Ref(), 8, 10, []ringdex.Change{sixth, fourth, third}},
		{c.Ref(), 8, 2, []ringdex.Change{sixth, fourth}},
		{c.Ref(), 5, 10, []ringdex.Change{third}},
		{c.Ref(), 3, 10, nil},
		{company.Ref(), 8, 10, []ringdex.Change{journalled(7, deletedCompany(company))}},
		{ringdex.Ref{Kind: ringdex.KindCompany, Company: 2}, 8, 10, nil},
	} {
		f.view(func(r ringdex.Reader) error {
			got, err := r.Past(ringdex.Entries{Of: q.ref}, q.before, q.limit)
			wantEqual(t, fmt.Sprint("the changes of ", q.ref, " before ", q.before), got, q.want)
			return err
		})
	}
}
