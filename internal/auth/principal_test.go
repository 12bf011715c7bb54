package auth

import (
	"strings"
	"testing"

	"ringdex/internal/ringdex"
)

func TestRights(t *testing.T) {
	t.Parallel()
	letters := map[Right]string{Lookup: "l", Read: "r", Edit: "e", Import: "i", Administer: "a"}
	for _, c := range []struct {
		who  Principal
		want string
	}{
		{Principal{Roles: ringdex.Administrator}, "lreia"},
		{Principal{Roles: ringdex.SuperOperator}, "lrei"},
		{Principal{Roles: ringdex.Operator}, "lre"},
		{Principal{Roles: ringdex.Operator | ringdex.EndUser}, "lre"},
		{Principal{Roles: ringdex.SmartUser}, ""},
		{Principal{Roles: ringdex.EndUser}, ""},
		{Principal{}, ""},
		{Principal{Scope: ringdex.ScopeAdmin}, "lreia"},
		{Principal{Scope: ringdex.ScopeWrite}, "lrei"},
		{Principal{Scope: ringdex.ScopeRead}, "lr"},
		{Principal{Scope: ringdex.ScopeLookup}, "l"},
		{Principal{Scope: "other", Roles: ringdex.Administrator}, ""},
	} {
		got := ""
		for _, right := range []Right{Lookup, Read, Edit, Import, Administer} {
			if c.who.May(right) {
				got += letters[right]
			}
		}
		if got != c.want {
			t.Errorf("%+v: got %q, want %q", c.who, got, c.want)
		}
	}
}

func TestMayAsksForAllRights(t *testing.T) {
	t.Parallel()
	operator := Principal{Roles: ringdex.Operator}
	if !operator.May(Read|Edit) || operator.May(Edit|Import) || operator.May(0) || operator.May(1<<7) {
		t.Error("several rights should be asked for together, and no right never be granted")
	}
}

func TestRequire(t *testing.T) {
	t.Parallel()
	key := Principal{Actor: "pbx", Scope: ringdex.ScopeLookup}
	if err := key.Require(Lookup); err != nil {
		t.Errorf("got %v", err)
	}
	for right, want := range map[Right]string{Read: "scope read", Import: "scope write", Administer: "scope admin"} {
		err := key.Require(right)
		wantCode(t, err, ringdex.Denied)
		if !strings.HasSuffix(err.Error(), want) {
			t.Errorf("got %q, want it to end with %q", err, want)
		}
	}
	err := Principal{Actor: "jana", Roles: ringdex.EndUser}.Require(Import)
	wantCode(t, err, ringdex.Denied)
	if !strings.HasSuffix(err.Error(), "the role super-operator is required") {
		t.Errorf("got %q", err)
	}
}
