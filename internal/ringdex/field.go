package ringdex

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// FieldType is the type of a custom field's values.
type FieldType string

// The types, by their names on the command line.
const (
	TypeText     FieldType = "text"
	TypeTextArea FieldType = "textarea"
	TypeCheckBox FieldType = "checkbox"
	TypeDate     FieldType = "date"
	TypeDateTime FieldType = "datetime"
	TypeInteger  FieldType = "integer"
	TypeDecimal  FieldType = "decimal"
	TypeDropDown FieldType = "dropdown"
)

// FieldTypes lists all types.
var FieldTypes = []FieldType{TypeText, TypeTextArea, TypeCheckBox, TypeDate, TypeDateTime, TypeInteger, TypeDecimal, TypeDropDown}

// Field is the definition of a custom field.
type Field struct {
	ID       int64 // unique within kind
	Kind     Kind
	Key      string // unique within kind; may be empty
	Title    string
	Type     FieldType
	Required bool // every new record must have it
	Unique   bool // no two records have the same value
	Min, Max int  // length of texts in characters; Max 0 means fieldTextLimit
	Hint     string
	Items    []Item // of a drop-down
}

// Item is one choice of a drop-down.
type Item struct {
	ID    int64
	Title string
}

// Name returns the field's name in operations: "custom.36".
func (f *Field) Name() string { return customPrefix + strconv.FormatInt(f.ID, 10) }

// Document implements Document.
func (f Field) Document() DocumentRef {
	prefix := string(f.Kind) + "/"
	ref := DocumentRef{Kind: FieldDocument, ID: prefix + strconv.FormatInt(f.ID, 10)}
	if f.Key != "" {
		ref.Name = prefix + Fold(f.Key)
	}
	return ref
}

// Fields returns all fields, by kind and by the number within the kind.
func Fields(r SettingsReader) ([]Field, error) {
	fields, err := Documents[Field](r)
	slices.SortFunc(fields, func(a, b Field) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.ID, b.ID))
	})
	return fields, err
}

// UniqueFields returns the fields whose values no two records share, in the order of Fields.
func UniqueFields(r SettingsReader) ([]Field, error) {
	fields, err := Fields(r)
	return slices.DeleteFunc(fields, func(f Field) bool { return !f.Unique }), err
}

// PutField creates (ID 0: the next free number) or changes a field. Conflict if the key is taken,
// or if the field becomes unique and two records have the same value.
func PutField(w Writer, f Field) (Field, error) {
	fields, err := Fields(w)
	if err != nil {
		return f, err
	}
	f.ID = cmp.Or(f.ID, nextField(fields, f.Kind))
	taken := func(other Field) bool {
		return other.Kind == f.Kind && other.ID != f.ID && f.Key != "" && SameName(other.Key, f.Key)
	}
	if slices.ContainsFunc(fields, taken) {
		return f, Fail(Conflict, "field.other_has_key", Show(f.Key))
	}
	return f, w.PutDocument(f)
}

func nextField(fields []Field, kind Kind) int64 {
	last := int64(0)
	for _, f := range fields {
		if f.Kind == kind {
			last = max(last, f.ID)
		}
	}
	return last + 1
}

// FindField finds a field by its id, else by its key, case-insensitively. If a key looks like the
// id of another field, the id wins.
func FindField(fields []Field, kind Kind, idOrKey string) (*Field, bool) {
	if id, err := strconv.ParseInt(idOrKey, 10, 64); err == nil {
		if i := slices.IndexFunc(fields, func(f Field) bool { return f.Kind == kind && f.ID == id }); i >= 0 {
			return &fields[i], true
		}
	}
	i := slices.IndexFunc(fields, func(f Field) bool { return f.Kind == kind && f.Key != "" && SameName(f.Key, idOrKey) })
	if i < 0 {
		return nil, false
	}
	return &fields[i], true
}

// Check validates a definition.
func (f *Field) Check() error {
	switch {
	case strings.TrimSpace(f.Title) == "":
		return Fail(Invalid, "field.no_title")
	case !slices.Contains(FieldTypes, f.Type):
		return Fail(Invalid, "field.type", Show(f.Type))
	case f.Type == TypeDropDown && len(f.Items) == 0:
		return Fail(Invalid, "field.no_items")
	case f.Type != TypeDropDown && len(f.Items) > 0:
		return Fail(Invalid, "field.items")
	case f.Max != 0 && f.Min > f.Max:
		return Fail(Invalid, "field.lengths", f.Min, f.Max)
	}
	return f.checkNames()
}

