package web_test

import (
	"net/http"
	"strings"
	"testing"

	"ringdex/internal/intake"
	"ringdex/internal/ringdex"
	"ringdex/internal/web/webtest"
)

// directoryWorld has a company with a smart user and a contact, a contact outside of it, and a user
// of each role.
func directoryWorld(t *testing.T) (w *webtest.World, inside, outside string) {
	t.Helper()
	w = webtest.New(t, nil)
	for name, role := range map[string]ringdex.Roles{
		"admin": ringdex.Administrator, "super": ringdex.SuperOperator, "operator": ringdex.Operator, "smart": ringdex.SmartUser, "end": ringdex.EndUser,
	} {
		w.AddUser(name, role)
	}
	w.Put(ringdex.KindContact,
		record("K-1", "Acme", "firstName", "Jana", "lastName", "Nováková", "phones", []any{"+420 603 303 963"}, "adminNote", "for administrators", "operatorNote", "for operators"),
		record("K-2", "Other", "firstName", "Petr", "lastName", "Svoboda", "phones", []any{"603303963", "12"}, "links.name", "https://crm.example/2"),
	)
	w.Edit("smart", func(c *ringdex.Contact) { c.JoinCompany(w.Company("Acme")) })
	return w, "/contacts/" + w.Contact("K-1").String(), "/contacts/" + w.Contact("K-2").String()
}

func record(id, company string, pairs ...any) intake.Record {
	r := intake.Record{Identity: intake.Identity{ExternalID: id}}
	if company != "" {
		r.Company = &intake.CompanyRef{Name: company}
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		r.Ops = append(r.Ops, ringdex.Op{Verb: ringdex.Set, Field: pairs[i].(string), Value: pairs[i+1]})
	}
	return r
}

func TestContactPage(t *testing.T) {
	t.Parallel()
	w, inside, outside := directoryWorld(t)
	b := w.As("admin")
	page := b.Get(inside)
	wantText(t, "the contact", page, "Jana Nováková", `href="tel:+420603303963"`, "mobile", ">Acme</a>", "for administrators", "K-1", "also of", ">Petr Svoboda</a>", "Created")
	wantText(t, "the other one", b.Get(outside), `href="https://crm.example/2"`, "This number is too short", ">Jana Nováková</a>")
	for _, path := range []string{"/contacts/x", "/contacts/01990000-0000-7000-8000-000000000000", "/companies/x", "/companies/0", "/companies/999"} {
		wantStatus(t, path, b.Get(path), http.StatusNotFound)
	}
	wantText(t, "its company", b.Get("/companies/1"), "Acme", "Jana Nováková")
}

func TestSearchPage(t *testing.T) {
	t.Parallel()
	w, _, _ := directoryWorld(t)
	b := w.As("operator")
	wantText(t, "the list", b.Get("/"), "Jana Nováková", "Petr Svoboda")
	found := b.Get("/?q=novak")
	wantText(t, "a name", found, "Jana Nováková", `value="novak"`)
	if strings.Contains(found.Body, "Petr Svoboda") {
		t.Error("the other one is found, too")
	}
	wantText(t, "nothing", b.Get("/?q=%3Cxyzzy%3E"), "Nothing found for &#34;&lt;xyzzy&gt;&#34;")
	wantText(t, "companies", b.Get("/?kind=company"), "Acme", "Other")
	wantText(t, "those of a company", b.Get("/?company=1"), "Jana Nováková")
	for _, query := range []string{"after=x", "after=%ff", "company=-1", "company=x", "kind=x", "q=" + strings.Repeat("a", 5000), "q=%ff%00"} {
		wantStatus(t, query, b.Get("/?"+query), http.StatusOK)
	}
	b.Header.Set("HX-Request", "true")
	if part := b.Get("/?q=novak"); strings.Contains(part.Body, "<html") || !strings.Contains(part.Body, `id="results"`) {
		t.Errorf("while one types, got\n%s", part.Body)
	}
}

