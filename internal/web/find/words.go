package find

import (
	"strconv"
	"strings"
	"time"

	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
	"ringdex/internal/web/ui"
)

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

// repaired reports whether a number was written in another way than it is shown, apart from spaces
// and signs.
func repaired(n phone.Number) bool {
	digits := func(text string) string {
		return strings.Map(func(r rune) rune {
			if r >= '0' && r <= '9' {
				return r
			}
			return -1
		}, text)
	}
	return digits(n.Text) != digits(n.E164)+n.Extension
}

// companies returns the companies of a contact that are known, the default one first.
func (c *contactPage) companies() (ids []int64) {
	for _, id := range append([]int64{c.DefaultCompany}, c.Companies...) {
		if c.Of[id] != nil && (id != c.DefaultCompany || len(ids) == 0) {
			ids = append(ids, id)
		}
	}
	return ids
}

// editPath returns the address of the form of a record; "" for a reader who may not change it.
func editPath(ref ringdex.Ref, may bool) string {
	if !may {
		return ""
	}
	return ui.RecordPath(ref) + "/edit"
}

// about returns what the program knows of a contact by itself.
func (c *contactPage) about(v *ui.View) []fact {
	list := aboutRecord(v, c.Created, c.Updated)
	var roles []string
	for _, role := range ringdex.EachRole {
		if c.Roles.Has(role) {
			roles = append(roles, v.T("role."+role.String()))
		}
	}
	if len(roles) > 0 {
		list = append(list, fact{Label: v.T("contact.role"), Value: strings.Join(roles, ", ")})
	}
	return list
}

func aboutRecord(v *ui.View, created, updated time.Time) []fact {
	return []fact{{Label: v.T("contact.created"), Value: v.Time(created)}, {Label: v.T("contact.updated"), Value: v.Time(updated)}}
}

// by returns who made a change, and at which door.
func by(v *ui.View, e entry) string {
	text := ""
	for _, part := range []string{e.Cause.Actor, e.Cause.Source, e.Door} {
		if part != "" && !strings.HasSuffix(text, part) {
			text += " · " + part
		}
	}
	return text
}

func versionText(f *form) string { return strconv.FormatInt(f.Version, 10) }
