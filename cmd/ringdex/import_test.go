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
		{*ringdex.Problem("A=colour", "column.contact_field", "x"), "--map A=colour: a contact has no field x"},
		{*ringdex.Problem("", "column.two_columns", "a", "b", "c"), "--map: the columns a and b cannot both be c"},
		{*ringdex.Problem("", mapping.KeyNoneKnown, "x"), "none of the columns is known (x); name them with --map COLUMN=FIELD"},
		{*ringdex.Problem("", mapping.KeyNotKnown), "not known; --map takes it"},
		{*ringdex.Problem("", fileimport.KeyReplaceCompanies), "--replace: only contacts can be replaced; companies are never deleted by an import"},
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
