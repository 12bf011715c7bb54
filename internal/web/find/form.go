package find

import (
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"ringdex/internal/auth"
	"ringdex/internal/directory"
	"ringdex/internal/i18n"
	"ringdex/internal/intake"
	"ringdex/internal/ringdex"
	"ringdex/internal/web/page"
	"ringdex/internal/web/ui"
)

// companyInput is the control with the name of a contact's default company.
const companyInput = "company"

// form is the form of a record. Only fields whose values the reader changed are sent to the use
// case, so that an edit never touches what the form does not show.
type form struct {
	Kind    ringdex.Kind
	Ref     ringdex.Ref // zero for a new record
	Version int64       // of the record that the reader saw
	Name    string
	May     auth.Principal
	Fields  []ringdex.Field

	Main, More []ui.Input
	Problem    string // of the record as a whole
}

func (f *form) isNew() bool { return f.Version == 0 }

// action returns the address that the form is sent to.
func (f *form) action() string {
	list := "/contacts"
	if f.Kind == ringdex.KindCompany {
		list = "/companies"
	}
	if f.isNew() {
		return list
	}
	return list + "/" + f.Ref.String()
}

// back returns the address to leave the form for.
func (f *form) back() string {
	if f.isNew() {
		return "/"
	}
	return f.action()
}

// order is that of the controls that most records have.
var order = []string{
	"firstName", "lastName", "displayName", "name", companyInput, "organization", "jobTitle", "phones", "emails", "language", "tags",
	"street", "postalCode", "city", "country", "web", "note", "description",
}

// inputs divides the controls into those that most records have and the others.
func (f *form) inputs(v *ui.View, all []ui.Input) {
	for _, input := range all {
		if i := slices.Index(order, input.Name); i >= 0 || strings.HasPrefix(input.Name, "custom.") {
			f.Main = append(f.Main, input)
		} else {
			f.More = append(f.More, input)
		}
	}
	rank := func(input ui.Input) int {
		if i := slices.Index(order, input.Name); i >= 0 {
			return i
		}
		return len(order)
	}
	slices.SortStableFunc(f.Main, func(a, b ui.Input) int { return rank(a) - rank(b) })
}

// each calls fn for each control.
func (f *form) each(fn func(*ui.Input)) {
	for _, list := range [][]ui.Input{f.Main, f.More} {
		for i := range list {
			fn(&list[i])
		}
	}
}

// preset gives a control of a new record a value.
func (f *form) preset(name, value string) {
	f.each(func(input *ui.Input) {
		if input.Name == name && value != "" {
			input.Value = value
		}
	})
}

// inputsOf returns the controls of a record's fields that the reader may change.
func inputsOf[T any](v *ui.View, f *form, table []ringdex.BuiltIn[T], record *T, custom map[int64]string) (list []ui.Input) {
	for i := range table {
		b := &table[i]
		if b.On&ringdex.OnNative == 0 || !b.Written() || placeOf(b.Name) == nowhere || f.Kind == ringdex.KindContact && !directory.MayChangeField(f.May, b.Name) {
			continue
		}
		list = append(list, builtInInput(v, b.Shape, ui.Input{
			Name: b.Name, Label: ui.FieldName(v, f.Kind, b.Name, f.Fields), Value: strings.Join(b.Texts(record), "\n"),
		}))
	}
	for i := range f.Fields {
		if d := &f.Fields[i]; d.Kind == f.Kind {
			list = append(list, customInput(v, d, custom[d.ID]))
		}
	}
	return list
}

// longTexts are fields with more than a line.
var longTexts = []string{"note", "adminNote", "operatorNote", "additionalInformation", "description"}

