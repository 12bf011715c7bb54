package storetest

import (
	"testing"

	"ringdex/internal/ringdex"
)

var marks = suite{
	"a mark stays until something else changes": markStays,
	"a mark is that of its source and id":       markIsItsSource,
	"the last of several changes counts":        lastMarkCounts,
	"a mark does not outlive its id":            markGoes,
	"any digest comes back":                     anyDigest,
	"a mark is kept without a change":           markKept,
}

// marked is a change with a mark for what crm calls the contact.
func marked(c ringdex.Change, id string, digest uint64) ringdex.Change {
	c.Mark = &ringdex.Mark{Source: "crm", ExternalID: id, Digest: digest}
	return c
}

func (f *fixture) wantDigests(source string, want map[string]uint64) {
	f.t.Helper()
	ids := []string{"1", "2"}
	f.view(func(r ringdex.Reader) error {
		found, err := ringdex.ContactsByExternalID(r, source, ids)
		got := map[string]uint64{}
		for id, match := range found {
			got[id] = match.Digest
		}
		wantEqual(f.t, "digests of "+source, got, want)
		return err
	})
}

func markStays(t *testing.T, f *fixture) {
	c := f.newContact(externalIDOf("crm", "1"))
	f.apply(marked(created(c), "1", 111))
	f.wantDigests("crm", map[string]uint64{"1": 111})
	f.contact(externalIDOf("crm", "2"))
	f.update(func(w ringdex.Writer) error { return w.SetPassword(c.ID, "hash") })
	f.wantDigests("crm", map[string]uint64{"1": 111, "2": 0})

	by := marked(updated(c, func(c *ringdex.Contact) { c.Note = "by the source" }), "1", 222)
	f.apply(by)
	f.wantDigests("crm", map[string]uint64{"1": 222, "2": 0})
	person := updated(by.Contact.After, func(c *ringdex.Contact) { c.Note = "by a person" })
	f.apply(person)
	f.wantDigests("crm", map[string]uint64{"1": 0, "2": 0})
	f.apply(marked(updated(person.Contact.After, func(c *ringdex.Contact) { c.Note = "by the source again" }), "1", 333))
	f.wantDigests("crm", map[string]uint64{"1": 333, "2": 0})
}

func markKept(t *testing.T, f *fixture) {
	a, b := f.newContact(externalIDOf("crm", "1")), f.newContact(externalIDOf("crm", "2"))
	f.apply(marked(created(a), "1", 111), created(b))
	var before, after int64
	f.view(func(r ringdex.Reader) error { before = r.Head().Changes; return nil })
	f.update(func(w ringdex.Writer) error {
		return w.Remember(map[ringdex.ID]ringdex.Mark{
			a.ID: {Source: "crm", ExternalID: "1", Digest: 333}, b.ID: {Source: "crm", ExternalID: "2", Digest: 222},
		})
	})
	f.update(func(w ringdex.Writer) error { return w.Remember(nil) })
	f.wantDigests("crm", map[string]uint64{"1": 333, "2": 222})
	f.view(func(r ringdex.Reader) error { after = r.Head().Changes; return nil })
	wantEqual(t, "head", after, before)
	err := f.Update(t.Context(), f.org, func(w ringdex.Writer) error {
		return w.Remember(map[ringdex.ID]ringdex.Mark{b.ID: {Source: "crm", ExternalID: "1", Digest: 444}})
	})
	wantEqual(t, "an id of another contact", ringdex.CodeOf(err), ringdex.Conflict)
	f.wantDigests("crm", map[string]uint64{"1": 333, "2": 222})
}

func markIsItsSource(t *testing.T, f *fixture) {
	c := f.newContact(func(c *ringdex.Contact) { c.SetExternalID("crm", "1"); c.SetExternalID("erp", "1") })
	f.apply(marked(created(c), "1", 111))
	f.wantDigests("crm", map[string]uint64{"1": 111})
	f.wantDigests("erp", map[string]uint64{"1": 0})
	change := updated(c, func(c *ringdex.Contact) { c.Note = "by erp" })
	change.Mark = &ringdex.Mark{Source: "erp", ExternalID: "1", Digest: 222}
	f.apply(change)
	f.wantDigests("crm", map[string]uint64{"1": 0})
	f.wantDigests("erp", map[string]uint64{"1": 222})
	f.apply(marked(updated(change.Contact.After, func(c *ringdex.Contact) { c.Note = "by another id" }), "2", 333))
	f.wantDigests("crm", map[string]uint64{"1": 0})
	f.wantDigests("erp", map[string]uint64{"1": 0})
}

func lastMarkCounts(t *testing.T, f *fixture) {
	first := f.newContact(externalIDOf("crm", "1"))
	second := updated(first, func(c *ringdex.Contact) { c.Note = "second" })
	f.apply(marked(created(first), "1", 111), marked(second, "1", 222))
	f.wantDigests("crm", map[string]uint64{"1": 222})
	third := updated(second.Contact.After, func(c *ringdex.Contact) { c.Note = "third" })
	fourth := updated(third.Contact.After, func(c *ringdex.Contact) { c.Note = "fourth" })
	f.apply(marked(third, "1", 333), fourth)
	f.wantDigests("crm", map[string]uint64{"1": 0})
}

func markGoes(t *testing.T, f *fixture) {
	a := f.newContact(externalIDOf("crm", "1"))
	f.apply(marked(created(a), "1", 111))
	moved := updated(a, externalIDOf("crm", "2"))
	f.apply(moved)
	f.wantDigests("crm", map[string]uint64{"2": 0})
	b := f.contact(externalIDOf("crm", "1"))
	f.wantDigests("crm", map[string]uint64{"1": 0, "2": 0})
	f.apply(marked(updated(b, func(c *ringdex.Contact) { c.Note = "marked" }), "1", 222), deleted(moved.Contact.After))
	f.wantDigests("crm", map[string]uint64{"1": 222})
}

func anyDigest(t *testing.T, f *fixture) {
	c := f.newContact(externalIDOf("crm", "1"))
	f.apply(created(c))
	for _, digest := range []uint64{1, 1<<63 - 1, 1 << 63, 1<<64 - 1} {
		change := marked(updated(c, func(c *ringdex.Contact) { c.Note += "x" }), "1", digest)
		f.apply(change)
		c = change.Contact.After
		f.wantDigests("crm", map[string]uint64{"1": digest})
	}
}
