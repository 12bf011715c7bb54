package storetest

import (
	"errors"
	"fmt"
	"testing"

	"ringdex/internal/ringdex"
)

var companies = suite{
	"every field comes back":                 companyComesBack,
	"what is not there is not found":         companyIsNotThere,
	"external ids find within their source":  companiesByExternalID,
	"a name finds the oldest":                companiesByName,
	"an update moves the keys":               companyMovesKeys,
	"a deletion takes everything along":      companyGoes,
	"all companies by number":                eachCompany,
	"numbers count by organization":          companyNumbers,
	"a number that was brought is not again": companyNumberBrought,
	"keys of contacts are others":            companyKeysAreOthers,
	"several changes in one go":              severalCompanyChanges,
}

func companyComesBack(t *testing.T, f *fixture) {
	var want *ringdex.Company
	f.update(func(w ringdex.Writer) error {
		want = fullCompany(w.NewCompanyID())
		return w.Apply([]ringdex.Change{createdCompany(want)})
	})
	wantFull(t, want)
	f.view(func(r ringdex.Reader) error {
		got, err := ringdex.CompanyByID(r, want.ID)
		wantEqual(t, "Company", got, want)
		wantCompanies(t, r, want)
		return err
	})
	f.apply(updatedCompany(want, func(c *ringdex.Company) { c.City = "Brno" }))
	f.view(func(r ringdex.Reader) error {
		changes, err := r.Changes(1, 10)
		if len(changes) == 1 {
			wantEqual(t, "the image in the journal", changes[0].Company.Before, want)
		}
		return err
	})
}

// wantCompanies wants exactly these companies, in order of their numbers, from each method that
// gives whole ones.
func wantCompanies(t *testing.T, r ringdex.Reader, want ...*ringdex.Company) {
	t.Helper()
	var ids []int64
	byID := none[int64, *ringdex.Company]()
	for _, c := range want {
		ids = append(ids, c.ID)
		byID[c.ID] = c
	}
	found, err := r.Companies(ids)
	wantCode(t, err, "")
	wantEqual(t, "Companies", found, byID)
	var each []*ringdex.Company
	wantCode(t, r.EachCompany(func(c *ringdex.Company) error { each = append(each, c); return nil }), "")
	wantEqual(t, "EachCompany", each, want)
	list, total, err := r.ListCompanies(ringdex.CompanyFilter{}, ringdex.Page{Limit: len(want) + 1})
	wantCode(t, err, "")
	wantEqual(t, "ListCompanies", list, want)
	wantEqual(t, "the total of ListCompanies", total, int64(len(want)))
}

func companyIsNotThere(t *testing.T, f *fixture) {
	f.uniqueField(ringdex.KindCompany)
	f.company(func(c *ringdex.Company) {
		keyedCompany("jana")(c)
		c.Emails, c.EmailDomains = []string{"jana"}, []string{"jana"}
	})
	f.view(func(r ringdex.Reader) error {
		for _, id := range []int64{0, -1, 2, 1 << 60} {
			c, err := ringdex.CompanyByID(r, id)
			wantCode(t, err, ringdex.NotFound)
			wantEqual(t, "Company", c, nil)
		}
		found, err := r.Companies([]int64{0, -1, 2})
		wantCode(t, err, "")
		wantEqual(t, "Companies", found, none[int64, *ringdex.Company]())
		for _, keys := range [][]string{nil, {"", "jan", "janas", "%"}, spoiled} {
			wantNoCompanies(t, r, keys)
		}
		return nil
	})
}

func wantNoCompanies(t *testing.T, r ringdex.Reader, keys []string) {
	t.Helper()
	for what, find := range map[string]func([]string) (map[string]int64, error){
		"CompaniesByExternalID": func(keys []string) (map[string]int64, error) { return ringdex.CompaniesByExternalID(r, "crm", keys) },
		"CompaniesByName":       func(keys []string) (map[string]int64, error) { return ringdex.CompaniesByName(r, keys) },
		"CompanyHolding":        func(keys []string) (map[string]int64, error) { return ringdex.CompanyHolding(r, 1, keys) },
	} {
		found, err := find(keys)
		wantCode(t, err, "")
		wantEqual(t, what, found, none[string, int64]())
	}
	for _, key := range keys {
		for _, filter := range []ringdex.CompanyFilter{{Name: key}, {Email: key}, {EmailDomain: key}} {
			list, total, err := r.ListCompanies(filter, ringdex.Page{Limit: 10})
			wantCode(t, err, "")
			if filter != (ringdex.CompanyFilter{}) && (len(list) > 0 || total > 0) {
				t.Errorf("%q finds %d companies in lists, of %d", key, len(list), total)
			}
		}
	}
}

