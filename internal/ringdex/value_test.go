package ringdex

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"ringdex/internal/message"
)

// problem is what is wrong with a value of a contact's field, "" when nothing is.
func problem(field string, value any) string {
	_, problems := PrepareContact([]Op{{Verb: Set, Field: field, Value: value}}, sampleRules)
	if len(problems) == 0 {
		return ""
	}
	return problems[0].Error()
}

func TestTextLimitsCountCharacters(t *testing.T) {
	t.Parallel()
	for field, limit := range map[string]int{
		"firstName": 255, "lastName": 255, "userName": 255, "displayName": 255, "home.street": 255, "externalId": 255,
		"note": 10_000, "adminNote": 10_000, "links.name": 2000, "custom.1": 10_000,
	} {
		for _, letter := range []string{"x", "ž", "👩", "e\u0301"} { // of 1, 2, 4 bytes; of two characters
			fits := strings.Repeat(letter, limit/len([]rune(letter)))
			if p := problem(field, fits); p != "" {
				t.Errorf("%s refuses %d times %q: %s", field, limit, letter, p)
			}
			if p := problem(field, fits+strings.Repeat(letter, 2)); !strings.Contains(p, fmt.Sprint("the limit is ", limit)) {
				t.Errorf("%s of one too many %q: got %q", field, letter, p)
			}
		}
	}
	for _, tag := range []any{strings.Repeat("ž", 255), strings.Repeat("ž", 256)} {
		if p := problem("tags", []any{"ok", tag}); (p == "") != (len(tag.(string)) == 510) {
			t.Errorf("a tag of %d bytes: got %q", len(tag.(string)), p)
		}
	}
}

func TestTextsThatCannotBeKept(t *testing.T) {
	t.Parallel()
	for _, field := range []string{"firstName", "note", "userName", "externalId", "links.name", "custom.1", "birthDate", "pesel"} {
		for _, text := range []string{"a\x00b", "\xff", "ab\xc5", "\xed\xa0\x80"} {
			if problem(field, text) == "" {
				t.Errorf("%s takes %q", field, text)
			}
		}
		for _, value := range []any{true, 1.0, int64(1), []any{"x"}, map[string]any{}} {
			if problem(field, value) == "" {
				t.Errorf("%s takes %v", field, value)
			}
		}
	}
	for _, text := range []string{"a\x00@example.com", "\xff@example.com"} {
		if problem("emails", []any{text}) == "" {
			t.Errorf("emails take %q", text)
		}
	}
}

func TestEmails(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"jana@example.com": true, " jana@example.com\t": true, "Jana.O'Hara+crm@sub.Example.COM": true, "jiří@příklad.cz": true, "a@b": true,
		"": false, "jana": false, "@example.com": false, "jana@": false, "jana@@example.com": false, "jana@exa mple.com": false,
		"Jana <jana@example.com>": false, "<jana@example.com>": false, "a@example.com, b@example.com": false, "a@example.com;b@example.com": false,
		"jana@example.com (home)": false, "jana@example..com": false, "mailto:jana@example.com": false,
		strings.Repeat("a", 242) + "@example.com": true, strings.Repeat("a", 243) + "@example.com": false,
	} {
		p := problem("emails", []any{text})
		if (p == "") != want {
			t.Errorf("%q: got %q", text, p)
		}
	}
	c := &Contact{}
	apply(t, c, sampleRules, Op{Verb: Add, Field: "emails", Value: "  Jana@Example.com\n"})
	if !slices.Equal(c.Emails, []string{"Jana@Example.com"}) {
		t.Errorf("got %q, want it trimmed and otherwise as it came", c.Emails)
	}
}

func TestDomains(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"Example.com": "example.com", " @example.com ": "example.com", "": "", "a b.cz": "", "x@example.com": "", "http://x.cz": ""} {
		edits, problems := PrepareCompany([]Op{{Verb: Add, Field: "emailDomains", Value: text}}, sampleRules)
		c := &Company{}
		Apply(c, edits)
		if got := first(c.EmailDomains); got != want || (want == "") != (len(problems) == 1) {
			t.Errorf("%q: got %q and problems %v, want %q", text, got, problems, want)
		}
	}
}

