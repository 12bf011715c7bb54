package helpdesk

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"ringdex/internal/auth"
	"ringdex/internal/directory"
	"ringdex/internal/httpx"
	"ringdex/internal/ringdex"
	wire "ringdex/internal/wire/helpdesk"
)

// Reads that two-way syncs need (wire/helpdesk.md, decided 13).

// ownContact answers with the caller's contact.
func (a *api) ownContact(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	if p.Contact.IsZero() {
		return ringdex.Fail(ringdex.NotFound, "helpdesk.no_user")
	}
	c, page, err := a.Directory.Contact(r.Context(), p.Organization, directory.ByID(p.Contact))
	if err != nil {
		return err
	}
	return answerContact(w, p, c, &page)
}

// contact answers with one contact by key or user name. A caller without Read may read its own
// contact.
func (a *api) contact(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	which := directory.ByUserName(r.PathValue("id"))
	if id, err := ringdex.ParseID(r.PathValue("id")); err == nil {
		which = directory.ByID(id)
	}
	c, page, err := a.Directory.Contact(r.Context(), p.Organization, which)
	if !p.May(auth.Read) && (err != nil || c.ID != p.Contact) {
		return p.Require(auth.Read)
	}
	if err != nil {
		return err
	}
	return answerContact(w, p, c, &page)
}

func answerContact(w http.ResponseWriter, p auth.Principal, c *ringdex.Contact, page *directory.ContactPage) error {
	v := viewOf(p, page.Fields, page.Companies)
	return httpx.WriteJSON(w, http.StatusOK, wire.ContactAnswer{User: v.Contact(c), AccountExists: true})
}

func (a *api) contacts(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	var f wire.ContactFilter
	if err := readFilter(w, r, &f, &f.PageIndex, &f.PageSize); err != nil {
		return err
	}
	at, err := pageOf(f.PageIndex, f.PageSize)
	if err != nil {
		return err
	}
	found, err := a.Directory.Contacts(r.Context(), p.Organization, directory.Matching(f.Filter(), at))
	if err != nil {
		return err
	}
	v := viewOf(p, found.Fields, found.Companies)
	rows := make([]wire.ContactRow, len(found.Contacts))
	for i, c := range found.Contacts {
		rows[i] = v.Contact(c)
	}
	return httpx.WriteJSON(w, http.StatusOK, wire.ContactList{PagedUsers: wire.NewPage(rows, at, found.Total)})
}

func (a *api) companies(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	var f wire.CompanyFilter
	if err := readFilter(w, r, &f, &f.PageIndex, &f.PageSize); err != nil {
		return err
	}
	at, err := pageOf(f.PageIndex, f.PageSize)
	if err != nil {
		return err
	}
	found, err := a.Directory.Companies(r.Context(), p.Organization, f.Filter(), at)
	if err != nil {
		return err
	}
	v := viewOf(p, found.Fields, nil)
	rows := make([]wire.CompanyRow, len(found.Companies))
	for i, c := range found.Companies {
		rows[i] = v.CompanyRow(c)
	}
	return httpx.WriteJSON(w, http.StatusOK, wire.CompanyList{PagedCustomers: wire.NewPage(rows, at, found.Total)})
}

func (a *api) company(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	number, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return ringdex.Fail(ringdex.NotFound, "company.not_found", ringdex.Show(r.PathValue("id")))
	}
	c, fields, err := a.Directory.Company(r.Context(), p.Organization, number)
	if err != nil {
		return err
	}
	v := viewOf(p, fields, nil)
	return httpx.WriteJSON(w, http.StatusOK, v.Company(c))
}

// Pages as the original has them: from 0, 200 unless asked otherwise. The upper limit is ours.
// viewOf returns the view of a caller: some notes are for administrators or operators only.
func viewOf(p auth.Principal, fields []ringdex.Field, companies map[int64]*ringdex.Company) *wire.View {
	return &wire.View{
		Companies: companies, Fields: fields, Source: sourceOf(p),
		AdminNotes: p.May(auth.Administer), OperatorNotes: p.May(auth.Read),
	}
}

const (
	defaultPageSize = 200
	maxPageSize     = 1000
)

// readFilter reads the filter of a POST from its body. A GET has only a page, which it reads from
// the query.
func readFilter(w http.ResponseWriter, r *http.Request, filter any, pageIndex, pageSize **int) error {
	if r.Method == http.MethodPost {
		err := httpx.DecodeJSON(w, r, maxBody, filter)
		if said, ok := errors.AsType[*ringdex.Error](err); ok { // from a member's own UnmarshalJSON
			return said
		}
		return err
	}
	query := r.URL.Query()
	if err := readNumber(query, "pageIndex", pageIndex); err != nil {
		return err
	}
	return readNumber(query, "pageSize", pageSize)
}

// readNumber reads a parameter. The name is case-insensitive, as in the original's framework.
func readNumber(query url.Values, name string, to **int) error {
	for given, values := range query {
		if !strings.EqualFold(given, name) || values[0] == "" {
			continue
		}
		n, err := strconv.Atoi(values[0])
		if err != nil {
			return ringdex.Fail(ringdex.Invalid, "call.not_integer", name, ringdex.Show(values[0]))
		}
		*to = &n
	}
	return nil
}

func pageOf(index, size *int) (ringdex.Page, error) {
	p := ringdex.Page{Limit: defaultPageSize}
	if size != nil {
		p.Limit = *size
	}
	if p.Limit < 1 || p.Limit > maxPageSize {
		return p, ringdex.Fail(ringdex.Invalid, "call.number_range", "PageSize", 1, maxPageSize, p.Limit)
	}
	if index != nil {
		if *index < 0 || *index > 1_000_000 {
			return p, ringdex.Fail(ringdex.Invalid, "call.number_range", "PageIndex", 0, 1_000_000, *index)
		}
		p.Offset = *index * p.Limit
	}
	return p, nil
}
