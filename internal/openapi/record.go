package openapi

import (
	"maps"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// addRecords adds the components of records, from the tables of fields, and that of problems.
func (d *Document) addRecords() {
	all := d.api.Components.Schemas.Map()
	contact := record(ringdex.ContactFields)
	contact.Properties["company"] = &huma.Schema{Type: "string", Description: "name of the default company; one that does not exist is created"}
	all["Contact"], all["Company"] = contact, record(ringdex.CompanyFields)
	all["ProblemDetails"] = problem
}

// record returns the schema of a record in the form of package wire/native.
func record[T any](table []ringdex.BuiltIn[T]) *huma.Schema {
	s := &huma.Schema{Type: "object", AdditionalProperties: false, Properties: maps.Clone(beside)}
	for i := range table {
		f := &table[i]
		if f.On&ringdex.OnNative == 0 {
			continue
		}
		p := property(f.Shape, f.At)
		p.ReadOnly = !f.Written() && f.Name != "role"
		s.Properties[f.Name] = p
	}
	return s
}

// beside are the members of a record that are not one line of the table.
var beside = map[string]*huma.Schema{
	"externalId":  {Type: "string", Description: "id in the caller's source: that of its key, else api"},
	"externalIds": {Type: "object", ReadOnly: true, AdditionalProperties: &huma.Schema{Type: "string"}, Description: "id in each source"},
	"custom":      {Type: "object", AdditionalProperties: &huma.Schema{}, Description: "custom fields by key or number"},
	"numbers": {
		Type: "array", ReadOnly: true, Description: "what the phones mean",
		Items: &huma.Schema{Type: "object", Properties: map[string]*huma.Schema{
			"text": {Type: "string"}, "e164": {Type: "string"}, "kind": {Type: "string"}, "extension": {Type: "string"},
			"reason": {Type: "string", Description: "why it is invalid"},
		}},
	},
}

var formats = map[ringdex.Shape]string{
	ringdex.ShapeDate:     "date, such as 1980-02-29",
	ringdex.ShapeLanguage: "en, de, cs, sk or pl",
	ringdex.ShapeCountry:  "code of three letters, such as CZE",
	ringdex.ShapeRoles:    "names of roles, separated by commas",
}

// property returns the schema of a field by the type of its value.
func property(shape ringdex.Shape, at any) *huma.Schema {
	s := propertyAt(at)
	s.Description = formats[shape]
	if shape == ringdex.ShapeEmails {
		s.Items.Format = "email"
	}
	return s
}

func propertyAt(at any) *huma.Schema {
	switch at.(type) {
	case func(*ringdex.Contact) *ringdex.ID:
		return &huma.Schema{Type: "string", Format: "uuid"}
	case func(*ringdex.Contact) *time.Time, func(*ringdex.Company) *time.Time:
		return &huma.Schema{Type: "string", Format: "date-time"}
	case func(*ringdex.Contact) *bool, func(*ringdex.Company) *bool:
		return &huma.Schema{Type: "boolean"}
	case func(*ringdex.Contact) *int64, func(*ringdex.Company) *int64:
		return &huma.Schema{Type: "integer"}
	case func(*ringdex.Contact) *[]int64, func(*ringdex.Company) *[]int64:
		return &huma.Schema{Type: "array", Items: &huma.Schema{Type: "integer"}}
	case func(*ringdex.Contact) *[]string, func(*ringdex.Company) *[]string,
		func(*ringdex.Contact) *[]phone.Number, func(*ringdex.Company) *[]phone.Number:
		return &huma.Schema{Type: "array", Items: &huma.Schema{Type: "string"}}
	case func(*ringdex.Contact) *map[string]string, func(*ringdex.Company) *map[string]string:
		return &huma.Schema{Type: "object", AdditionalProperties: &huma.Schema{Type: "string"}}
	}
	return &huma.Schema{Type: "string"}
}

// problem is a failure in the form of RFC 9457.
var problem = &huma.Schema{
	Type: "object", Description: "A failure (RFC 9457). detail and message are in the language that Accept-Language asks for; programs go by code and key.",
	Required: []string{"status", "title", "detail", "code"},
	Properties: map[string]*huma.Schema{
		"status": {Type: "integer"}, "title": {Type: "string"}, "detail": {Type: "string"},
		"code": {Type: "string", Enum: []any{
			ringdex.Invalid, ringdex.NotFound, ringdex.Conflict, ringdex.Denied, ringdex.Unauthenticated, ringdex.TooLarge,
			ringdex.RateLimited, ringdex.Unavailable, ringdex.Internal,
		}},
		"errors": {Type: "array", Items: &huma.Schema{Type: "object", Properties: map[string]*huma.Schema{
			"field": {Type: "string", Description: "the member or the parameter"}, "message": {Type: "string"}, "key": {Type: "string"},
		}}},
	},
}
