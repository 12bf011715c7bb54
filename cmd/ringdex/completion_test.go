package main

import (
	"bytes"
	"slices"
	"strings"
	"testing"
)

// TestCompletion: the words after the program's name, and what the last one can become.
func TestCompletion(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"us":                                "user",
		"user ":                             "add list set password remove",
		"help user a":                       "add",
		"import --ki":                       "--kind",
		"import x.csv --kind ":              "contacts companies",
		"import x.csv --kind = c":           "contacts companies",
		"import x.csv --kind=con":           "--kind=contacts",
		"export co":                         "contacts companies",
		"export contacts --dat":             "--database",
		"field set ":                        "contact company",
		"field set contact ":                "",
		"user add --role operator x --pass": "--password-stdin",
		"compl":                             "completion",
		"nonsense ":                         "",
	} {
		var out, failed bytes.Buffer
		code := run(t.Context(), append([]string{"complete"}, strings.Split(line, " ")...), strings.NewReader(""), &out, &failed)
		if got := strings.Fields(out.String()); code != 0 || !slices.Equal(got, strings.Fields(want)) {
			t.Errorf("%q: got %v, want %s; exit code %d, %s", line, got, want, code, &failed)
		}
	}
}
