package storetest

import (
	"fmt"
	"testing"
	"time"

	"ringdex/internal/ringdex"
)

var lists = suite{
	"contacts by filters":   listContacts,
	"contacts page by page": pageContacts,
	"companies by filters":  listCompanies,
	"companies by pages":    pageCompanies,
}

// listContacts has ten contacts with properties that overlap, and wants each filter, and filters
// together, to give what they say: by id, or by time when a time is asked for.
func listContacts(t *testing.T, f *fixture) {
	var all []*ringdex.Contact
	for i := range 10 {
		all = append(all, f.contact(func(c *ringdex.Contact) {
			c.UserName = fmt.Sprintf("User%d", i)
			c.Emails = []string{fmt.Sprintf("Group%d@Example.com", i%2), fmt.Sprintf("own%d@example.com", i)}
			c.Companies = []int64{int64(i%3 + 1), 9}
			c.Roles = []ringdex.Roles{0, ringdex.Operator, ringdex.EndUser | ringdex.Administrator}[i%3]
			c.Updated = at(100 - i%5) // five moments, later ones first
		}))
	}
	for name, test := range map[string]struct {
		filter ringdex.ContactFilter
		want   []int
	}{
		"all":                     {ringdex.ContactFilter{}, []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}},
		"user name":               {ringdex.ContactFilter{UserName: " uSER3 "}, []int{3}},
		"user name of nobody":     {ringdex.ContactFilter{UserName: "user"}, nil},
		"address":                 {ringdex.ContactFilter{Email: "group1@EXAMPLE.com"}, []int{1, 3, 5, 7, 9}},
		"company":                 {ringdex.ContactFilter{Company: 2}, []int{1, 4, 7}},
		"company of all":          {ringdex.ContactFilter{Company: 9}, []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}},
		"company of nobody":       {ringdex.ContactFilter{Company: 4}, nil},
		"role":                    {ringdex.ContactFilter{AnyRole: ringdex.Administrator}, []int{2, 5, 8}},
		"one of two roles":        {ringdex.ContactFilter{AnyRole: ringdex.Operator | ringdex.EndUser}, []int{1, 2, 4, 5, 7, 8}},
		"from, inclusive":         {ringdex.ContactFilter{UpdatedFrom: at(99)}, []int{1, 6, 0, 5}},
		"until, exclusive":        {ringdex.ContactFilter{UpdatedUntil: at(98)}, []int{4, 9, 3, 8}},
		"one moment":              {ringdex.ContactFilter{UpdatedFrom: at(98), UpdatedUntil: at(98).Add(time.Millisecond)}, []int{2, 7}},
		"no moment":               {ringdex.ContactFilter{UpdatedFrom: at(98), UpdatedUntil: at(98)}, nil},
		"address and company":     {ringdex.ContactFilter{Email: "group1@example.com", Company: 2}, []int{1, 7}},
		"address and role":        {ringdex.ContactFilter{Email: "group0@example.com", AnyRole: ringdex.EndUser}, []int{2, 8}},
		"company and time":        {ringdex.ContactFilter{Company: 1, UpdatedUntil: at(99)}, []int{9, 3}},
		"user name and wrong one": {ringdex.ContactFilter{UserName: "user3", Company: 2}, nil},
		"everything": {ringdex.ContactFilter{
			UserName: "user8", Email: "own8@example.com", Company: 3, AnyRole: ringdex.EndUser, UpdatedFrom: at(97), UpdatedUntil: at(98),
		}, []int{8}},
	} {
		var want []*ringdex.Contact
		for _, i := range test.want {
			want = append(want, all[i])
		}
		f.view(func(r ringdex.Reader) error {
			got, total, err := r.ListContacts(test.filter, ringdex.Page{Limit: 10})
			wantEqual(t, name, got, want)
			wantEqual(t, "the total: "+name, total, int64(len(want)))
			return err
		})
	}
}

func pageContacts(t *testing.T, f *fixture) {
	var all []*ringdex.Contact
	for range 7 {
		all = append(all, f.contact(func(c *ringdex.Contact) { c.Updated = at(0) }))
	}
	for _, filter := range []ringdex.ContactFilter{{}, {UpdatedFrom: at(0)}} {
		page := func(p ringdex.Page) (list []*ringdex.Contact, total int64) {
			f.view(func(r ringdex.Reader) (err error) {
				list, total, err = r.ListContacts(filter, p)
				return err
			})
			return list, total
		}
		wantPages(t, all, page)
		wantBehind(t, all, page)
	}
}