func builtInInput(v *ui.View, shape ringdex.Shape, input ui.Input) ui.Input {
	switch shape {
	case ringdex.ShapeEmails, ringdex.ShapePhones, ringdex.ShapeTexts, ringdex.ShapeDomains, ringdex.ShapeIntegers:
		input.Type, input.Hint = "list", v.T("find.one_a_line")
	case ringdex.ShapeLanguage:
		input.Options = []ui.Option{{Value: "", Label: "—"}}
		for _, l := range i18n.Languages {
			input.Options = append(input.Options, ui.Option{Value: string(l), Label: i18n.Names[l]})
		}
	case ringdex.ShapeFlag:
		input.Options = flagOptions(v)
	case ringdex.ShapeCountry:
		input.Hint = v.T("find.country_hint")
	case ringdex.ShapeDate:
		input.Hint = v.T("find.date_hint")
	}
	if slices.Contains(longTexts, input.Name) {
		input.Type = "textarea"
	}
	return input
}

func flagOptions(v *ui.View) []ui.Option {
	return []ui.Option{{Value: "", Label: "—"}, {Value: "true", Label: v.T("find.yes")}, {Value: "false", Label: v.T("find.no")}}
}

func customInput(v *ui.View, f *ringdex.Field, value string) ui.Input {
	input := ui.Input{Name: f.Name(), Label: f.Title, Value: f.Shown(value), Hint: f.Hint}
	if f.Required {
		input.Attrs = templ.Attributes{"required": true}
	}
	switch f.Type {
	case ringdex.TypeTextArea:
		input.Type = "textarea"
	case ringdex.TypeCheckBox:
		input.Value, input.Options = value, flagOptions(v)
	case ringdex.TypeDropDown:
		input.Value, input.Options = value, []ui.Option{{Value: "", Label: "—"}}
		for _, item := range f.Items {
			input.Options = append(input.Options, ui.Option{Value: strconv.FormatInt(item.ID, 10), Label: item.Title})
		}
	case ringdex.TypeDate:
		input.Hint = strings.TrimSpace(f.Hint + " " + v.T("find.date_hint"))
	}
	return input
}

// draft reads what the reader typed: an operation for each control whose value differs from the
// record's. The controls show what was typed from then on.
func (f *form) draft(c *page.Call) (d directory.Draft) {
	f.each(func(input *ui.Input) {
		if !c.Request.PostForm.Has(input.Name) {
			return
		}
		typed := strings.ReplaceAll(c.Request.PostForm.Get(input.Name), "\r\n", "\n")
		if strings.TrimSpace(typed) == strings.TrimSpace(input.Value) {
			return
		}
		input.Value = typed
		if input.Name == companyInput {
			f.company(&d, strings.TrimSpace(typed))
			return
		}
		d.Ops = append(d.Ops, ringdex.Op{Verb: ringdex.Set, Field: input.Name, Value: valueOf(input, typed), At: input.Name})
	})
	return d
}

// company makes a contact a member of the company with a name, or of none by default.
func (f *form) company(d *directory.Draft, name string) {
	if name == "" {
		d.Ops = append(d.Ops, ringdex.Op{Verb: ringdex.Remove, Field: "defaultCompany", At: companyInput})
		return
	}
	d.Company = &intake.CompanyRef{Name: name, At: companyInput}
}

// valueOf returns what was typed as the value of an operation: of a list one value a line.
func valueOf(input *ui.Input, typed string) any {
	if input.Type != "list" {
		if typed = strings.TrimSpace(typed); typed == "" {
			return nil
		}
		return typed
	}
	values := []any{}
	for line := range strings.Lines(typed) {
		if line = strings.TrimSpace(line); line != "" {
			values = append(values, line)
		}
	}
	return values
}

// tell puts the problems beside the controls; those of fields without one are the record's.
func (f *form) tell(problems map[string]string) {
	f.each(func(input *ui.Input) {
		for at, text := range problems {
			if at == input.Name || strings.HasPrefix(at, input.Name+"[") {
				input.Problem = strings.TrimSpace(input.Problem + " " + text)
				delete(problems, at)
			}
		}
	})
	for _, text := range problems {
		f.Problem = strings.TrimSpace(f.Problem + " " + text)
	}
}

// hasProblemInMore reports whether a control is wrong that is folded away.
func (f *form) hasProblemInMore() bool {
	return slices.ContainsFunc(f.More, func(input ui.Input) bool { return input.Problem != "" })
}
