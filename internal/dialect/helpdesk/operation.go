package helpdesk

import (
	"slices"
	"strings"

	"ringdex/internal/auth/password"
	"ringdex/internal/intake"
	"ringdex/internal/ringdex"
	wire "ringdex/internal/wire/helpdesk"
)

// translator converts operations of the wire to a record.
type translator struct {
	kind   ringdex.Kind
	paths  map[string]string
	fields []ringdex.Field // set when the intake has read them
	custom bool            // an operation is on a custom field
	rec    *intake.Record
	again  func() // reads the operations
	others int    // problems of the record that are not of operations; they come first
}

func newTranslator(kind ringdex.Kind, rec *intake.Record) *translator {
	t := &translator{kind: kind, paths: wire.ContactPaths, rec: rec}
	if kind == ringdex.KindCompany {
		t.paths = wire.CompanyPaths
	}
	rec.Clean = t.original
	return t
}

// translate reads the operations immediately, because of the password.
func (t *translator) translate(read func()) {
	t.later(read)
	read()
}

// later says how the operations are read.
func (t *translator) later(read func()) { t.again, t.others = read, len(t.rec.Problems) }

// complete reads the operations again with the custom fields, if one is on a custom field. So
// operations and problems keep the order of the wire.
func (t *translator) complete(fields []ringdex.Field) {
	t.fields = fields
	if t.custom {
		t.rec.Ops, t.rec.Problems, t.rec.Company, t.rec.Password = nil, t.rec.Problems[:t.others], nil, ""
		t.again()
	}
}

// add adds one operation. A mistake in it becomes a problem of the record.
func (t *translator) add(v wire.Verb, path string, value any) {
	var err error
	switch member, isCompany := wire.DefaultCustomer(path); {
	case isCompany && t.kind == ringdex.KindContact:
		err = t.company(v, path, member, value)
	case t.kind == ringdex.KindContact && strings.EqualFold(path, wire.PasswordPath):
		err = t.password(v, value)
	case t.kind == ringdex.KindContact && strings.EqualFold(path, "/SetUsersUnassignedTicketsToNewCustomer"):
		// accepted without effect: there are no tickets here
	default:
		err = t.field(v, path, value)
	}
	if err != nil {
		t.rec.Problems = append(t.rec.Problems, ringdex.ProblemOf(path, err))
	}
}

func (t *translator) field(v wire.Verb, path string, value any) error {
	if idOrKey, dataType, ok := wire.CustomPath(path); ok {
		t.custom = true
		return t.customField(v, path, idOrKey, dataType, value)
	}
	at, err := wire.Find(t.paths, path)
	if err != nil {
		return err
	}
	op := ringdex.Op{Field: at.Field, Index: at.Index, Value: value, At: path}
	switch {
	case at.End && v != wire.Add:
		return ringdex.Fail(ringdex.Invalid, "helpdesk.append_only")
	case v == wire.Add && wire.Lists[at.Field] && !at.End && at.Index == nil:
		if _, whole := value.([]any); !whole {
			return ringdex.Fail(ringdex.Invalid, "helpdesk.append")
		}
		op.Verb = ringdex.Set
	default:
		op.Verb = [...]ringdex.Verb{wire.Add: ringdex.Add, wire.Remove: ringdex.Remove, wire.Replace: ringdex.Set}[v]
	}
	if at.Field == "language" && v != wire.Remove {
		if op.Value, err = wire.Language(value); err != nil {
			return err
		}
	}
	t.rec.Ops = append(t.rec.Ops, op)
	return nil
}

// company collects the parts of the reference to the default company. Clients send all of its
// members, with null for missing values. The contact has no default company only if all of them are
// null.
func (t *translator) company(v wire.Verb, path, member string, value any) error {
	ref := intake.CompanyRef{At: path}
	if t.rec.Company != nil {
		ref = *t.rec.Company
	}
	if v == wire.Remove {
		value = nil
	}
	if err := setPart(&ref, member, value); err != nil {
		return err
	}
	if member == wire.CustomerID {
		ref.At = path // only a number can be refused later
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

// setPart sets one member of a reference, or removes it for nil. It ignores an empty text.
func setPart(ref *intake.CompanyRef, member string, value any) error {
	if member == wire.CustomerID {
		number, ok := wire.WholeNumber(value)
		if !ok || number < 1 && value != nil {
			return ringdex.Fail(ringdex.Invalid, "helpdesk.company_number", ringdex.Show(value))
		}
		ref.Number = number
		return nil
	}
	part := &ref.Name
	if member == wire.CustomerExternalID {
		part = &ref.ExternalID
	}
	text, ok := wire.KeyText(value)
	if !ok {
		return ringdex.Fail(ringdex.Invalid, "helpdesk.company", ringdex.Show(value))
	}
	if text != "" || value == nil {
		*part = text
	}
	return nil
}

func (t *translator) password(v wire.Verb, value any) error {
	text, ok := value.(string)
	switch {
	case v == wire.Remove || value == nil || value == "":
		return nil // an import never removes a password
	case !ok:
		return ringdex.Fail(ringdex.Invalid, "helpdesk.password") // never with the value
	}
	if err := password.Check(text); err != nil {
		return err
	}
	t.rec.Password = text
	return nil
}

func (t *translator) customField(v wire.Verb, path, idOrKey string, dataType []string, value any) error {
	if dataType == nil {
		return ringdex.Fail(ringdex.Invalid, "helpdesk.field_path")
	}
	f, ok := ringdex.FindField(t.fields, t.kind, idOrKey)
	if !ok {
		return ringdex.Fail(ringdex.Invalid, "helpdesk.field", ringdex.Show(idOrKey))
	}
	given := strings.Join(dataType, "/")
	fits := wire.DataTypes[f.Type]
	if !slices.ContainsFunc(fits, func(s string) bool { return strings.EqualFold(s, given) }) {
		return ringdex.Fail(ringdex.Invalid, "helpdesk.field_type", ringdex.Show(f.Title), strings.Join(fits, " or "))
	}
	if f.Type == ringdex.TypeDropDown && v != wire.Remove {
		var err error
		if value, err = wire.Pick(given, value); err != nil {
			return err
		}
	}
	op := ringdex.Op{Verb: ringdex.Set, Field: f.Name(), Value: value, At: path}
	if v == wire.Remove {
		op.Verb = ringdex.Remove
	}
	t.rec.Ops = append(t.rec.Ops, op)
	return nil
}
