package ringdex

import (
	"cmp"
	"strings"

	"ringdex/internal/phone"
)

// Rules are what operations are read against: an organization's regions and custom fields, and the
// ways of the source that sends.
type Rules struct {
	Regions phone.Regions
	Fields  []Field
	Source  Source
}

// Field finds the definition of a custom field by id or key, in the form in which operations name it: "custom.36".
func (r *Rules) field(kind Kind, name string) (*Field, bool) {
	key, ok := strings.CutPrefix(name, customPrefix)
	if !ok {
		return nil, false
	}
	return FindField(r.Fields, kind, key)
}

// customPrefix leads the names of custom fields among the names of fields.
const customPrefix = "custom."

// Verb is what an operation does with a field.
type Verb string

// The verbs. Of a field that holds one value, Set and Add set it and Remove clears it.
const (
	Set    Verb = "set"    // the value; of a list: all of it
	Add    Verb = "add"    // to a list, at its end unless Index says otherwise; a value that is there already is not added
	Remove Verb = "remove" // everything; of a list with an Index: that element
	Place  Verb = "place"  // in a list, at Index or at its end when it is shorter; an empty value takes the element away
)

// Op is one operation on one field of a record, as a sender wishes it.
type Op struct {
	Verb  Verb
	Field string // native name: "firstName", "phones", "home.city", "links.name", "custom.36"
	Index *int   // an element of a list; nil for all of it
	Value any    // string, bool, float64, int64, nil, or []any of these for a whole list
	At    string // what the sender calls the place: "/Phones/-"; problems are reported there
}

// Edit is an operation that has been checked: its value is read, and it fits its field.
type Edit[T any] struct {
	Field string // its name, by which it may be locked: "custom.36", also when the operation calls it by its key
	At    string
	apply func(*T) error
}

// PrepareContact reads operations on a contact; the problems are all there are, in order.
func PrepareContact(ops []Op, rules *Rules) ([]Edit[Contact], []*Error) {
	return prepare(ops, rules, KindContact, contactAttributes, contactCustom)
}

// PrepareCompany reads operations on a company; the problems are all there are, in order.
func PrepareCompany(ops []Op, rules *Rules) ([]Edit[Company], []*Error) {
	return prepare(ops, rules, KindCompany, companyAttributes, companyCustom)
}

func prepare[T any](ops []Op, rules *Rules, kind Kind, known map[string]attribute[T], custom func(*Field) attribute[T]) ([]Edit[T], []*Error) {
	if len(ops) > maxOperations {
		return nil, []*Error{Problem("", "operation.too_many", len(ops), maxOperations)}
	}
	edits := make([]Edit[T], 0, len(ops))
	var problems []*Error
	for i := range ops {
		op := &ops[i]
		name := op.Field
		a, ok := known[name]
		if !ok {
			if field, found := rules.field(kind, name); found {
				name, a, ok = field.Name(), custom(field), true
			}
		}
		if !ok {
			problems = append(problems, Problem(op.place(), "field.unknown"))
			continue
		}
		err := op.check()
		var apply func(*T) error
		if err == nil {
			apply, err = a.prepare(op, rules)
		}
		if err != nil {
			problems = append(problems, ProblemOf(op.place(), err))
			continue
		}
		edits = append(edits, Edit[T]{Field: name, At: op.place(), apply: apply})
	}
	return edits, problems
}

// check finds an operation that no field knows.
func (op *Op) check() error {
	switch op.Verb {
	case Set, Add, Remove:
		return nil
	case Place:
		if op.Index == nil || *op.Index < 0 {
			return Fail(Invalid, "list.no_place")
		}
		return nil
	}
	return Fail(Invalid, "operation.unknown", Show(string(op.Verb)))
}

func (op *Op) place() string {
	if op.At != "" {
		return op.At
	}
	return op.Field
}

// Apply carries edits out on record, in order, but for those on locked fields, which it returns as notes.
// Problems are those of indexes: everything else was found by Prepare. With problems, record is half changed
// and to be thrown away.
func Apply[T any](record *T, edits []Edit[T], locked []string) (notes, problems []*Error) {
	for _, e := range edits {
		if isLocked(locked, e.Field) {
			notes = append(notes, Problem(e.At, "field.locked"))
			continue
		}
		if err := e.apply(record); err != nil {
			problems = append(problems, ProblemOf(e.At, err))
		}
	}
	return notes, problems
}

func isLocked(locked []string, field string) bool {
	for _, l := range locked {
		if l == field || l == heads[field] {
			return true
		}
	}
	return false
}

// heads are the first elements of lists, with the list that they are a part of.
var heads = headsOf(ContactFields)

// WholeField returns the list that a field is the first element of, "phones" for "phone"; other names as they are.
func WholeField(name string) string { return cmp.Or(heads[name], name) }

func headsOf[T any](table []BuiltIn[T]) map[string]string {
	heads := map[string]string{}
	for i := range table {
		f := &table[i]
		if list := FindBuiltIn(table, f.Of); f.Of != "" && list.Written() {
			heads[f.Name] = f.Of
		}
	}
	return heads
}
