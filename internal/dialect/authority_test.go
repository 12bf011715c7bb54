package dialect_test

import (
	"fmt"
	"net/http"
	"slices"
	"testing"

	"ringdex/internal/dialect/dialecttest"
	"ringdex/internal/ringdex"
)

// The table of this file: who may change and delete whom, at each door that changes a contact by
// its id.

// authority is a caller, the highest role that it may change, and whether it is bound to a source.
type authority struct {
	name  string
	rank  ringdex.Roles
	bound bool
	edits []string // the doors that let it in
}

var (
	singleDoors = []string{"v3 delete", "v3 patch", "v3 put"}
	allDoors    = append(slices.Clone(singleDoors), "helpdesk item", "helpdesk patch")
	authorities = []authority{
		{"operator", ringdex.Operator, false, singleDoors},
		{"super-operator", ringdex.SuperOperator, false, allDoors},
		{"administrator", ringdex.Administrator, false, allDoors},
		{"write", ringdex.SuperOperator, false, allDoors},
		{"admin", ringdex.Administrator, false, allDoors},
		{"bound", 0, true, allDoors},
		{"bound admin", 0, true, allDoors},
	}
)

// target is whom a request is about.
type target struct {
	source string
	roles  ringdex.Roles
}

var targets = []target{
	{"erp", 0},
	{"crm", 0},
	{"erp", ringdex.EndUser},
	{"crm", ringdex.SmartUser},
	{"erp", ringdex.Operator},
	{"crm", ringdex.Operator},
	{"erp", ringdex.SuperOperator},
	{"erp", ringdex.Administrator},
	{"crm", ringdex.Administrator},
}

func (a authority) may(door string, on target) bool {
	return slices.Contains(a.edits, door) && on.roles.Rank() <= a.rank && (!a.bound || on.source == "erp")
}

func TestAuthority(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	for _, role := range []string{"operator", "super-operator", "administrator"} {
		w.AddUser(w.Org, "", dialecttest.User{Name: role, Role: role})
	}
	w.AddKey(w.Org, "", dialecttest.Key{Name: "bound", Scope: "write", Source: "erp"})
	w.AddKey(w.Org, "", dialecttest.Key{Name: "bound admin", Scope: "admin", Source: "erp"})
	for _, a := range authorities {
		for _, on := range targets {
			for _, door := range allDoors {
				w.checkAuthority(a, door, on)
			}
		}
	}
}

func (w *world) checkAuthority(a authority, door string, on target) {
	w.T.Helper()
	before := w.addTarget(on)
	authorization := dialecttest.Basic(a.name, dialecttest.PasswordOf(a.name))
	if secret := w.Names.Keys[a.name]; secret != "" {
		authorization = dialecttest.Basic("x", secret)
	}
	status, answer := w.reach(door, authorization, before.ID)
	if changed := w.changed(before); changed != a.may(door, on) {
		w.T.Errorf("%s at %s, contact of %s with the roles %q: changed is %t (status %d: %.200s)", a.name, door, on.source, on.roles, changed, status, answer)
	}
}

func (w *world) addTarget(on target) *ringdex.Contact {
	w.T.Helper()
	c := &ringdex.Contact{ID: ringdex.NewID(w.Clock()), Version: 1, Source: on.source, LastName: "Before", Roles: on.roles, Created: w.Clock(), Updated: w.Clock()}
	c.SetExternalID(on.source, c.ID.String())
	w.Update(w.Org, func(wr ringdex.Writer) error {
		cause := ringdex.Cause{Source: on.source, Actor: "test", At: w.Clock()}
		return wr.Apply([]ringdex.Change{{Ref: c.Ref(), Action: ringdex.Created, Cause: cause, Contact: ringdex.Images[ringdex.Contact]{After: c}}})
	})
	return c
}

// reach sends what would change the contact, or delete it.
func (w *world) reach(door, authorization string, id ringdex.ID) (status int, answer string) {
	w.T.Helper()
	const operations = `[{"Operation":"Replace","Path":"/LastName","Value":"After"}]`
	switch door {
	case "v3 delete":
		return w.Call(http.MethodDelete, "/v3/contacts/"+id.String(), authorization, "")
	case "v3 patch":
		return w.Call(http.MethodPatch, "/v3/contacts/"+id.String(), authorization, `{"lastName":"After"}`)
	case "v3 put":
		return w.Call(http.MethodPut, "/v3/contacts/"+id.String(), authorization, `{"lastName":"After","phone1":"+420603303963"}`)
	case "helpdesk item":
		return w.Call(http.MethodPost, "/api/Import/SyncRequestorUsers", authorization, fmt.Sprintf(`[{"UserProviderKey":%q,"Operations":%s}]`, id, operations))
	}
	return w.Call(http.MethodPatch, "/api/Account/PatchRequestorUser/"+id.String(), authorization, `[{"op":"replace","path":"/LastName","value":"After"}]`)
}

func (w *world) changed(before *ringdex.Contact) (changed bool) {
	w.T.Helper()
	w.View(w.Org, func(r ringdex.Reader) error {
		after, err := ringdex.ContactByID(r, before.ID)
		changed = ringdex.CodeOf(err) == ringdex.NotFound || err == nil && after.Version != before.Version
		return nil
	})
	return changed
}

// TestLastAdministrator: no caller can remove the last administrator at any door.
func TestLastAdministrator(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	admin, last := dialecttest.Basic("admin", dialecttest.PasswordOf("admin")), w.Names.GUIDs["admin"]
	unmade := fmt.Sprintf(`[{"UserProviderKey":%q,"Operations":[{"Operation":"Replace","Path":"/RoleAdministrator","Value":false}]}]`, last)
	if status, answer := w.Call(http.MethodDelete, "/v3/contacts/"+last, admin, ""); status != http.StatusConflict {
		t.Errorf("deleted: %d %s", status, answer)
	}
	_, _ = w.Call(http.MethodPost, "/api/Import/SyncRequestorUsers", admin, unmade)
	if status, _ := w.Call(http.MethodGet, "/v1/webhooks", admin, ""); status != http.StatusOK {
		t.Errorf("the last administrator was unmade: %d", status)
	}
	w.AddUser(w.Org, "", dialecttest.User{Name: "second", Role: "administrator"})
	if status, answer := w.Call(http.MethodDelete, "/v3/contacts/"+last, dialecttest.Basic("second", dialecttest.PasswordOf("second")), ""); status != http.StatusNoContent {
		t.Errorf("one of two: %d %s", status, answer)
	}
}