func TestListHasPages(t *testing.T) {
	t.Parallel()
	w := webtest.New(t, nil)
	w.AddUser("jana", ringdex.Operator)
	var records []intake.Record
	for _, letter := range strings.Split("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", "") {
		records = append(records, record(letter, "", "lastName", "Person "+letter))
	}
	w.Put(ringdex.KindContact, records...)
	b := w.As("jana")
	first := b.Get("/")
	_, rest, _ := strings.Cut(first.Body, `rel="next" href="`)
	next, _, found := strings.Cut(rest, `"`)
	if !found {
		t.Fatalf("there is no next page:\n%s", first.Body)
	}
	second := b.Get(strings.ReplaceAll(next, "&amp;", "&"))
	if n := strings.Count(first.Body+second.Body, "data-item"); n != len(records)+1 {
		t.Errorf("two pages have %d contacts, want %d", n, len(records)+1)
	}
}

func TestEditContact(t *testing.T) {
	t.Parallel()
	w, _, outside := directoryWorld(t)
	b := w.As("operator")
	wantText(t, "the form", b.Get(outside+"/edit"), `name="lastName"`, `value="Svoboda"`, "603303963\n12</textarea>")
	bad := b.Post(outside, "version", "1", "lastName", "Dvořák", "emails", "a@example.com\nnot an address", "custom.99", "x")
	wantStatus(t, "a bad address", bad, http.StatusUnprocessableEntity)
	wantText(t, "a bad address", bad, `value="Dvořák"`, "not an address</textarea>", `aria-invalid="true"`)
	wantLocation(t, "a change", b.Post(outside, "version", "1", "lastName", "Dvořák", "firstName", "Petr", "company", "New Ltd"), outside)
	page := b.Get(outside)
	wantText(t, "the page", page, "Petr Dvořák is saved", "Undo", "New Ltd", `href="https://crm.example/2"`, "Svoboda")
	wantText(t, "an older version", b.Post(outside, "version", "1", "lastName", "Late"), "Petr Dvořák", "Late")
	wantLocation(t, "nothing", b.Post(outside, "version", "2", "lastName", "Dvořák"), outside)
	wantLocation(t, "undo", b.Post(undoIn(t, page)), outside)
	wantText(t, "the page afterwards", b.Get(outside), "Petr Svoboda", "It is as it was before", `href="https://crm.example/2"`)
}

// undoIn returns the first address of a page that takes something back.
func undoIn(t *testing.T, page webtest.Answer) string {
	t.Helper()
	at := strings.Index(page.Body, "/changes/")
	if at < 0 {
		t.Fatalf("nothing can be taken back in\n%s", page.Body)
	}
	path, _, _ := strings.Cut(page.Body[at:], `"`)
	return path
}

func TestCreateAndDelete(t *testing.T) {
	t.Parallel()
	w, _, _ := directoryWorld(t)
	b := w.As("operator")
	wantText(t, "the form", b.Get("/contacts/new?phone=777123456"), "777123456</textarea>")
	wantStatus(t, "nobody", b.Post("/contacts", "version", "0"), http.StatusUnprocessableEntity)
	made := b.Post("/contacts", "version", "0", "lastName", "<Nový>", "phones", "777 123 456")
	if made.Status != http.StatusSeeOther || !strings.HasPrefix(made.Location, "/contacts/") {
		t.Fatalf("got %d %s\n%s", made.Status, made.Location, made.Body)
	}
	wantText(t, "the page", b.Get(made.Location), "&lt;Nový&gt; is created", "+420 777 123 456")
	wantLocation(t, "deleting", b.Post(made.Location+"/delete"), "/")
	list := b.Get("/")
	wantText(t, "the list", list, "&lt;Nový&gt; is deleted")
	wantStatus(t, "the page afterwards", b.Get(made.Location), http.StatusNotFound)
	wantLocation(t, "undo", b.Post(undoIn(t, list)), made.Location)
	wantStatus(t, "the page again", b.Get(made.Location), http.StatusOK)

	company := b.Post("/companies", "name", "Novák s.r.o.", "country", "cze", "phones", "222333444")
	if company.Status != http.StatusSeeOther {
		t.Fatalf("got %d\n%s", company.Status, company.Body)
	}
	wantText(t, "the company", b.Get(company.Location), "Novák s.r.o. is created", "CZE")
	wantText(t, "a country that there is not", b.Post(company.Location, "version", "1", "country", "XXX"), `aria-invalid="true"`)
	wantStatus(t, "a company with contacts", b.Post("/companies/1/delete"), http.StatusConflict)
	wantLocation(t, "a company without", b.Post(company.Location+"/delete"), "/?kind=company")
}

