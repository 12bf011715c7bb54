package ringdex

import (
	"cmp"
	"slices"
	"strings"

	"ringdex/internal/phone"
)

// Rules are the context for parsing operations: an organization's regions and custom fields, and
// the settings of the sending source.
type Rules struct {
	Regions phone.Regions
	Fields  []Field
	Source  Source
	Sources []Source // all that have settings
}

// field finds the definition of a custom field by its name in operations, with id or key:
// "custom.36".
func (r *Rules) field(kind Kind, name string) (*Field, bool) {
	key, ok := strings.CutPrefix(name, customPrefix)
	if !ok {
		return nil, false
	}
	return FindField(r.Fields, kind, key)
}

// customPrefix is the prefix of the names of custom fields.
const customPrefix = "custom."

// Verb is the action of an operation.
type Verb string

// The verbs. For a single value, Set and Add set it and Remove clears it.
const (
	Set    Verb = "set"    // the value, or a whole list
	Add    Verb = "add"    // to a list, at Index or at its end; no duplicates
	Remove Verb = "remove" // the value, the whole list, or the element at Index
	Place  Verb = "place"  // in a list, at Index or at the end of a shorter list; an empty value removes the element
)

// Op is one requested operation on one field of a record.
type Op struct {
	Verb  Verb
	Field string // native name: "firstName", "phones", "home.city", "links.name", "custom.36"
	Index *int   // of a list element; nil for the whole list
	Value any    // string, bool, float64, int64, nil, or []any of these for a whole list
	At    string // the sender's path, for problems: "/Phones/-"
}

// Edit is a validated operation with its parsed value.
type Edit[T any] struct {
	Field string // canonical name, for locks: "custom.36" even if the operation has the key
	At    string
	apply func(*T) error
}

// PrepareContact parses operations on a contact and returns all problems, in order.
func PrepareContact(ops []Op, rules *Rules) ([]Edit[Contact], []*Error) {
	return prepare(ops, rules, KindContact, contactAttributes, contactCustom)
}

// PrepareCompany parses operations on a company and returns all problems, in order.
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

// check validates the verb, and the index of Place.
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

// Apply applies edits to record, in order. Problems can only be about indexes: PrepareContact and
// PrepareCompany find all others. If there are problems, discard record: it is partly changed.
func Apply[T any](record *T, edits []Edit[T]) (problems []*Error) {
	for _, e := range edits {
		if err := e.apply(record); err != nil {
			problems = append(problems, ProblemOf(e.At, err))
		}
	}
	return problems
}

// isLocked reports whether a lock covers the field, its list or the fields around it.
func isLocked(locked []string, field string) bool {
	return slices.ContainsFunc(locked, func(l string) bool { return covers(l, field) || covers(l, WholeField(field)) })
}

// heads maps the fields of first elements to their lists.
var heads = headsOf(ContactFields)

// WholeField returns the list of a first-element field, "phones" for "phone", and other names
// unchanged.
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
