package ringdex

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"ringdex/internal/phone"
)

// fill sets everything in v to something that is not zero, and different from one call to the next;
// a field that is added to a record is filled as well.
func fill(v reflect.Value, next *int) {
	*next++
	if v.Type() == reflect.TypeFor[time.Time]() {
		v.Set(reflect.ValueOf(time.UnixMilli(int64(1_700_000_000_000 + *next)).UTC()))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(fmt.Sprintf("text %d", *next))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int64:
		v.SetInt(int64(*next))
	case reflect.Uint8:
		v.SetUint(uint64(*next%31 + 1)) // also a set of roles
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), next)
		}
	case reflect.Array:
		for i := range v.Len() {
			fill(v.Index(i), next)
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 4)) // with room: a clone that only reslices would share it
		fill(v.Index(0), next)
		fill(v.Index(1), next)
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		if fill(key, next); v.Type().Key().Kind() == reflect.String {
			key.SetString("name") // the names of links are fixed
		}
		fill(value, next)
		v.SetMapIndex(key, value)
	default:
		panic("fill does not know " + v.Type().String())
	}
}

func filled[T any]() *T {
	var r T
	next := 0
	fill(reflect.ValueOf(&r).Elem(), &next)
	return &r
}

// shares lists what a and b, of one type, have in common in memory.
func shares(a, b reflect.Value, path string) (shared []string) {
	if a.Type() == reflect.TypeFor[time.Time]() {
		return nil // its location is shared and immutable
	}
	switch a.Kind() {
	case reflect.Struct:
		for i := range a.NumField() {
			shared = append(shared, shares(a.Field(i), b.Field(i), path+"."+a.Type().Field(i).Name)...)
		}
	case reflect.Slice, reflect.Map, reflect.Pointer:
		if a.Pointer() == b.Pointer() {
			shared = append(shared, path)
		}
	}
	return shared
}

func TestCloneSharesNothing(t *testing.T) {
	t.Parallel()
	contact, company := filled[Contact](), filled[Company]()
	for _, test := range []struct{ original, clone any }{{contact, contact.Clone()}, {company, company.Clone()}} {
		if !reflect.DeepEqual(test.clone, test.original) {
			t.Errorf("the clone of a %T differs", test.original)
		}
		for _, path := range shares(reflect.ValueOf(test.clone).Elem(), reflect.ValueOf(test.original).Elem(), "") {
			t.Errorf("%T%s is shared with the clone", test.original, path)
		}
	}
	if bare := new(Contact); !reflect.DeepEqual(bare.Clone(), bare) {
		t.Error("the clone of an empty contact differs")
	}
	if bare := new(Company); !reflect.DeepEqual(bare.Clone(), bare) {
		t.Error("the clone of an empty company differs")
	}
}

// notCompared are the fields of which an update says nothing.
var notCompared = []string{".ID", ".Version", ".Created", ".Updated"}

// eachChange changes one thing after the other in copies of a record: every field, of lists and
// maps also by one element more, one less, one other, and another order.
func eachChange(v reflect.Value, path string, changed func(path string)) {
	if v.Kind() == reflect.Struct && v.Type() != reflect.TypeFor[time.Time]() {
		for i := range v.NumField() {
			eachChange(v.Field(i), path+"."+v.Type().Field(i).Name, changed)
		}
		return
	}
	was := reflect.New(v.Type()).Elem()
	was.Set(v)
	to := func(what string, value reflect.Value) {
		v.Set(value)
		changed(path + what)
		v.Set(was)
	}
	other := reflect.New(v.Type()).Elem()
	next := 500
	if fill(other, &next); v.Kind() == reflect.Bool {
		other = reflect.Zero(v.Type())
	}
	to("", other)
	to(" cleared", reflect.Zero(v.Type()))
	if v.Kind() == reflect.Slice {
		to(" with one less", v.Slice(0, 1))
		to(" with one more", reflect.Append(v.Slice3(0, 2, 2), other.Index(0)))
		to(" in another order", reflect.Append(reflect.Append(reflect.Zero(v.Type()), v.Index(1)), v.Index(0)))
		copied := reflect.AppendSlice(reflect.Zero(v.Type()), v)
		v.Set(copied)
		eachChange(v.Index(1), path+"[1]", changed)
		v.Set(was)
	}
}

