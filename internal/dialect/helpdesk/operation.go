package helpdesk

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"ringdex/internal/auth"
	"ringdex/internal/intake"
	"ringdex/internal/ringdex"
)

// verb is an operation of the wire, by its number in imports.
type verb int

const (
	add verb = iota
	remove
	replace
)

// verbs are the operations by their names in RFC 6902. Move and test are not supported.
var verbs = map[string]verb{"add": add, "remove": remove, "replace": replace}

// importVerb reads the operation of an import: a name in any case, or a number.
func importVerb(value any) (verb, error) {
	switch v := value.(type) {
	case string:
		if verb, ok := verbs[strings.ToLower(strings.TrimSpace(v))]; ok {
			return verb, nil
		}
	case int64:
		if v >= int64(add) && v <= int64(replace) {
			return verb(v), nil
		}
	case nil:
		return 0, ringdex.Errorf(ringdex.Invalid, "the Operation is missing; use Replace, Add or Remove")
	}
	return 0, ringdex.Errorf(ringdex.Invalid, "the operation %s is not supported; use Replace, Add or Remove", ringdex.Show(value))
}

// translator turns operations of the wire into a record.
type translator struct {
	kind   ringdex.Kind
	paths  map[string]string
	fields []ringdex.Field // known when the intake completes the record
	custom bool            // an operation is on a custom field
	rec    *intake.Record
}

func newTranslator(kind ringdex.Kind, rec *intake.Record) *translator {
	t := &translator{kind: kind, paths: contactPaths, rec: rec}
	if kind == ringdex.KindCompany {
		t.paths = companyPaths
	}
	rec.Clean = t.original()
	return t
}

// translate reads the operations at once, for the password, and again when the fields are known, if one of them is on a
// custom field. The order of operations and of problems is that of the wire in both cases.
func (t *translator) translate(read func()) {
	problems := len(t.rec.Problems)
	read()
	t.rec.Complete = func(rec *intake.Record, fields []ringdex.Field) {
		t.rec, t.fields = rec, fields
		if t.custom {
			rec.Ops, rec.Problems, rec.Company, rec.Password = nil, rec.Problems[:problems], nil, ""
			read()
		}
	}
}

// add takes one operation in; what is wrong with it becomes a problem of the record.
func (t *translator) add(v verb, path string, value any) {
	var err error
	switch member, isCompany := defaultCustomer(path); {
	case isCompany && t.kind == ringdex.KindContact:
		err = t.company(v, path, member, value)
	case t.kind == ringdex.KindContact && strings.EqualFold(path, passwordPath):
		err = t.password(v, value)
	case t.kind == ringdex.KindContact && strings.EqualFold(path, "/SetUsersUnassignedTicketsToNewCustomer"):
		// accepted and without effect: there are no tickets here
	default:
		err = t.field(v, path, value)
	}
	if err != nil {
		t.rec.Problems = append(t.rec.Problems, ringdex.Problemf(path, "%s", ringdex.MessageOf(err)))
	}
}

func (t *translator) field(v verb, path string, value any) error {
	if idOrKey, dataType, ok := customPath(path); ok {
		t.custom = true
		return t.customField(v, path, idOrKey, dataType, value)
	}
	at, err := find(t.paths, path)
	if err != nil {
		return err
	}
	op := ringdex.Op{Field: at.field, Index: at.index, Value: value, At: path}
	switch {
	case at.end && v != add:
		return ringdex.Errorf(ringdex.Invalid, "/- goes with Add only")
	case v == add && lists[at.field] && !at.end && at.index == nil:
		if _, whole := value.([]any); !whole {
			return ringdex.Errorf(ringdex.Invalid, "to add to the list, end the path with /-")
		}
		op.Verb = ringdex.Set
	default:
		op.Verb = [...]ringdex.Verb{add: ringdex.Add, remove: ringdex.Remove, replace: ringdex.Set}[v]
	}
	if at.field == "language" && v != remove {
		if op.Value, err = language(value); err != nil {
			return err
		}
	}
	t.rec.Ops = append(t.rec.Ops, op)
	return nil
}

// language is a number of seed 000, or the name of one.
func language(value any) (any, error) {
	switch v := value.(type) {
	case nil:
		return nil, nil
	case int64:
		if v >= 0 && int(v) < len(ringdex.Languages) {
			return string(ringdex.Languages[v]), nil
		}
	case string:
		if v == "" {
			return nil, nil
		}
		if len(v) == 1 && v[0] >= '0' && v[0] <= '4' {
			return string(ringdex.Languages[v[0]-'0']), nil
		}
		if l, ok := ringdex.ParseLanguage(v); ok {
			return string(l), nil
		}
	}
	return nil, ringdex.Errorf(ringdex.Invalid, "%s is not a language; use 0 EN, 1 DE, 2 CZ, 3 SK or 4 PL", ringdex.Show(value))
}

