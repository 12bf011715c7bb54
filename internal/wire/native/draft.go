package native

import (
	"maps"
	"slices"
	"strings"

	"ringdex/internal/ringdex"
)

// Draft is a record as a caller sends it: operations, one for each member that can be written.
type Draft struct {
	Ops      []ringdex.Op
	Company  string // name of a contact's default company; "" for none, or if defaultCompany is sent
	Problems []*ringdex.Error
}

// ContactDraft reads the members of a contact, in the form of View.Contact. null and "" remove a
// value. It ignores what only ringdex sets, such as the version: so a caller can send back what it
// received.
func ContactDraft(members map[string]any) Draft {
	d := read(ringdex.ContactFields, members, "company")
	_, given := members["defaultCompany"]
	if name, is := members["company"].(string); is && !given {
		d.Company = name
	} else if !is && members["company"] != nil {
		d.Problems = append(d.Problems, ringdex.Problem("company", "value.not_text", ringdex.Show(members["company"])))
	}
	return d
}

// CompanyDraft reads the members of a company in the form of View.Company.
func CompanyDraft(members map[string]any) Draft { return read(ringdex.CompanyFields, members) }

// members that only ringdex sets, beside those fields of the table that have no operations.
var setByUs = []string{"numbers", "externalIds"}

// read reads members by the table of fields, in its order.
func read[T any](table []ringdex.BuiltIn[T], members map[string]any, others ...string) (d Draft) {
	known := slices.Concat(setByUs, others)
	for i := range table {
		f := &table[i]
		if f.On&ringdex.OnNative == 0 && f.Name != "externalId" && f.Name != "custom" {
			continue
		}
		known = append(known, f.Name)
		if value, given := members[f.Name]; given {
			d.member(f.Name, value, f.Written())
		}
	}
	for _, name := range sortedNames(members) {
		if !slices.Contains(known, name) {
			d.Problems = append(d.Problems, ringdex.Problem(name, "field.unknown"))
		}
	}
	return d
}

// member adds the operations of one member.
func (d *Draft) member(name string, value any, written bool) {
	switch {
	case name == "role":
		d.roles(value)
	case name == "custom":
		d.custom(value)
	case written:
		d.set(name, value, name)
	}
}

func (d *Draft) set(field string, value any, at string) {
	d.Ops = append(d.Ops, ringdex.Op{Verb: ringdex.Set, Field: field, Value: value, At: at})
}

// roles reads the names of all roles that a contact has: "operator,administrator".
func (d *Draft) roles(value any) {
	text, is := value.(string)
	if !is && value != nil {
		d.Problems = append(d.Problems, ringdex.Problem("role", "value.not_text", ringdex.Show(value)))
		return
	}
	var wanted ringdex.Roles
	for name := range strings.SplitSeq(text, ",") {
		if name = strings.TrimSpace(name); name == "" {
			continue
		}
		role, err := ringdex.ParseRole(name)
		if err != nil {
			d.Problems = append(d.Problems, ringdex.ProblemOf("role", err))
		}
		wanted |= role
	}
	for _, role := range ringdex.EachRole {
		d.set("role."+role.String(), wanted.Has(role), "role")
	}
}

// custom reads the values of custom fields, by key or number.
func (d *Draft) custom(value any) {
	values, is := value.(map[string]any)
	if !is {
		d.Problems = append(d.Problems, ringdex.Problem("custom", "value.not_object", ringdex.Show(value)))
		return
	}
	for _, name := range sortedNames(values) {
		d.set("custom."+name, values[name], "custom."+name)
	}
}

func sortedNames(m map[string]any) []string {
	return slices.Sorted(maps.Keys(m))
}
