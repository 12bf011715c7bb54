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
		{Name: "user-remove", Head: title, Body: func(v *ui.View) templ.Component { return removePage(v, jana) }},
	}
}
