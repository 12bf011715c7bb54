package storetest

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// Verify wants a store to agree with itself, in all organizations: each key of a record finds it,
// no key finds what does not have it (any more), the journal has no gap but those of runs that
// staged, and its last word on each record is true. It reads everything, and is meant for after a
// crash.
func Verify(t *testing.T, store Store) {
	t.Helper()
	if store == nil {
		return
	}
	all, err := store.Organizations(t.Context())
	if err != nil {
		t.Errorf("verify: %v", err)
	}
	for _, o := range all {
		err := store.View(t.Context(), o.ID, func(r ringdex.Reader) error {
			v := verifier{t: t, r: r, index: map[index]map[string][]string{}, there: map[ringdex.Ref]bool{}}
			return v.verify()
		})
		if err != nil {
			t.Errorf("verify the organization %s: %v", o.Key, err)
		}
	}
}

type verifier struct {
	t      *testing.T
	r      ringdex.Reader
	index  map[index]map[string][]string // records by key; keys of the past have none
	unique []ringdex.Field
	there  map[ringdex.Ref]bool
}

// index is one way to find records; of is the source of an external id, or the number of a unique
// field.
type index struct{ by, of string }

func (v *verifier) verify() (err error) {
	fields, err := ringdex.Fields(v.r)
	if err != nil {
		return err
	}
	for _, f := range fields {
		if f.Unique {
			v.unique = append(v.unique, f)
		}
	}
	if err := v.r.EachContact(ringdex.Whole, func(c *ringdex.Contact) error { v.contact(c, true); return nil }); err != nil {
		return err
	}
	if err := v.r.EachCompany(func(c *ringdex.Company) error { v.company(c, true); return nil }); err != nil {
		return err
	}
	if err := v.journal(); err != nil {
		return err
	}
	if err := v.runs(); err != nil {
		return err
	}
	if err := v.jobs(); err != nil {
		return err
	}
	for x, want := range v.index {
		if x.by == "external id" {
			if err := v.ofSource(x.of, want); err != nil {
				return err
			}
		}
		for keys := range slices.Chunk(slices.Sorted(maps.Keys(want)), 500) {
			if err := v.compare(x, keys, want); err != nil {
				return err
			}
		}
	}
	return nil
}

// add notes that a record has a key now, or had it.
func (v *verifier) add(x index, key string, ref ringdex.Ref, now bool) {
	if key == "" {
		return // "" is no key
	}
	if v.index[x] == nil {
		v.index[x] = map[string][]string{}
	}
	records := v.index[x][key]
	if now && !slices.Contains(records, ref.String()) {
		records = append(records, ref.String())
	}
	v.index[x][key] = records
}

func (v *verifier) contact(c *ringdex.Contact, now bool) {
	ref := c.Ref()
	v.there[ref] = v.there[ref] || now
	for _, n := range c.Phones {
		if key := n.Digits(); key != 0 {
			v.add(index{by: "number"}, strconv.FormatUint(uint64(key), 10), ref, now)
		}
	}
	for _, e := range c.Emails {
		v.add(index{by: "address"}, ringdex.Fold(e), ref, now)
	}
	for _, n := range c.Companies {
		v.add(index{by: "membership"}, strconv.FormatInt(n, 10), ref, now)
	}
	v.add(index{by: "user name"}, ringdex.Fold(c.UserName), ref, now)
	for _, x := range c.ExternalIDs {
		v.add(index{"external id", x.Source}, x.ID, ref, now)
	}
	for field, value := range c.Custom {
		v.add(index{"unique value", strconv.FormatInt(field, 10)}, value, ref, now && v.isUnique(ringdex.KindContact, field))
	}
}

