package native

import (
	"net/http"

	"ringdex/internal/auth"
	"ringdex/internal/dialect"
	"ringdex/internal/directory"
	"ringdex/internal/intake"
	"ringdex/internal/ringdex"
	wire "ringdex/internal/wire/native"
)

// contactRoutes require no right here: smart users and end users have some contacts, which
// directory.Records decides.
func (a *api) contactRoutes() map[string]dialect.Route {
	return map[string]dialect.Route{
		"GET /v1/contacts":              dialect.For(0, a.contacts),
		"POST /v1/contacts":             dialect.For(auth.Edit, a.addContact),
		"GET /v1/contacts/{id}":         dialect.For(0, a.showContact),
		"PATCH /v1/contacts/{id}":       dialect.For(0, a.changeContact),
		"DELETE /v1/contacts/{id}":      dialect.For(auth.Edit, a.removeContact),
		"GET /v1/contacts/{id}/history": dialect.For(auth.Read, a.history(ringdex.KindContact)),
	}
}

// contacts answers GET /v1/contacts: a page of those that the filters match.
func (a *api) contacts(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	if err := directory.Admits(p, auth.Read); err != nil {
		return err
	}
	if r.URL.Query().Get("search") != "" {
		return a.searched(w, r, p, ringdex.KindContact)
	}
	q, err := a.contactQuery(r, p)
	if err != nil {
		return err
	}
	found, err := a.Records.ListContacts(r.Context(), p, q)
	if err != nil {
		return err
	}
	view := wire.View{Fields: found.Fields, Companies: found.Companies}
	items := make([]wire.Object, len(found.Contacts))
	for i, c := range found.Contacts {
		items[i] = withIDs(view.Contact(c), p, c.ExternalIDs)
	}
	return writeList(w, r, items, cursor(found.Next), counted(q.Count, found.Total))
}

// selectors are parameters of which one selects contacts by itself.
var selectors = []string{"phone", "externalId"}

func (a *api) contactQuery(r *http.Request, p auth.Principal) (directory.ContactQuery, error) {
	q := newQuery(r)
	found := directory.ContactQuery{
		ContactFilter: ringdex.ContactFilter{
			UserName: q.text("userName"), Email: q.text("email"), Company: q.number("company"),
			UpdatedFrom: q.time("updatedFrom"), UpdatedUntil: q.time("updatedUntil"),
		},
		Source: q.text("source"), ExternalID: q.text("externalId"),
		After: q.after(ringdex.KindContact), Limit: q.limit(), Count: q.flag("count"),
	}
	if found.Source == "" {
		found.Source = directory.SourceOf(p)
	}
	if number := q.phone(r); number != "" {
		found.Among = a.holders(p, number)
	}
	q.text("search") // is empty here
	for _, selector := range selectors {
		q.alone(selector, "phone", "externalId", "userName", "email", "company", "updatedFrom", "updatedUntil")
	}
	return found, q.end()
}

// holders returns the contacts with a number, never nil.
func (a *api) holders(p auth.Principal, number string) []ringdex.ID {
	ids := []ringdex.ID{}
	for _, ref := range a.Index.Holders(p.Organization, number) {
		if ref.Kind == ringdex.KindContact {
			ids = append(ids, ref.Contact)
		}
	}
	return ids
}

func (a *api) showContact(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	if err := directory.Admits(p, auth.Read); err != nil {
		return err
	}
	ref, err := refOf(ringdex.KindContact, r.PathValue("id"))
	if err != nil {
		return err
	}
	c, page, err := a.Records.FindContact(r.Context(), p, ref.Contact)
	if err != nil || notModified(w, r, c.Version) {
		return err
	}
	view := wire.View{Fields: page.Fields, Companies: page.Companies}
	return writeVersioned(w, http.StatusOK, c.Version, withIDs(view.Contact(c), p, c.ExternalIDs))
}

// addContact answers POST /v1/contacts[?dryRun=true].
func (a *api) addContact(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	q := newQuery(r)
	dryRun := q.flag("dryRun")
	if err := q.end(); err != nil {
		return err
	}
	draft, err := contactDraft(w, r)
	if err != nil {
		return err
	}
	done, err := a.Records.CreateContact(r.Context(), p, draft, dryRun)
	if err != nil {
		return err
	}
	if !dryRun {
		w.Header().Set("Location", "/v1/contacts/"+done.Ref.String())
	}
	return writeContact(w, r, p, created(dryRun), &done)
}

// created is the status of a record that was created, or would be.
func created(dryRun bool) int {
	if dryRun {
		return http.StatusOK
	}
	return http.StatusCreated
}

func contactDraft(w http.ResponseWriter, r *http.Request) (directory.Draft, error) {
	members, err := readRecord(w, r)
	if err != nil {
		return directory.Draft{}, err
	}
	read := wire.ContactDraft(members)
	draft := directory.Draft{Ops: read.Ops, Problems: read.Problems}
	if read.Company != "" {
		draft.Company = &intake.CompanyRef{Name: read.Company, At: "company"}
	}
	return draft, nil
}

// changeContact answers PATCH /v1/contacts/{id}[?dryRun=true]: members that are sent change, others
// stay.
func (a *api) changeContact(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	if err := directory.Admits(p, auth.Edit); err != nil {
		return err
	}
	ref, e, err := a.target(r, ringdex.KindContact)
	if err != nil {
		return err
	}
	draft, err := contactDraft(w, r)
	if err != nil {
		return err
	}
	done, err := a.Records.ChangeContact(r.Context(), p, ref.Contact, draft, e)
	if err != nil {
		return err
	}
	return writeContact(w, r, p, http.StatusOK, &done)
}

func writeContact(w http.ResponseWriter, r *http.Request, p auth.Principal, status int, done *directory.Result) error {
	addNotes(w, r, done.Notes)
	view := wire.View{Fields: done.Fields, Companies: done.Companies}
	return writeVersioned(w, status, done.Contact.Version, withIDs(view.Contact(done.Contact), p, done.Contact.ExternalIDs))
}

// target reads the record and the condition of a change.
func (a *api) target(r *http.Request, kind ringdex.Kind) (ringdex.Ref, directory.Expected, error) {
	ref, err := refOf(kind, r.PathValue("id"))
	if err != nil {
		return ref, directory.Expected{}, err
	}
	q := newQuery(r)
	e, err := expected(r, q)
	if err == nil {
		err = q.end()
	}
	return ref, e, err
}

func (a *api) removeContact(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	ref, e, err := a.target(r, ringdex.KindContact)
	if err != nil {
		return err
	}
	if err := a.Records.RemoveContact(r.Context(), p, ref.Contact, e); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
