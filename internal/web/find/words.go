package find

import (
	"strings"

	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
	"ringdex/internal/web/ui"
)

func current(here bool) string {
	if here {
		return "page"
	}
	return "false"
}

// nameOf returns a name, or what stands for a missing one.
func nameOf(v *ui.View, name string) string {
	if name == "" {
		return v.T("find.no_name")
	}
	return name
}

// below returns the line below the name of a contact in a list.
func below(c *ringdex.Contact, company *ringdex.Company) string {
	var parts []string
	if company != nil {
		parts = append(parts, company.Name)
	} else if c.Organization != "" && c.Organization != c.FullName() {
		parts = append(parts, c.Organization)
	}
	if email := c.Email(); email != "" && email != c.FullName() {
		parts = append(parts, email)
	}
	return strings.Join(parts, " · ")
}

// shownNumber returns a number for people: in the international form if it is valid, else as it
// was written.
func shownNumber(n phone.Number) string {
	if !n.Valid() {
		return n.Text
	}
	shown := phone.Format(n.E164)
	if n.Extension != "" {
		shown += " / " + n.Extension
	}
	return shown
}
