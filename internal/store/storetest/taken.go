package storetest

import (
	"testing"

	"ringdex/internal/ringdex"
)

// taken is about what only one record may have: user names, external ids, values of unique fields.
var taken = suite{
	"a user name is taken":                       userNameTaken,
	"an external id is taken":                    externalIDTaken,
	"a unique value is taken":                    uniqueValueTaken,
	"twice in one go":                            takenInOneGo,
	"a company's external id is taken":           companyExternalIDTaken,
	"a company's unique value is taken":          companyUniqueValueTaken,
	"everything passes on, in either order":      everythingPasses,
	"everything is swapped":                      everythingSwaps,
	"everything passes on within a transaction":  everythingPassesInSteps,
	"everything passes on from who is deleted":   everythingPassesFromDeleted,
	"a company's keys pass on and are swapped":   companyKeysPass,
	"own keys may be written again":              ownKeysStay,
	"a field becomes unique":                     fieldBecomesUnique,
	"a field of companies becomes unique":        companyFieldBecomesUnique,
	"fields of other kinds and ids do not clash": uniquePerField,
}

func userName(name string) func(*ringdex.Contact) {
	return func(c *ringdex.Contact) { c.UserName = name }
}

func externalIDOf(source, id string) func(*ringdex.Contact) {
	return func(c *ringdex.Contact) { c.SetExternalID(source, id) }
}

func customValue(value string) func(*ringdex.Contact) {
	return func(c *ringdex.Contact) { c.Custom = map[int64]string{1: value} }
}

func userNameTaken(t *testing.T, f *fixture) {
	f.contact(userName("Jana"))
	petr := f.contact(userName("petr"))
	f.refused(created(f.newContact(userName("jANA "))))
	f.refused(updated(petr, userName("jana")))
	f.contact(func(*ringdex.Contact) {}) // none is not a name that could be taken
	f.contact(func(*ringdex.Contact) {})
}

func externalIDTaken(t *testing.T, f *fixture) {
	f.contact(externalIDOf("crm", "1"))
	other := f.contact(externalIDOf("crm", "2"))
	f.refused(created(f.newContact(externalIDOf("crm", "1"))))
	f.refused(updated(other, externalIDOf("crm", "1")))
	f.contact(externalIDOf("erp", "1"))
	f.contact(externalIDOf("crm", "01"))
}

func uniqueValueTaken(t *testing.T, f *fixture) {
	f.uniqueField(ringdex.KindContact)
	f.contact(customValue("1"))
	other := f.contact(customValue("2"))
	f.refused(created(f.newContact(customValue("1"))))
	f.refused(updated(other, customValue("1")))
	f.contact(customValue("")) // none is not a value that could be taken
	f.contact(customValue(""))
}

func takenInOneGo(t *testing.T, f *fixture) {
	f.uniqueField(ringdex.KindContact)
	for _, edit := range []func(*ringdex.Contact){userName("jana"), externalIDOf("crm", "1"), customValue("1")} {
		f.refused(created(f.newContact(edit)), created(f.newContact(edit)))
		a, b := f.contact(func(*ringdex.Contact) {}), f.contact(func(*ringdex.Contact) {})
		f.refused(updated(a, edit), updated(b, edit))
		f.refused(created(f.newContact(edit)), updated(a, edit))
	}
}

func companyExternalIDTaken(t *testing.T, f *fixture) {
	named := func(id string) func(*ringdex.Company) { return func(c *ringdex.Company) { c.SetExternalID("crm", id) } }
	f.company(named("1"))
	other := f.company(named("2"))
	f.refused(updatedCompany(other, named("1")))
	for _, n := range []int64{3, 4} {
		c := &ringdex.Company{ID: n, Name: "New", Version: 1}
		c.SetExternalID("crm", "1")
		f.refused(createdCompany(c))
	}
}

