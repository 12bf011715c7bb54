package syncer

import (
	"slices"

	"ringdex/internal/connector"
	"ringdex/internal/ringdex"
)

// load is what a job sends: the records as they are now, with what the system has of them.
type load struct {
	c       *ringdex.Connector
	fields  []ringdex.Field
	changes map[ringdex.Kind][]connector.Change
	known   map[ringdex.Ref]ringdex.Sent
	linked  map[int64]connector.Change // companies of the contacts
}

// loadOf reads records on a snapshot.
func loadOf(r ringdex.Reader, c *ringdex.Connector, refs []ringdex.Ref) (l *load, err error) {
	l = &load{c: c, changes: map[ringdex.Kind][]connector.Change{}}
	if l.fields, err = ringdex.Fields(r); err != nil {
		return nil, err
	}
	ids, numbers := ringdex.SplitRefs(refs)
	contacts, err := r.Contacts(ids)
	if err != nil {
		return nil, err
	}
	numbers = append(numbers, companiesOf(contacts)...)
	companies, err := r.Companies(numbers)
	if err != nil {
		return nil, err
	}
	if l.known, err = memoryOf(r).Sent(c.ID, withCompanies(refs, numbers)); err != nil {
		return nil, err
	}
	l.link(companies)
	for _, ref := range refs {
		l.add(ref, contacts[ref.Contact], companies[ref.Company])
	}
	return l, nil
}

func companiesOf(contacts map[ringdex.ID]*ringdex.Contact) (numbers []int64) {
	for _, c := range contacts {
		numbers = append(numbers, c.Companies...)
		if c.DefaultCompany != 0 {
			numbers = append(numbers, c.DefaultCompany)
		}
	}
	slices.Sort(numbers)
	return slices.Compact(numbers)
}

func withCompanies(refs []ringdex.Ref, numbers []int64) []ringdex.Ref {
	all := slices.Clone(refs)
	for _, n := range numbers {
		all = append(all, ringdex.Ref{Kind: ringdex.KindCompany, Company: n})
	}
	return all
}

// link notes the companies of the contacts.
func (l *load) link(companies map[int64]*ringdex.Company) {
	l.linked = make(map[int64]connector.Change, len(companies))
	for n, company := range companies {
		l.linked[n] = l.change(company.Ref(), nil, company)
	}
}

// linkAll notes all companies.
func (l *load) linkAll(r ringdex.Reader) error {
	companies := map[int64]*ringdex.Company{}
	err := r.EachCompany(func(c *ringdex.Company) error { companies[c.ID] = c; return nil })
	l.link(companies)
	return err
}

// add adds a record, if it is one for the system.
func (l *load) add(ref ringdex.Ref, contact *ringdex.Contact, company *ringdex.Company) {
	if ref.Kind == ringdex.KindContact {
		company = nil
	} else {
		contact = nil
	}
	change := l.change(ref, contact, company)
	if l.concerns(&change) {
		l.changes[ref.Kind] = append(l.changes[ref.Kind], change)
	}
}

func (l *load) change(ref ringdex.Ref, contact *ringdex.Contact, company *ringdex.Company) connector.Change {
	known := l.known[ref]
	change := connector.Change{
		Ref: ref, Contact: contact, Company: company, OnGone: connector.OnGone(l.c.OnDelete),
		Key: known.Key, Memory: known.Memory,
	}
	if change.Key == "" {
		change.Key = l.key(&change)
	}
	return change
}

// key returns our key of a record in the system: the source's own if the connector sends records of
// one source, else the id here. It stays what it was when the record was first sent.
func (l *load) key(change *connector.Change) string {
	if len(l.c.Sources) == 1 {
		if x := ringdex.GivenID(externalID(change, l.c.Sources[0])); x != "" {
			return x
		}
	}
	return change.Ref.String()
}

func externalID(change *connector.Change, source string) string {
	switch {
	case change.Contact != nil:
		return change.Contact.ExternalID(source)
	case change.Company != nil:
		return change.Company.ExternalID(source)
	}
	return ""
}

// concerns reports whether a record is one for the system. Staff is not; nor is what the system's
// own source has brought, nor what its source lacks, unless the system has it already.
func (l *load) concerns(change *connector.Change) bool {
	if change.Gone() {
		return len(change.Memory) > 0
	}
	source, missing := "", map[string]string(nil)
	if change.Contact != nil {
		source, missing = change.Contact.Source, change.Contact.MissingSince
		if change.Contact.Roles.Has(ringdex.Administrator) {
			return false
		}
	} else {
		source, missing = change.Company.Source, change.Company.MissingSince
	}
	if len(l.c.Sources) > 0 && !slices.ContainsFunc(l.c.Sources, func(s string) bool { return s == source || externalID(change, s) != "" }) {
		return false
	}
	if len(l.c.Sources) == 0 && source == l.c.Source {
		return false
	}
	return missing[source] == "" || len(change.Memory) > 0
}
