// Package find has the pages of the directory: finding contacts and companies, reading them, and
// changing them field by field.
//
// It owns how a record is shown and which of its fields a form has. Who may see and change what is
// decided by package directory.
package find

import (
	"ringdex/internal/auth"
	"ringdex/internal/directory"
	"ringdex/internal/lookup"
	"ringdex/internal/undo"
	"ringdex/internal/web/page"
	"ringdex/internal/web/ui"
)

// Deps are what the pages need.
type Deps struct {
	Records *directory.Records
	Fields  *directory.Directory // the custom fields
	Index   *lookup.Index
	Undo    *undo.Undo
}

type pages struct{ Deps }

// section is the key of the navigation's entry.
const section = "find"

// New returns the pages. Everybody who is signed in may ask for them: package directory decides
// which records somebody may see.
func New(d Deps) page.Area {
	p := &pages{d}
	return page.Area{
		Sections: []page.Section{{Section: ui.Section{Key: section, Path: "/", Icon: "search", Label: "find.section"}}},
		Routes: []page.Route{
			{Pattern: "GET /{$}", Handle: p.search},
			{Pattern: "GET /contacts/new", Right: auth.Edit, Handle: p.contactForm},
			{Pattern: "POST /contacts", Right: auth.Edit, Handle: p.saveContact},
			{Pattern: "GET /contacts/{id}", Handle: p.contact},
			{Pattern: "POST /contacts/{id}", Handle: p.saveContact},
			{Pattern: "GET /contacts/{id}/edit", Handle: p.contactForm},
			{Pattern: "POST /contacts/{id}/delete", Right: auth.Edit, Handle: p.removeContact},
			{Pattern: "GET /companies/new", Right: auth.Edit, Handle: p.companyForm},
			{Pattern: "POST /companies", Right: auth.Edit, Handle: p.saveCompany},
			{Pattern: "GET /companies/{id}", Handle: p.company},
			{Pattern: "POST /companies/{id}", Right: auth.Edit, Handle: p.saveCompany},
			{Pattern: "GET /companies/{id}/edit", Right: auth.Edit, Handle: p.companyForm},
			{Pattern: "POST /companies/{id}/delete", Right: auth.Edit, Handle: p.removeCompany},
			{Pattern: "POST /changes/{seq}/undo", Handle: p.undo},
		},
	}
}

// admits returns Denied if the reader can see no record at all.
func admits(c *page.Call) error { return directory.Admits(c.Who.Principal, auth.Read) }