func TestCompareIsComplete(t *testing.T) {
	t.Parallel()
	contact, company := filled[Contact](), filled[Company]()
	contact.Roles = EndUser
	wantDeltas(t, contact, CompareContacts)
	wantDeltas(t, company, CompareCompanies)
}

func wantDeltas[T any](t *testing.T, record *T, compare func(a, b *T) []Delta) {
	t.Helper()
	was := *record
	if deltas := compare(&was, record); len(deltas) > 0 {
		t.Errorf("nothing was changed, and the deltas are %v", deltas)
	}
	eachChange(reflect.ValueOf(record).Elem(), "", func(path string) {
		want := 1
		if slices.ContainsFunc(notCompared, func(skip string) bool { return strings.HasPrefix(path, skip+" ") || path == skip }) {
			want = 0
		}
		deltas, back := compare(&was, record), compare(record, &was)
		switch several := path == ".Roles" || path == ".Custom"; {
		case len(deltas) != want && (!several || len(deltas) == 0):
			t.Errorf("%T%s was changed: got deltas %v, want %d", was, path, deltas, want)
		case len(back) != len(deltas):
			t.Errorf("%T%s was changed: there are %d deltas there and %d back", was, path, len(deltas), len(back))
		}
	})
}

func TestCompareShowsOldAndNew(t *testing.T) {
	t.Parallel()
	rules := &Rules{Regions: []string{"CZ"}}
	a, b := &Contact{FirstName: "Jana", Custom: map[int64]string{1: "x", 2: "y"}}, &Contact{}
	apply(t, a, rules, Op{Verb: Add, Field: "phones", Value: "603 303 963"}, Op{Verb: Add, Field: "phones", Value: "12"})
	b.Custom, b.Roles, b.PasswordChanged = map[int64]string{2: "z", 10: "new"}, Operator, time.Unix(1, 0)
	b.Emails = []string{"a@example.com"}
	want := []Delta{
		{"firstName", "Jana", ""},
		{"emails", "", "a@example.com"},
		{"phones", "603 303 963, 12", ""},
		{"role.operator", "false", "true"},
		{"custom.1", "x", ""},
		{"custom.2", "y", "z"},
		{"custom.10", "", "new"},
		{"password", "", ""},
	}
	got := CompareContacts(a, b)
	for _, d := range want {
		if !slices.Contains(got, d) {
			t.Errorf("got %v, which lacks %v", got, d)
		}
	}
	if len(got) != len(want) {
		t.Errorf("got %d deltas %v, want %d", len(got), got, len(want))
	}
}

func TestFullName(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		contact Contact
		want    string
		named   bool
	}{
		{Contact{}, "", false},
		{Contact{DisplayName: "Boss", FirstName: "Jana", LastName: "Nováková"}, "Boss", true},
		{Contact{FirstName: "Jana", MiddleName: "Eva", LastName: "Nováková", Organization: "Acme"}, "Jana Eva Nováková", true},
		{Contact{FirstName: " Jana ", LastName: "  "}, "Jana", true},
		{Contact{LastName: "Nováková"}, "Nováková", true},
		{Contact{Organization: "Acme", UserName: "jana"}, "Acme", true},
		{Contact{UserName: "jana", Emails: []string{"jana@example.com"}}, "jana", false},
		{Contact{Emails: []string{"jana@example.com", "other@example.com"}}, "jana@example.com", false},
	} {
		if got := test.contact.FullName(); got != test.want {
			t.Errorf("%+v: got %q, want %q", test.contact, got, test.want)
		}
		if got := test.contact.Named(); got != test.named {
			t.Errorf("%q: named is %t", test.want, got)
		}
	}
	c := &Contact{}
	apply(t, c, &Rules{}, Op{Verb: Add, Field: "phones", Value: " 603 303 963 "})
	if got := c.FullName(); got != "603 303 963" {
		t.Errorf("got %q, want the number", got)
	}
}

