package helpdesk

import (
	"encoding/json"
	"slices"
	"strings"

	"ringdex/internal/intake"
	"ringdex/internal/ringdex"
)

// verb is an operation of the wire.
type verb int

const (
	add verb = iota
	remove
	replace
)

// importVerb reads the operation of an import: a name in any case, or a number.
func importVerb(value any) (verb, error) {
	switch v := value.(type) {
	case string:
		return namedVerb(strings.ToLower(strings.TrimSpace(v)), value)
	case json.Number:
		names := []string{"add", "remove", "replace", "move", "test"}
		if n, err := v.Int64(); err == nil && n >= 0 && int(n) < len(names) {
			return namedVerb(names[n], value)
		}
	case nil:
		return 0, ringdex.Errorf(ringdex.Invalid, "the Operation is missing; use Replace, Add or Remove")
	}
	return 0, unsupported(value)
}

// namedVerb reads a name in lower case, as RFC 6902 has them.
func namedVerb(name string, as any) (verb, error) {
	switch name {
	case "add":
		return add, nil
	case "remove":
		return remove, nil
	case "replace":
		return replace, nil
	}
	return 0, unsupported(as)
}

func unsupported(value any) error {
	return ringdex.Errorf(ringdex.Invalid, "the operation %s is not supported; use Replace, Add or Remove", ringdex.Show(plain(value)))
}

// translator turns operations of the wire into a record.
type translator struct {
	kind   ringdex.Kind
	paths  map[string]string
	fields []ringdex.Field
	rec    *intake.Record
}

func newTranslator(kind ringdex.Kind, fields []ringdex.Field, rec *intake.Record) *translator {
	t := &translator{kind: kind, paths: contactPaths, fields: fields, rec: rec}
	if kind == ringdex.KindCompany {
		t.paths = companyPaths
	}
	return t
}

// add takes one operation in; what is wrong with it becomes a problem of the record.
func (t *translator) add(v verb, path string, value any) {
	var err error
	value = plain(value)
	switch member, isCompany := defaultCustomer(path); {
	case isCompany && t.kind == ringdex.KindContact:
		err = t.company(v, path, member, value)
	case t.kind == ringdex.KindContact && strings.EqualFold(path, "/Password"):
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
		return t.custom(v, path, idOrKey, dataType, value)
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
		if len(v) == 1 && v[0] >= '0' && v[0] <= '4' {
			return string(ringdex.Languages[v[0]-'0']), nil
		}
		if l, ok := ringdex.ParseLanguage(v); ok {
			return string(l), nil
		}
	}
	return nil, ringdex.Errorf(ringdex.Invalid, "%s is not a language; use 0 EN, 1 DE, 2 CZ, 3 SK or 4 PL", ringdex.Show(value))
}

// company gathers the parts of the reference to the default company.
func (t *translator) company(v verb, path, member string, value any) error {
	if v == remove || value == nil {
		t.rec.Ops = append(t.rec.Ops, ringdex.Op{Verb: ringdex.Remove, Field: "defaultCompany", At: path})
		t.rec.Company = nil
		return nil
	}
	ref := intake.CompanyRef{At: path}
	if t.rec.Company != nil {
		ref = *t.rec.Company
	}
	text, isText := value.(string)
	number, isNumber := value.(int64)
	switch {
	case member == "CustomerId" && isNumber && number > 0:
		ref.Number = number
	case member == "CustomerId" || !isText || len([]rune(text)) > 255:
		return ringdex.Errorf(ringdex.Invalid, "%s does not name a company", ringdex.Show(value))
	case strings.TrimSpace(text) == "":
		return nil // an empty member says nothing
	case member == "CustomerName":
		ref.Name = strings.TrimSpace(text)
	default:
		ref.ExternalID = strings.TrimSpace(text)
	}
	t.rec.Company = &ref
	return nil
}

func (t *translator) password(v verb, value any) error {
	text, ok := value.(string)
	switch {
	case v == remove || value == nil || value == "":
		return nil // a password is never taken away by an import
	case !ok || len(text) < minPassword || len(text) > maxPassword:
		return ringdex.Errorf(ringdex.Invalid, "a password is a text of %d to %d characters", minPassword, maxPassword) // never with the value
	}
	t.rec.Password = text
	return nil
}

// Limits of passwords, those of auth.CheckPassword.
const (
	minPassword = 6
	maxPassword = 256
)

func (t *translator) custom(v verb, path, idOrKey string, dataType []string, value any) error {
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
	if f.Type == ringdex.TypeDropDown {
		if picked, isObject := value.(map[string]any); isObject && strings.EqualFold(given, "FieldItem") {
			value = member(picked, "Id")
		}
		if _, isText := value.(string); isText {
			return ringdex.Errorf(ringdex.Invalid, "%s is not the number of an item", ringdex.Show(value))
		}
	}
	op := ringdex.Op{Verb: ringdex.Set, Field: f.Name(), Value: value, At: path}
	if v == remove {
		op.Verb = ringdex.Remove
	}
	t.rec.Ops = append(t.rec.Ops, op)
	return nil
}

func member(object map[string]any, name string) any {
	for key, value := range object {
		if strings.EqualFold(key, name) {
			return value
		}
	}
	return nil
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
