package sheet

import (
	"strings"

	"ringdex/internal/fold"
	"ringdex/internal/ringdex"
)

// target is what a column fills, and how its cells are read.
type target struct {
	field string // native name
	shape shape
}

// shape is how a cell becomes a value.
type shape int

// The shapes. The intake reads most values itself; the others need to be taken apart or translated first.
const (
	plain        shape = iota
	sameDigits         // text that a spreadsheet takes for a number and may have cut
	flag               // yes or no, in words
	decimal            // with a comma, and spaces between thousands
	language           // names and codes
	country            // names and codes
	roles              // words
	numbers            // phones
	addresses          // e-mails
	words              // texts divided by ; or ,
	companyNames       // divided by ;
	company            // of a contact: name, or several divided by ;
	companyID          // of a contact: external id
	externalID
	userName
)

// list says whether several columns may fill the field together.
func (s shape) list() bool { return s == numbers || s == addresses || s == words }

// contactTargets are the names that mean something else than a native field read as it stands.
var contactTargets = map[string]target{
	"phone": {"phones", numbers}, "phones": {"phones", numbers}, "mobile": {"phones", numbers},
	"email": {"emails", addresses}, "emails": {"emails", addresses},
	"tags": {"tags", words}, "agent": {"agents", words}, "agents": {"agents", words},
	"internalGroups": {"internalGroups", words}, "operatorGroups": {"operatorGroups", words},
	"role": {"role", roles}, "roles": {"role", roles}, "language": {"language", language},
	"mustChangePassword": {"mustChangePassword", flag},
	"company":            {"company", company}, "companies": {"companies", companyNames}, "companyExternalId": {"companyExternalId", companyID},
	"externalId": {"externalId", externalID}, "userName": {"userName", userName},
	"street": {"home.street", plain}, "building": {"home.building", plain}, "flat": {"home.flat", plain},
	"postalCode": {"home.postalCode", sameDigits}, "city": {"home.city", plain}, "country": {"home.country", plain},
	"home.postalCode": {"home.postalCode", sameDigits}, "mailDrop.postalCode": {"mailDrop.postalCode", sameDigits},
	"invoice.postalCode": {"invoice.postalCode", sameDigits},
	"pesel":              {"pesel", sameDigits}, "regon": {"regon", sameDigits}, "nip": {"nip", sameDigits},
	"identifier": {"identifier", sameDigits}, "employeeId": {"employeeId", sameDigits}, "fax": {"fax", sameDigits},
}

var companyTargets = map[string]target{
	"phone": {"phones", numbers}, "phones": {"phones", numbers}, "mobile": {"phones", numbers},
	"email": {"emails", addresses}, "emails": {"emails", addresses},
	"emailDomains": {"emailDomains", words}, "emailDomain": {"emailDomains", words}, "tags": {"tags", words},
	"country": {"country", country}, "disabled": {"disabled", flag},
	"externalId": {"externalId", externalID}, "postalCode": {"postalCode", sameDigits},
}

// target finds a field by the name that heading or the owner of the file gives it: phone2, street, customField1,
// nameUri, or a native name.
func (o *Options) target(name string) (target, bool) {
	if t, ok := o.exact(name); ok {
		return t, true
	}
	if t, ok := o.custom(name); ok {
		return t, true
	}
	of, isLink := strings.CutSuffix(name, "Uri")
	if !isLink {
		return target{}, false
	}
	return o.native("links." + of)
}

// exact finds a field by its native name, with a number behind it where a field has several columns.
func (o *Options) exact(name string) (target, bool) {
	known := contactTargets
	if o.Kind == ringdex.KindCompany {
		known = companyTargets
	}
	if t, ok := known[name]; ok {
		return t, true
	}
	if t, ok := known[strings.TrimRight(name, "0123456789")]; ok && t.shape.list() {
		return t, true
	}
	return o.native(name)
}

// native asks the language itself whether it has a field of that name.
func (o *Options) native(name string) (target, bool) {
	if name == "externalId" || name == "defaultCompany" {
		return target{}, false // a number of this directory says nothing in a file
	}
	ops := []ringdex.Op{{Verb: ringdex.Remove, Field: name}}
	rules := ringdex.Rules{Fields: o.Fields}
	var problems []*ringdex.Error
	if o.Kind == ringdex.KindCompany {
		_, problems = ringdex.PrepareCompany(ops, &rules)
	} else {
		_, problems = ringdex.PrepareContact(ops, &rules)
	}
	switch {
	case len(problems) > 0:
		return target{}, false
	case strings.HasPrefix(name, "role."):
		return target{name, flag}, true
	case strings.HasPrefix(name, "custom."):
		return o.custom(name)
	}
	return target{name, plain}, true
}

// custom finds a custom field by "custom.36", its key, or its title without regard to case and diacritics.
func (o *Options) custom(name string) (target, bool) {
	name = strings.TrimSpace(name)
	if id, ok := strings.CutPrefix(name, "custom."); ok {
		f, found := ringdex.FindField(o.Fields, o.Kind, id)
		if !found {
			return target{}, false
		}
		return customTarget(f), true
	}
	for i := range o.Fields {
		if f := &o.Fields[i]; f.Kind == o.Kind && name != "" && (f.Key == name || fold.Key(f.Title) == fold.Key(name) && fold.Key(name) != "") {
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
	}
	return target{f.Name(), plain}
}
