package ui

import (
	"strings"

	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// FieldName returns the name of a field in the reader's language: of a built-in one from the
// catalogue, of a custom one its title.
func FieldName(v *View, kind ringdex.Kind, name string, fields []ringdex.Field) string {
	head, part, whole := strings.Cut(name, ".")
	of := "contact."
	if kind == ringdex.KindCompany {
		of = "company."
	}
	switch {
	case head == "custom":
		if f, ok := ringdex.FindField(fields, kind, part); ok {
			return f.Title
		}
		return name
	case head == "role" && whole:
		return v.T("role." + part)
	case whole && head == "links":
		return v.T("contact.links") + ": " + linked(v, part)
	case whole:
		return v.T(of+head) + ": " + v.T("address."+part)
	}
	return v.T(of + name)
}

// linked returns what a link of a contact belongs to.
func linked(v *View, part string) string {
	if part == "name" {
		return v.T("find.name")
	}
	if n, numbered := strings.CutPrefix(part, "customField"); numbered {
		return v.T("find.field_number", n)
	}
	return v.T("contact." + part)
}

// NumberKind is the kind of a telephone line in words, "" for none.
func NumberKind(v *View, k phone.Kind) string {
	if k == "" {
		return ""
	}
	return v.T("find.line." + string(k))
}

// RecordPath returns the address of the page of a record.
func RecordPath(ref ringdex.Ref) string {
	if ref.Kind == ringdex.KindCompany {
		return "/companies/" + ref.String()
	}
	return "/contacts/" + ref.String()
}
