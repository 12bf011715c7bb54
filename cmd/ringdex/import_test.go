package main

import (
	"testing"

	"ringdex/internal/fileimport"
	"ringdex/internal/mapping"
	"ringdex/internal/message"
	"ringdex/internal/ringdex"
)

func TestParseAssignments(t *testing.T) {
	t.Parallel()
	got, err := parseAssignments([]string{"A=B=email", "#2= phone ", "x=-"})
	want := []mapping.Assignment{{Column: "A=B", Field: "email"}, {Column: "#2", Field: "phone"}, {Column: "x", Field: "-"}}
	if err != nil || len(got) != len(want) || got[0] != want[0] || got[1] != want[1] || got[2] != want[2] {
		t.Errorf("%v, %v, want %v", got, err, want)
	}
	for _, wrong := range []string{"", "a", "=a", "a="} {
		if _, err := parseAssignments([]string{wrong}); err == nil {
			t.Errorf("%q was taken for a mapping", wrong)
		}
	}
}

// What imports cannot know is added here: flags.
func TestAdvised(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		problem ringdex.Error
		want    string
	}{
		{ringdex.Error{Field: "A=colour", Text: message.Text{Key: mapping.KeyAssignment, Said: "a contact has no field"}}, "--map A=colour: a contact has no field"},
		{ringdex.Error{Text: message.Text{Key: mapping.KeyAssignment, Said: "the columns"}}, "--map: the columns"},
		{ringdex.Error{Text: message.Text{Key: mapping.KeyNoneKnown, Said: "none"}}, "none; name them with --map COLUMN=FIELD"},
		{ringdex.Error{Text: message.Text{Key: mapping.KeyNotKnown, Said: "not known"}}, "not known; --map takes it"},
		{ringdex.Error{Text: message.Text{Key: fileimport.KeyReplaceCompanies, Said: "only contacts"}}, "--replace: only contacts"},
		{ringdex.Error{Text: message.Verbatim("else")}, "else"},
	} {
		if got := advised(&test.problem).Error(); got != test.want {
			t.Errorf("got %q, want %q", got, test.want)
		}
	}
	if advised(nil) != nil {
		t.Error("nothing is advised about")
	}
}