func (v *verifier) company(c *ringdex.Company, now bool) {
	ref := c.Ref()
	v.there[ref] = v.there[ref] || now
	for _, e := range c.Emails {
		v.add(index{by: "company's address"}, ringdex.Fold(e), ref, now)
	}
	for _, d := range c.EmailDomains {
		v.add(index{by: "company's domain"}, ringdex.Fold(d), ref, now)
	}
	v.add(index{by: "company's name"}, ringdex.Fold(c.Name), ref, now)
	for _, x := range c.ExternalIDs {
		v.add(index{"company's external id", x.Source}, x.ID, ref, now)
	}
	for field, value := range c.Custom {
		v.add(index{"company's unique value", strconv.FormatInt(field, 10)}, value, ref, now && v.isUnique(ringdex.KindCompany, field))
	}
}

func (v *verifier) isUnique(kind ringdex.Kind, id int64) bool {
	return slices.ContainsFunc(v.unique, func(f ringdex.Field) bool { return f.Kind == kind && f.ID == id })
}

// stagingGap is how far a run that stages may leave sequences out.
const stagingGap = 1 << 24

// journal goes through all changes: their images tell which keys there have been.
func (v *verifier) journal() error {
	last := map[ringdex.Ref]ringdex.Action{}
	for cursor := int64(0); cursor < v.r.Head().Changes; {
		changes, err := v.r.Changes(cursor, 500)
		if err != nil {
			return err
		}
		if len(changes) == 0 {
			return fmt.Errorf("the journal ends at %d, before its head %d", cursor, v.r.Head().Changes)
		}
		for _, c := range changes {
			if c.Seq <= cursor || c.Seq != cursor+1 && c.Seq < cursor+stagingGap/2 {
				return fmt.Errorf("the journal has %d after %d", c.Seq, cursor)
			}
			cursor = c.Seq
			last[c.Ref] = c.Action
			if c.Contact.Before != nil {
				v.contact(c.Contact.Before, false)
			}
			if c.Company.Before != nil {
				v.company(c.Company.Before, false)
			}
		}
	}
	return v.lastWords(last)
}

func (v *verifier) lastWords(last map[ringdex.Ref]ringdex.Action) error {
	for ref := range v.there {
		if _, known := last[ref]; !known {
			v.t.Errorf("the journal does not know the %s %s", ref.Kind, ref)
		}
	}
	for ref, action := range last {
		if v.there[ref] == (action == ringdex.Deleted) {
			v.t.Errorf("the %s %s was %s at last, but its being there is %t", ref.Kind, ref, action, v.there[ref])
		}
		if ref.Kind == ringdex.KindContact && action == ringdex.Deleted {
			hash, err := v.r.PasswordHash(ref.Contact)
			if err != nil {
				return err
			}
			wantEqual(v.t, "the password of a deleted contact", hash, "")
		}
	}
	return nil
}

// compare asks for keys the way that an index is for.
func (v *verifier) compare(x index, keys []string, all map[string][]string) error {
	want := map[string][]string{}
	for _, key := range keys {
		if records := all[key]; len(records) > 0 {
			want[key] = records
			slices.Sort(records)
		}
	}
	got, err := v.find(x, keys)
	for _, records := range got {
		slices.Sort(records)
	}
	if x.by == "company's name" {
		onlyOldest(want)
	}
	wantEqual(v.t, "records by "+x.by+" "+x.of, got, want)
	return err
}

// ofSource wants a source to have the contacts that its external ids lead to.
func (v *verifier) ofSource(source string, byExternalID map[string][]string) error {
	var want, got []string
	for _, records := range byExternalID {
		want = append(want, records...)
	}
	err := ringdex.ContactsOfSource(v.r, source, func(_ string, m ringdex.Found) { got = append(got, m.Contact.String()) })
	slices.Sort(want)
	slices.Sort(got)
	wantEqual(v.t, "contacts of the source "+source, got, want)
	return err
}

// onlyOldest leaves the record with the lowest number of each key.
func onlyOldest(records map[string][]string) {
	for key, list := range records {
		records[key] = []string{slices.MinFunc(list, func(a, b string) int {
			if len(a) != len(b) {
				return len(a) - len(b)
			}
			return strings.Compare(a, b)
		})}
	}
}

