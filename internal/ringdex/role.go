package ringdex

import "strings"

// Roles is a set of permissions of a contact that signs in. Most contacts have none.
type Roles uint8

// Names and meaning of the roles: seed 000; rights: docs/design.md, Security.
const (
	EndUser Roles = 1 << iota
	SmartUser
	Operator
	SuperOperator
	Administrator
)

// EachRole lists the roles in ascending order of rights.
var EachRole = [...]Roles{EndUser, SmartUser, Operator, SuperOperator, Administrator}

// roleNames are the names on the command line and on the native wire, in order of rights.
var roleNames = []struct {
	role Roles
	name string
}{
	{EndUser, "end-user"},
	{SmartUser, "smart-user"},
	{Operator, "operator"},
	{SuperOperator, "super-operator"},
	{Administrator, "administrator"},
}

// ParseRole reads one role by its command line name.
func ParseRole(text string) (Roles, error) {
	for _, r := range roleNames {
		if strings.EqualFold(text, r.name) {
			return r.role, nil
		}
	}
	return 0, Fail(Invalid, "value.not_role", Show(text))
}

// Has reports whether r includes any of the roles.
func (r Roles) Has(any Roles) bool { return r&any != 0 }

// With returns r with the roles added or removed.
func (r Roles) With(role Roles, on bool) Roles {
	if on {
		return r | role
	}
	return r &^ role
}

// String returns the names of the roles, separated by commas.
func (r Roles) String() string {
	var names []string
	for _, rn := range roleNames {
		if r.Has(rn.role) {
			names = append(names, rn.name)
		}
	}
	return strings.Join(names, ",")
}