func companiesByExternalID(t *testing.T, f *fixture) {
	ids := func(list ...ringdex.ExternalID) func(*ringdex.Company) {
		return func(c *ringdex.Company) { c.ExternalIDs = list }
	}
	a := f.company(ids(ringdex.ExternalID{Source: "crm", ID: "1"}, ringdex.ExternalID{Source: "erp", ID: "2"}))
	b := f.company(ids(ringdex.ExternalID{Source: "crm", ID: "2"}))
	f.view(func(r ringdex.Reader) error {
		for source, want := range map[string]map[string]int64{"crm": {"1": a.ID, "2": b.ID}, "erp": {"2": a.ID}, "other": {}} {
			got, err := ringdex.CompaniesByExternalID(r, source, []string{"1", "2", "3"})
			wantCode(t, err, "")
			wantEqual(t, "by the ids of "+source, got, want)
		}
		return nil
	})
}

func companiesByName(t *testing.T, f *fixture) {
	named := func(name string) func(*ringdex.Company) { return func(c *ringdex.Company) { c.Name = name } }
	oldest := f.company(named("Žďár"))
	f.company(named("žďár"))
	other := f.company(named("Acme"))
	f.view(func(r ringdex.Reader) error {
		got, err := ringdex.CompaniesByName(r, []string{"ŽĎÁR ", "acme", "zenith"})
		wantEqual(t, "by name", got, map[string]int64{"žďár": oldest.ID, "acme": other.ID})
		return err
	})
}

// keyedCompany has one of every kind of key, all made from name.
func keyedCompany(name string) func(*ringdex.Company) {
	return func(c *ringdex.Company) {
		c.Name, c.Emails, c.EmailDomains = name, []string{name + "@example.com"}, []string{name + ".example"}
		c.ExternalIDs = []ringdex.ExternalID{{Source: "crm", ID: name}}
		c.Custom = map[int64]string{1: name}
	}
}

// wantCompanyKeys wants the company to be found by the keys of keyedCompany, or none when id is 0.
func wantCompanyKeys(t *testing.T, r ringdex.Reader, name string, id int64) {
	t.Helper()
	found := map[string]int64{}
	keys := []string{name}
	byExternalID, err := ringdex.CompaniesByExternalID(r, "crm", keys)
	wantCode(t, err, "")
	byName, err := ringdex.CompaniesByName(r, keys)
	wantCode(t, err, "")
	holding, err := ringdex.CompanyHolding(r, 1, keys)
	wantCode(t, err, "")
	found["external id"], found["name"], found["unique value"] = byExternalID[name], byName[name], holding[name]
	for what, filter := range map[string]ringdex.CompanyFilter{
		"listed name": {Name: name}, "listed address": {Email: name + "@example.com"}, "listed domain": {EmailDomain: name + ".example"},
	} {
		list, _, err := r.ListCompanies(filter, ringdex.Page{Limit: 10})
		wantCode(t, err, "")
		found[what] = 0
		for _, c := range list {
			found[what] += c.ID
		}
	}
	for what, got := range found {
		if got != id {
			t.Errorf("by the %s of %s: got %d, want %d", what, name, got, id)
		}
	}
}

func companyMovesKeys(t *testing.T, f *fixture) {
	f.uniqueField(ringdex.KindCompany)
	c := f.company(keyedCompany("old"))
	change := updatedCompany(c, func(c *ringdex.Company) { c.City = "the keys stay" })
	f.apply(change)
	f.view(func(r ringdex.Reader) error { wantCompanyKeys(t, r, "old", c.ID); return nil })
	change = updatedCompany(change.Company.After, keyedCompany("new"))
	f.apply(change)
	f.view(func(r ringdex.Reader) error {
		wantCompanyKeys(t, r, "old", 0)
		wantCompanyKeys(t, r, "new", c.ID)
		return nil
	})
	f.apply(updatedCompany(change.Company.After, func(c *ringdex.Company) { *c = ringdex.Company{ID: c.ID, Name: "bare"} }))
	f.view(func(r ringdex.Reader) error { wantCompanyKeys(t, r, "new", 0); return nil })
}

