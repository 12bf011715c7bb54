package ringdex

import (
	"fmt"
	"strings"
	"testing"
)

// TestLimitsOfARecord: one call must not hold its organization by a record that never ends.
func TestLimitsOfARecord(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		what    string
		ops     []Op
		problem string
	}{
		{"numbers that are just few enough", []Op{setMany("phones", 100, "+42060300%04d")}, ""},
		{"numbers", []Op{setMany("phones", 101, "+42060300%04d")}, "too many values: 101; the limit of this field is 100"},
		{"very many numbers", []Op{setMany("phones", 8000, "+42060300%04d")}, "too many values: 8000"},
		{"addresses", []Op{setMany("emails", 101, "a%d@example.com")}, "too many values: 101"},
		{"tags", []Op{setMany("tags", 1001, "tag%d")}, "too many values: 1001"},
		{"numbers, one by one", addMany("phones", 101, "+42060300%04d"), "too many values: 101"},
		{"the same number, again and again", addMany("phones", 1000, "+420603303963"), ""},
		{"operations", addMany("phones", 1001, "+420603303963"), "too many operations for one record: 1001; the limit is 1000"},
	} {
		edits, problems := PrepareContact(test.ops, &Rules{})
		more := Apply(&Contact{}, edits)
		said := fmt.Sprint(append(problems, more...))
		if test.problem == "" && said != "[]" || !strings.Contains(said, test.problem) {
			t.Errorf("%s: got %.300s, want %q", test.what, said, test.problem)
		}
	}
}

func setMany(field string, n int, form string) Op {
	values := make([]any, n)
	for i := range values {
		values[i] = formed(form, i)
	}
	return Op{Verb: Set, Field: field, Value: values}
}

func addMany(field string, n int, form string) []Op {
	ops := make([]Op, n)
	for i := range ops {
		ops[i] = Op{Verb: Add, Field: field, Value: formed(form, i)}
	}
	return ops
}

func formed(form string, i int) string {
	if !strings.Contains(form, "%") {
		return form
	}
	return fmt.Sprintf(form, i)
}
