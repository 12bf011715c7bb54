package native

import (
	"net/http"

	"ringdex/internal/auth"
	"ringdex/internal/directory"
	"ringdex/internal/ringdex"
	"ringdex/internal/search"
	wire "ringdex/internal/wire/native"
)

// matches are the ranks of hits as callers read them.
var matches = map[search.Rank]string{search.NameWords: "name", search.NamePrefixes: "name-beginning", search.Other: "other"}

// search answers GET /v1/search?q&kind&limit&after.
func (a *api) search(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	if err := directory.Admits(p, auth.Read); err != nil {
		return err
	}
	q := newQuery(r)
	wanted := directory.SearchQuery{Text: q.text("q"), Kind: q.kind(), After: q.place(), Limit: q.limit()}
	if err := q.end(); err != nil {
		return err
	}
	found, err := a.Records.Search(r.Context(), p, wanted)
	if err != nil {
		return err
	}
	answer := SearchAnswer(p, found)
	return writeList(w, r, answer.Items, answer.Next, nil)
}

// SearchAnswer returns the JSON of a page of a search; the command line prints the same.
func SearchAnswer(p auth.Principal, found directory.SearchPage) SearchPage {
	view := wire.View{Fields: found.Fields, Companies: found.Companies}
	answer := SearchPage{Items: make([]wire.Object, len(found.Hits)), Next: found.Next.String()}
	for i, hit := range found.Hits {
		answer.Items[i] = hitOf(view, p, hit)
	}
	return answer
}

// SearchPage is a page of a search: of each hit its kind, how it matches, and the record.
type SearchPage struct {
	Items []wire.Object `json:"items"`
	Next  string        `json:"next,omitempty"`
}

func hitOf(view wire.View, p auth.Principal, hit directory.SearchHit) wire.Object {
	kind := ringdex.KindContact
	if hit.Company != nil {
		kind = ringdex.KindCompany
	}
	var o wire.Object
	o.Set("kind", kind)
	o.Set("match", matches[hit.Rank])
	o.Set(string(kind), recordOf(view, p, hit))
	return o
}

func recordOf(view wire.View, p auth.Principal, hit directory.SearchHit) wire.Object {
	if c := hit.Company; c != nil {
		return withIDs(view.Company(c), p, c.ExternalIDs)
	}
	return withIDs(view.Contact(hit.Contact), p, hit.Contact.ExternalIDs)
}

// searched answers GET /v1/contacts?search and GET /v1/companies?search: the hits of one kind.
func (a *api) searched(w http.ResponseWriter, r *http.Request, p auth.Principal, kind ringdex.Kind) error {
	q := newQuery(r)
	q.alone("search", "phone", "externalId", "userName", "name", "email", "emailDomain", "company", "updatedFrom", "updatedUntil")
	wanted := directory.SearchQuery{Text: q.text("search"), Kind: kind, After: q.place(), Limit: q.limit()}
	if err := q.end(); err != nil {
		return err
	}
	found, err := a.Records.Search(r.Context(), p, wanted)
	if err != nil {
		return err
	}
	view := wire.View{Fields: found.Fields, Companies: found.Companies}
	items := make([]wire.Object, len(found.Hits))
	for i, hit := range found.Hits {
		items[i] = recordOf(view, p, hit)
	}
	return writeList(w, r, items, found.Next.String(), nil)
}

// kind reads a kind of records; "" for both.
func (q *query) kind() ringdex.Kind {
	text := q.text("kind")
	if text != "" && text != string(ringdex.KindContact) && text != string(ringdex.KindCompany) {
		q.fail(ringdex.Problem("kind", "value.not_kind", ringdex.Show(text)))
	}
	return ringdex.Kind(text)
}

// place reads the cursor of a search.
func (q *query) place() search.Place {
	text := q.text("after")
	place, ok := search.ParsePlace(text)
	if !ok {
		q.fail(ringdex.Problem("after", "call.cursor", ringdex.Show(text)))
	}
	return place
}
