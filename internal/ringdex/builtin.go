package ringdex

import (
	"time"

	"ringdex/internal/phone"
)

// BuiltIn is a field of every record of type T: one line of ContactFields or CompanyFields.
// Operations, comparison, copies, the rows of the store, native JSON, files and the mapping of
// their columns derive from these lines. A new field needs only a member of the record and one
// line.
type BuiltIn[T any] struct {
	Name  string // "firstName"
	Of    string // the enclosing field: "home" for "home.city"; "" for none
	Label string // message key of the display name: "contact.firstName"
	Shape Shape
	On    Wires

	// At returns a pointer to the value in a record. It is a func(*T) *V, where V is one of string,
	// bool, int64, ID, time.Time, Language, Roles, Address, []string, []int64, []phone.Number,
	// []ExternalID, []Word, map[string]string and map[int64]string. It is nil for parts without a
	// member of their own, such as a single role.
	At any

	value        func(*T) any
	attribute[T] // prepare is nil for fields without operations
}

// Shape is the notation of a value, and so how a cell of a file is parsed.
type Shape string

// The shapes. For lists it is that of an element.
const (
	ShapeText     Shape = "text"
	ShapeDigits   Shape = "digits" // text that looks like a number to a spreadsheet: "01234"
	ShapeKey      Shape = "key"    // text that identifies the record
	ShapeDate     Shape = "date"
	ShapeFlag     Shape = "flag"
	ShapeInteger  Shape = "integer"
	ShapeLanguage Shape = "language"
	ShapeCountry  Shape = "country" // a code of three letters
	ShapeRoles    Shape = "roles"
	ShapeEmails   Shape = "emails"
	ShapePhones   Shape = "phones"
	ShapeDomains  Shape = "domains"
	ShapeTexts    Shape = "texts"
	ShapeIntegers Shape = "integers"
	ShapeGroup    Shape = "group"  // a group of parts
	ShapeSystem   Shape = "system" // written by the store only
)

// Wires is a set of wires on which a field is visible.
type Wires uint8

// The wires. The package of a foreign wire has its names of the fields.
const (
	OnNative   Wires = 1 << iota // our own JSON: /v1, webhooks, NDJSON
	OnFiles                      // columns of files
	OnHelpdesk                   // in either direction
	OnVoipex
	OnThulium
	OnVCard
)

// on returns the field with more wires.
func (f BuiltIn[T]) on(wires Wires) BuiltIn[T] {
	f.On |= wires
	return f
}

// hidden returns the field without OnNative and OnFiles.
func (f BuiltIn[T]) hidden() BuiltIn[T] {
	f.On &^= OnNative | OnFiles
	return f
}

// Written reports whether operations can name the field.
func (f *BuiltIn[T]) Written() bool { return f.prepare != nil }

// Value returns the value for JSON: string, bool, int64, time.Time, []string, []int64 or
// []phone.Number; nil for none. Roles are a text: "operator,administrator".
func (f *BuiltIn[T]) Value(record *T) any {
	if f.value == nil {
		return nil
	}
	return f.value(record)
}

// Texts returns the values in the notation of Shape, without empty ones. A false flag is empty.
func (f *BuiltIn[T]) Texts(record *T) []string {
	switch v := f.Value(record).(type) {
	case string:
		return []string{v}
	case bool:
		return []string{flagText(v)}
	case int64:
		return []string{integerText(v)}
	case time.Time:
		return []string{v.UTC().Format(time.RFC3339Nano)}
	case []string:
		return v
	case []int64:
		return eachText(v, integerText)
	case map[string]string:
		return eachText(sortedKeys(v), func(key string) string { return key + " " + v[key] })
	case []phone.Number:
		return eachText(v, func(n phone.Number) string { return n.Text })
	}
	return nil
}

func eachText[E any](list []E, text func(E) string) []string {
	all := make([]string, len(list))
	for i, v := range list {
		all[i] = text(v)
	}
	return all
}

// FindBuiltIn returns the line of a field by its native name, nil when there is none.
func FindBuiltIn[T any](table []BuiltIn[T], name string) *BuiltIn[T] {
	for i := range table {
		if table[i].Name == name {
			return &table[i]
		}
	}
	return nil
}

// valueAt returns the function behind Value for a place; nil for values that JSON does not show
// directly.
func valueAt[T any](at any) func(*T) any {
	switch at := at.(type) {
	case func(*T) *string:
		return oneValue(at, itself)
	case func(*T) *bool:
		return oneValue(at, func(v bool) bool { return v })
	case func(*T) *int64:
		return oneValue(at, func(v int64) int64 { return v })
	case func(*T) *Language:
		return oneValue(at, func(v Language) string { return string(v) })
	case func(*T) *Roles:
		return oneValue(at, Roles.String)
	case func(*T) *ID:
		return oneValue(at, ID.String)
	case func(*T) *time.Time:
		return oneValue(at, func(v time.Time) time.Time { return v.UTC() })
	case func(*T) *[]string:
		return several(at)
	case func(*T) *[]int64:
		return several(at)
	case func(*T) *[]phone.Number:
		return several(at)
	}
	return nil
}

// oneValue reads a single value; nil for the zero value.
func oneValue[T any, V comparable, W any](at func(*T) *V, show func(V) W) func(*T) any {
	return func(record *T) any {
		var zero V
		if v := *at(record); v != zero {
			return show(v)
		}
		return nil
	}
}

// several reads a list; nil for an empty one.
func several[T, E any](at func(*T) *[]E) func(*T) any {
	return func(record *T) any {
		if list := *at(record); len(list) > 0 {
			return list
		}
		return nil
	}
}

// labelled completes the lines of a kind.
func labelled[T any](kind Kind, table []BuiltIn[T]) []BuiltIn[T] {
	for i := range table {
		f := &table[i]
		f.Label = string(kind) + "." + f.Name
		if f.value == nil {
			f.value = valueAt[T](f.At)
		}
	}
	return table
}

// written returns the attributes with operations, and their names in order.
func written[T any](table []BuiltIn[T]) ([]string, map[string]attribute[T]) {
	var names []string
	attributes := map[string]attribute[T]{}
	for i := range table {
		if f := &table[i]; f.Written() {
			names = append(names, f.Name)
			attributes[f.Name] = f.attribute
		}
	}
	return names, attributes
}
