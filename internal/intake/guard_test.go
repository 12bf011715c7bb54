package intake

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"ringdex/internal/ringdex"
)

// known are n contacts with external ids of the sender's.
func known(n int) []Record {
	all := make([]Record, n)
	for i := range all {
		all[i] = lastNamed(fmt.Sprint("K-", i), fmt.Sprint("Contact ", i))
	}
	return all
}

// try runs a replace and returns the number of deleted contacts, or of those that it would delete
// if no guard stopped it, and the message key of its error. A dry run must predict both.
func (f *fixture) try(order Order, records []Record) (deleted int64, key string) {
	f.t.Helper()
	order.Replace = true
	run := func() (int64, string) {
		run, err := f.Stream(f.t.Context(), order, file(records...), func(*ringdex.Outcome) error { return nil })
		if p, ok := errors.AsType[*ringdex.Error](err); ok {
			return run.Counts.Deleted, p.Key
		}
		return run.Counts.Deleted, ""
	}
	order.DryRun = true
	predicted, why := run()
	order.DryRun = false
	if deleted, key = run(); deleted != predicted || key != why {
		f.t.Errorf("predicted %d deletions (%s), came %d (%s)", predicted, why, deleted, key)
	}
	return deleted, key
}

// TestGuardOfDeletions: a replace stops above the limit of the call, of the source, or the default.
func TestGuardOfDeletions(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		before, missing int
		source, call    string
		stops           bool
	}{
		{30, 20, "", "", false},
		{30, 21, "", "", true},
		{300, 30, "", "", false},
		{300, 31, "", "", true},
		{30, 21, "100%", "", false},
		{30, 21, "", "21", false},
		{30, 2, "1", "", true},
		{30, 2, "1", "2", false},
		{30, 2, "100%", "1", true},
		{30, 1, "0", "", true},
	} {
		f := newFixture(t)
		f.putSource(ringdex.Source{Key: "crm", MaxDelete: test.source})
		all := known(test.before)
		f.replaceWith(all...)
		order := f.order()
		order.MaxDelete = test.call
		deleted, key := f.try(order, all[test.missing:])
		if want := map[bool]string{true: KeyReplaceLimit}[test.stops]; deleted != int64(test.missing) || key != want {
			t.Errorf("%+v: %d deleted, %q", test, deleted, key)
		}
	}
}

// TestRefusedRowsOfAReplace: the contact of a refused record stays or goes by the order, else by
// the source. A refused record that may be anybody's stops the deletion if contacts are to stay.
func TestRefusedRowsOfAReplace(t *testing.T) {
	t.Parallel()
	wrong := set("email", "nobody")
	for _, test := range []struct {
		name     string
		record   Record
		refusals Refusals
		source   bool
		deleted  int64
		key      string
	}{
		{"the order keeps", record("K-1", wrong), KeepRefused, false, 1, ""},
		{"the source keeps", record("K-1", wrong), RefusalsOfSource, true, 1, ""},
		{"the source deletes", record("K-1", wrong), RefusalsOfSource, false, 2, ""},
		{"the order deletes", record("K-1", wrong), DeleteRefused, true, 2, ""},
		{"a new one", record("K-9", wrong), KeepRefused, false, 2, ""},
		{"anybody", Record{Problems: []*ringdex.Error{ringdex.Fail(ringdex.Invalid, "import.empty_row")}}, KeepRefused, false, 2, KeyReplaceUnknown},
		{"anybody, deleted", Record{Problems: []*ringdex.Error{ringdex.Fail(ringdex.Invalid, "import.empty_row")}}, DeleteRefused, false, 2, ""},
		{"no record", Record{NoRecord: true, Problems: []*ringdex.Error{ringdex.Fail(ringdex.Invalid, "import.footer")}}, KeepRefused, false, 2, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t)
			f.putSource(ringdex.Source{Key: "crm", KeepRefused: test.source})
			all := known(4)
			f.replaceWith(all...)
			order := f.order()
			order.Refusals = test.refusals
			deleted, key := f.try(order, slices.Concat(all[2:], []Record{test.record}))
			if deleted != test.deleted || key != test.key {
				t.Errorf("%d deleted, %q; want %d, %q", deleted, key, test.deleted, test.key)
			}
		})
	}
}

// TestKeyless: a file without ids must not replace contacts that have ids, unless a limit of the
// call says that they may go.
func TestKeyless(t *testing.T) {
	t.Parallel()
	for limit, want := range map[string]string{"": KeyReplaceKeyless, "100%": ""} {
		f := newFixture(t)
		f.replaceWith(known(3)...)
		order := f.order()
		order.Keyless, order.MaxDelete = true, limit
		made := lastNamed(ringdex.MadeID("row", "Contact 1"), "Contact 1")
		if _, key := f.try(order, []Record{made}); key != want {
			t.Errorf("limit %q: %q, want %q", limit, key, want)
		}
	}
}
