package ringdex

import (
	"math"
	"strings"
	"testing"
	"time"
)

func TestCanonical(t *testing.T) {
	t.Parallel()
	choice := Field{Type: TypeDropDown, Title: "Segment", Items: []Item{{1, "Malý"}, {7, "Velký"}, {8, "1"}, {9, "2022"}}}
	short := Field{Type: TypeText, Min: 2, Max: 4}
	for _, test := range []struct {
		field Field
		value any
		want  string // "!" for a problem
	}{
		{Field{Type: TypeText}, " as it is ", " as it is "},
		{Field{Type: TypeText}, 5.0, "!"},
		{Field{Type: TypeText}, "a\x00", "!"},
		{Field{Type: TypeTextArea}, "two\nlines", "two\nlines"},
		{Field{Type: TypeTextArea}, strings.Repeat("ž", 10_000), strings.Repeat("ž", 10_000)},
		{Field{Type: TypeTextArea}, strings.Repeat("ž", 10_001), "!"},
		{short, "žž", "žž"},
		{short, "žžžž", "žžžž"},
		{short, "ž", "!"},
		{short, "žžžžž", "!"},
		{Field{Type: TypeText, Max: 20_000}, strings.Repeat("x", 20_000), strings.Repeat("x", 20_000)},

		{Field{Type: TypeCheckBox}, true, "true"},
		{Field{Type: TypeCheckBox}, "False", "false"},
		{Field{Type: TypeCheckBox}, "maybe", "!"},

		{Field{Type: TypeDate}, "2022-02-21", "2022-02-21T00:00:00.000Z"},
		{Field{Type: TypeDate}, "21. 2. 2022", "2022-02-21T00:00:00.000Z"},
		{Field{Type: TypeDateTime}, "2022-02-21T10:49:16Z", "2022-02-21T10:49:16.000Z"},
		{Field{Type: TypeDateTime}, "2022-02-21T10:49:16.1239Z", "2022-02-21T10:49:16.123Z"},
		{Field{Type: TypeDateTime}, "2022-02-21T00:30:00+01:00", "2022-02-20T23:30:00.000Z"},
		{Field{Type: TypeDateTime}, "2022-02-21 10:49:16", "2022-02-21T10:49:16.000Z"},
		{Field{Type: TypeDateTime}, "9999-12-31T23:59:59-05:00", "!"},
		{Field{Type: TypeDateTime}, "0001-01-01T00:00:00+05:00", "!"},
		{Field{Type: TypeDateTime}, "soon", "!"},
		{Field{Type: TypeDate}, 20220221.0, "!"},

		{Field{Type: TypeInteger}, " 0042 ", "42"},
		{Field{Type: TypeInteger}, -7.0, "-7"},
		{Field{Type: TypeInteger}, int64(math.MinInt64), "-9223372036854775808"},
		{Field{Type: TypeInteger}, 0.5, "!"},
		{Field{Type: TypeInteger}, "1 000", "!"},

		{Field{Type: TypeDecimal}, "1.50", "1.5"},
		{Field{Type: TypeDecimal}, 1e21, "1000000000000000000000"},
		{Field{Type: TypeDecimal}, int64(3), "3"},
		{Field{Type: TypeDecimal}, "-0.0001", "-0.0001"},
		{Field{Type: TypeDecimal}, "1,5", "!"},
		{Field{Type: TypeDecimal}, "NaN", "!"},
		{Field{Type: TypeDecimal}, math.NaN(), "!"},
		{Field{Type: TypeDecimal}, math.Inf(-1), "!"},
		{Field{Type: TypeDecimal}, "1e999", "!"},
		{Field{Type: TypeDecimal}, true, "!"},

		{choice, int64(7), "7"},
		{choice, 7.0, "7"},
		{choice, "7", "7"},
		{choice, " velký ", "7"},
		{choice, "VELKÝ", "7"},
		{choice, "1", "1"}, // the id counts, not the title of item 8
		{choice, "2022", "9"},
		{choice, int64(2022), "!"}, // a number is an id
		{choice, "8", "8"},
		{choice, "2", "!"},
		{choice, "střední", "!"},
		{choice, true, "!"},
	} {
		got, err := test.field.Canonical(test.value)
		switch {
		case (test.want == "!") != (err != nil):
			t.Errorf("%s %v: got %q, %v", test.field.Type, Show(test.value), got, err)
		case err != nil && CodeOf(err) != Invalid:
			t.Errorf("%s %v: got code %q", test.field.Type, Show(test.value), CodeOf(err))
		case err == nil && got != test.want:
			t.Errorf("%s %v: got %q, want %q", test.field.Type, Show(test.value), got, test.want)
		}
		if err != nil {
			continue
		}
		if again, err := test.field.Canonical(got); again != got || err != nil {
			t.Errorf("%s: the canonical %q becomes %q, %v", test.field.Type, got, again, err)
		}
	}
	for _, kind := range FieldTypes {
		f := Field{Type: kind, Min: 3, Items: []Item{{1, ""}}}
		for _, value := range []any{nil, ""} {
			if got, err := f.Canonical(value); got != "" || err != nil {
				t.Errorf("%s of no value: got %q, %v", kind, got, err)
			}
		}
	}
	_, err := choice.Canonical("střední")
	for _, part := range []string{`"Segment"`, `1 "Malý"`, `7 "Velký"`} {
		if !strings.Contains(MessageOf(err), part) {
			t.Errorf("got %q, want it to offer %s", MessageOf(err), part)
		}
	}
}