func (f *Field) checkNames() error {
	items := make([]string, len(f.Items))
	for i, item := range f.Items {
		items[i] = item.Title
	}
	return cmp.Or(CheckNames("key", f.Key), CheckNames("title", f.Title), CheckNames("items", items...))
}

// fieldTextLimit is the default maximum length of a text, in characters.
const fieldTextLimit = 10_000

// Canonical parses a value into its stored form: texts unchanged, dates as UTC with milliseconds
// ("2022-02-21T10:49:16.000Z"), numbers in their shortest form, check boxes as "true" or "false",
// drop-downs as the id of the item. "" is no value.
func (f *Field) Canonical(value any) (string, error) {
	if value == nil || value == "" {
		return "", nil
	}
	switch f.Type {
	case TypeCheckBox:
		b, err := readFlag(value, nil)
		return strconv.FormatBool(b), err
	case TypeDate, TypeDateTime:
		return canonicalTime(value)
	case TypeInteger:
		n, err := readInteger(value, nil)
		return integerText(n), err
	case TypeDecimal:
		n, err := readDecimal(value)
		return strconv.FormatFloat(n, 'f', -1, 64), err
	case TypeDropDown:
		return f.item(value)
	}
	return f.textValue(value)
}

// Shown returns a canonical value for people: dates without a time, items by their titles. It
// returns the value itself if the shown one would be parsed to another value.
func (f *Field) Shown(canonical string) string {
	shown := canonical
	switch f.Type {
	case TypeDate:
		if t := Time(canonical); !t.IsZero() {
			shown = t.Format(time.DateOnly)
		}
	case TypeDropDown:
		if i := slices.IndexFunc(f.Items, func(i Item) bool { return integerText(i.ID) == canonical }); i >= 0 {
			shown = f.Items[i].Title
		}
	}
	if back, err := f.Canonical(shown); err != nil || back != canonical {
		return canonical
	}
	return shown
}

func (f *Field) textValue(value any) (string, error) {
	limit := fieldTextLimit
	if f.Max > 0 {
		limit = f.Max
	}
	text, err := readText(limit)(value, nil)
	if err == nil && utf8.RuneCountInString(text) < f.Min {
		return "", Fail(Invalid, "value.too_short", Show(value), f.Min)
	}
	return text, err
}

// timeForm is the canonical form of an instant.
const timeForm = "2006-01-02T15:04:05.000Z"

func canonicalTime(value any) (string, error) {
	text, ok := value.(string)
	if !ok {
		return "", Fail(Invalid, "value.not_date", Show(value))
	}
	t, err := parseTime(text)
	return t.UTC().Format(timeForm), err
}

// Time parses a canonical date.
func Time(canonical string) time.Time {
	t, _ := time.Parse(timeForm, canonical)
	return t
}

// item finds an item by its id, or by its title if the value is a text.
func (f *Field) item(value any) (string, error) {
	if id, err := readInteger(value, nil); err == nil && slices.ContainsFunc(f.Items, func(i Item) bool { return i.ID == id }) {
		return integerText(id), nil
	}
	text, _ := value.(string)
	for _, item := range f.Items {
		if text != "" && SameName(item.Title, text) {
			return integerText(item.ID), nil
		}
	}
	return "", Fail(Invalid, "value.not_item", Show(value), Show(f.Title), f.itemList())
}

func (f *Field) itemList() string {
	return joinText(f.Items, func(i Item) string { return integerText(i.ID) + " " + strconv.Quote(i.Title) })
}

// MissingFields returns a problem for each required field that a new record lacks.
func MissingFields(fields []Field, kind Kind, custom map[int64]string) []*Error {
	var missing []*Error
	for i := range fields {
		f := &fields[i]
		if f.Kind == kind && f.Required && custom[f.ID] == "" {
			missing = append(missing, Problem(f.Name(), "field.required", Show(f.Title)))
		}
	}
	return missing
}