func companyGoes(t *testing.T, f *fixture) {
	f.uniqueField(ringdex.KindCompany)
	c := f.company(keyedCompany("acme"))
	f.apply(deletedCompany(c))
	f.view(func(r ringdex.Reader) error {
		_, err := ringdex.CompanyByID(r, c.ID)
		wantCode(t, err, ringdex.NotFound)
		wantCompanies(t, r)
		wantCompanyKeys(t, r, "acme", 0)
		return nil
	})
	other := f.company(keyedCompany("acme"))
	if other.ID == c.ID {
		t.Errorf("the number %d of a deleted company was given out again", c.ID)
	}
	f.view(func(r ringdex.Reader) error { wantCompanyKeys(t, r, "acme", other.ID); return nil })
}

func eachCompany(t *testing.T, f *fixture) {
	var want []*ringdex.Company
	for i := range 12 {
		want = append(want, f.company(func(c *ringdex.Company) { c.Name = fmt.Sprint("Company ", 12-i) }))
	}
	enough := errors.New("enough")
	f.view(func(r ringdex.Reader) error {
		wantCompanies(t, r, want...)
		if err := r.EachCompany(func(*ringdex.Company) error { return enough }); !errors.Is(err, enough) {
			t.Errorf("EachCompany gave %v, want the error of its function", err)
		}
		return nil
	})
}

func companyNumbers(t *testing.T, f *fixture) {
	other := f.in(f.addOrganization("other"))
	wantEqual(t, "the first number", f.company(func(*ringdex.Company) {}).ID, 1)
	wantEqual(t, "the first number of another organization", other.company(func(*ringdex.Company) {}).ID, 1)
	seen := map[int64]bool{1: true}
	for i := range 6 {
		var given []int64
		err := f.Update(t.Context(), f.org, func(w ringdex.Writer) error {
			given = []int64{w.NewCompanyID(), w.NewCompanyID()}
			if i%2 == 0 {
				return errors.New("not this time")
			}
			return nil
		})
		if err != nil {
			continue // these may be given out again
		}
		for _, n := range given {
			if seen[n] || n <= 1 {
				t.Errorf("the number %d was given out twice", n)
			}
			seen[n] = true
		}
	}
}

func companyNumberBrought(t *testing.T, f *fixture) {
	brought := &ringdex.Company{ID: 5, Version: 1, Name: "Brought along"}
	f.apply(createdCompany(brought))
	wantEqual(t, "the number after 5", f.company(func(*ringdex.Company) {}).ID, 6)
	f.view(func(r ringdex.Reader) error {
		got, err := ringdex.CompanyByID(r, 5)
		wantEqual(t, "the company", got, brought)
		return err
	})
}

func companyKeysAreOthers(t *testing.T, f *fixture) {
	f.uniqueField(ringdex.KindContact)
	f.uniqueField(ringdex.KindCompany)
	contact := f.contact(keyed("acme", "603303963", 1))
	company := f.company(keyedCompany("acme"))
	f.view(func(r ringdex.Reader) error {
		wantKeys(t, r, "acme", "603303963", 1, contact.ID)
		wantCompanyKeys(t, r, "acme", company.ID)
		return nil
	})
	f.apply(deletedCompany(company))
	f.view(func(r ringdex.Reader) error { wantKeys(t, r, "acme", "603303963", 1, contact.ID); return nil })
}

func severalCompanyChanges(t *testing.T, f *fixture) {
	f.uniqueField(ringdex.KindCompany)
	first := &ringdex.Company{ID: 1, Version: 1}
	keyedCompany("first")(first)
	second := updatedCompany(first, keyedCompany("second"))
	gone := &ringdex.Company{ID: 2, Version: 1, Name: "gone"}
	other := &ringdex.Company{ID: 3, Version: 1}
	keyedCompany("first")(other)
	f.apply(createdCompany(first), createdCompany(gone), second, deletedCompany(gone), createdCompany(other))
	f.view(func(r ringdex.Reader) error {
		wantCompanies(t, r, second.Company.After, other)
		wantCompanyKeys(t, r, "first", 3)
		wantCompanyKeys(t, r, "second", 1)
		changes, err := r.Changes(0, 10)
		wantEqual(t, "the journal", changes, []ringdex.Change{
			journalled(1, createdCompany(first)), journalled(2, createdCompany(gone)), journalled(3, second),
			journalled(4, deletedCompany(gone)), journalled(5, createdCompany(other)),
		})
		return err
	})
}
