package storetest

import (
	"fmt"
	"testing"

	"ringdex/internal/ringdex"
)

// Records that a store writes together must look as if each were written separately.
var grouped = suite{
	"creations of one cause in portions":            creationsInPortions,
	"creations of one cause are rolled back":        creationsRolledBack,
	"keys pass between contacts in a transaction":   keysPassInTransaction,
	"an external id is taken in the transaction":    externalIDTakenInTransaction,
	"an external id is set again and again":         externalIDAgain,
	"the keys of many contacts in one transaction":  keysOfMany,
	"a number is looked up in a large transaction":  lookUpBetween,
	"a taken key in the end ends the transaction":   takenInTheEnd,
	"creations of one record are told one by one":   createdTwice,
	"causes that differ are told with their change": causesDiffer,
}

// many are creations of n contacts with keys.
func (f *fixture) many(n int) (changes []ringdex.Change) {
	for i := range n {
		changes = append(changes, created(f.newContact(keyed(fmt.Sprint("contact ", i), fmt.Sprint(600_000_000+i), 1))))
	}
	return changes
}

func creationsInPortions(t *testing.T, f *fixture) {
	changes := f.many(250)
	changes = append(changes, updated(changes[249].Contact.After, bare))
	f.apply(changes...)
	var want []ringdex.Change
	for i := range changes {
		want = append(want, journalled(int64(i+1), changes[i]))
	}
	f.view(func(r ringdex.Reader) error {
		for _, size := range []int{1, 7, 99, 100, 101, 1000} {
			var got []ringdex.Change
			for cursor := int64(0); cursor < r.Head().Changes; {
				some, err := r.Changes(cursor, size)
				refs, next, failed := r.Refs(cursor, size)
				if err := firstOf(err, failed); err != nil || len(some) == 0 || len(some) > size || len(refs) == 0 || next != some[len(some)-1].Seq {
					t.Fatalf("after %d, %d at most: %d changes, %d records up to %d, %v", cursor, size, len(some), len(refs), next, err)
				}
				wantEqual(t, "the record that changed last", refs[len(refs)-1], some[len(some)-1].Ref)
				got, cursor = append(got, some...), next
			}
			wantEqual(t, fmt.Sprintf("the journal in portions of %d", size), got, want)
		}
		return nil
	})
}

func creationsRolledBack(t *testing.T, f *fixture) {
	known, _, ask := f.known()
	before, run := f.shown(ask), f.id()
	f.stage(run, f.many(250)...)
	f.stage(run, updated(known, note("staged")))
	f.stage(run, created(f.newContact(note("staged"))))
	if steps := f.rollBack(run, 1); steps < 3 {
		t.Errorf("a change at a time took %d steps", steps)
	}
	wantEqual(t, "what is left", f.shown(ask), before)
	wantEqual(t, "the journal", len(f.filled(0, 1000)), 1)
}

func keysPassInTransaction(t *testing.T, f *fixture) {
	f.uniqueField(ringdex.KindContact)
	var first, second *ringdex.Contact
	f.update(func(w ringdex.Writer) error {
		first = f.newContact(keyed("jana", "603303963", 1))
		if err := w.Apply([]ringdex.Change{created(first)}); err != nil {
			return err
		}
		second = f.newContact(keyed("jana", "603303963", 1))
		return firstOf(w.Apply([]ringdex.Change{updated(first, func(c *ringdex.Contact) { *c = ringdex.Contact{ID: c.ID, Version: c.Version} })}),
			w.Apply([]ringdex.Change{created(second)}))
	})
	f.view(func(r ringdex.Reader) error {
		wantKeys(t, r, "jana", "603303963", 1, second.ID)
		return nil
	})
}

func externalIDTakenInTransaction(t *testing.T, f *fixture) {
	first, second := f.newContact(externalIDOf("crm", "1")), f.newContact(externalIDOf("crm", "1"))
	before := f.state()
	err := f.Update(t.Context(), f.org, func(w ringdex.Writer) error {
		return firstOf(w.Apply([]ringdex.Change{created(first)}), w.Apply([]ringdex.Change{created(second)}))
	})
	wantCode(t, err, ringdex.Conflict)
	wantEqual(t, "what is kept", f.state(), before)
}

