package attribute_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ringdex/internal/connector/attribute"
)

var rules = attribute.Rules{
	List:  func(name string) bool { return name == "phones" },
	Plain: func(_, v string) string { return strings.ReplaceAll(v, " ", "") },
}

func TestChanged(t *testing.T) {
	t.Parallel()
	want := attribute.Set{"title": {"Jan"}, "note": nil, "phones": {"1", "2"}}
	for name, c := range map[string]struct {
		memory attribute.Memory
		want   string
	}{
		"no memory":              {attribute.Memory{}, "phones title"},
		"sent":                   {attribute.Memory{Sent: attribute.Set{"title": {"J an"}, "phones": {"2", "1"}}}, ""},
		"one is gone here":       {attribute.Memory{Sent: attribute.Set{"title": {"Jan"}, "note": {"x"}, "phones": {"1", "2", "3"}}}, "note phones"},
		"more there":             {attribute.Memory{Has: attribute.Set{"title": {"Jan"}, "phones": {"1", "2", "3"}}}, ""},
		"less there, other note": {attribute.Memory{Has: attribute.Set{"title": {"Jan"}, "note": {"x"}, "phones": {"1"}}}, "phones"},
		"gone here, still there": {attribute.Memory{
			Sent: attribute.Set{"title": {"Jan"}, "note": {"x"}, "phones": {"1", "2", "3"}},
			Has:  attribute.Set{"title": {"Jan"}, "note": {"x"}, "phones": {"1", "2", "3", "4"}},
		}, "note phones"},
		"gone here, others have set it anew": {attribute.Memory{
			Sent: attribute.Set{"title": {"Jan"}, "note": {"x"}, "phones": {"1", "2", "3"}},
			Has:  attribute.Set{"title": {"Jan"}, "note": {"y"}, "phones": {"1", "2", "4"}},
		}, ""},
	} {
		if got := strings.Join(rules.Changed(want, attribute.Recall(c.memory.Bytes())), " "); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestPatch(t *testing.T) {
	t.Parallel()
	want := attribute.Set{"title": {"Jan"}, "note": nil, "phones": {"1", "2"}}
	sent := attribute.Set{"phones": {"1", "3"}}
	has := attribute.Set{"title": {"Jan"}, "note": {"x"}, "phones": {"3", "4", "1"}}
	got := rules.Patch([]string{"title", "note", "phones"}, want, sent, has)
	if diff := cmp.Diff(attribute.Set{"note": nil, "phones": {"4", "1", "2"}}, got); diff != "" {
		t.Errorf("patch (-want +got):\n%s", diff)
	}
	if got := rules.Patch([]string{"phones"}, attribute.Set{"phones": {"1"}}, nil, has); len(got) != 0 {
		t.Errorf("patch is %v, want none: all is there", got)
	}
}