func (v *verifier) find(x index, keys []string) (map[string][]string, error) {
	field, _ := strconv.ParseInt(x.of, 10, 64)
	switch x.by {
	case "number":
		return v.byNumber(keys)
	case "address":
		return texts(ringdex.ContactsByEmail(v.r, keys))(func(ids []ringdex.ID) []string {
			var list []string
			for _, id := range ids {
				list = append(list, id.String())
			}
			return list
		})
	case "user name":
		return texts(ringdex.ContactsByUserName(v.r, keys))(contactText)
	case "external id":
		return texts(ringdex.ContactsByExternalID(v.r, x.of, keys))(func(m ringdex.Found) []string { return []string{m.Contact.String()} })
	case "unique value":
		return texts(ringdex.ContactHolding(v.r, field, keys))(contactText)
	case "company's name":
		return texts(ringdex.CompaniesByName(v.r, keys))(companyText)
	case "company's external id":
		return texts(ringdex.CompaniesByExternalID(v.r, x.of, keys))(companyText)
	case "company's unique value":
		return texts(ringdex.CompanyHolding(v.r, field, keys))(companyText)
	}
	return v.listed(x, keys)
}

// texts turns what was found into lists of records.
func texts[V any](found map[string]V, err error) func(func(V) []string) (map[string][]string, error) {
	return func(text func(V) []string) (map[string][]string, error) {
		got := map[string][]string{}
		for key, value := range found {
			got[key] = text(value)
		}
		return got, err
	}
}

func contactText(id ringdex.ID) []string { return []string{id.String()} }

func companyText(id int64) []string { return []string{strconv.FormatInt(id, 10)} }

func (v *verifier) byNumber(keys []string) (map[string][]string, error) {
	numbers := make([]phone.Digits, len(keys))
	for i, key := range keys {
		n, err := strconv.ParseUint(key, 10, 64)
		if err != nil {
			return nil, err
		}
		numbers[i] = phone.Digits(n)
	}
	found, err := ringdex.ContactsByPhone(v.r, numbers)
	got := map[string][]string{}
	for key, ids := range found {
		for _, id := range ids {
			text := strconv.FormatUint(uint64(key), 10)
			got[text] = append(got[text], id.String())
		}
	}
	return got, err
}

// listed asks by the filters of the lists, where there is no other way.
func (v *verifier) listed(x index, keys []string) (map[string][]string, error) {
	got := map[string][]string{}
	for _, key := range keys {
		var refs []string
		var err error
		switch x.by {
		case "membership":
			company, _ := strconv.ParseInt(key, 10, 64)
			refs, err = everyPage(func(p ringdex.Page) ([]*ringdex.Contact, int64, error) {
				return v.r.ListContacts(ringdex.ContactFilter{Company: company}, p)
			})
		case "company's address":
			refs, err = everyPage(func(p ringdex.Page) ([]*ringdex.Company, int64, error) {
				return v.r.ListCompanies(ringdex.CompanyFilter{Email: key}, p)
			})
		case "company's domain":
			refs, err = everyPage(func(p ringdex.Page) ([]*ringdex.Company, int64, error) {
				return v.r.ListCompanies(ringdex.CompanyFilter{EmailDomain: key}, p)
			})
		default:
			err = fmt.Errorf("nothing is asked by %s", x.by)
		}
		if err != nil {
			return nil, err
		}
		if len(refs) > 0 {
			got[key] = refs
		}
	}
	return got, nil
}

func everyPage[T interface{ Ref() ringdex.Ref }](page func(ringdex.Page) ([]T, int64, error)) ([]string, error) {
	var refs []string
	for {
		list, total, err := page(ringdex.Page{Offset: len(refs), Limit: 1000})
		if err != nil {
			return nil, err
		}
		for _, record := range list {
			refs = append(refs, record.Ref().String())
		}
		if len(list) == 0 || int64(len(refs)) >= total {
			return refs, nil
		}
	}
}
