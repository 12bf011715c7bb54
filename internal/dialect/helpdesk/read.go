package helpdesk

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"ringdex/internal/auth"
	"ringdex/internal/httpx"
	"ringdex/internal/ringdex"
)

// Reads that clients which sync back need (wire/helpdesk.md, decided 13).

// ownContact is the caller itself.
func (a *api) ownContact(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	if p.Contact.IsZero() {
		return ringdex.Errorf(ringdex.NotFound, "an API key is not a user; name one")
	}
	c, err := a.Directory.Contact(r.Context(), p.Organization, p.Contact)
	return a.answerContact(w, r, p, c, err)
}

// contact is one by its key or user name. Whoever may not read the directory may read itself.
func (a *api) contact(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	var c *ringdex.Contact
	id, err := ringdex.ParseID(r.PathValue("id"))
	if err == nil {
		c, err = a.Directory.Contact(r.Context(), p.Organization, id)
	} else {
		c, err = a.Directory.ContactByUserName(r.Context(), p.Organization, r.PathValue("id"))
	}
	if !p.May(auth.Read) && (err != nil || c.ID != p.Contact) {
		return p.Require(auth.Read)
	}
	return a.answerContact(w, r, p, c, err)
}

func (a *api) answerContact(w http.ResponseWriter, r *http.Request, p auth.Principal, c *ringdex.Contact, err error) error {
	if err != nil {
		return err
	}
	companies, err := a.Directory.CompaniesOf(r.Context(), p.Organization, c)
	if err != nil {
		return err
	}
	fields, err := a.Directory.Fields(r.Context(), p.Organization)
	if err != nil {
		return err
	}
	to := contactRows{caller: p, companies: companies, fields: fields}
	return httpx.WriteJSON(w, http.StatusOK, contactAnswer{User: to.row(c), AccountExists: true})
}

func (a *api) contacts(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	var f contactFilter
	if err := readFilter(w, r, &f, &f.PageIndex, &f.PageSize); err != nil {
		return err
	}
	at, err := pageOf(f.PageIndex, f.PageSize)
	if err != nil {
		return err
	}
	found, err := a.Directory.Contacts(r.Context(), p.Organization, f.filter(), at)
	if err != nil {
		return err
	}
	fields, err := a.Directory.Fields(r.Context(), p.Organization)
	if err != nil {
		return err
	}
	to := contactRows{caller: p, companies: found.Companies, fields: fields}
	rows := make([]contactRow, len(found.Contacts))
	for i, c := range found.Contacts {
		rows[i] = to.row(c)
	}
	return httpx.WriteJSON(w, http.StatusOK, contactList{newPage(rows, at, found.Total)})
}

func (f *contactFilter) filter() ringdex.ContactFilter {
	var roles ringdex.Roles
	roles = roles.With(ringdex.EndUser, f.IsEndUser).With(ringdex.SmartUser, f.IsSmartUser).With(ringdex.Operator, f.IsOperator)
	roles = roles.With(ringdex.SuperOperator, f.IsSuperOperator).With(ringdex.Administrator, f.IsAdministrator)
	filter := ringdex.ContactFilter{UserName: f.UserName, Email: f.Email, AnyRole: roles, Company: f.CustomerID}
	if f.LastUpdatedDateFromUtc != nil {
		filter.UpdatedFrom = f.LastUpdatedDateFromUtc.Time
	}
	if f.LastUpdatedDateUntilUtc != nil {
		filter.UpdatedUntil = f.LastUpdatedDateUntilUtc.Time
	}
	return filter
}

func (a *api) companies(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	var f companyFilter
	if err := readFilter(w, r, &f, &f.PageIndex, &f.PageSize); err != nil {
		return err
	}
	at, err := pageOf(f.PageIndex, f.PageSize)
	if err != nil {
		return err
	}
	found, err := a.Directory.Companies(r.Context(), p.Organization, f.filter(), at)
	if err != nil {
		return err
	}
	fields, err := a.Directory.Fields(r.Context(), p.Organization)
	if err != nil {
		return err
	}
	rows := make([]companyRow, len(found.Companies))
	for i, c := range found.Companies {
		rows[i] = toCompanyRow(c, sourceOf(p), fields)
	}
	return httpx.WriteJSON(w, http.StatusOK, companyList{newPage(rows, at, found.Total)})
}

func (f *companyFilter) filter() ringdex.CompanyFilter {
	filter := ringdex.CompanyFilter{Name: f.Name, Email: f.Email, EmailDomain: f.EmailDomain}
	if f.LastUpdatedDateFromUtc != nil {
		filter.UpdatedFrom = f.LastUpdatedDateFromUtc.Time
	}
	if f.LastUpdatedDateUntilUtc != nil {
		filter.UpdatedUntil = f.LastUpdatedDateUntilUtc.Time
	}
	return filter
}

func (a *api) company(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	number, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return ringdex.Errorf(ringdex.NotFound, "there is no company %s", ringdex.Show(r.PathValue("id")))
	}
	c, err := a.Directory.Company(r.Context(), p.Organization, number)
	if err != nil {
		return err
	}
	fields, err := a.Directory.Fields(r.Context(), p.Organization)
	if err != nil {
		return err
	}
	return httpx.WriteJSON(w, http.StatusOK, toCompanyWhole(c, sourceOf(p), fields))
}

// Pages as the original has them: from 0, 200 unless asked otherwise. The upper limit is ours.
const (
	defaultPageSize = 200
	maxPageSize     = 1000
)

// readFilter reads the filter of a POST from its body, and that of a GET, which has a page only, from its query.
func readFilter(w http.ResponseWriter, r *http.Request, filter any, pageIndex, pageSize **int) error {
	if r.Method == http.MethodPost {
		err := httpx.DecodeJSON(w, r, maxBody, filter)
		if said, ok := errors.AsType[*ringdex.Error](err); ok { // by a member that reads itself
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

// readNumber reads a parameter, whose name counts without regard to case, as it does in the original's framework.
func readNumber(query url.Values, name string, to **int) error {
	for given, values := range query {
		if !strings.EqualFold(given, name) || values[0] == "" {
			continue
		}
		n, err := strconv.Atoi(values[0])
		if err != nil {
			return ringdex.Errorf(ringdex.Invalid, "%s: %s is not a whole number", name, ringdex.Show(values[0]))
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
		return p, ringdex.Errorf(ringdex.Invalid, "PageSize: %d is not between 1 and %d", p.Limit, maxPageSize)
	}
	if index != nil {
		if *index < 0 || *index > 1_000_000 {
			return p, ringdex.Errorf(ringdex.Invalid, "PageIndex: %d is not between 0 and 1000000", *index)
		}
		p.Offset = *index * p.Limit
	}
	return p, nil
}

func newPage[T any](items []T, at ringdex.Page, total int64) page[T] {
	limit := int64(at.Limit)
	return page[T]{PageIndex: at.Offset / at.Limit, PageSize: at.Limit, TotalItems: total, TotalPages: (total + limit - 1) / limit, Items: items}
}