// takenInTheEnd: whoever does not look at the error of a key that is taken does not commit either.
func takenInTheEnd(t *testing.T, f *fixture) {
	f.contact(externalIDOf("crm", "1"))
	before := f.state()
	err := f.Update(t.Context(), f.org, func(w ringdex.Writer) error {
		_ = w.Apply([]ringdex.Change{created(f.newContact(externalIDOf("crm", "1")))})
		_, _ = ringdex.ContactsByExternalID(w, "crm", []string{"1"})
		return nil
	})
	wantCode(t, err, ringdex.Conflict)
	wantEqual(t, "what is kept", f.state(), before)
}

func externalIDAgain(t *testing.T, f *fixture) {
	c := f.newContact(externalIDOf("crm", "1"))
	mark := func(digest uint64) map[ringdex.ID]ringdex.Mark {
		return map[ringdex.ID]ringdex.Mark{c.ID: {Source: "crm", ExternalID: "1", Digest: digest}}
	}
	f.update(func(w ringdex.Writer) error {
		return firstOf(w.Apply([]ringdex.Change{created(c)}), w.Remember(mark(3)), w.Remember(mark(2)))
	})
	f.view(func(r ringdex.Reader) error {
		found, err := ringdex.ContactsByExternalID(r, "crm", []string{"1"})
		wantEqual(t, "the mark", found, map[string]ringdex.Found{"1": {Ref: c.Ref(), Digest: 2}})
		return err
	})
}

// keysOfMany are more than wait for one another.
func keysOfMany(t *testing.T, f *fixture) {
	changes := f.many(9000)
	f.update(func(w ringdex.Writer) error {
		return firstOf(w.Apply(changes[:5000]), w.Apply(changes[5000:]))
	})
	f.view(func(r ringdex.Reader) error {
		for _, i := range []int{0, 4999, 5000, 8999} {
			found, err := ringdex.ContactsByExternalID(r, "crm", []string{fmt.Sprint("contact ", i)})
			if err != nil {
				return err
			}
			wantEqual(t, fmt.Sprint("contact ", i), found[fmt.Sprint("contact ", i)].Contact, changes[i].Ref.Contact)
		}
		return nil
	})
}

func lookUpBetween(t *testing.T, f *fixture) {
	changes := f.many(20)
	f.update(func(w ringdex.Writer) error {
		for i := range changes {
			if err := w.Apply(changes[i : i+1]); err != nil {
				return err
			}
			if i%7 == 0 {
				found := keysFound(t, w, fmt.Sprint("contact ", i), fmt.Sprint(600_000_000+i), 1)
				for _, by := range []string{"user name", "address", "number", "external id"} {
					wantEqual(t, "the contact by its "+by, found[by], []ringdex.ID{changes[i].Ref.Contact})
				}
			}
		}
		return nil
	})
}

func createdTwice(t *testing.T, f *fixture) {
	c, other := f.newContact(bare), f.newContact(bare)
	all := []ringdex.Change{created(other), created(c), deleted(c), created(c)}
	f.apply(all...)
	f.view(func(r ringdex.Reader) error {
		got, err := r.Changes(0, 10)
		for i := range all {
			all[i] = journalled(int64(i+1), all[i])
		}
		wantEqual(t, "the journal", got, all)
		return err
	})
}

func causesDiffer(t *testing.T, f *fixture) {
	all := f.many(4)
	all[1].Cause.Run, all[2].Cause.At, all[3].Cause.Actor = f.id(), at(7), "somebody else"
	f.apply(all...)
	f.view(func(r ringdex.Reader) error {
		got, err := r.Changes(0, 10)
		for i := range all {
			all[i] = journalled(int64(i+1), all[i])
		}
		wantEqual(t, "the journal", got, all)
		return err
	})
}
