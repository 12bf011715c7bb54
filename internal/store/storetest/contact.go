package storetest

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

var contacts = suite{
	"every field comes back":                   contactComesBack,
	"a contact with nothing comes back":        bareContactComesBack,
	"what is not there is not found":           contactIsNotThere,
	"external ids find within their source":    contactsByExternalID,
	"user names find in any case":              contactsByUserName,
	"addresses find in any case":               contactsByEmail,
	"numbers find by their keys":               contactsByPhone,
	"many keys find at once":                   manyKeys,
	"an update moves the keys":                 contactMovesKeys,
	"a key that stands twice stays once taken": sharedKeyStays,
	"a deletion takes everything along":        contactGoes,
	"a contact may come again":                 contactComesAgain,
	"keys come and go between transactions":    keysComeAndGo,
	"several changes in one go":                severalChanges,
	"a password comes back":                    passwordComesBack,
	"created and deleted in one go":            createdAndDeleted,
	"deleted and created in one go":            deletedAndCreated,
	"all contacts by id":                       eachContact,
	"all contacts of a source":                 contactsOfSource,
	"passwords":                                passwords,
}

func contactComesBack(t *testing.T, f *fixture) {
	want := fullContact(f.id())
	wantFull(t, want)
	f.apply(created(want))
	f.view(func(r ringdex.Reader) error {
		got, err := ringdex.ContactByID(r, want.ID)
		wantEqual(t, "Contact", got, want)
		wantContacts(t, r, want)
		return err
	})
	f.change(want, func(c *ringdex.Contact) { c.Note = "changed" })
	f.view(func(r ringdex.Reader) error {
		changes, err := r.Changes(1, 10)
		if len(changes) == 1 {
			wantEqual(t, "the image in the journal", changes[0].Contact.Before, want)
		}
		return err
	})
}

// wantContacts wants exactly these contacts, in order of their ids, from each method that gives
// whole ones.
func wantContacts(t *testing.T, r ringdex.Reader, want ...*ringdex.Contact) {
	t.Helper()
	var ids []ringdex.ID
	byID := none[ringdex.ID, *ringdex.Contact]()
	for _, c := range want {
		ids = append(ids, c.ID)
		byID[c.ID] = c
	}
	found, err := r.Contacts(ids)
	wantCode(t, err, "")
	wantEqual(t, "Contacts", found, byID)
	var each []*ringdex.Contact
	wantCode(t, r.EachContact(ringdex.Whole, func(c *ringdex.Contact) error { each = append(each, c); return nil }), "")
	wantEqual(t, "EachContact", each, want)
	var callers []*ringdex.Contact
	wantCode(t, r.EachContact(ringdex.CallerOnly, func(c *ringdex.Contact) error { callers = append(callers, c); return nil }), "")
	wantEqual(t, "EachCaller", sortedByID(callers), asCallers(want))
	list, total, err := r.ListContacts(ringdex.ContactFilter{}, ringdex.Page{Limit: len(want) + 1})
	wantCode(t, err, "")
	wantEqual(t, "ListContacts", list, want)
	wantEqual(t, "the total of ListContacts", total, int64(len(want)))
}

// sortedByID is for contacts that come in any order.
func sortedByID(contacts []*ringdex.Contact) []*ringdex.Contact {
	return slices.SortedFunc(slices.Values(contacts), func(a, b *ringdex.Contact) int { return bytes.Compare(a.ID[:], b.ID[:]) })
}

func bareContactComesBack(t *testing.T, f *fixture) {
	want := &ringdex.Contact{ID: f.id()}
	f.apply(created(want))
	f.view(func(r ringdex.Reader) error { wantContacts(t, r, want); return nil })
}

func contactIsNotThere(t *testing.T, f *fixture) {
	f.uniqueField(ringdex.KindContact)
	f.contact(func(c *ringdex.Contact) {
		keyed("jana", "603303963", 1)(c)
		c.Emails = []string{"jana"}
	})
	nobody := f.id()
	f.view(func(r ringdex.Reader) error {
		c, err := ringdex.ContactByID(r, nobody)
		wantCode(t, err, ringdex.NotFound)
		wantEqual(t, "Contact", c, nil)
		for _, keys := range [][]string{nil, {}, {"nobody", "", "jan", "janas", "jana'", "%", "\"", "[]"}, spoiled} {
			wantNoContacts(t, r, keys)
		}
		found, err := r.Contacts([]ringdex.ID{nobody, {}})
		wantCode(t, err, "")
		wantEqual(t, "Contacts", found, none[ringdex.ID, *ringdex.Contact]())
		hash, err := r.PasswordHash(nobody)
		wantEqual(t, "PasswordHash", hash, "")
		return err
	})
}