func companyUniqueValueTaken(t *testing.T, f *fixture) {
	f.uniqueField(ringdex.KindCompany)
	with := func(value string) func(*ringdex.Company) {
		return func(c *ringdex.Company) { c.Custom = map[int64]string{1: value} }
	}
	f.company(with("1"))
	other := f.company(with("2"))
	f.refused(updatedCompany(other, with("1")))
	f.refused(updatedCompany(other, with("3")), createdCompany(&ringdex.Company{ID: 9, Name: "New", Version: 1, Custom: map[int64]string{1: "3"}}))
}

// both gives two contacts with everything that only one can have.
func (f *fixture) both() (a, b *ringdex.Contact) {
	f.t.Helper()
	f.uniqueField(ringdex.KindContact)
	return f.contact(keyed("a", "603303961", 1)), f.contact(keyed("b", "603303962", 2))
}

// bare leaves nothing of a contact.
func bare(c *ringdex.Contact) { *c = ringdex.Contact{ID: c.ID, Version: c.Version} }

func everythingPasses(t *testing.T, f *fixture) {
	a, b := f.both()
	give, take := updated(a, bare), updated(b, keyed("a", "603303961", 1))
	f.apply(give, take)
	f.view(func(r ringdex.Reader) error {
		wantKeys(t, r, "a", "603303961", 1, b.ID)
		wantKeys(t, r, "b", "603303962", 2)
		return nil
	})
	f.apply(updated(give.Contact.After, keyed("a", "603303961", 1)), updated(take.Contact.After, bare))
	f.view(func(r ringdex.Reader) error { wantKeys(t, r, "a", "603303961", 1, a.ID); return nil })
}

func everythingSwaps(t *testing.T, f *fixture) {
	a, b := f.both()
	f.apply(updated(a, keyed("b", "603303962", 2)), updated(b, keyed("a", "603303961", 1)))
	f.view(func(r ringdex.Reader) error {
		wantKeys(t, r, "a", "603303961", 1, b.ID)
		wantKeys(t, r, "b", "603303962", 2, a.ID)
		return nil
	})
}

func everythingPassesInSteps(t *testing.T, f *fixture) {
	a, b := f.both()
	f.update(func(w ringdex.Writer) error {
		if err := w.Apply([]ringdex.Change{updated(a, bare)}); err != nil {
			return err
		}
		wantKeys(t, w, "a", "603303961", 1) // a writer reads what it has written
		if err := w.Apply([]ringdex.Change{updated(b, keyed("a", "603303961", 1))}); err != nil {
			return err
		}
		wantKeys(t, w, "a", "603303961", 1, b.ID)
		return nil
	})
	f.view(func(r ringdex.Reader) error {
		wantKeys(t, r, "a", "603303961", 1, b.ID)
		wantKeys(t, r, "b", "603303962", 2)
		return nil
	})
}

func everythingPassesFromDeleted(t *testing.T, f *fixture) {
	a, b := f.both()
	heir := f.newContact(keyed("b", "603303962", 2))
	f.apply(updated(b, keyed("a", "603303961", 1)), deleted(a), created(heir))
	f.view(func(r ringdex.Reader) error {
		wantKeys(t, r, "a", "603303961", 1, b.ID)
		wantKeys(t, r, "b", "603303962", 2, heir.ID)
		return nil
	})
}

func companyKeysPass(t *testing.T, f *fixture) {
	f.uniqueField(ringdex.KindCompany)
	a, b := f.company(keyedCompany("a")), f.company(keyedCompany("b"))
	toA, toB := updatedCompany(b, keyedCompany("a")), updatedCompany(a, keyedCompany("b"))
	f.apply(toA, toB)
	f.view(func(r ringdex.Reader) error {
		wantCompanyKeys(t, r, "a", b.ID)
		wantCompanyKeys(t, r, "b", a.ID)
		return nil
	})
	f.apply(updatedCompany(toA.Company.After, keyedCompany("c")), updatedCompany(toB.Company.After, keyedCompany("a")))
	f.view(func(r ringdex.Reader) error {
		wantCompanyKeys(t, r, "a", a.ID)
		wantCompanyKeys(t, r, "b", 0)
		wantCompanyKeys(t, r, "c", b.ID)
		return nil
	})
}