// wantPages requires that a list returns all records for any page size, and always the total.
func wantPages[T any](t *testing.T, all []T, page func(ringdex.Page) ([]T, int64)) {
	t.Helper()
	for size := 1; size <= len(all)+1; size++ {
		for offset := 0; offset <= len(all)+1; offset++ {
			p := ringdex.Page{Offset: offset, Limit: size}
			got, total := page(p)
			var want []T
			if offset < len(all) {
				want = all[offset:min(offset+size, len(all))]
			}
			wantEqual(t, fmt.Sprintf("%+v", p), got, want)
			wantEqual(t, fmt.Sprintf("the total of %+v", p), total, int64(len(all)))
		}
	}
	got, total := page(ringdex.Page{})
	wantEqual(t, "a page of no length", len(got), 0)
	wantEqual(t, "its total", total, int64(len(all)))
}

// wantBehind requires that a list returns the records behind each one, and no total if asked.
func wantBehind[T interface{ Bookmark() ringdex.Bookmark }](t *testing.T, all []T, page func(ringdex.Page) ([]T, int64)) {
	t.Helper()
	for i := range all {
		got, total := page(ringdex.Page{After: all[i].Bookmark(), Limit: len(all), Uncounted: true})
		wantEqual(t, fmt.Sprint("what is behind ", i), got, append([]T(nil), all[i+1:]...))
		wantEqual(t, "a total that is not counted", total, int64(0))
	}
}

func listCompanies(t *testing.T, f *fixture) {
	var all []*ringdex.Company
	for i := range 8 {
		all = append(all, f.company(func(c *ringdex.Company) {
			c.Name = []string{"Acme", "ÁCME", "Zenith", "acme "}[i%4]
			c.Emails = []string{fmt.Sprintf("Info@c%d.example", i%2)}
			c.EmailDomains = []string{fmt.Sprintf("D%d.example", i%3)}
			c.Updated = at(100 - i%3)
		}))
	}
	for name, test := range map[string]struct {
		filter ringdex.CompanyFilter
		want   []int
	}{
		"all":                      {ringdex.CompanyFilter{}, []int{0, 1, 2, 3, 4, 5, 6, 7}},
		"name":                     {ringdex.CompanyFilter{Name: "ACME"}, []int{0, 3, 4, 7}},
		"name of letters beyond z": {ringdex.CompanyFilter{Name: "ácme"}, []int{1, 5}},
		"name of none":             {ringdex.CompanyFilter{Name: "acm"}, nil},
		"address":                  {ringdex.CompanyFilter{Email: "info@C1.example"}, []int{1, 3, 5, 7}},
		"domain":                   {ringdex.CompanyFilter{EmailDomain: "d2.EXAMPLE"}, []int{2, 5}},
		"domain that is no domain": {ringdex.CompanyFilter{EmailDomain: "c1.example"}, nil},
		"an address is no domain":  {ringdex.CompanyFilter{Email: "d2.example"}, nil},
		"from, inclusive":          {ringdex.CompanyFilter{UpdatedFrom: at(99)}, []int{1, 4, 7, 0, 3, 6}},
		"until, exclusive":         {ringdex.CompanyFilter{UpdatedUntil: at(99)}, []int{2, 5}},
		"one moment":               {ringdex.CompanyFilter{UpdatedFrom: at(99), UpdatedUntil: at(100)}, []int{1, 4, 7}},
		"name and address":         {ringdex.CompanyFilter{Name: "acme", Email: "info@c1.example"}, []int{3, 7}},
		"address and domain":       {ringdex.CompanyFilter{Email: "info@c1.example", EmailDomain: "d1.example"}, []int{1, 7}},
		"everything": {ringdex.CompanyFilter{
			Name: "acme", Email: "info@c1.example", EmailDomain: "d1.example", UpdatedFrom: at(99), UpdatedUntil: at(100),
		}, []int{7}},
	} {
		var want []*ringdex.Company
		for _, i := range test.want {
			want = append(want, all[i])
		}
		f.view(func(r ringdex.Reader) error {
			got, total, err := r.ListCompanies(test.filter, ringdex.Page{Limit: 10})
			wantEqual(t, name, got, want)
			wantEqual(t, "the total: "+name, total, int64(len(want)))
			return err
		})
	}
}

func pageCompanies(t *testing.T, f *fixture) {
	var all []*ringdex.Company
	for range 6 {
		all = append(all, f.company(func(*ringdex.Company) {}))
	}
	for _, filter := range []ringdex.CompanyFilter{{}, {UpdatedFrom: at(0)}, {Name: "company"}} {
		page := func(p ringdex.Page) (list []*ringdex.Company, total int64) {
			f.view(func(r ringdex.Reader) (err error) {
				list, total, err = r.ListCompanies(filter, p)
				return err
			})
			return list, total
		}
		wantPages(t, all, page)
		wantBehind(t, all, page)
	}
}
