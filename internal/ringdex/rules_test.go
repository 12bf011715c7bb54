package ringdex

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"ringdex/internal/phone"
)

// sample is a value that a field takes, how a delta shows it, and one that it refuses.
type sample struct {
	value any
	text  string
	bad   any
}

// samples are those of fields that are not plain text.
var samples = map[string]sample{
	"userName":           {" jana ", "jana", true},
	"emails":             {[]any{"jana@example.com", "info@example.com"}, "jana@example.com, info@example.com", "jana@example.com"},
	"email":              {"jana@example.com", "jana@example.com", "jana"},
	"phones":             {[]any{"603 303 963", "12"}, "603 303 963, 12", []any{"none"}},
	"phone":              {"603 303 963", "603 303 963", "none"},
	"tags":               {[]any{"vip"}, "vip", []any{1.0}},
	"locked":             {[]any{"firstName", "home.city"}, "firstName, home.city", "text"},
	"agents":             {[]any{"petr", "alena"}, "petr, alena", "petr"},
	"companies":          {[]any{int64(3), 5.0, "7"}, "3, 5, 7", []any{"acme"}},
	"internalGroups":     {[]any{"12"}, "12", []any{0.5}},
	"operatorGroups":     {[]any{int64(12)}, "12", []any{nil}},
	"language":           {"CZ", "cs", "fr"},
	"birthDate":          {"14. 5. 1944", "1944-05-14", "14/5"},
	"pesel":              {"44051401359", "44051401359", "44051401358"},
	"regon":              {"123-456-785", "123456785", "123456784"},
	"nip":                {"123-456-32-18", "1234563218", "1234563219"},
	"mustChangePassword": {"True", "true", "maybe"},
	"defaultCompany":     {"36", "36", "acme"},
	"externalId":         {"42", "crm:42", int64(42)},
	"country":            {"cze", "CZE", "CZ"},
	"disabled":           {true, "true", 1.0},
	"emailDomains":       {[]any{"@Example.COM"}, "example.com", []any{"jana@example.com"}},
	"custom.1":           {" text ", " text ", true},
	"custom.2":           {"ano", "1", "maybe"},
	"custom.3":           {"21. 2. 2022", "2022-02-21T00:00:00.000Z", "soon"},
}

func sampleOf(name string) sample {
	if strings.HasPrefix(name, "role.") {
		return sample{true, "true", "maybe"}
	}
	if s, ok := samples[name]; ok {
		return s
	}
	return sample{"příliš žluťoučký", "příliš žluťoučký", int64(5)}
}

// listOf is the list of which a name is the first element.
var listOf = map[string]string{"email": "emails", "phone": "phones"}

var sampleRules = &Rules{
	Regions: phone.Regions{"CZ"}, Source: Source{Key: "crm"},
	Fields: []Field{
		{ID: 1, Kind: KindContact, Key: "Segment", Title: "Segment", Type: TypeText},
		{ID: 2, Kind: KindContact, Title: "Yes or no", Type: TypeDropDown, Items: []Item{{1, "Ano"}, {2, "Ne"}}},
		{ID: 3, Kind: KindContact, Title: "Since", Type: TypeDate},
		{ID: 1, Kind: KindCompany, Title: "Segment", Type: TypeText},
		{ID: 2, Kind: KindCompany, Title: "Yes or no", Type: TypeDropDown, Items: []Item{{1, "Ano"}}},
		{ID: 3, Kind: KindCompany, Title: "Since", Type: TypeDateTime},
	},
}

var customNames = []string{"custom.1", "custom.2", "custom.3"}

func TestEveryFieldOfContacts(t *testing.T) {
	t.Parallel()
	for _, name := range slices.Concat(contactNames, customNames) {
		testField(t, name, PrepareContact, CompareContacts)
	}
}

func TestEveryFieldOfCompanies(t *testing.T) {
	t.Parallel()
	for _, name := range slices.Concat(companyNames, customNames) {
		testField(t, name, PrepareCompany, CompareCompanies)
	}
}

type (
	prepareFunc[T any] func([]Op, *Rules) ([]Edit[T], []*Error)
	compareFunc[T any] func(a, b *T) []Delta
)