func TestBirthDates(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"1944-05-14": "1944-05-14", " 1944-05-14 ": "1944-05-14", "14.5.1944": "1944-05-14", "14. 5. 1944": "1944-05-14", "14.05.1944": "1944-05-14",
		"1944-05-14T23:30:00-05:00": "1944-05-14", "1944-05-14T00:00:00Z": "1944-05-14", "1944-05-14T10:00:00": "1944-05-14", "1944-05-14 10:00:00": "1944-05-14",
		"2000-02-29": "2000-02-29", "": "",
		"1900-02-29": "!", "1944-13-01": "!", "31.4.1944": "!", "0000-01-01": "!", "14/5/1944": "!", "5/14/1944": "!", "14.5.44": "!", "1944": "!", "yesterday": "!",
		"9999-12-31T23:59:59-05:00": "!", "0001-01-01T00:00:00+05:00": "!",
	} {
		c := &Contact{BirthDate: "before"}
		edits, problems := PrepareContact([]Op{{Verb: Set, Field: "birthDate", Value: text}}, sampleRules)
		Apply(c, edits)
		switch {
		case want == "!" && (len(problems) != 1 || !strings.Contains(problems[0].Error(), "2022-02-21")):
			t.Errorf("%q: got %q and %v, want a problem that shows how to write it", text, c.BirthDate, problems)
		case want != "!" && c.BirthDate != want:
			t.Errorf("%q: got %q and %v, want %q", text, c.BirthDate, problems, want)
		}
	}
}

func TestFlags(t *testing.T) {
	t.Parallel()
	for value, want := range map[any]string{
		true: "true", false: "false", "true": "true", "FALSE": "false", " True ": "true", "1": "true", "0": "false", "t": "true",
		"yes": "", "ano": "", "2": "", 1.0: "", int64(1): "",
	} {
		on, err := readFlag(value, nil)
		if (err == nil) != (want != "") || err == nil && flagText(on) != want {
			t.Errorf("%v: got %t, %v; want %q", value, on, err, want)
		}
	}
}

func TestIntegers(t *testing.T) {
	t.Parallel()
	for value, want := range map[any]int64{
		int64(math.MaxInt64): math.MaxInt64, 7.0: 7, -7.0: -7, "42": 42, " -42 ": -42, "007": 7, "9223372036854775807": math.MaxInt64,
	} {
		if got, err := readInteger(value, nil); got != want || err != nil {
			t.Errorf("%v: got %d, %v; want %d", value, got, err, want)
		}
	}
	for _, value := range []any{"", " ", "1.0", "1e3", "0x10", "9223372036854775808", 0.5, 1e300, math.NaN(), math.Inf(1), float64(1 << 53), true, nil, []any{}} {
		if got, err := readInteger(value, nil); err == nil {
			t.Errorf("%v: got %d, want a problem", value, got)
		}
	}
}

func TestShow(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		value any
		want  string
	}{
		{nil, "null"},
		{"a \"b\"\n", `"a \"b\"\n"`},
		{true, "true"},
		{1.5, "1.5"},
		{[]any{"secret"}, "a list"},
		{map[string]any{"a": 1}, "an object"},
		{strings.Repeat("ž", 81), `"` + strings.Repeat("ž", 80) + `…"`},
	} {
		if got := fmt.Sprint(Show(test.value)); got != test.want {
			t.Errorf("%v: got %s, want %s", test.value, got, test.want)
		}
	}
}

func TestCheckedNumbers(t *testing.T) {
	t.Parallel()
	for field, value := range map[string]string{"pesel": "440514 01359", "nip": "123-456-32-18", "regon": "123-456-785"} {
		c := &Contact{}
		apply(t, c, sampleRules, Op{Verb: Set, Field: field, Value: value})
		if got := c.PESEL + c.NIP + c.REGON; got != strings.NewReplacer("-", "", " ", "").Replace(value) {
			t.Errorf("%s %q became %q", field, value, got)
		}
		if p := problem(field, value[:len(value)-1]+"0"); !strings.Contains(p, strings.ToUpper(field)) {
			t.Errorf("%s: got %q, want a problem that names it", field, p)
		}
	}
}

