package native

import (
	"net/http"

	"ringdex/internal/auth"
	"ringdex/internal/dialect"
	"ringdex/internal/directory"
	"ringdex/internal/ringdex"
	wire "ringdex/internal/wire/native"
)

func (a *api) companyRoutes() map[string]dialect.Route {
	return map[string]dialect.Route{
		"GET /v1/companies":              dialect.For(0, a.companies),
		"POST /v1/companies":             dialect.For(auth.Edit, a.addCompany),
		"GET /v1/companies/{id}":         dialect.For(0, a.showCompany),
		"PATCH /v1/companies/{id}":       dialect.For(auth.Edit, a.changeCompany),
		"DELETE /v1/companies/{id}":      dialect.For(auth.Edit, a.removeCompany),
		"GET /v1/companies/{id}/history": dialect.For(auth.Read, a.history(ringdex.KindCompany)),
	}
}

// companies answers GET /v1/companies: a page of those that the filters match.
func (a *api) companies(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	if err := directory.Admits(p, auth.Read); err != nil {
		return err
	}
	if r.URL.Query().Get("search") != "" {
		return a.searched(w, r, p, ringdex.KindCompany)
	}
	q, err := companyQuery(r, p)
	if err != nil {
		return err
	}
	found, err := a.Records.ListCompanies(r.Context(), p, q)
	if err != nil {
		return err
	}
	view := wire.View{Fields: found.Fields}
	items := make([]wire.Object, len(found.Companies))
	for i, c := range found.Companies {
		items[i] = withIDs(view.Company(c), p, c.ExternalIDs)
	}
	return writeList(w, r, items, cursor(found.Next), counted(q.Count, found.Total))
}

func companyQuery(r *http.Request, p auth.Principal) (directory.CompanyQuery, error) {
	q := newQuery(r)
	found := directory.CompanyQuery{
		CompanyFilter: ringdex.CompanyFilter{
			Name: q.text("name"), Email: q.text("email"), EmailDomain: q.text("emailDomain"),
			UpdatedFrom: q.time("updatedFrom"), UpdatedUntil: q.time("updatedUntil"),
		},
		Source: q.text("source"), ExternalID: q.text("externalId"),
		After: q.after(ringdex.KindCompany), Limit: q.limit(), Count: q.flag("count"),
	}
	if found.Source == "" {
		found.Source = directory.SourceOf(p)
	}
	q.text("search") // is empty here
	q.alone("externalId", "name", "email", "emailDomain", "updatedFrom", "updatedUntil")
	return found, q.end()
}

func (a *api) showCompany(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	if err := directory.Admits(p, auth.Read); err != nil {
		return err
	}
	ref, err := refOf(ringdex.KindCompany, r.PathValue("id"))
	if err != nil {
		return err
	}
	c, page, err := a.Records.FindCompany(r.Context(), p, ref.Company)
	if err != nil || notModified(w, r, c.Version) {
		return err
	}
	view := wire.View{Fields: page.Fields}
	return writeVersioned(w, http.StatusOK, c.Version, withIDs(view.Company(c), p, c.ExternalIDs))
}

// addCompany answers POST /v1/companies[?dryRun=true].
func (a *api) addCompany(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	q := newQuery(r)
	dryRun := q.flag("dryRun")
	if err := q.end(); err != nil {
		return err
	}
	draft, err := companyDraft(w, r)
	if err != nil {
		return err
	}
	done, err := a.Records.CreateCompany(r.Context(), p, draft, dryRun)
	if err != nil {
		return err
	}
	if !dryRun {
		w.Header().Set("Location", "/v1/companies/"+done.Ref.String())
	}
	return writeCompany(w, r, p, created(dryRun), &done)
}

func companyDraft(w http.ResponseWriter, r *http.Request) (directory.Draft, error) {
	members, err := readRecord(w, r)
	if err != nil {
		return directory.Draft{}, err
	}
	read := wire.CompanyDraft(members)
	return directory.Draft{Ops: read.Ops, Problems: read.Problems}, nil
}

// changeCompany answers PATCH /v1/companies/{id}[?dryRun=true]: members that are sent change,
// others stay.
func (a *api) changeCompany(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	ref, e, err := a.target(r, ringdex.KindCompany)
	if err != nil {
		return err
	}
	draft, err := companyDraft(w, r)
	if err != nil {
		return err
	}
	done, err := a.Records.ChangeCompany(r.Context(), p, ref.Company, draft, e)
	if err != nil {
		return err
	}
	return writeCompany(w, r, p, http.StatusOK, &done)
}

func writeCompany(w http.ResponseWriter, r *http.Request, p auth.Principal, status int, done *directory.Result) error {
	addNotes(w, r, done.Notes)
	view := wire.View{Fields: done.Fields}
	return writeVersioned(w, status, done.Company.Version, withIDs(view.Company(done.Company), p, done.Company.ExternalIDs))
}

// removeCompany answers DELETE /v1/companies/{id}[?contacts=leave][&dryRun=true].
func (a *api) removeCompany(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	ref, err := refOf(ringdex.KindCompany, r.PathValue("id"))
	if err != nil {
		return err
	}
	q := newQuery(r)
	contacts := q.text("contacts")
	e, err := expected(r, q)
	if err == nil {
		err = q.end()
	}
	if err == nil && contacts != "" && contacts != "leave" {
		err = ringdex.Problem("contacts", "call.contacts", ringdex.Show(contacts))
	}
	if err != nil {
		return err
	}
	if err := a.Records.RemoveCompany(r.Context(), p, ref.Company, contacts == "leave", e); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
