package ringdex

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestIDs(t *testing.T) {
	t.Parallel()
	seen := map[ID]bool{}
	var last ID
	for i := range 2000 {
		id := NewID(time.UnixMilli(int64(1_700_000_000_000 + i)))
		if bytes.Compare(id[:], last[:]) <= 0 {
			t.Fatalf("%s comes after %s, and was made later", last, id)
		}
		if id[6]>>4 != 7 || id[8]>>6 != 2 || id.IsZero() || seen[id] {
			t.Fatalf("%s is not a new UUID of version 7", id)
		}
		got, err := ParseID(id.String())
		if got != id || err != nil {
			t.Fatalf("%s comes back as %s, %v", id, got, err)
		}
		seen[id], last = true, id
	}
	now := time.UnixMilli(1_700_000_000_000)
	one, two := NewID(now), NewID(now)
	if one == two {
		t.Error("two ids of one moment are the same")
	}
	far := NewID(time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC))
	if bytes.Compare(far[:], last[:]) <= 0 {
		t.Errorf("%s does not come last", far)
	}
}

func TestParseID(t *testing.T) {
	t.Parallel()
	const plain = "451def09-fbbd-413b-b0e9-2bb040120244"
	for _, text := range []string{plain, strings.ToUpper(plain), "{" + plain + "}"} {
		id, err := ParseID(text)
		if err != nil || id.String() != plain || string(id.AppendText([]byte("id "))) != "id "+plain {
			t.Errorf("%s: got %s, %v", text, id, err)
		}
	}
	for _, text := range []string{
		"", "{}", plain[1:], plain + "0", "{" + plain, plain + "}", "(" + plain + ")", strings.ReplaceAll(plain, "-", ""), strings.ReplaceAll(plain, "-", "_"),
		"g51def09-fbbd-413b-b0e9-2bb040120244", "451def0-9fbbd-413b-b0e9-2bb040120244", " " + plain[:34] + " ", strings.Repeat("ž", 18),
	} {
		if id, err := ParseID(text); err == nil || CodeOf(err) != Invalid || !id.IsZero() && err != nil && id.String() == plain {
			t.Errorf("%q: got %s, %v", text, id, err)
		}
	}
}

func TestCounts(t *testing.T) {
	t.Parallel()
	var n Counts
	for _, a := range []Action{Created, Created, Created, Updated, Updated, Unchanged, Refused, Refused} {
		n.Add(a)
		if n.Read != n.Created+n.Updated+n.Unchanged+n.Refused {
			t.Errorf("%+v does not add up", n)
		}
	}
	want := Counts{Read: 8, Created: 3, Updated: 2, Unchanged: 1, Refused: 2}
	if n != want {
		t.Errorf("got %+v, want %+v", n, want)
	}
	n.Deleted = 4
	want = Counts{Read: 16, Created: 6, Updated: 4, Unchanged: 2, Refused: 4, Deleted: 8}
	if got := n.Plus(n); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestRoles(t *testing.T) {
	t.Parallel()
	var all Roles
	for _, name := range []string{"end-user", "smart-user", "operator", "super-operator", "administrator"} {
		role, err := ParseRole(strings.ToUpper(name))
		if err != nil || role.String() != name || all.Has(role) {
			t.Errorf("%s: got %s, %v", name, role, err)
		}
		if all = all.With(role, true); !all.Has(role) || all.With(role, false).Has(role) {
			t.Errorf("%s cannot be set or taken away", name)
		}
	}
	if got := all.String(); got != "end-user,smart-user,operator,super-operator,administrator" {
		t.Errorf("got %s", got)
	}
	if !all.Has(Operator|EndUser) || Operator.Has(EndUser|Administrator) || Roles(0).Has(all) {
		t.Error("Has should say whether any of the roles is there")
	}
	for _, name := range []string{"", "admin", "user", "operator "} {
		if role, err := ParseRole(name); err == nil {
			t.Errorf("%q is taken for %s", name, role)
		}
	}
}

func TestScopes(t *testing.T) {
	t.Parallel()
	for i, s := range scopes {
		got, err := ParseScope(string(s))
		if got != s || err != nil {
			t.Errorf("%s: got %s, %v", s, got, err)
		}
		for j, other := range scopes {
			if s.Includes(other) != (i >= j) {
				t.Errorf("%s includes %s: %t", s, other, i < j)
			}
		}
		if Scope("").Includes(s) || Scope("root").Includes(s) {
			t.Errorf("what is no scope includes %s", s)
		}
	}
	for _, text := range []string{"", "Admin", "all"} {
		if s, err := ParseScope(text); err == nil {
			t.Errorf("%q is taken for %s", text, s)
		}
	}
}

func TestKinds(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Kind{"contact": KindContact, "contacts": KindContact, "company": KindCompany, "companies": KindCompany} {
		if got, err := ParseKind(text); got != want || err != nil {
			t.Errorf("%q: got %q, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "Contact", "customers"} {
		if got, err := ParseKind(text); err == nil {
			t.Errorf("%q is taken for %q", text, got)
		}
	}
	if slices.Contains(Countries(), "") {
		t.Error("there is a country without a code")
	}
}

func TestFirstID(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 4, 1, 12, 0, 0, 0, time.UTC)
	first := FirstID(at)
	for range 100 {
		before, after := NewID(at.Add(-time.Millisecond)), NewID(at)
		if bytes.Compare(before[:], first[:]) >= 0 || bytes.Compare(first[:], after[:]) > 0 {
			t.Errorf("%s does not stand between %s and %s", first, before, after)
		}
	}
}
