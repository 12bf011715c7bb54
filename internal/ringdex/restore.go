package ringdex

import (
	"maps"
	"reflect"
	"strconv"
	"strings"
)

// CopyableField returns the smallest field around a field of a Delta that CopyFields can copy:
// "links" for "links.name", but "home.city" for itself.
func CopyableField(kind Kind, name string) string {
	if kind == KindCompany {
		return copyableField(CompanyFields, name)
	}
	return copyableField(ContactFields, name)
}

func copyableField[T any](table []BuiltIn[T], name string) string {
	f := FindBuiltIn(table, name)
	for f != nil && f.At == nil {
		name = f.Of
		f = FindBuiltIn(table, name)
	}
	return name
}

// CopyFields copies fields of another contact, named as by CopyableField.
func (c *Contact) CopyFields(from *Contact, names []string) {
	copyFields(ContactFields, c, from, names)
	copyCustom(&c.Custom, from.Custom, names)
}

// CopyFields copies fields of another company, named as by CopyableField.
func (c *Company) CopyFields(from *Company, names []string) {
	copyFields(CompanyFields, c, from, names)
	copyCustom(&c.Custom, from.Custom, names)
}

func copyFields[T any](table []BuiltIn[T], to, from *T, names []string) {
	for _, name := range names {
		if f := FindBuiltIn(table, name); f != nil && f.At != nil {
			copyField(f.At, to, from)
		}
	}
}

// copyField copies the value at a place, which is a function as described at BuiltIn.At.
func copyField[T any](at any, to, from *T) {
	place := reflect.ValueOf(at)
	value := func(record *T) reflect.Value {
		return place.Call([]reflect.Value{reflect.ValueOf(record)})[0].Elem()
	}
	value(to).Set(value(from))
	if separate := copier[T](at); separate != nil {
		separate(to)
	}
}

func copyCustom(to *map[int64]string, from map[int64]string, names []string) {
	values := maps.Clone(*to)
	if values == nil {
		values = map[int64]string{}
	}
	for _, name := range names {
		id, custom := strings.CutPrefix(name, customPrefix)
		if !custom {
			continue
		}
		number, _ := strconv.ParseInt(id, 10, 64) // CompareContacts wrote it
		if values[number] = from[number]; values[number] == "" {
			delete(values, number)
		}
	}
	*to = values
}
