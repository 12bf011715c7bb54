package setting

import (
	"github.com/a-h/templ"

	"ringdex/internal/ringdex"
	"ringdex/internal/web/ui"
)

// Gallery returns the pages with fixed data.
func Gallery() []ui.Specimen {
	title := ui.Titled("Settings", section)
	jana := &ringdex.Contact{ID: ringdex.DerivedID(ui.SpecimenTime, "jana"), Version: 2, UserName: "jana", FirstName: "Jana", LastName: "Nováková", Emails: []string{"jana@example.com"}, Roles: ringdex.Operator}
	values := map[string]string{"userName": "jana", "firstName": "Jana", "lastName": "Nováková", "emails": "jana@example.com", "must_change": "true"}
	return []ui.Specimen{
		{Name: "settings", Head: title, Body: func(v *ui.View) templ.Component {
			return organizationPage(v, organized{Organization: ringdex.Organization{Name: "Volací centrum", Version: 3}, Regions: "CZ, SK", Digits: "9", Problems: map[string]string{"regions": v.T("settings.not_a_number")}})
		}},
		{Name: "users", Head: title, Body: func(v *ui.View) templ.Component {
			return usersPage(v, listed{Users: []*ringdex.Contact{jana}, Next: users})
		}},
		{Name: "user", Head: title, Body: func(v *ui.View) templ.Component {
			return userPage(v, form{ID: jana.ID, Version: 2, Roles: jana.Roles, Values: values, Problems: map[string]string{"userName": v.T("settings.not_a_number")}}, "jana")
		}},
		{Name: "user-new", Head: title, Body: func(v *ui.View) templ.Component {
			return userPage(v, form{Roles: ringdex.Operator, Values: map[string]string{"must_change": "true"}}, v.T("settings.new_user"))
		}},
		{Name: "sources", Head: title, Body: func(v *ui.View) templ.Component {
			return sourcesPage(v, []ringdex.Source{{Key: "erp", Name: "Helios", Priority: 10}, {Key: "file"}})
		}},
		{Name: "sources-none", Head: title, Body: func(v *ui.View) templ.Component { return sourcesPage(v, nil) }},
		{Name: "source", Head: title, Body: func(v *ui.View) templ.Component {
			f := sourceForm{Source: ringdex.Source{Key: "erp", Name: "Helios", LockEdits: true}, Known: true, Priority: "10", Rules: "phones: fill\nnote: never"}
			f.Problems = map[string]string{"fieldRules.x": v.T("settings.not_a_number")}
			return sourcePage(v, f)
		}},
		{Name: "fields", Head: title, Body: func(v *ui.View) templ.Component {
			return fieldsPage(v, []ringdex.Field{
				{ID: 36, Kind: ringdex.KindContact, Key: "crm", Title: "Odkaz do CRM", Type: ringdex.TypeText, Unique: true}, {ID: 7, Kind: ringdex.KindCompany, Title: "VIP", Type: ringdex.TypeCheckBox, Required: true},
			})
		}},
		{Name: "fields-none", Head: title, Body: func(v *ui.View) templ.Component { return fieldsPage(v, nil) }},
		{Name: "field-new", Head: title, Body: func(v *ui.View) templ.Component {
			return fieldPage(v, fieldForm{New: true, Field: ringdex.Field{Kind: ringdex.KindContact, Type: ringdex.TypeDropDown}, Items: "Nízká\nVysoká"}, v.T("settings.new_field"))
		}},
		{Name: "field-remove", Head: title, Body: func(v *ui.View) templ.Component {
			return removeFieldPage(v, ringdex.Field{ID: 36, Kind: ringdex.KindContact, Title: "Odkaz do CRM"}, 1200)
		}},
		{Name: "user-remove", Head: title, Body: func(v *ui.View) templ.Component { return removePage(v, jana) }},
	}
}