// spoiled are keys that nothing can have, though something has a part of them: no database keeps
// such texts. Who asks must be told so, and not be given what stands before the NUL.
var spoiled = []string{"jana\x00", "jana\x00x", "\x00jana", "\x00", "jana\xff", "\xc5"}

// wantNoContacts wants nothing to be found by the keys, and maps that can be used all the same.
func wantNoContacts(t *testing.T, r ringdex.Reader, keys []string) {
	t.Helper()
	var numbers []phone.Digits
	for _, k := range keys {
		numbers = append(numbers, phone.Digits(len(k)))
	}
	byExternalID, err := ringdex.ContactsByExternalID(r, "crm", keys)
	wantCode(t, err, "")
	wantEqual(t, "ContactsByExternalID", byExternalID, none[string, ringdex.Found]())
	byUserName, err := ringdex.ContactsByUserName(r, keys)
	wantCode(t, err, "")
	wantEqual(t, "ContactsByUserName", byUserName, none[string, ringdex.ID]())
	byEmail, err := ringdex.ContactsByEmail(r, keys)
	wantCode(t, err, "")
	wantEqual(t, "ContactsByEmail", byEmail, none[string, []ringdex.ID]())
	byPhone, err := ringdex.ContactsByPhone(r, numbers)
	wantCode(t, err, "")
	wantEqual(t, "ContactsByPhone", byPhone, none[phone.Digits, []ringdex.ID]())
	holding, err := ringdex.ContactHolding(r, 1, keys)
	wantCode(t, err, "")
	wantEqual(t, "ContactHolding", holding, none[string, ringdex.ID]())
	for _, key := range keys {
		for _, filter := range []ringdex.ContactFilter{{UserName: key}, {Email: key}} {
			list, total, err := r.ListContacts(filter, ringdex.Page{Limit: 10})
			wantCode(t, err, "")
			if filter != (ringdex.ContactFilter{}) && (len(list) > 0 || total > 0) {
				t.Errorf("%q finds %d contacts in lists, of %d", key, len(list), total)
			}
		}
	}
}

func contactsByExternalID(t *testing.T, f *fixture) {
	ids := func(list ...ringdex.ExternalID) func(*ringdex.Contact) {
		return func(c *ringdex.Contact) { c.ExternalIDs = list }
	}
	a := f.contact(ids(ringdex.ExternalID{Source: "crm", ID: "1"}, ringdex.ExternalID{Source: "erp", ID: "2"}))
	b := f.contact(ids(ringdex.ExternalID{Source: "crm", ID: "2"}, ringdex.ExternalID{Source: "erp", ID: "Ž'\"[]"}))
	f.view(func(r ringdex.Reader) error {
		for source, want := range map[string]map[string]ringdex.Found{
			"crm": {"1": {Ref: a.Ref()}, "2": {Ref: b.Ref()}},
			"erp": {"2": {Ref: a.Ref()}, "Ž'\"[]": {Ref: b.Ref()}},
			"CRM": {},
		} {
			got, err := ringdex.ContactsByExternalID(r, source, []string{"1", "2", "3", "Ž'\"[]", "ž'\"[]", "1"})
			wantCode(t, err, "")
			wantEqual(t, "by the ids of "+source, got, want)
		}
		return nil
	})
}

func contactsByUserName(t *testing.T, f *fixture) {
	a := f.contact(func(c *ringdex.Contact) { c.UserName = "Žaneta" })
	b := f.contact(func(c *ringdex.Contact) { c.UserName = "petr" })
	f.contact(func(c *ringdex.Contact) {})
	f.view(func(r ringdex.Reader) error {
		got, err := ringdex.ContactsByUserName(r, []string{" žANETA", "PETR", "pet", "", "%"})
		wantEqual(t, "by user name", got, map[string]ringdex.ID{"žaneta": a.ID, "petr": b.ID})
		return err
	})
}