// A contact without a name of its own is a line of its company.
func TestCalledName(t *testing.T) {
	t.Parallel()
	number := []phone.Number{phone.Parse("603303963", phone.Regions{"CZ"})}
	for _, test := range []struct {
		contact       Contact
		company, want string
	}{
		{Contact{Phones: number}, "Pekárna", "Pekárna"},
		{Contact{Emails: []string{"info@pekarna.example"}}, "Pekárna", "Pekárna"},
		{Contact{LastName: "Malá", Phones: number}, "Pekárna", "Malá"},
		{Contact{MiddleName: "Maria", Phones: number}, "Pekárna", "Maria"},
		{Contact{Organization: "Alfa", Phones: number}, "Pekárna", "Alfa"},
		{Contact{Phones: number}, "", "603303963"},
	} {
		if got := test.contact.CalledName(test.company); got != test.want {
			t.Errorf("%+v of %q: %q, want %q", test.contact, test.company, got, test.want)
		}
	}
}

func TestExternalIDs(t *testing.T) {
	t.Parallel()
	for name, record := range map[string]interface {
		SetExternalID(source, id string)
		ExternalID(source string) string
	}{"contact": &Contact{}, "company": &Company{}} {
		record.SetExternalID("crm", "")
		record.SetExternalID("crm", "1")
		record.SetExternalID("erp", "2")
		record.SetExternalID("crm", "3")
		if crm, erp, other := record.ExternalID("crm"), record.ExternalID("erp"), record.ExternalID("x"); crm != "3" || erp != "2" || other != "" {
			t.Errorf("%s: got %q, %q and %q", name, crm, erp, other)
		}
		record.SetExternalID("crm", "")
		if crm, erp := record.ExternalID("crm"), record.ExternalID("erp"); crm != "" || erp != "2" {
			t.Errorf("%s: got %q and %q after the first one was taken away", name, crm, erp)
		}
	}
}

func TestMadeID(t *testing.T) {
	t.Parallel()
	ids := map[string]bool{}
	for _, parts := range [][]string{{}, {""}, {"a"}, {"a", "b"}, {"ab"}, {"b", "a"}, {"a", "", "b"}} {
		id := MadeID(parts...)
		if again := MadeID(parts...); again != id {
			t.Errorf("%q makes %q, and %q the next time", parts, id, again)
		}
		if GivenID(id) != "" {
			t.Errorf("%q looks like an id that was given", id)
		}
		ids[id] = true
	}
	if len(ids) != 6 { // nothing, and one empty part, are the same content
		t.Errorf("got %d different ids", len(ids))
	}
	for _, given := range []string{"", "1", "abc"} {
		if GivenID(given) != given {
			t.Errorf("%q became %q", given, GivenID(given))
		}
	}
}

func TestJoinCompany(t *testing.T) {
	t.Parallel()
	c := &Contact{}
	for _, company := range []int64{3, 5, 3} {
		c.JoinCompany(company)
	}
	if !slices.Equal(c.Companies, []int64{3, 5}) || c.DefaultCompany != 3 {
		t.Errorf("got companies %v and default %d", c.Companies, c.DefaultCompany)
	}
}

func TestRefs(t *testing.T) {
	t.Parallel()
	contact, company := &Contact{ID: ID{15: 1}}, &Company{ID: 36}
	if got := contact.Ref().String(); got != "00000000-0000-0000-0000-000000000001" || contact.Ref().Kind != KindContact {
		t.Errorf("got %s", got)
	}
	if got := company.Ref().String(); got != "36" || company.Ref().Kind != KindCompany {
		t.Errorf("got %s", got)
	}
}