func ownKeysStay(t *testing.T, f *fixture) {
	a, _ := f.both()
	a = f.change(a, userName("A")) // the same name, written otherwise
	f.change(a, func(c *ringdex.Contact) { c.Note = "nothing else" })
	f.view(func(r ringdex.Reader) error { wantKeys(t, r, "a", "603303961", 1, a.ID); return nil })
}

func fieldBecomesUnique(t *testing.T, f *fixture) {
	field := ringdex.Field{ID: 1, Kind: ringdex.KindContact, Title: "Number", Type: ringdex.TypeText}
	put := func() error {
		return f.Update(t.Context(), f.org, func(w ringdex.Writer) error { _, err := ringdex.PutField(w, field); return err })
	}
	wantCode(t, put(), "")
	a, b := f.contact(customValue("1")), f.contact(customValue("1"))
	field.Unique = true
	wantCode(t, put(), ringdex.Conflict)
	b = f.change(b, customValue("2"))
	wantCode(t, put(), "")
	f.refused(updated(b, customValue("1")))
	f.view(func(r ringdex.Reader) error {
		got, err := ringdex.ContactHolding(r, 1, []string{"1", "2"})
		wantEqual(t, "who holds the values", got, map[string]ringdex.ID{"1": a.ID, "2": b.ID})
		return err
	})
	field.Unique = false
	wantCode(t, put(), "")
	b = f.change(b, customValue("1"))
	a = f.change(a, customValue("3"))
	field.Unique = true
	wantCode(t, put(), "")
	f.view(func(r ringdex.Reader) error {
		got, err := ringdex.ContactHolding(r, 1, []string{"1", "2", "3"})
		wantEqual(t, "who holds the values in the end", got, map[string]ringdex.ID{"1": b.ID, "3": a.ID})
		return err
	})
}

func companyFieldBecomesUnique(t *testing.T, f *fixture) {
	with := func(c *ringdex.Company) { c.Custom = map[int64]string{1: "1"} }
	a := f.company(with)
	f.update(func(w ringdex.Writer) error {
		_, err := ringdex.PutField(w, ringdex.Field{ID: 1, Kind: ringdex.KindCompany, Title: "Number", Type: ringdex.TypeText})
		return err
	})
	f.uniqueField(ringdex.KindCompany)
	f.view(func(r ringdex.Reader) error {
		got, err := ringdex.CompanyHolding(r, 1, []string{"1"})
		wantEqual(t, "who holds the value", got, map[string]int64{"1": a.ID})
		return err
	})
	f.refused(createdCompany(&ringdex.Company{ID: 2, Name: "New", Version: 1, Custom: map[int64]string{1: "1"}}))
}

func uniquePerField(t *testing.T, f *fixture) {
	f.uniqueField(ringdex.KindContact)
	f.uniqueField(ringdex.KindCompany)
	f.update(func(w ringdex.Writer) error {
		_, err := ringdex.PutField(w, ringdex.Field{ID: 2, Kind: ringdex.KindContact, Title: "Other", Type: ringdex.TypeText, Unique: true})
		return err
	})
	a := f.contact(func(c *ringdex.Contact) { c.Custom = map[int64]string{1: "x", 2: "y", 3: "z"} })
	b := f.contact(func(c *ringdex.Contact) { c.Custom = map[int64]string{1: "y", 2: "x", 3: "z"} })
	company := f.company(func(c *ringdex.Company) { c.Custom = map[int64]string{1: "x"} })
	f.view(func(r ringdex.Reader) error {
		for field, want := range map[int64]map[string]ringdex.ID{1: {"x": a.ID, "y": b.ID}, 2: {"x": b.ID, "y": a.ID}, 3: {}} {
			got, err := ringdex.ContactHolding(r, field, []string{"x", "y", "z"})
			wantCode(t, err, "")
			wantEqual(t, "who holds the values", got, want)
		}
		got, err := ringdex.CompanyHolding(r, 1, []string{"x", "y"})
		wantEqual(t, "which company holds the value", got, map[string]int64{"x": company.ID})
		return err
	})
}