func contactsByEmail(t *testing.T, f *fixture) {
	emails := func(list ...string) func(*ringdex.Contact) { return func(c *ringdex.Contact) { c.Emails = list } }
	a := f.contact(emails("Info@Example.com", "a@example.com"))
	b := f.contact(emails("b@example.com", "info@example.com"))
	f.view(func(r ringdex.Reader) error {
		got, err := ringdex.ContactsByEmail(r, []string{"INFO@EXAMPLE.COM", "B@example.com", "c@example.com"})
		wantEqual(t, "by address", got, map[string][]ringdex.ID{"info@example.com": {a.ID, b.ID}, "b@example.com": {b.ID}})
		return err
	})
}

func contactsByPhone(t *testing.T, f *fixture) {
	phones := func(texts ...string) func(*ringdex.Contact) {
		return func(c *ringdex.Contact) {
			for _, text := range texts {
				c.Phones = append(c.Phones, number(text))
			}
		}
	}
	a := f.contact(phones("603 303 963", "222 333 444 linka 5", "no digits"))
	b := f.contact(phones("+420603303963", "12"))
	f.view(func(r ringdex.Reader) error {
		got, err := ringdex.ContactsByPhone(r, []phone.Digits{
			phone.DigitsOf("420603303963"), phone.DigitsOf("420222333444"), phone.DigitsOf("12"), phone.DigitsOf("603303963"), phone.DigitsOf("012"), 0,
		})

		wantEqual(t, "by number", got, map[phone.Digits][]ringdex.ID{
			phone.DigitsOf("420603303963"): {a.ID, b.ID}, phone.DigitsOf("420222333444"): {a.ID}, phone.DigitsOf("12"): {b.ID},
		})
		return err
	})
}

// keysComeAndGo has two contacts give the same keys to each other and away, so that the log and the
// index tables have several generations of them.
func keysComeAndGo(t *testing.T, f *fixture) {
	two := []*ringdex.Contact{f.contact(bare), f.contact(bare)}
	for turn := range 12 {
		var ids []ringdex.ID
		for i, c := range two {
			has := turn>>i&1 == 1
			two[i] = f.change(c, func(c *ringdex.Contact) {
				c.Emails, c.Phones, c.Companies = nil, nil, nil
				if has {
					c.Emails, c.Phones, c.Companies = []string{"shared@example.com"}, []phone.Number{number("603303963")}, []int64{7}
				}
			})
			if has {
				ids = append(ids, c.ID)
			}
		}
		f.view(func(r ringdex.Reader) error {
			wantHolders(t, r, ids)
			return nil
		})
	}
}

func wantHolders(t *testing.T, r ringdex.Reader, ids []ringdex.ID) {
	t.Helper()
	byEmail, err := ringdex.ContactsByEmail(r, []string{"shared@example.com"})
	wantCode(t, err, "")
	wantEqual(t, "by address", byEmail["shared@example.com"], ids)
	key := number("603303963").Digits()
	byPhone, err := ringdex.ContactsByPhone(r, []phone.Digits{key})
	wantCode(t, err, "")
	wantEqual(t, "by number", byPhone[key], ids)
	for _, filter := range []ringdex.ContactFilter{
		{Email: "Shared@example.com"}, {Company: 7}, {Email: "shared@example.com", Company: 7},
	} {
		list, total, err := r.ListContacts(filter, ringdex.Page{Limit: 10})
		wantCode(t, err, "")
		var listed []ringdex.ID
		for _, c := range list {
			listed = append(listed, c.ID)
		}
		wantEqual(t, fmt.Sprintf("%+v", filter), listed, ids)
		wantEqual(t, fmt.Sprintf("the total of %+v", filter), total, int64(len(ids)))
	}
}

func manyKeys(t *testing.T, f *fixture) {
	const many = 1200
	changes := make([]ringdex.Change, many)
	all := none[ringdex.ID, *ringdex.Contact]()
	var ids []ringdex.ID
	var names []string
	byName := none[string, ringdex.ID]()
	for i := range changes {
		name := fmt.Sprintf("user-%04d", i)
		c := f.newContact(func(c *ringdex.Contact) { c.UserName = name })
		changes[i], all[c.ID], byName[name] = created(c), c, c.ID
		ids, names = append(ids, c.ID), append(names, name)
	}
	f.apply(changes...)
	f.view(func(r ringdex.Reader) error {
		found, err := r.Contacts(ids)
		wantCode(t, err, "")
		wantEqual(t, "Contacts", found, all)
		found2, err := ringdex.ContactsByUserName(r, names)
		wantEqual(t, "ContactsByUserName", found2, byName)
		return err
	})
}

