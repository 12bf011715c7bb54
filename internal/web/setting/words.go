package setting

import (
	"cmp"
	"strconv"
	"strings"

	"ringdex/internal/ringdex"
	"ringdex/internal/web/ui"
)

func flag(on bool) string {
	if on {
		return "true"
	}
	return ""
}

// problem returns the first problem of some fields.
func problem(problems map[string]string, fields ...string) string {
	for _, field := range fields {
		if problems[field] != "" {
			return problems[field]
		}
	}
	return ""
}

func guesses(g ringdex.Guesses) string { return string(cmp.Or(g, ringdex.GuessHeadOffice)) }

func guessOptions(v *ui.View) (options []ui.Option) {
	for _, g := range []ringdex.Guesses{ringdex.GuessNone, ringdex.GuessHeadOffice, ringdex.GuessSuffix} {
		options = append(options, ui.Option{Value: string(g), Label: v.T("settings.guess." + string(g))})
	}
	return options
}

// named is the name and the first e-mail of a user.
func named(u *ringdex.Contact) string {
	var parts []string
	for _, text := range []string{u.FullName(), u.Email()} {
		if text != "" && text != u.UserName {
			parts = append(parts, text)
		}
	}
	return strings.Join(parts, " · ")
}

func roles(v *ui.View, all ringdex.Roles) string {
	var names []string
	for _, role := range ringdex.EachRole {
		if all.Has(role) {
			names = append(names, v.T("role."+role.String()))
		}
	}
	return strings.Join(names, ", ")
}

// action returns the address that the form is sent to.
func (f form) action() string {
	if f.ID.IsZero() {
		return "/new-user"
	}
	return users + "/" + f.ID.String()
}

// action returns the address that the form is sent to.
func (f fieldForm) action() string {
	if f.New {
		return "/new-field"
	}
	return fieldPath(&f.Field)
}

func kindName(v *ui.View, k ringdex.Kind) string {
	if k == ringdex.KindCompany {
		return v.T("imports.companies")
	}
	return v.T("imports.contacts")
}

func typeOptions(v *ui.View) (options []ui.Option) {
	for _, t := range ringdex.FieldTypes {
		options = append(options, ui.Option{Value: string(t), Label: v.T("settings.type." + string(t))})
	}
	return options
}

func rule(r ringdex.FieldRule) string { return string(cmp.Or(r, ringdex.MaySet)) }

func ruleOptions(v *ui.View) (options []ui.Option) {
	for _, r := range ringdex.FieldRules {
		options = append(options, ui.Option{Value: string(r), Label: v.T("settings.rule." + string(r))})
	}
	return options
}

// itemTitle returns the title of a choice, as typed where it was.
func (f fieldForm) itemTitle(i int) string {
	if i < len(f.Field.Items) {
		return f.Field.Items[i].Title
	}
	return f.Old[i].Title
}

// itemProblem is the field of a problem with the title of a choice.
func itemProblem(i int) string { return "items[" + strconv.Itoa(i) + "].title" }

// newItems is the label of the choices that are added.
func newItems(v *ui.View, f fieldForm) string {
	if len(f.Old) == 0 {
		return v.T("settings.field_items")
	}
	return v.T("settings.field_new_items")
}
