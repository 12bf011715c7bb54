package fileimport

import (
	"slices"

	"ringdex/internal/mapping"
	"ringdex/internal/ringdex"
)

// Some programs write what a record has several of in rows of their own, without its key and name:
// Zammad its organizations, Odoo its numbers. Such a row is no contact, since nobody could be
// announced.

// continued refuses a row that only continues the one above.
func (im *Import) continued(d *mapping.Draft) {
	if d.ExternalID != "" || d.Home != nil || len(d.Problems) > 0 || len(d.Ops) == 0 {
		return
	}
	person, firm := texts(d, "firstName", "middleName", "lastName", "displayName", "userName"), texts(d, "organization") || d.Company != nil
	number, email := d.Text("phones") != "", d.Text("emails") != ""
	switch {
	case person || email:
	case number && !firm && onlyNumbers(d) && im.hasNames():
		d.Problem("", "import.only_number")
	case !number && im.above > 0:
		d.Problem("", "import.continues", im.above)
	}
}

func texts(d *mapping.Draft, fields ...string) bool {
	return slices.ContainsFunc(fields, func(field string) bool { return d.Text(field) != "" })
}

func onlyNumbers(d *mapping.Draft) bool {
	return !slices.ContainsFunc(d.Ops, func(op ringdex.Op) bool { return op.Field != "phones" && op.Verb != ringdex.Remove })
}

// hasNames reports whether the file has a column of names, so that a row without one is odd.
func (im *Import) hasNames() bool {
	return slices.ContainsFunc([]string{"firstName", "lastName", "displayName", "organization", "company", "userName"}, im.mapping.Has)
}