// keyed is a contact with one of every kind of key, all made from name.
func keyed(name string, digits string, company int64) func(*ringdex.Contact) {
	return func(c *ringdex.Contact) {
		c.UserName, c.Emails, c.Phones = name, []string{name + "@example.com"}, []phone.Number{number(digits)}
		c.ExternalIDs = []ringdex.ExternalID{{Source: "crm", ID: name}}
		c.Companies, c.DefaultCompany = []int64{company}, company
		c.Custom = map[int64]string{1: name}
	}
}

// wantKeys requires that the keys of keyed find the contacts, or none if there are none.
func wantKeys(t *testing.T, r ringdex.Reader, name, digits string, company int64, ids ...ringdex.ID) {
	t.Helper()
	for what, got := range keysFound(t, r, name, digits, company) {
		if len(got) != len(ids) || len(ids) == 1 && got[0] != ids[0] {
			t.Errorf("by the %s of %s: got %v, want %v", what, name, got, ids)
		}
	}
}

func keysFound(t *testing.T, r ringdex.Reader, name, digits string, company int64) map[string][]ringdex.ID {
	t.Helper()
	found := map[string][]ringdex.ID{}
	key := number(digits).Digits()
	byUserName, err := ringdex.ContactsByUserName(r, []string{name})
	wantCode(t, err, "")
	found["user name"] = slices.Collect(maps.Values(byUserName))
	byEmail, err := ringdex.ContactsByEmail(r, []string{name + "@example.com"})
	wantCode(t, err, "")
	found["address"] = byEmail[name+"@example.com"]
	byPhone, err := ringdex.ContactsByPhone(r, []phone.Digits{key})
	wantCode(t, err, "")
	found["number"] = byPhone[key]
	byExternalID, err := ringdex.ContactsByExternalID(r, "crm", []string{name})
	wantCode(t, err, "")
	found["external id"] = []ringdex.ID{}
	for _, match := range byExternalID {
		found["external id"] = append(found["external id"], match.Contact)
	}
	holding, err := ringdex.ContactHolding(r, 1, []string{name})
	wantCode(t, err, "")
	found["unique value"] = slices.Collect(maps.Values(holding))
	for what, filter := range map[string]ringdex.ContactFilter{
		"listed user name": {UserName: name}, "listed address": {Email: name + "@example.com"}, "listed company": {Company: company},
	} {
		list, _, err := r.ListContacts(filter, ringdex.Page{Limit: 10})
		wantCode(t, err, "")
		found[what] = nil
		for _, c := range list {
			found[what] = append(found[what], c.ID)
		}
	}
	return found
}

// uniqueField defines the unique field 1 of a kind.
func (f *fixture) uniqueField(kind ringdex.Kind) {
	f.t.Helper()
	f.update(func(w ringdex.Writer) error {
		_, err := ringdex.PutField(w, ringdex.Field{ID: 1, Kind: kind, Title: "Number", Type: ringdex.TypeText, Unique: true})
		return err
	})
}

func contactMovesKeys(t *testing.T, f *fixture) {
	f.uniqueField(ringdex.KindContact)
	c := f.contact(keyed("old", "603303963", 1))
	c = f.change(c, func(c *ringdex.Contact) { c.Note = "the keys stay" })
	f.view(func(r ringdex.Reader) error { wantKeys(t, r, "old", "603303963", 1, c.ID); return nil })
	c = f.change(c, keyed("new", "604404964", 2))
	f.view(func(r ringdex.Reader) error {
		wantKeys(t, r, "old", "603303963", 1)
		wantKeys(t, r, "new", "604404964", 2, c.ID)
		return nil
	})
	f.change(c, func(c *ringdex.Contact) { *c = ringdex.Contact{ID: c.ID, Version: c.Version} })
	f.view(func(r ringdex.Reader) error { wantKeys(t, r, "new", "604404964", 2); return nil })
}