func TestTime(t *testing.T) {
	t.Parallel()
	if got, want := Time("2022-02-21T10:49:16.123Z"), time.Date(2022, 2, 21, 10, 49, 16, 123_000_000, time.UTC); !got.Equal(want) {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := Time(""); !got.IsZero() {
		t.Errorf("got %s of nothing", got)
	}
}

func TestFindField(t *testing.T) {
	t.Parallel()
	fields := []Field{
		{ID: 5, Kind: KindContact, Key: "36"},
		{ID: 36, Kind: KindContact, Key: "Segment"},
		{ID: 7, Kind: KindContact},
		{ID: 36, Kind: KindCompany, Key: "Size"},
		{ID: 8, Kind: KindCompany, Key: "44"},
	}
	for _, test := range []struct {
		kind Kind
		text string
		want int // index, -1 for none
	}{
		{KindContact, "36", 1}, // the id, though another field has it for a key
		{KindContact, "segment", 1},
		{KindContact, "7", 2},
		{KindContact, "", -1},
		{KindContact, "size", -1},
		{KindContact, "8", -1},
		{KindCompany, "36", 3},
		{KindCompany, "SIZE", 3},
		{KindCompany, "44", 4},
		{KindCompany, "segment", -1},
	} {
		got, ok := FindField(fields, test.kind, test.text)
		if ok != (test.want >= 0) || ok && got != &fields[test.want] {
			t.Errorf("%s %q: got %+v, %t", test.kind, test.text, got, ok)
		}
	}
	if f := fields[1]; f.Name() != "custom.36" {
		t.Errorf("got %q", f.Name())
	}
}

func TestFieldCheck(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		field Field
		want  bool
	}{
		{Field{Title: "T", Type: TypeText}, true},
		{Field{Title: "T", Type: TypeText, Min: 1, Max: 1}, true},
		{Field{Title: "T", Type: TypeText, Min: 5}, true},
		{Field{Title: "T", Type: TypeDropDown, Items: []Item{{1, "a"}}}, true},
		{Field{Title: " ", Type: TypeText}, false},
		{Field{Title: "T"}, false},
		{Field{Title: "T", Type: "Text"}, false},
		{Field{Title: "T", Type: TypeDropDown}, false},
		{Field{Title: "T", Type: TypeText, Items: []Item{{1, "a"}}}, false},
		{Field{Title: "T", Type: TypeText, Min: 2, Max: 1}, false},
	} {
		err := test.field.Check()
		if (err == nil) != test.want || err != nil && CodeOf(err) != Invalid {
			t.Errorf("%+v: got %v", test.field, err)
		}
	}
}