// testField does with one field what can be done with any.
func testField[T any](t *testing.T, name string, prepare prepareFunc[T], compare compareFunc[T]) {
	t.Helper()
	s, whole := sampleOf(name), name
	if list, ok := listOf[name]; ok {
		whole = list
	}
	_, isList := s.value.([]any)
	var empty T
	was := ""
	set := func(r *T, verb Verb, value any) {
		t.Helper()
		edits, problems := prepare([]Op{{Verb: verb, Field: name, Value: value}}, sampleRules)
		more := Apply(r, edits)
		if all := slices.Concat(problems, more); len(all) > 0 {
			t.Errorf("%s %s %v: %s", verb, name, value, all[0].Error())
		}
	}
	want := func(what string, r *T, text string) {
		t.Helper()
		deltas := compare(&empty, r)
		if text == "" && len(deltas) == 0 {
			return
		}
		if len(deltas) != 1 || deltas[0].Field != whole || deltas[0].New != text {
			t.Errorf("%s %s: got %+v, want %q", what, name, deltas, text)
		} else {
			was = deltas[0].Old
		}
	}
	var r T
	for range 2 {
		set(&r, Set, s.value)
		want("set", &r, s.text)
	}
	set(&r, Set, nil)
	want("set to nothing", &r, "")
	for range 2 {
		if items, _ := s.value.([]any); isList {
			for _, item := range items {
				set(&r, Add, item)
			}
		} else {
			set(&r, Add, s.value)
		}
		want("add to", &r, s.text)
	}
	back := compare(&r, &empty)
	if len(back) != 1 || back[0] != (Delta{whole, s.text, was}) {
		t.Errorf("%s: the way back is %+v", name, back)
	}
	set(&r, Remove, nil)
	want("remove", &r, "")

	refuse := func(op Op) {
		t.Helper()
		op.Field, op.At = name, "/Place"
		edits, problems := prepare([]Op{op}, sampleRules)
		if len(edits) > 0 || len(problems) != 1 || problems[0].Field != "/Place" || problems[0].Code != Invalid || problems[0].Error() == "" {
			t.Errorf("%s %s %v: got edits %v and problems %v", op.Verb, name, op.Value, edits, problems)
		}
	}
	refuse(Op{Verb: Set, Value: s.bad})
	refuse(Op{Verb: Set, Value: map[string]any{"Id": 1.0}})
	if isList {
		refuse(Op{Verb: Add})
		refuse(Op{Verb: Add, Value: []any{"a list"}})
		refuse(Op{Verb: Set, Index: new(0), Value: nil})
	} else {
		refuse(Op{Verb: Set, Index: new(0), Value: s.value})
		refuse(Op{Verb: Remove, Index: new(0)})
	}

	edits, _ := prepare([]Op{{Verb: Set, Field: name, Value: s.value, At: "/Place"}}, sampleRules)
	if len(edits) != 1 || !isLocked([]string{"other", whole}, edits[0].Field) {
		t.Errorf("%s is not locked by %s", name, whole)
	}
}

func TestIndexes(t *testing.T) {
	t.Parallel()
	none := (*int)(nil)
	for _, test := range []struct {
		verb  Verb
		index *int
		value any
		want  []string // nil for a problem
	}{
		{Add, none, "d", []string{"a", "b", "c", "d"}},
		{Add, new(3), "d", []string{"a", "b", "c", "d"}},
		{Add, new(0), "d", []string{"d", "a", "b", "c"}},
		{Add, new(1), "d", []string{"a", "d", "b", "c"}},
		{Add, new(1), "c", []string{"a", "b", "c"}}, // there already
		{Add, none, "a", []string{"a", "b", "c"}},
		{Add, new(4), "d", nil},
		{Add, new(-1), "d", nil},
		{Set, new(0), "d", []string{"d", "b", "c"}},
		{Set, new(2), "d", []string{"a", "b", "d"}},
		{Set, new(3), "d", nil},
		{Set, new(-1), "d", nil},
		{Remove, new(0), nil, []string{"b", "c"}},
		{Remove, new(2), nil, []string{"a", "b"}},
		{Remove, new(3), nil, nil},
		{Remove, new(-1), nil, nil},
		{Remove, none, nil, []string{}},
		{Remove, none, "b", []string{}},
		{Set, none, []any{"x", "y", "x"}, []string{"x", "y"}},
		{Set, none, []any{}, []string{}},
	} {
		c := &Contact{Tags: []string{"a", "b", "c"}}
		edits, problems := PrepareContact([]Op{{Verb: test.verb, Field: "tags", Index: test.index, Value: test.value}}, sampleRules)
		if len(problems) > 0 {
			t.Fatalf("%+v: %s", test, problems[0].Error())
		}
		problems = Apply(c, edits)
		switch {
		case (test.want == nil) != (len(problems) == 1):
			t.Errorf("%s %v %v: got problems %v and %v", test.verb, test.index, test.value, problems, c.Tags)
		case test.want != nil && !slices.Equal(c.Tags, test.want):
			t.Errorf("%s %v %v: got %v, want %v", test.verb, test.index, test.value, c.Tags, test.want)
		case test.want == nil && !strings.Contains(problems[0].Error(), "the list has 3"):
			t.Errorf("got %q, want the length of the list", problems[0].Error())
		}
	}
}