func sharedKeyStays(t *testing.T, f *fixture) {
	c := f.contact(func(c *ringdex.Contact) {
		c.Phones = []phone.Number{number("603303963"), number("+420 603 303 963 ext. 7")}
		c.Emails = []string{"a@example.com", "A@example.com"}
		c.Companies = []int64{1, 1}
	})
	for range 2 {
		f.view(func(r ringdex.Reader) error {
			byPhone, err := ringdex.ContactsByPhone(r, []phone.Digits{c.Phones[0].Digits()})
			wantCode(t, err, "")
			wantEqual(t, "by number", byPhone, map[phone.Digits][]ringdex.ID{c.Phones[0].Digits(): {c.ID}})
			byEmail, err := ringdex.ContactsByEmail(r, []string{"a@example.com"})
			wantEqual(t, "by address", byEmail, map[string][]ringdex.ID{"a@example.com": {c.ID}})
			return err
		})
		c = f.change(c, func(c *ringdex.Contact) {
			c.Phones, c.Emails, c.Companies = c.Phones[1:], c.Emails[1:], c.Companies[1:]
		})
		if len(c.Phones) == 0 {
			break
		}
	}
}

func contactGoes(t *testing.T, f *fixture) {
	f.uniqueField(ringdex.KindContact)
	c := f.contact(keyed("jana", "603303963", 1))
	f.update(func(w ringdex.Writer) error { return w.SetPassword(c.ID, "hash") })
	f.apply(deleted(c))
	f.view(func(r ringdex.Reader) error {
		_, err := ringdex.ContactByID(r, c.ID)
		wantCode(t, err, ringdex.NotFound)
		wantContacts(t, r)
		wantKeys(t, r, "jana", "603303963", 1)
		hash, err := r.PasswordHash(c.ID)
		wantEqual(t, "the password of a deleted contact", hash, "")
		return err
	})
	other := f.contact(keyed("jana", "603303963", 1))
	f.view(func(r ringdex.Reader) error { wantKeys(t, r, "jana", "603303963", 1, other.ID); return nil })
}

func contactComesAgain(t *testing.T, f *fixture) {
	c := f.contact(keyed("jana", "603303963", 1))
	f.apply(deleted(c))
	f.apply(created(c))
	f.view(func(r ringdex.Reader) error { wantContacts(t, r, c); return nil })
}

func severalChanges(t *testing.T, f *fixture) {
	f.uniqueField(ringdex.KindContact)
	first := f.newContact(keyed("first", "603303961", 1))
	second := updated(first, keyed("second", "603303962", 2))
	third := updated(second.Contact.After, keyed("third", "603303963", 3))
	other := f.newContact(keyed("first", "603303961", 1)) // what the first one had is free again
	f.apply(created(first), second, created(other), third)
	f.view(func(r ringdex.Reader) error {
		wantContacts(t, r, third.Contact.After, other)
		wantKeys(t, r, "first", "603303961", 1, other.ID)
		wantKeys(t, r, "second", "603303962", 2)
		wantKeys(t, r, "third", "603303963", 3, first.ID)
		changes, err := r.Changes(0, 10)
		wantEqual(t, "the journal", changes, []ringdex.Change{
			journalled(1, created(first)), journalled(2, second), journalled(3, created(other)), journalled(4, third),
		})
		return err
	})
}

// journalled is a change as the journal keeps it: numbered, and without what stands elsewhere.
func journalled(seq int64, c ringdex.Change) ringdex.Change {
	c.Seq, c.Contact.After, c.Company.After, c.Mark = seq, nil, nil, nil
	return c
}

func createdAndDeleted(t *testing.T, f *fixture) {
	c := f.newContact(keyed("jana", "603303963", 1))
	f.apply(created(c), deleted(c))
	f.view(func(r ringdex.Reader) error {
		wantContacts(t, r)
		wantKeys(t, r, "jana", "603303963", 1)
		changes, err := r.Changes(0, 10)
		wantEqual(t, "the journal", changes, []ringdex.Change{journalled(1, created(c)), journalled(2, deleted(c))})
		return err
	})
}

func deletedAndCreated(t *testing.T, f *fixture) {
	c := f.contact(keyed("jana", "603303963", 1))
	f.update(func(w ringdex.Writer) error { return w.SetPassword(c.ID, "hash") })
	again := &ringdex.Contact{ID: c.ID, Version: 1, LastName: "Another"}
	f.apply(deleted(c), created(again))
	f.view(func(r ringdex.Reader) error {
		wantContacts(t, r, again)
		wantKeys(t, r, "jana", "603303963", 1)
		hash, err := r.PasswordHash(c.ID)
		wantEqual(t, "the password of who was deleted", hash, "")
		return err
	})
}