// TestSeveralNumbersInOneText: kept as one text, they would be found by none of them.
func TestSeveralNumbersInOneText(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		what string
		had  []string
		op   Op
		want []string
	}{
		{"the first of the list", nil, Op{Verb: Set, Field: "phone", Value: "222 777 333, 603 303 963"}, []string{"+420222777333", "+420603303963"}},
		{"and again", []string{"222777333", "603303963"}, Op{Verb: Set, Field: "phone", Value: "222 777 333 / 603 303 963"}, []string{"+420222777333", "+420603303963"}},
		{"instead of the first", []string{"222777111", "222777112"}, Op{Verb: Set, Field: "phone", Value: "222777333<br>603303963"}, []string{"+420222777333", "+420222777112", "+420603303963"}},
		{"in a list", nil, Op{Verb: Set, Field: "phones", Value: []any{"222777333 ::: 603303963", "222777111"}}, []string{"+420222777333", "+420603303963", "+420222777111"}},
		{"at the end", []string{"222777111"}, Op{Verb: Add, Field: "phones", Value: "222777333 oraz 603303963"}, []string{"+420222777111", "+420222777333", "+420603303963"}},
		{"between", []string{"222777111", "222777112"}, Op{Verb: Add, Field: "phones", Index: new(1), Value: "222777333|603303963"}, []string{"+420222777111", "+420222777333", "+420603303963", "+420222777112"}},
		{"behind the last, one is there", []string{"222777111", "222777333"}, Op{Verb: Add, Field: "phones", Index: new(2), Value: "222777333\n603303963"}, []string{"+420222777111", "+420222777333", "+420603303963"}},
	} {
		c := &Contact{}
		for _, n := range test.had {
			c.Phones = append(c.Phones, phone.Parse(n, sampleRules.Regions))
		}
		apply(t, c, sampleRules, test.op)
		var got []string
		for _, n := range c.Phones {
			got = append(got, n.E164)
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: got %q, want %q", test.what, got, test.want)
		}
	}
	for _, verb := range []Verb{Set, Place} {
		_, problems := PrepareContact([]Op{{Verb: verb, Field: "phones", Index: new(0), Value: "+420222777333 +420603303963"}}, sampleRules)
		if len(problems) != 1 || problems[0].Error() != `"+420222777333 +420603303963" is more than one number; send each by itself` {
			t.Errorf("%s at a place: got %v", verb, problems)
		}
	}
	if _, problems := PrepareContact([]Op{setMany("phones", 60, "+42060300%04d, +42060400%04[1]d")}, sampleRules); len(problems) != 1 {
		t.Errorf("too many in pairs: got %v", problems)
	}
}

func TestWhatCannotBeSeenIsNoName(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", " ", "\u200b", "\u00ad \ufeff", "\u00a0\u2003"} {
		c := &Contact{LastName: "Lípa", UserName: "lipa"}
		apply(t, c, sampleRules, Op{Verb: Set, Field: "lastName", Value: text}, Op{Verb: Set, Field: "userName", Value: text})
		if c.LastName != "" || c.UserName != "" {
			t.Errorf("%q: got %q and %q, want nothing", text, c.LastName, c.UserName)
		}
	}
}

// apply wants operations to go well.
func apply(t *testing.T, c *Contact, rules *Rules, ops ...Op) {
	t.Helper()
	edits, problems := PrepareContact(ops, rules)
	more := Apply(c, edits)
	for _, p := range slices.Concat(problems, more) {
		t.Errorf("%s: %s", p.Field, p.Error())
	}
}

// spoiled lists the texts in v that a database could not keep.
func spoiled(v reflect.Value, path string) (paths []string) {
	switch v.Kind() {
	case reflect.String:
		if !utf8.ValidString(v.String()) || strings.ContainsRune(v.String(), 0) {
			return []string{path}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() {
				paths = append(paths, spoiled(v.Field(i), path+"."+f.Name)...)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			paths = append(paths, spoiled(v.Index(i), path+"[]")...)
		}
	case reflect.Map:
		for key, value := range v.Seq2() {
			paths = append(paths, spoiled(key, path+" key")...)
			paths = append(paths, spoiled(value, path+" value")...)
		}
	}
	return paths
}