func TestCountries(t *testing.T) {
	t.Parallel()
	known := map[string]bool{}
	for _, code := range Countries() {
		known[code] = true
		for _, text := range []string{code, strings.ToLower(code), " " + code + " "} {
			if got, ok := ParseCountry(text); got != code || !ok {
				t.Errorf("%q: got %q, %t", text, got, ok)
			}
		}
	}
	if len(known) != 249 || len(Countries()) != 249 {
		t.Errorf("got %d countries, %d different ones; want 249", len(Countries()), len(known))
	}
	for _, text := range []string{"CZ", "XXX", "", "CZ ", "CZEC", "ČZE", "CSK", "SUN", "YUG", "XKX", "203", "AAA"} { // not, unknown, withdrawn
		if code, ok := ParseCountry(text); ok {
			t.Errorf("%q is taken for %s", text, code)
		}
	}
	edits, problems := PrepareCompany([]Op{{Verb: Set, Field: "country", Value: "CZ"}, {Verb: Set, Field: "country", Value: "XXX"}, {Verb: Set, Field: "country", Value: 1.0}}, sampleRules)
	if len(edits) != 0 || len(problems) != 3 || !strings.Contains(problems[0].Error(), "CZE") {
		t.Errorf("got edits %v and problems %v", edits, problems)
	}
	edits, problems = PrepareCompany([]Op{{Verb: Set, Field: "country", Value: ""}}, sampleRules)
	c := &Company{Country: "CZE"}
	Apply(c, edits)
	if len(problems) != 0 || c.Country != "" {
		t.Errorf("the empty country left %q, %v", c.Country, problems)
	}
}

func TestLanguages(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Language{
		"en": English, "GB": English, "gb": English, "de": German, "AT": German, "cs": Czech, "CZ": Czech, " cz ": Czech, "SK": Slovak, "pl": Polish,
	} {
		if got, ok := ParseLanguage(text); got != want || !ok {
			t.Errorf("%q: got %q, %t; want %q", text, got, ok, want)
		}
	}
	for _, text := range []string{"", "fr", "eng", "c", "english", "us"} {
		if got, ok := ParseLanguage(text); ok {
			t.Errorf("%q is taken for %q", text, got)
		}
	}
	if want := [...]Language{"en", "de", "cs", "sk", "pl"}; Languages != want { // the helpdesk's 0 to 4, seed 000
		t.Errorf("got %v, want %v", Languages, want)
	}
	for value, want := range map[any]bool{"": true, "cs": true, "  ": false, 2.0: false, true: false} {
		if p := problem("language", value); (p == "") != want {
			t.Errorf("%v: got %q", value, p)
		}
	}
}

func TestErrorsAreTheirCodes(t *testing.T) {
	t.Parallel()
	cause := errors.New("disk on fire")
	err := error(&Error{Code: Unavailable, Text: message.Verbatim("try again"), Cause: cause})
	wrapped := fmt.Errorf("put contact: %w", fmt.Errorf("commit: %w", err))
	for _, e := range []error{err, wrapped} {
		if !errors.Is(e, Unavailable) || !errors.Is(e, cause) || errors.Is(e, NotFound) {
			t.Errorf("%v is not what it is", e)
		}
		if CodeOf(e) != Unavailable || MessageOf(e) != "try again" {
			t.Errorf("got %q and %q", CodeOf(e), MessageOf(e))
		}
	}
	var codes []Code
	for _, code := range []Code{Invalid, NotFound, Conflict, Denied, Unauthenticated, TooLarge, RateLimited, Unavailable, Internal} {
		if e := Errorf(code, "because of %d", 7); !errors.Is(e, code) || e.Error() != "because of 7" || CodeOf(e) != code || CodeOf(code) != code {
			t.Errorf("%v is not %s", e, code)
		}
		if slices.Contains(codes, code) {
			t.Errorf("%s is there twice", code)
		}
		codes = append(codes, code)
	}
	if CodeOf(nil) != "" || CodeOf(cause) != Internal || CodeOf(fmt.Errorf("x: %w", NotFound)) != NotFound {
		t.Error("codes of other errors are wrong")
	}
	const nothing = "internal error; quote the X-Request-Id header when you report it"
	for _, e := range []error{cause, Errorf(Internal, "password of the database"), NotFound} {
		if got := MessageOf(e); got != nothing {
			t.Errorf("%v: got %q, want a sentence that says nothing", e, got)
		}
	}
	nested := &Error{Code: Conflict, Text: message.Verbatim("outer"), Cause: Errorf(NotFound, "inner")}
	if CodeOf(nested) != Conflict || MessageOf(nested) != "outer" {
		t.Errorf("got %q and %q, want those of the outer error", CodeOf(nested), MessageOf(nested))
	}
	if p := Problemf("/Phones/-", "%q is no number", "x"); p.Code != Invalid || p.Field != "/Phones/-" || p.Error() != `"x" is no number` {
		t.Errorf("got %+v", p)
	}
	log := (&Error{Code: Invalid, Field: "/X", Text: message.Verbatim("shown"), Cause: cause}).LogValue().String()
	for _, part := range []string{"invalid", "/X", "shown", "disk on fire"} {
		if !strings.Contains(log, part) {
			t.Errorf("the log says %s, without %q", log, part)
		}
	}
}
