package find

import (
	"time"

	"github.com/a-h/templ"

	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
	"ringdex/internal/web/ui"
)

// Gallery returns the pages with fixed data.
func Gallery() []ui.Specimen {
	title := ui.Titled("Directory", section)
	return []ui.Specimen{
		{Name: "find", Head: live("nov"), Body: func(v *ui.View) templ.Component { return searchPage(v, sampleResults("nov")) }},
		{Name: "find-companies", Head: live(""), Body: func(v *ui.View) templ.Component {
			return searchPage(v, results{query: query{Kind: ringdex.KindCompany}, Companies: []*ringdex.Company{sampleCompany()}})
		}},
		{Name: "find-nothing", Head: live("xyz"), Body: func(v *ui.View) templ.Component {
			return searchPage(v, results{query: query{Text: "xyz", Kind: ringdex.KindContact}})
		}},
		{Name: "find-empty", Head: live(""), Body: func(v *ui.View) templ.Component {
			return searchPage(v, results{query: query{Kind: ringdex.KindContact}})
		}},
		{Name: "contact", Head: title, Body: func(v *ui.View) templ.Component { return contactView(v, samplePage(v)) }},
		{Name: "company", Head: title, Body: func(v *ui.View) templ.Component {
			page := companyPage{Company: sampleCompany(), Members: sampleResults("").Contacts, Total: 42, Edit: true, History: sampleHistory(v)}
			page.Facts = facts(v, ringdex.KindCompany, ringdex.CompanyFields, page.Company, nil, nil)
			return companyView(v, page)
		}},
		{Name: "contact-form", Head: title, Body: func(v *ui.View) templ.Component {
			f := &form{Kind: ringdex.KindContact, Version: 3, Name: "Jana Nováková", Fields: sampleFields, May: v.Principal}
			f.inputs(v, contactInputs(v, f, sampleContact(), "Stavby Brno s.r.o."))
			f.tell(map[string]string{"emails[1]": v.T("page.form"), "": v.T("find.nothing_typed")})
			return formView(v, v.T("find.edit", f.Name), f)
		}},
	}
}

func live(text string) func(*ui.View) ui.Head {
	return func(*ui.View) ui.Head { return ui.Head{Title: "Directory", Section: section, Live: true, Query: text} }
}

var sampleFields = []ringdex.Field{
	{ID: 36, Kind: ringdex.KindContact, Key: "crm", Title: "Odkaz do CRM", Type: ringdex.TypeText},
	{ID: 38, Kind: ringdex.KindContact, Key: "debt", Title: "Dluh", Type: ringdex.TypeDecimal},
	{ID: 40, Kind: ringdex.KindContact, Key: "since", Title: "Zákazníkem od", Type: ringdex.TypeDate},
	{ID: 41, Kind: ringdex.KindContact, Key: "vip", Title: "VIP", Type: ringdex.TypeCheckBox},
	{ID: 43, Kind: ringdex.KindContact, Key: "importance", Title: "Důležitost", Type: ringdex.TypeDropDown, Items: []ringdex.Item{
		{ID: 1, Title: "Nízká"}, {ID: 2, Title: "Běžná"}, {ID: 3, Title: "Vysoká"},
	}},
}

func sampleContact() *ringdex.Contact {
	at := ui.SpecimenTime
	return &ringdex.Contact{
		ID: ringdex.DerivedID(at, "jana"), Version: 3, Source: "crm", UserName: "jana.novakova@example.com", Roles: ringdex.EndUser,
		ExternalIDs: []ringdex.ExternalID{{Source: "crm", ID: "K-1024"}, {Source: "eshop", ID: "88231"}},
		FirstName:   "Jana", LastName: "Nováková", JobTitle: "vedoucí nákupu", Emails: []string{"jana.novakova@example.com"},
		Phones: numbersOf("+420 603 303 963", "00420 222 333 444", "603 30"), Language: ringdex.Czech,
		DefaultCompany: 1, Companies: []int64{1}, Tags: []string{"VIP", "obchod", "smlouva 2027"}, Agents: []string{"Petr", "Eva"},
		Links: map[string]string{"name": "https://crm.example.com/contact/1024"}, Note: "Volá hlavně dopoledne.\nPreferuje češtinu.",
		Custom:  map[int64]string{36: "https://crm.example.com/contact/1024", 38: "12500.5", 40: "2022-02-21T00:00:00.000Z", 41: "true", 43: "3"},
		Locked:  []string{"note"},
		Created: at.Add(-2000 * time.Hour), Updated: at.Add(-26 * time.Hour), MissingSince: map[string]string{"eshop": "2026-11-20T00:00:00Z"},
	}
}

