package apikey

import (
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"ringdex/internal/ringdex"
	"ringdex/internal/store/storetest/enginetest"
)

func TestMain(m *testing.M) { os.Exit(enginetest.Main(m)) }

func TestOnPostgreSQL(t *testing.T) {
	t.Parallel()
	enginetest.Again(t)
}

func TestNew(t *testing.T) {
	t.Parallel()
	now := time.Unix(1_800_000_000, 0)
	form := regexp.MustCompile(`^rdk_[1-9a-z][0-9a-z]*_[a-z2-7]{40}$`)
	for _, org := range []ringdex.OrganizationID{1, 35, 36, 12345, 1<<63 - 1} {
		text, key := New(org, "pbx", ringdex.ScopeRead, "", now)
		s, ok := Parse(text)
		if !form.MatchString(text) || !ok || s.Organization != org || s.Hash != key.Hash {
			t.Errorf("%d: got %q, read as %d, %v", org, text, s.Organization, ok)
		}
		if other, _ := New(org, "pbx", ringdex.ScopeRead, "", now); other == text {
			t.Error("two keys are the same")
		}
	}
}

func TestAdd(t *testing.T) {
	t.Parallel()
	st := enginetest.Open(t)
	o, err := st.PutOrganization(t.Context(), ringdex.Organization{Key: ringdex.DefaultOrganization})
	if err != nil {
		t.Fatal(err)
	}
	clock := func() time.Time { return time.Unix(1_800_000_000, 0) }
	if _, _, err := Add(t.Context(), st, clock, o.ID, ringdex.Key{Name: "pbx", Scope: ringdex.ScopeRead}); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		want ringdex.Key
		code ringdex.Code
	}{
		{ringdex.Key{Name: "PBX", Scope: ringdex.ScopeRead}, ringdex.Conflict},
		{ringdex.Key{Name: "", Scope: ringdex.ScopeRead}, ringdex.Invalid},
		{ringdex.Key{Name: strings.Repeat("x", ringdex.LongestName+1), Scope: ringdex.ScopeRead}, ringdex.Invalid},
		{ringdex.Key{Name: "erp", Scope: ringdex.ScopeRead, Source: strings.Repeat("x", ringdex.LongestName+1)}, ringdex.Invalid},
		{ringdex.Key{Name: "erp", Scope: "root"}, ringdex.Invalid},
		{ringdex.Key{Name: "erp"}, ringdex.Invalid},
		{ringdex.Key{Name: "erp", Scope: ringdex.ScopeRead, Allow: []string{"10.0.0.0/33"}}, ringdex.Invalid},
	} {
		_, _, err := Add(t.Context(), st, clock, o.ID, c.want)
		if got := ringdex.CodeOf(err); got != c.code {
			t.Errorf("%+v: got %v", c.want, err)
		}
	}
	_, _, err = Add(t.Context(), st, clock, 99, ringdex.Key{Name: "erp", Scope: ringdex.ScopeRead})
	if ringdex.CodeOf(err) != ringdex.NotFound {
		t.Errorf("an unknown organization: got %v", err)
	}
}

func FuzzParse(f *testing.F) {
	for _, org := range []ringdex.OrganizationID{1, 36, 1<<63 - 1} {
		secret, _ := New(org, "", ringdex.ScopeRead, "", time.Unix(0, 0))
		f.Add(secret)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, ok := Parse(text)
		if !ok {
			return
		}
		again, _ := New(s.Organization, "", ringdex.ScopeRead, "", time.Unix(0, 0))
		if len(again) != len(text) || again[:len(again)-randomLetters] != text[:len(text)-randomLetters] {
			t.Errorf("%q was read as of %d", text, s.Organization)
		}
	})
}