// Each role sees and can do what its row of the table of rights says, also by typed addresses and
// forged forms.
func TestRoles(t *testing.T) {
	t.Parallel()
	w, inside, outside := directoryWorld(t)
	own := "/contacts/" + w.User("end").String()
	boss := "/contacts/" + w.User("admin").String()
	browsers := map[string]*webtest.Browser{}
	for _, name := range []string{"admin", "super", "operator", "smart", "end"} {
		browsers[name] = w.As(name)
	}
	const ok, gone, no, see, bad = http.StatusOK, http.StatusNotFound, http.StatusForbidden, http.StatusSeeOther, http.StatusUnprocessableEntity
	for _, c := range []struct {
		path string
		form []string // nil for a GET
		want map[string]int
	}{
		{"/", nil, map[string]int{"admin": ok, "super": ok, "operator": ok, "smart": ok, "end": ok}},
		{inside, nil, map[string]int{"admin": ok, "super": ok, "operator": ok, "smart": ok, "end": gone}},
		{outside, nil, map[string]int{"admin": ok, "super": ok, "operator": ok, "smart": gone, "end": gone}},
		{own, nil, map[string]int{"admin": ok, "super": ok, "operator": ok, "smart": gone, "end": ok}},
		{"/companies/1", nil, map[string]int{"admin": ok, "super": ok, "operator": ok, "smart": ok, "end": gone}},
		{"/companies/2", nil, map[string]int{"admin": ok, "super": ok, "operator": ok, "smart": gone, "end": gone}},
		{"/contacts/new", nil, map[string]int{"admin": ok, "super": ok, "operator": ok, "smart": no, "end": no}},
		{inside + "/edit", nil, map[string]int{"admin": ok, "super": ok, "operator": ok, "smart": ok, "end": gone}},
		{own + "/edit", nil, map[string]int{"admin": ok, "super": ok, "operator": ok, "smart": gone, "end": ok}},
		{"/companies/1/edit", nil, map[string]int{"admin": ok, "super": ok, "operator": ok, "smart": no, "end": no}},
		{"/contacts", []string{"lastName", "X"}, map[string]int{"smart": no, "end": no}},
		{"/companies", []string{"name", "X"}, map[string]int{"smart": no, "end": no}},
		{inside, []string{"version", "1", "operatorNote", "x", "role.administrator", "true"}, map[string]int{"smart": see, "end": gone}},
		{outside, []string{"version", "1", "lastName", "X"}, map[string]int{"smart": gone, "end": gone}},
		{boss, []string{"version", "1", "lastName", "X"}, map[string]int{"operator": bad, "super": bad, "smart": gone, "end": gone}},
		{boss + "/delete", []string{}, map[string]int{"operator": no, "super": no, "smart": no, "end": no}},
		{inside + "/delete", []string{}, map[string]int{"smart": no, "end": no}},
		{"/companies/1/delete", []string{"contacts", "leave"}, map[string]int{"smart": no, "end": no}},
		{"/changes/1/undo", []string{}, map[string]int{"operator": no, "smart": no, "end": no}},
		{"/changes/999/undo", []string{}, map[string]int{"admin": gone, "operator": gone, "smart": gone, "end": gone}},
	} {
		for name, want := range c.want {
			b := browsers[name]
			got := b.Get(c.path)
			if c.form != nil {
				got = b.Post(c.path, c.form...)
			}
			wantStatus(t, name+" "+c.path, got, want)
		}
	}
	if page := browsers["smart"].Get(inside); strings.Contains(page.Body, "for operators") || strings.Contains(page.Body, "History") {
		t.Error("a smart user sees what is for operators")
	}
	if page := browsers["operator"].Get(inside); strings.Contains(page.Body, "for administrators") || !strings.Contains(page.Body, "for operators") {
		t.Error("an operator sees what is for administrators, or not what is for operators")
	}
	if list := browsers["smart"].Get("/"); strings.Contains(list.Body, "Petr Svoboda") || !strings.Contains(list.Body, "Jana Nováková") {
		t.Errorf("a smart user sees the list\n%s", list.Body)
	}
	if found := browsers["end"].Get("/?q=novak"); strings.Contains(found.Body, "Jana Nováková") {
		t.Error("an end user finds others")
	}
	if page := browsers["admin"].Get(inside); strings.Contains(page.Body, ">x<") {
		t.Error("a forged form changed a note")
	}
}
