package find

import (
	"encoding/base64"
	"net/url"
	"strconv"
	"strings"
	"time"

	"ringdex/internal/directory"
	"ringdex/internal/ringdex"
	"ringdex/internal/search"
	"ringdex/internal/web/page"
	"ringdex/internal/web/ui"
)

// pageSize is how many records a page of a list has.
const pageSize = 50

// longestQuery limits what is searched for, in bytes.
const longestQuery = 200

// query is what the reader looks for.
type query struct {
	Text    string
	Kind    ringdex.Kind
	Company int64  // only its contacts
	After   string // cursor: next of the page before
}

func readQuery(c *page.Call) (q query) {
	q.Text, q.Kind = c.Text("q"), ringdex.KindContact
	q.Text = strings.ToValidUTF8(q.Text[:min(len(q.Text), longestQuery)], "")
	if c.Text("kind") == string(ringdex.KindCompany) {
		q.Kind = ringdex.KindCompany
	}
	q.Company, _ = strconv.ParseInt(c.Text("company"), 10, 64)
	q.After = c.Text("after")
	return q
}

// address returns the address of the list, or of the page behind a cursor.
func (q query) address(after string) string {
	values := url.Values{}
	for name, value := range map[string]string{"q": q.Text, "after": after} {
		if value != "" {
			values.Set(name, value)
		}
	}
	if q.Kind == ringdex.KindCompany {
		values.Set("kind", string(q.Kind))
	}
	if q.Company != 0 {
		values.Set("company", strconv.FormatInt(q.Company, 10))
	}
	if len(values) == 0 {
		return "/"
	}
	return "/?" + values.Encode()
}

// of returns the query for the other kind.
func (q query) of(kind ringdex.Kind) query { return query{Text: q.Text, Kind: kind} }

// results is a page of what was found.
type results struct {
	query
	Contacts  []*ringdex.Contact
	Companies []*ringdex.Company
	Of        map[int64]*ringdex.Company // the companies of the contacts
	Next      string                     // cursor
}

func (r results) none() bool { return len(r.Contacts)+len(r.Companies) == 0 }

// search answers GET /: what the box finds, or what has changed last.
func (p *pages) search(c *page.Call) error {
	if err := admits(c); err != nil {
		return err
	}
	found, err := p.find(c, readQuery(c))
	if err != nil {
		return err
	}
	if c.Partial() {
		return c.Part(resultList(c.View, found))
	}
	head := ui.Head{Title: c.T("find.title"), Section: section, Live: true, Query: found.Text}
	return c.Show(head, searchPage(c.View, found))
}

func (p *pages) find(c *page.Call, q query) (results, error) {
	if q.Text != "" {
		return p.matching(c, q)
	}
	after := parseCursor(q.Kind, q.After)
	if q.Kind == ringdex.KindCompany {
		page, err := p.Records.ListCompanies(c.Request.Context(), c.Who.Principal, directory.CompanyQuery{
			After: after, Limit: pageSize,
		})
		return results{query: q, Companies: page.Companies, Next: cursor(page.Next)}, err
	}
	wanted := directory.ContactQuery{ContactFilter: ringdex.ContactFilter{Company: q.Company}, After: after, Limit: pageSize}
	page, err := p.Records.ListContacts(c.Request.Context(), c.Who.Principal, wanted)
	return results{query: q, Contacts: page.Contacts, Of: page.Companies, Next: cursor(page.Next)}, err
}

// matching finds the records of the kind that have the words.
func (p *pages) matching(c *page.Call, q query) (results, error) {
	after, _ := search.ParsePlace(q.After) // the beginning, unless it is a place
	page, err := p.Records.Search(c.Request.Context(), c.Who.Principal, directory.SearchQuery{
		Text: q.Text, Kind: q.Kind, After: after, Limit: pageSize,
	})
	found := results{query: q, Of: page.Companies, Next: page.Next.String()}
	for _, hit := range page.Hits {
		if hit.Company != nil {
			found.Companies = append(found.Companies, hit.Company)
		} else {
			found.Contacts = append(found.Contacts, hit.Contact)
		}
	}
	return found, err
}

// cursor returns a bookmark as addresses have it.
func cursor(b ringdex.Bookmark) string {
	if b.IsZero() {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString([]byte(strconv.FormatInt(b.Updated.UnixMilli(), 36) + " " + b.Ref.String()))
}

// parseCursor reads a bookmark; the zero one, which is the beginning, for anything else.
func parseCursor(kind ringdex.Kind, text string) ringdex.Bookmark {
	raw, err := base64.RawURLEncoding.DecodeString(text)
	millis, id, found := strings.Cut(string(raw), " ")
	ms, wrong := strconv.ParseInt(millis, 36, 64)
	if err != nil || !found || wrong != nil {
		return ringdex.Bookmark{}
	}
	ref, err := refOf(kind, id)
	if err != nil {
		return ringdex.Bookmark{}
	}
	return ringdex.Bookmark{Ref: ref, Updated: time.UnixMilli(ms).UTC()}
}

// refOf reads the id of a record; NotFound if there can be none with it.
func refOf(kind ringdex.Kind, id string) (ringdex.Ref, error) {
	if kind == ringdex.KindContact {
		parsed, err := ringdex.ParseID(id)
		if err != nil {
			return ringdex.Ref{}, ringdex.FailAs(ringdex.NotFound, err)
		}
		return ringdex.Ref{Kind: kind, Contact: parsed}, nil
	}
	number, err := strconv.ParseInt(id, 10, 64)
	if err != nil || number <= 0 {
		return ringdex.Ref{}, ringdex.Fail(ringdex.NotFound, "company.not_found", ringdex.Show(id))
	}
	return ringdex.Ref{Kind: kind, Company: number}, nil
}