// company gathers the parts of the reference to the default company. Clients send all of its members, with null
// where they have nothing: only when every one that came is null does the contact have no default company.
func (t *translator) company(v verb, path, member string, value any) error {
	ref := intake.CompanyRef{At: path}
	if t.rec.Company != nil {
		ref = *t.rec.Company
	}
	if v == remove {
		value = nil
	}
	if err := setPart(&ref, member, value); err != nil {
		return err
	}
	if member == customerID {
		ref.At = path // only a number can be wrong later on
	}
	switch {
	case ref.ExternalID != "" || ref.Number != 0 || ref.Name != "":
		t.rec.Company = &ref
	case value == nil:
		t.rec.Company = nil
		t.rec.Ops = append(t.rec.Ops, ringdex.Op{Verb: ringdex.Remove, Field: "defaultCompany", At: path})
	}
	return nil
}

// setPart sets one member of a reference, or takes it away for nil. An empty text says nothing.
func setPart(ref *intake.CompanyRef, member string, value any) error {
	if member == customerID {
		number, ok := wholeNumber(value)
		if !ok || number < 1 && value != nil {
			return ringdex.Errorf(ringdex.Invalid, "%s is not the number of a company", ringdex.Show(value))
		}
		ref.Number = number
		return nil
	}
	part := &ref.Name
	if member == customerExternalID {
		part = &ref.ExternalID
	}
	text, ok := keyText(value)
	if !ok {
		return ringdex.Errorf(ringdex.Invalid, "%s does not name a company", ringdex.Show(value))
	}
	if text != "" || value == nil {
		*part = text
	}
	return nil
}

// wholeNumber is a number that may have come as text; 0 for nil.
func wholeNumber(value any) (int64, bool) {
	switch v := value.(type) {
	case nil:
		return 0, true
	case int64:
		return v, true
	case string:
		n, err := strconv.ParseInt(strings.TrimSpace(v), 10, 64)
		return n, err == nil
	}
	return 0, false
}

// keyText is a text that something is found by, which may have come as a number; "" for nil.
func keyText(value any) (string, bool) {
	switch v := value.(type) {
	case nil:
		return "", true
	case int64:
		return strconv.FormatInt(v, 10), true
	case string:
		return strings.TrimSpace(v), isKey(v)
	}
	return "", false
}

// isKey says whether a text can be kept as a key: PostgreSQL takes no NUL.
func isKey(text string) bool {
	return utf8.RuneCountInString(text) <= maxKey && !strings.ContainsRune(text, 0)
}

// maxKey is how many characters an external id, a user name and a company's name may have.
const maxKey = 255

func (t *translator) password(v verb, value any) error {
	text, ok := value.(string)
	switch {
	case v == remove || value == nil || value == "":
		return nil // a password is never taken away by an import
	case !ok:
		return ringdex.Errorf(ringdex.Invalid, "a password is a text") // never with the value
	}
	if err := auth.CheckPassword(text); err != nil {
		return err
	}
	t.rec.Password = text
	return nil
}

// passwordPath is never kept with its value, nor shown.
const passwordPath = "/Password"

func (t *translator) customField(v verb, path, idOrKey string, dataType []string, value any) error {
	if dataType == nil {
		return ringdex.Errorf(ringdex.Invalid, "write /CustomFields/{id}/{dataType}")
	}
	f, ok := ringdex.FindField(t.fields, t.kind, idOrKey)
	if !ok {
		return ringdex.Errorf(ringdex.Invalid, "there is no custom field %s", ringdex.Show(idOrKey))
	}
	given := strings.Join(dataType, "/")
	fits := dataTypes[f.Type]
	if !slices.ContainsFunc(fits, func(s string) bool { return strings.EqualFold(s, given) }) {
		return ringdex.Errorf(ringdex.Invalid, "the field %q takes %s", f.Title, strings.Join(fits, " or "))
	}
	if f.Type == ringdex.TypeDropDown && v != remove {
		var err error
		if value, err = pick(given, value); err != nil {
			return err
		}
	}
	op := ringdex.Op{Verb: ringdex.Set, Field: f.Name(), Value: value, At: path}
	if v == remove {
		op.Verb = ringdex.Remove
	}
	t.rec.Ops = append(t.rec.Ops, op)
	return nil
}

// pick is the number of a drop-down's item. A title is refused, because titles change.
func pick(dataType string, value any) (any, error) {
	id := value
	if object, ok := value.(map[string]any); ok && strings.EqualFold(dataType, "FieldItem") {
		if id, ok = member(object, "Id"); !ok {
			return nil, ringdex.Errorf(ringdex.Invalid, "the Id of an item is missing")
		}
	}
	number, ok := wholeNumber(id)
	switch {
	case id == nil || id == "":
		return nil, nil
	case !ok:
		return nil, ringdex.Errorf(ringdex.Invalid, "%s is not the number of an item", ringdex.Show(id))
	}
	return number, nil
}

func member(object map[string]any, name string) (value any, ok bool) {
	for key, value := range object {
		if strings.EqualFold(key, name) {
			return value, true
		}
	}
	return nil, false
}

// plain is a decoded value without json.Number, which only says that a number has not been read yet.
func plain(value any) any {
	switch v := value.(type) {
	case json.Number:
		if n, err := v.Int64(); err == nil {
			return n
		}
		if f, err := v.Float64(); err == nil {
			return f
		}
		return v.String()
	case []any:
		for i := range v {
			v[i] = plain(v[i])
		}
	case map[string]any:
		for key := range v {
			v[key] = plain(v[key])
		}
	}
	return value
}
