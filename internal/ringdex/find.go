package ringdex

import (
	"bytes"
	"slices"
	"strconv"

	"ringdex/internal/phone"
)

// Index is an index of records of one kind: it maps keys to the records that have them.
type Index struct {
	Kind   Kind
	By     IndexedBy
	Source string // of external ids
	Field  int64  // of values
	Whole  bool   // all keys, instead of given ones; of external ids of contacts only
}

// IndexedBy is what the keys of an index are.
type IndexedBy string

// The keys of indexes. The store folds names and addresses by Fold, so Find reports folded keys.
const (
	ByExternalID IndexedBy = "external id"
	ByUserName   IndexedBy = "user name" // of contacts
	ByEmail      IndexedBy = "e-mail"    // of contacts
	ByPhone      IndexedBy = "phone"     // of contacts; the key of the number in decimal
	ByName       IndexedBy = "name"      // of companies; the oldest one of each name
	ByValue      IndexedBy = "value"     // of a unique field
)

// Found is a record found by a key.
type Found struct {
	Ref
	// Digest is set by external id: of the record last applied, 0 if the contact has changed since;
	// see Mark.
	Digest uint64
}

// ContactsByExternalID returns the contacts of a source by external id.
func ContactsByExternalID(r Finder, source string, ids []string) (map[string]Found, error) {
	all := make(map[string]Found, len(ids))
	in := Index{Kind: KindContact, By: ByExternalID, Source: source}
	err := r.Find(in, ids, func(id string, m Found) { all[id] = m })
	return all, err
}

// ContactsOfSource calls fn for all contacts with an external id of the source. fn must not use the
// reader.
func ContactsOfSource(r Finder, source string, fn func(externalID string, m Found)) error {
	in := Index{Kind: KindContact, By: ByExternalID, Source: source, Whole: true}
	return r.Find(in, nil, fn)
}

// ContactsByUserName returns the contacts by Fold of the user name.
func ContactsByUserName(r Finder, names []string) (map[string]ID, error) {
	return contactBy(r, Index{Kind: KindContact, By: ByUserName}, names)
}

// ContactHolding returns the contacts by their value of a unique field.
func ContactHolding(r Finder, field int64, values []string) (map[string]ID, error) {
	return contactBy(r, Index{Kind: KindContact, By: ByValue, Field: field}, values)
}

func contactBy(r Finder, in Index, keys []string) (map[string]ID, error) {
	all := make(map[string]ID, len(keys))
	err := r.Find(in, keys, func(key string, m Found) { all[key] = m.Contact })
	return all, err
}

// ContactsByEmail returns the contacts by Fold of the address, in the order of their ids.
func ContactsByEmail(r Finder, emails []string) (map[string][]ID, error) {
	all := make(map[string][]ID, len(emails))
	err := r.Find(Index{Kind: KindContact, By: ByEmail}, emails, func(email string, m Found) {
		all[email] = append(all[email], m.Contact)
	})
	sortAll(all)
	return all, err
}

func sortAll[K comparable](lists map[K][]ID) {
	for _, ids := range lists {
		slices.SortFunc(ids, func(a, b ID) int { return bytes.Compare(a[:], b[:]) })
	}
}

// ContactsByPhone returns the contacts by the key of a number, in the order of their ids.
func ContactsByPhone(r Finder, keys []phone.Digits) (map[phone.Digits][]ID, error) {
	texts := make([]string, len(keys))
	for i, k := range keys {
		texts[i] = strconv.FormatUint(uint64(k), 10)
	}
	all := make(map[phone.Digits][]ID, len(keys))
	err := r.Find(Index{Kind: KindContact, By: ByPhone}, texts, func(text string, m Found) {
		key, _ := strconv.ParseUint(text, 10, 64) // one of texts
		all[phone.Digits(key)] = append(all[phone.Digits(key)], m.Contact)
	})
	sortAll(all)
	return all, err
}

// CompaniesByExternalID returns the companies of a source by external id.
func CompaniesByExternalID(r Finder, source string, ids []string) (map[string]int64, error) {
	return companyBy(r, Index{Kind: KindCompany, By: ByExternalID, Source: source}, ids)
}

// CompaniesByName returns the oldest company of each name, by Fold of the name.
func CompaniesByName(r Finder, names []string) (map[string]int64, error) {
	return companyBy(r, Index{Kind: KindCompany, By: ByName}, names)
}

// CompanyHolding returns the companies by their value of a unique field.
func CompanyHolding(r Finder, field int64, values []string) (map[string]int64, error) {
	return companyBy(r, Index{Kind: KindCompany, By: ByValue, Field: field}, values)
}

func companyBy(r Finder, in Index, keys []string) (map[string]int64, error) {
	all := make(map[string]int64, len(keys))
	err := r.Find(in, keys, func(key string, m Found) { all[key] = m.Company })
	return all, err
}

// ContactByID returns a contact. NotFound if there is none.
func ContactByID(r ContactReader, id ID) (*Contact, error) {
	found, err := r.Contacts([]ID{id})
	if err == nil && found[id] == nil {
		err = Fail(NotFound, "contact.not_found", id)
	}
	return found[id], err
}

// CompanyByID returns a company. NotFound if there is none.
func CompanyByID(r CompanyReader, id int64) (*Company, error) {
	found, err := r.Companies([]int64{id})
	if err == nil && found[id] == nil {
		err = Fail(NotFound, "company.not_found", id)
	}
	return found[id], err
}
