package mapping

import (
	"strings"

	"ringdex/internal/fold"
	"ringdex/internal/ringdex"
)

// target is the field of a column and the shape of its cells.
type target struct {
	field string // native name
	shape shape
}

// shape is the notation of a cell.
type shape int

// The shapes. The intake parses most values itself; the others must be split or translated first.
const (
	plain        shape = iota
	sameDigits         // text that a spreadsheet takes for a number and may have cut
	flag               // yes or no, in words
	decimal            // with a comma, and spaces between thousands
	language           // names and codes
	country            // names and codes
	date               // a day, in the ways of several countries
	datePart           // year, month or day of a date in three columns
	house              // number of a house or a flat, which a company has in its street
	prefix             // what all numbers of the row begin with
	extension          // of the number in the column before it
	roles              // words
	numbers            // phones
	addresses          // e-mails
	words              // texts divided by ; or ,
	companyNames       // divided by ;
	company            // of a contact: name, or several divided by ;
	companyID          // of a contact: external id
	externalID
	ringdexID     // of the record in this directory, in an exported file
	ringdexSource // whose external id an exported file shows
	userName
	shownOnly // what an exported file shows, and no import changes
)

// list reports whether several columns may fill the field together.
func (s shape) list() bool {
	return s == numbers || s == addresses || s == words || s == extension || s == prefix
}

// contactAliases are names that columns have besides those of the fields that they fill.
var contactAliases = map[string]target{
	"mobile": {"phones", numbers}, "agent": {"agents", words}, "roles": {"role", roles},
	"company": {"company", company}, "companies": {"companies", companyNames}, "companyExternalId": {"companyExternalId", companyID},
	"externalId": {"externalId", externalID}, "phonePrefix": {"phonePrefix", prefix},
	"phoneExtension": {"phoneExtension", extension},
	"ringdexId":      {"ringdexId", ringdexID}, "ringdexSource": {"ringdexSource", ringdexSource},
	"missingSince": {"missingSince", shownOnly},
	"yearOfBirth":  {"birthDate.year", datePart}, "monthOfBirth": {"birthDate.month", datePart}, "dayOfBirth": {"birthDate.day", datePart},
	"street": {"home.street", plain}, "building": {"home.building", plain}, "flat": {"home.flat", plain},
	"postalCode": {"home.postalCode", sameDigits}, "city": {"home.city", plain}, "country": {"home.country", plain},
}

var companyAliases = map[string]target{
	"phone": {"phones", numbers}, "mobile": {"phones", numbers}, "email": {"emails", addresses}, "emailDomain": {"emailDomains", words},
	"building": {"street.building", house}, "flat": {"street.flat", house},
	"externalId": {"externalId", externalID}, "phonePrefix": {"phonePrefix", prefix},
	"phoneExtension": {"phoneExtension", extension},
	"ringdexId":      {"ringdexId", ringdexID}, "ringdexSource": {"ringdexSource", ringdexSource},
	"missingSince": {"missingSince", shownOnly},
}

// shapes are how the cells of built-in fields are read; the intake reads the others itself.
var shapes = map[ringdex.Shape]shape{
	ringdex.ShapeDigits: sameDigits, ringdex.ShapeKey: userName, ringdex.ShapeFlag: flag, ringdex.ShapeLanguage: language,
	ringdex.ShapeCountry: country, ringdex.ShapeRoles: roles, ringdex.ShapePhones: numbers, ringdex.ShapeEmails: addresses,
	ringdex.ShapeDate: date, ringdex.ShapeDomains: words, ringdex.ShapeTexts: words, ringdex.ShapeIntegers: words,
}

// vocabulary is what fields there are, of one kind of record.
type vocabulary struct {
	kind   ringdex.Kind
	fields []ringdex.Field
}

// target finds a field by the name that heading or the owner of the file gives it: phone2, street,
// customField1, nameUri, or a native name.
func (v vocabulary) target(name string) (target, bool) {
	if t, ok := v.exact(name); ok {
		return t, true
	}
	if t, ok := v.custom(name); ok {
		return t, true
	}
	of, isLink := strings.CutSuffix(name, "Uri")
	if !isLink {
		return target{}, false
	}
	return v.native("links." + of)
}

// exact finds a field by its native name or an alias, with a number behind it where a field has
// several columns.
func (v vocabulary) exact(name string) (target, bool) {
	if t, ok := v.native(name); ok {
		return t, true
	}
	if t, ok := v.native(strings.TrimRight(name, "0123456789")); ok && t.shape.list() {
		return t, true
	}
	return target{}, false
}

// native finds a field by an alias or its native name.
func (v vocabulary) native(name string) (target, bool) {
	aliases := contactAliases
	if v.kind == ringdex.KindCompany {
		aliases = companyAliases
	}
	switch t, ok := aliases[name]; {
	case ok:
		return t, true
	case strings.HasPrefix(name, "custom."):
		return v.custom(name)
	}
	t, ok := builtIn(ringdex.ContactFields, name)
	if v.kind == ringdex.KindCompany {
		t, ok = builtIn(ringdex.CompanyFields, name)
	}
	if !ok {
		return partOf(aliases, name)
	}
	return t, true
}

// partOf finds what only files have by the field that Column shows: birthDate.day.
func partOf(aliases map[string]target, field string) (target, bool) {
	for _, t := range aliases {
		if t.field == field {
			return t, true
		}
	}
	return target{}, false
}

// builtIn finds the field that files can fill. It ignores numbers of this directory, which have no
// meaning in a file.
func builtIn[T any](table []ringdex.BuiltIn[T], name string) (target, bool) {
	f := ringdex.FindBuiltIn(table, name)
	switch {
	case f == nil || f.Shape == ringdex.ShapeInteger:
		return target{}, false
	case !f.Written() && f.Shape != ringdex.ShapeRoles:
		return target{}, false
	case f.Of != "" && shapes[f.Shape].list():
		return target{f.Of, shapes[f.Shape]}, true // the first of a list
	}
	return target{name, shapes[f.Shape]}, true
}

// custom finds a custom field by "custom.36", its key, or its title without regard to case and
// diacritics.
func (v vocabulary) custom(name string) (target, bool) {
	name = strings.TrimSpace(name)
	if id, ok := strings.CutPrefix(name, "custom."); ok {
		f, found := ringdex.FindField(v.fields, v.kind, id)
		if !found {
			return target{}, false
		}
		return customTarget(f), true
	}
	for i := range v.fields {
		if f := &v.fields[i]; f.Kind == v.kind && name != "" && (f.Key == name || fold.Key(f.Title) == fold.Key(name) && fold.Key(name) != "") {
			return customTarget(f), true
		}
	}
	return target{}, false
}

func customTarget(f *ringdex.Field) target {
	switch f.Type {
	case ringdex.TypeCheckBox:
		return target{f.Name(), flag}
	case ringdex.TypeDecimal, ringdex.TypeInteger:
		return target{f.Name(), decimal}
	case ringdex.TypeDate:
		return target{f.Name(), date}
	}
	return target{f.Name(), plain}
}

// ColumnOf returns the title under which the column of a custom field is taken again: its key, or
// its number where it has none, or one that is a native name.
func ColumnOf(f *ringdex.Field, fields []ringdex.Field) string {
	v := vocabulary{f.Kind, fields}
	if _, builtIn := v.exact(f.Key); f.Key == "" || builtIn {
		return f.Name()
	}
	if t, found := v.custom(f.Key); !found || t.field != f.Name() {
		return f.Name()
	}
	return f.Key
}