func TestSameValuesAreAddedOnce(t *testing.T) {
	t.Parallel()
	c := &Contact{}
	apply(t, c, sampleRules,
		Op{Verb: Add, Field: "emails", Value: "Jana@Example.com"}, Op{Verb: Add, Field: "emails", Value: "jana@example.COM"},
		Op{Verb: Add, Field: "phones", Value: "603 303 963"}, Op{Verb: Add, Field: "phones", Value: "+420603303963"},
		Op{Verb: Add, Field: "phones", Value: "603303963 linka 5"}, Op{Verb: Add, Field: "tags", Value: "vip"}, Op{Verb: Add, Field: "tags", Value: "VIP"},
	)
	if !slices.Equal(c.Emails, []string{"Jana@Example.com"}) || len(c.Phones) != 2 || !slices.Equal(c.Tags, []string{"vip", "VIP"}) {
		t.Errorf("got %v, %v and %v", c.Emails, c.Phones, c.Tags)
	}
}

// TestHead tests first elements of lists: /Email for /Emails.
func TestHead(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		was   []string
		verb  Verb
		value any
		want  []string
	}{
		{nil, Set, "a@x.cz", []string{"a@x.cz"}},
		{nil, Remove, nil, nil},
		{nil, Set, nil, nil},
		{[]string{"a@x.cz", "b@x.cz"}, Set, "a@x.cz", []string{"a@x.cz", "b@x.cz"}},
		{[]string{"a@x.cz", "b@x.cz"}, Set, "A@x.cz", []string{"A@x.cz", "b@x.cz"}},
		{[]string{"a@x.cz", "b@x.cz", "c@x.cz"}, Set, "c@x.cz", []string{"c@x.cz", "a@x.cz", "b@x.cz"}},
		{[]string{"a@x.cz", "b@x.cz"}, Set, "d@x.cz", []string{"d@x.cz", "b@x.cz"}},
		{[]string{"a@x.cz", "b@x.cz"}, Remove, nil, []string{"b@x.cz"}},
		{[]string{"a@x.cz", "b@x.cz"}, Set, "", []string{"a@x.cz", "b@x.cz"}}, // a sync that says so every hour must not empty the list
		{[]string{"a@x.cz"}, Set, "", nil},
	} {
		c := &Contact{Emails: slices.Clone(test.was)}
		apply(t, c, sampleRules, Op{Verb: test.verb, Field: "email", Value: test.value})
		if !slices.Equal(c.Emails, test.want) {
			t.Errorf("%s %v on %v: got %v, want %v", test.verb, test.value, test.was, c.Emails, test.want)
		}
	}
}

func TestAllProblemsInOrder(t *testing.T) {
	t.Parallel()
	ops := []Op{
		{Verb: Set, Field: "firstName", Value: "Jana"},
		{Verb: Set, Field: "lastName", Value: 5.0, At: "/LastName"},
		{Verb: Set, Field: "nonsense", Value: "x", At: "/Nonsense"},
		{Verb: Add, Field: "emails", Value: "no address"},
		{Verb: Set, Field: "custom.99", Value: "x"},
		{Verb: Set, Field: "custom.2", Value: "maybe", At: "/CustomFields/2"},
		{Verb: Set, Field: "custom", Value: "x"},
		{Verb: Set, Field: "", Value: "x"},
	}
	edits, problems := PrepareContact(ops, sampleRules)
	var got []string
	for _, p := range problems {
		got = append(got, p.Field)
	}
	if want := []string{"/LastName", "/Nonsense", "emails", "custom.99", "/CustomFields/2", "custom", ""}; !slices.Equal(got, want) {
		t.Errorf("got problems at %q, want %q", got, want)
	}
	if len(edits) != 1 || edits[0].Field != "firstName" {
		t.Errorf("got edits %v, want that of the first name", edits)
	}
	c := &Contact{Tags: []string{"a"}}
	edits, _ = PrepareContact([]Op{
		{Verb: Remove, Field: "tags", Index: new(5), At: "first"}, {Verb: Set, Field: "tags", Index: new(0), Value: "b"}, {Verb: Add, Field: "tags", Index: new(7), Value: "c", At: "second"},
	}, sampleRules)
	problems = Apply(c, edits)
	if len(problems) != 2 || problems[0].Field != "first" || problems[1].Field != "second" {
		t.Errorf("got problems %v, want two", problems)
	}
}

