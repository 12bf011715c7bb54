package directory

import (
	"context"

	"ringdex/internal/auth"
	"ringdex/internal/ringdex"
	"ringdex/internal/search"
)

// Searcher finds records by words. It shows every write that has returned.
type Searcher interface {
	Search(org ringdex.OrganizationID, q search.Query) search.Answer
}

// SearchQuery is what a caller looks for.
type SearchQuery struct {
	Text  string       // words in any order, beginnings are enough; parts of numbers
	Kind  ringdex.Kind // "" for contacts and companies
	After search.Place // Next of the page before; zero for the first page
	Limit int
}

// SearchPage is a page of what was found, best first, with what shows it.
type SearchPage struct {
	Hits      []SearchHit
	Companies map[int64]*ringdex.Company // of the contacts
	Fields    []ringdex.Field
	Next      search.Place // where the next page begins; zero if there is none
}

// SearchHit is a record that was found: a contact or a company.
type SearchHit struct {
	Contact *ringdex.Contact
	Company *ringdex.Company
	Rank    search.Rank
}

// Contacts returns the contacts of the page, in its order.
func (p *SearchPage) Contacts() (list []*ringdex.Contact) {
	for i := range p.Hits {
		if c := p.Hits[i].Contact; c != nil {
			list = append(list, c)
		}
	}
	return list
}

// Search finds the contacts and companies that match all words of a text and that the caller may
// read: a smart user finds the own companies and their contacts, an end user only itself. A query
// without words finds nothing. A page may have fewer hits than the limit although another one
// follows, if records were removed meanwhile.
func (d *Records) Search(ctx context.Context, p auth.Principal, q SearchQuery) (page SearchPage, err error) {
	err = d.store.View(ctx, p.Organization, func(r ringdex.Reader) error {
		a, err := accessFor(r, p, auth.Read)
		if err != nil {
			return err
		}
		found, err := d.matching(r, a, q)
		if err != nil {
			return err
		}
		if found.More {
			page.Next = found.Hits[len(found.Hits)-1].Place()
		}
		return page.read(r, a, found.Hits)
	})
	return page, err
}

// matching asks the index; of an end user it compares the own contact.
func (d *Records) matching(r ringdex.Reader, a access, q SearchQuery) (search.Answer, error) {
	if a.all || len(a.companies) > 0 {
		return d.words.Search(a.who.Organization, search.Query{
			Text: q.Text, Kind: q.Kind, Companies: a.companies, After: q.After, Limit: q.Limit,
		}), nil
	}
	own, err := ringdex.ContactByID(r, a.self)
	if err != nil || q.Kind == ringdex.KindCompany || !q.After.IsZero() {
		return search.Answer{}, err
	}
	rank := search.Match(q.Text, search.ContactText(own))
	if rank == search.NoMatch {
		return search.Answer{}, nil
	}
	return search.Answer{Hits: []search.Hit{{Ref: own.Ref(), Rank: rank}}}, nil
}

// read reads the records of the hits, without those that are gone or beyond the access.
func (p *SearchPage) read(r ringdex.Reader, a access, hits []search.Hit) error {
	var ids []ringdex.ID
	var numbers []int64
	for i := range hits {
		if ref := hits[i].Ref; ref.Kind == ringdex.KindCompany {
			numbers = append(numbers, ref.Company)
		} else {
			ids = append(ids, ref.Contact)
		}
	}
	contacts, err := r.Contacts(ids)
	if err != nil {
		return err
	}
	companies, err := r.Companies(numbers)
	if err != nil {
		return err
	}
	for i := range hits {
		ref, rank := hits[i].Ref, hits[i].Rank
		if c := contacts[ref.Contact]; ref.Kind == ringdex.KindContact && c != nil && a.contact(c) == nil {
			p.Hits = append(p.Hits, SearchHit{Contact: a.shown(c), Rank: rank})
		}
		if c := companies[ref.Company]; ref.Kind == ringdex.KindCompany && c != nil && a.company(c.ID) == nil {
			p.Hits = append(p.Hits, SearchHit{Company: c, Rank: rank})
		}
	}
	return p.complete(r)
}

// complete adds what shows the records.
func (p *SearchPage) complete(r ringdex.Reader) (err error) {
	of := ContactPage{Contacts: p.Contacts()}
	err = of.complete(r)
	p.Companies, p.Fields = of.Companies, of.Fields
	return err
}
