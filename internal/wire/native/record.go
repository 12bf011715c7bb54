package native

import (
	"strconv"
	"strings"

	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// View holds what the JSON of a record needs besides the record.
type View struct {
	Fields    []ringdex.Field
	Companies map[int64]*ringdex.Company // companies that are shown with names

	// Custom returns the name and the text of a custom field's value; nil means its key (or its
	// number, without a key) and the canonical value.
	Custom func(f *ringdex.Field, value string) (name, text string)
}

// Contact returns a contact: its built-in fields by their native names ("home.city"), without empty
// ones. Numbers appear twice: their texts as "phones", their meaning as "numbers".
func (v *View) Contact(c *ringdex.Contact) Object {
	o := record(ringdex.ContactFields, c)
	if company := v.Companies[c.DefaultCompany]; company != nil {
		o.Set("company", company.Name)
	}
	v.custom(&o, ringdex.KindContact, c.Custom)
	return o
}

// Company returns a company in the form of Contact. Its id is a number.
func (v *View) Company(c *ringdex.Company) Object {
	o := record(ringdex.CompanyFields, c)
	v.custom(&o, ringdex.KindCompany, c.Custom)
	return o
}

// record returns the built-in fields that have a value.
func record[T any](table []ringdex.BuiltIn[T], r *T) Object {
	o := make(Object, 0, 32)
	for i := range table {
		f := &table[i]
		if f.On&ringdex.OnNative == 0 {
			continue
		}
		switch value := f.Value(r).(type) {
		case nil:
		case []phone.Number:
			o = append(o, Member{f.Name, f.Texts(r)}, Member{"numbers", numbers(value)})
		default:
			o = append(o, Member{f.Name, value})
		}
	}
	return o
}

// Number is a telephone number.
type Number struct {
	Text      string `json:"text"`
	E164      string `json:"e164,omitempty"`
	Kind      string `json:"kind,omitempty"`
	Extension string `json:"extension,omitempty"`
	Reason    string `json:"reason,omitempty"` // why it is invalid
}

func numbers(list []phone.Number) []Number {
	all := make([]Number, len(list))
	for i, n := range list {
		all[i] = Number{n.Text, n.E164, string(n.Kind), n.Extension, string(n.Reason)}
	}
	return all
}

// custom adds the values of custom fields, by name.
func (v *View) custom(o *Object, kind ringdex.Kind, values map[int64]string) {
	all := map[string]string{}
	for id, value := range values {
		if value != "" {
			name, text := v.customValue(kind, id, value)
			all[name] = text
		}
	}
	if len(all) > 0 {
		o.Set("custom", all)
	}
}

func (v *View) customValue(kind ringdex.Kind, id int64, value string) (name, text string) {
	number := strconv.FormatInt(id, 10)
	f, found := ringdex.FindField(v.Fields, kind, number)
	if !found {
		f = &ringdex.Field{ID: id, Kind: kind} // the field is no longer defined
	}
	switch {
	case v.Custom != nil:
		return v.Custom(f, value)
	case f.Key != "":
		return f.Key, value
	}
	return number, value
}

// FieldName returns the name of a field, a custom one by its key, if any: "custom.card" for
// "custom.36".
func (v *View) FieldName(kind ringdex.Kind, name string) string {
	number, custom := strings.CutPrefix(name, "custom.")
	if !custom {
		return name
	}
	if f, ok := ringdex.FindField(v.Fields, kind, number); ok && f.Key != "" {
		return "custom." + f.Key
	}
	return name
}