func numbersOf(texts ...string) (list []phone.Number) {
	for _, text := range texts {
		list = append(list, phone.Parse(text, phone.Regions{"CZ"}))
	}
	return list
}

func sampleCompany() *ringdex.Company {
	return &ringdex.Company{
		ID: 1, Version: 2, Name: "Stavby Brno s.r.o.", City: "Brno", Street: "Veveří 12", PostalCode: "602 00", Country: "CZE",
		Web: "https://stavby.example.com", Phones: numbersOf("+420 542 100 100"), Emails: []string{"info@stavby.example.com"},
		EmailDomains: []string{"stavby.example.com"}, Tags: []string{"partner"}, Created: ui.SpecimenTime, Updated: ui.SpecimenTime,
	}
}

func sampleResults(text string) results {
	other := &ringdex.Contact{ID: ringdex.DerivedID(ui.SpecimenTime, "x"), Phones: numbersOf("+48 22 531 00 00"), Organization: "Nowak i Synowie sp. z o.o."}
	long := &ringdex.Contact{
		ID: ringdex.DerivedID(ui.SpecimenTime, "y"), FirstName: "Maximiliana-Alexandra", LastName: "Novotná-Wolfeschlegelsteinhausenbergerová",
		Emails: []string{"maximiliana-alexandra.novotna-wolfeschlegelsteinhausenbergerova@a-very-long-domain.example.com"},
	}
	return results{
		query: query{Text: text, Kind: ringdex.KindContact}, Contacts: []*ringdex.Contact{sampleContact(), other, long},
		Of: map[int64]*ringdex.Company{1: sampleCompany()}, Next: cursor(sampleContact().Bookmark()),
	}
}

func samplePage(v *ui.View) contactPage {
	c := sampleContact()
	page := contactPage{
		Contact: c, Of: map[int64]*ringdex.Company{1: sampleCompany()}, Empty: 31, Edit: true, Remove: true,
		Sources: sources(c.Source, c.ExternalIDs, c.MissingSince), History: sampleHistory(v),
	}
	for i, n := range c.Phones {
		page.Numbers = append(page.Numbers, number{Number: n})
		if i == 1 {
			page.Numbers[i].Others = sampleResults("").Contacts[1:2]
		}
	}
	page.Facts = lock(facts(v, ringdex.KindContact, ringdex.ContactFields, c, c.Custom, sampleFields), c.Locked)
	return page
}

func sampleHistory(v *ui.View) []entry {
	at := ui.SpecimenTime.Add(-26 * time.Hour)
	change := func(action ringdex.Action, actor, source string, at time.Time) ringdex.Change {
		return ringdex.Change{Action: action, Cause: ringdex.Cause{Actor: actor, Source: source, At: at}}
	}
	return []entry{
		{Change: change(ringdex.Updated, "jana", "", at), Undo: undoPath(12), Deltas: []delta{
			{ui.FieldName(v, ringdex.KindContact, "lastName", nil), "Novotná", "Nováková"},
			{ui.FieldName(v, ringdex.KindContact, "tags", nil), "", "VIP, obchod"},
			{ui.FieldName(v, ringdex.KindContact, "password", nil), "", ""},
		}},
		{Change: change(ringdex.Updated, "erp", "crm", at.Add(-100*time.Hour)), Door: "helpdesk", Deltas: []delta{
			{ui.FieldName(v, ringdex.KindContact, "home.city", nil), "Praha", "Brno"},
		}},
		{Change: change(ringdex.Created, "erp", "crm", at.Add(-1900*time.Hour)), Door: "helpdesk"},
	}
}