// A password goes with its contact, and comes back with it when a deletion is taken back.
func passwordComesBack(t *testing.T, f *fixture) {
	c := f.contact(func(c *ringdex.Contact) { c.PasswordChanged = at(0) })
	f.update(func(w ringdex.Writer) error { return w.SetPassword(c.ID, "hash") })
	want := func(want string) {
		t.Helper()
		f.view(func(r ringdex.Reader) error {
			hash, err := r.PasswordHash(c.ID)
			wantEqual(t, "the password", hash, want)
			return err
		})
	}
	for range 2 {
		f.apply(deleted(c))
		want("")
		f.apply(created(c))
		want("hash")
	}
	f.apply(deleted(c), created(c))
	want("hash")
	f.apply(deleted(c))
	other := c.Clone()
	other.PasswordChanged = time.Time{}
	f.apply(created(other))
	want("")
}

func eachContact(t *testing.T, f *fixture) {
	var want []*ringdex.Contact
	for i := range 5 {
		want = append(want, f.newContact(func(c *ringdex.Contact) { c.LastName = fmt.Sprint("number ", i) }))
	}
	f.apply(created(want[3]), created(want[0]), created(want[4]), created(want[1]), created(want[2]))
	enough := errors.New("enough")
	f.view(func(r ringdex.Reader) error {
		wantContacts(t, r, want...)
		calls := 0
		err := r.EachContact(ringdex.Whole, func(*ringdex.Contact) error {
			if calls++; calls == 2 {
				return enough
			}
			return nil
		})

		if !errors.Is(err, enough) || calls != 2 {
			t.Errorf("EachContact gave %v after %d calls, want the error of the second one", err, calls)
		}
		return nil
	})
}

func contactsOfSource(t *testing.T, f *fixture) {
	a := f.contact(externalIDOf("crm", "1"))
	f.contact(externalIDOf("erp", "1"))
	b := f.contact(externalIDOf("crm", "2"))
	gone := f.contact(externalIDOf("crm", "3"))
	f.apply(deleted(gone))
	f.update(func(w ringdex.Writer) error {
		return w.Remember(map[ringdex.ID]ringdex.Mark{a.ID: {Source: "crm", ExternalID: "1", Digest: 5}})
	})
	f.view(func(r ringdex.Reader) error {
		for source, want := range map[string]map[string]ringdex.Found{
			"crm": {"1": {Ref: a.Ref(), Digest: 5}, "2": {Ref: b.Ref()}}, "cr": {},
		} {
			got := map[string]ringdex.Found{}
			wantCode(t, ringdex.ContactsOfSource(r, source, func(x string, match ringdex.Found) { got[x] = match }), "")
			wantEqual(t, "the contacts of "+source, got, want)
		}
		return nil
	})
}

func passwords(t *testing.T, f *fixture) {
	a, b := f.contact(func(*ringdex.Contact) {}), f.contact(func(*ringdex.Contact) {})
	for _, want := range []string{"", "first", "second"} {
		if want != "" {
			f.update(func(w ringdex.Writer) error { return w.SetPassword(a.ID, want) })
		}
		f.change(a, func(c *ringdex.Contact) { c.Note = "changed with " + want })
		f.view(func(r ringdex.Reader) error {
			hash, err := r.PasswordHash(a.ID)
			wantEqual(t, "the password", hash, want)
			wantCode(t, err, "")
			hash, err = r.PasswordHash(b.ID)
			wantEqual(t, "the password of another contact", hash, "")
			return err
		})
	}
}

// asCallers are contacts with what a lookup needs of them.
func asCallers(contacts []*ringdex.Contact) []*ringdex.Contact {
	var callers []*ringdex.Contact
	for _, c := range contacts {
		callers = append(callers, &ringdex.Contact{
			ID: c.ID, Source: c.Source, ExternalIDs: c.ExternalIDs, UserName: c.UserName,
			FirstName: c.FirstName, MiddleName: c.MiddleName, LastName: c.LastName, DisplayName: c.DisplayName,
			Emails: c.Emails, Phones: c.Phones, Language: c.Language, DefaultCompany: c.DefaultCompany,
			Companies: c.Companies, Tags: c.Tags, Agents: c.Agents, Links: c.Links, Organization: c.Organization, Updated: c.Updated,
		})
	}
	return callers
}
