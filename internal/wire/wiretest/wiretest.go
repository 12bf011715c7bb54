// Package wiretest checks that a wire shows those built-in fields of which their table says so.
package wiretest

import (
	"testing"

	"ringdex/internal/ringdex"
)

// Wire is what is checked.
type Wire[T any] struct {
	On      ringdex.Wires
	Table   []ringdex.BuiltIn[T]
	Prepare func([]ringdex.Op, *ringdex.Rules) ([]ringdex.Edit[T], []*ringdex.Error)

	// Empty returns a record that has what every record has.
	Empty func() *T
	// Render returns the record as the wire shows it to a caller who may see everything.
	Render func(*T) string
	// Taken reports whether the wire takes a field, which counts as well; nil when it takes none.
	Taken func(field string) bool
}

// Check sets one field after the other and looks whether that changes what the wire shows. Fields
// that operations do not write are not checked.
func (w *Wire[T]) Check(t *testing.T) {
	t.Helper()
	for i := range w.Table {
		f := &w.Table[i]
		if !f.Written() && f.Shape != ringdex.ShapeRoles || f.Of != "" && f.On == 0 {
			continue
		}
		record := w.Empty()
		w.set(t, record, f)
		seen := w.Render(record) != w.Render(w.Empty()) || w.Taken != nil && w.Taken(f.Name)
		if said := f.On&w.On != 0; seen != said {
			t.Errorf("%s is on this wire: %t; its table of built-in fields says %t", f.Name, seen, said)
		}
	}
}

func (w *Wire[T]) set(t *testing.T, record *T, f *ringdex.BuiltIn[T]) {
	t.Helper()
	op := ringdex.Op{Verb: ringdex.Set, Field: f.Name, Value: samples[f.Shape]}
	if value, ok := checked[f.Name]; ok {
		op.Value = value
	}
	if f.Shape == ringdex.ShapeRoles {
		op.Field = f.Name + ".operator"
	}
	edits, problems := w.Prepare([]ringdex.Op{op}, &ringdex.Rules{Source: ringdex.Source{Key: Source}})
	more := ringdex.Apply(record, edits)
	for _, p := range append(problems, more...) {
		t.Fatalf("%s: %v", f.Name, p)
	}
}

// Source is the source whose external id is set.
const Source = "wire"

var samples = map[ringdex.Shape]any{
	ringdex.ShapeText: "Sample", ringdex.ShapeDigits: "01234", ringdex.ShapeKey: "K-1", ringdex.ShapeDate: "1980-02-29",
	ringdex.ShapeFlag: true, ringdex.ShapeInteger: int64(7), ringdex.ShapeLanguage: "cs", ringdex.ShapeCountry: "CZE",
	ringdex.ShapeRoles: true, ringdex.ShapeEmails: []any{"sample@example.com"}, ringdex.ShapePhones: []any{"+420603303963"},
	ringdex.ShapeDomains: []any{"example.com"}, ringdex.ShapeTexts: []any{"Sample"}, ringdex.ShapeIntegers: []any{int64(7)},
}

// checked are values with a check digit.
var checked = map[string]string{"pesel": "44051401359", "regon": "123456785", "nip": "1234563218"}
