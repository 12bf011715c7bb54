package account

import (
	"time"

	"github.com/a-h/templ"

	"ringdex/internal/ringdex"
	"ringdex/internal/web/ui"
)

// Gallery returns the pages with fixed data.
func Gallery() []ui.Specimen {
	return []ui.Specimen{
		{Name: "sign-in", Head: ui.Lone("Sign in"), Body: func(v *ui.View) templ.Component {
			v.Who = nil
			return signIn(v, signInPage{Next: "/"})
		}},
		{Name: "sign-in-wrong", Head: ui.Lone("Sign in"), Body: func(v *ui.View) templ.Component {
			v.Who = nil
			return signIn(v, signInPage{Login: "jana", Next: "/", Problem: v.T("account.link_used"), Demo: true})
		}},
		{Name: "first-run", Head: ui.Lone("First run"), Body: func(v *ui.View) templ.Component {
			return first(v, firstPage{Name: "Volací centrum", Regions: "CZ,SK,PL", Problems: map[string]string{"again": v.T("account.not_same")}})
		}},
		{Name: "password", Head: ui.Titled("Password", ""), Body: func(v *ui.View) templ.Component {
			return password(v, passwordPage{Problems: map[string]string{"present": v.T("auth.wrong_present")}})
		}},
		{Name: "account", Head: ui.Titled("Account", ""), Body: func(v *ui.View) templ.Component {
			since := ui.SpecimenTime.Add(-3 * time.Hour)
			return overview(v, []sessionLine{
				{ringdex.Session{Agent: "Mozilla/5.0 (X11; Linux x86_64) Firefox/145.0", Address: "192.0.2.7", Created: since}, true},
				{ringdex.Session{Agent: "Mozilla/5.0 (iPhone) Safari/605", Address: "2001:db8::1", Created: since.Add(-100 * time.Hour)}, false},
			})
		}},
	}
}