func TestLocks(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		locked, field string
		want          bool
	}{
		{"phones", "phones", true},
		{"phones", "phone", true}, // a part of it
		{"emails", "email", true},
		{"phones", "emails", false},
		{"custom.1", "custom.1", true},
		{"custom.1", "custom.segment", true}, // by its key
		{"custom.1", "custom.SEGMENT", true},
		{"custom.1", "custom.2", false},
		{"home.city", "home.street", false},
		{"role.operator", "role.operator", true},
		{"role.operator", "role.end-user", false},
	} {
		s := sampleOf(test.field)
		edits, problems := PrepareContact([]Op{{Verb: Set, Field: test.field, Value: s.value, At: "/X"}}, sampleRules)
		if len(problems) > 0 {
			t.Fatalf("%s: %s", test.field, problems[0].Error())
		}
		was := &Contact{Locked: []string{test.locked}}
		c := was.Clone()
		m := NewMerge[Contact](sampleRules, Hand{}, was, c)
		more := m.Edit(edits)
		notes := m.Finish(time.Time{})
		if (len(notes) == 1) != test.want || reflect.DeepEqual(c, was) != test.want || len(more) > 0 {
			t.Errorf("%s with %s locked: got notes %v", test.field, test.locked, notes)
		}
	}
}

func TestStrictSourceRefusesNumbers(t *testing.T) {
	t.Parallel()
	for number, want := range map[string][2]bool{ // loose, strict
		"603 303 963": {true, true}, "12": {true, false}, "+420 123": {true, false}, "none": {false, false}, "": {false, false},
	} {
		for i, strict := range []bool{false, true} {
			rules := &Rules{Regions: phone.Regions{"CZ"}, Source: Source{StrictNumbers: strict}}
			_, problems := PrepareContact([]Op{{Verb: Add, Field: "phones", Value: number}}, rules)
			if (len(problems) == 0) != want[i] {
				t.Errorf("%q, strict %t: got problems %v", number, strict, problems)
			}
		}
	}
}

func TestMissingFields(t *testing.T) {
	t.Parallel()
	fields := []Field{
		{ID: 3, Kind: KindContact, Title: "Third", Required: true},
		{ID: 1, Kind: KindContact, Title: "First", Required: true},
		{ID: 2, Kind: KindContact, Title: "Second"},
		{ID: 4, Kind: KindCompany, Title: "Other", Required: true},
	}
	var got []string
	for _, p := range MissingFields(fields, KindContact, map[int64]string{1: "x", 4: "y"}) {
		got = append(got, fmt.Sprint(p.Code, " ", p.Field))
	}
	if want := []string{"invalid custom.3"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := MissingFields(fields, KindContact, nil); len(got) != 2 {
		t.Errorf("got %d problems of an empty record, want 2", len(got))
	}
}

// TestPlace: an edit is applied again when its record is planned again, to a list that may be
// longer by then.
func TestPlace(t *testing.T) {
	t.Parallel()
	edits, problems := PrepareContact([]Op{{Verb: Place, Field: "emails", Index: new(1), Value: "new@example.com"}}, sampleRules)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	for _, test := range []struct{ was, want []string }{
		{nil, []string{"new@example.com"}},
		{[]string{"a@example.com", "b@example.com", "c@example.com"}, []string{"a@example.com", "new@example.com", "c@example.com"}},
		{[]string{"new@example.com", "b@example.com"}, []string{"new@example.com"}},
	} {
		c := &Contact{Emails: slices.Clone(test.was)}
		if problems := Apply(c, edits); len(problems) > 0 || !slices.Equal(c.Emails, test.want) {
			t.Errorf("%q: got %q (%v), want %q", test.was, c.Emails, problems, test.want)
		}
	}
}

// TestNoSuchOperation: what no list can do is a problem of its operation.
func TestNoSuchOperation(t *testing.T) {
	t.Parallel()
	for _, op := range []Op{
		{Verb: "other", Field: "emails", Value: "a@example.com"},
		{Verb: Place, Field: "emails", Value: "a@example.com"},
		{Verb: Place, Field: "emails", Index: new(-1), Value: ""},
		{Verb: "", Field: "firstName", Value: "Jan"},
	} {
		if edits, problems := PrepareContact([]Op{op}, sampleRules); len(edits) > 0 || len(problems) != 1 || problems[0].Field != op.Field {
			t.Errorf("%+v: %d edits, %v", op, len(edits), problems)
		}
	}
}
