package ringdex

import (
	"reflect"
	"strings"
	"testing"
)

// TestEveryMemberHasALine finds a member of a record that no line of its table places, and one that
// two lines do.
func TestEveryMemberHasALine(t *testing.T) {
	t.Parallel()
	wantPlaces(t, ContactFields)
	wantPlaces(t, CompanyFields)
	wantPlaces(t, AddressFields)
}

func wantPlaces[T any](t *testing.T, table []BuiltIn[T]) {
	t.Helper()
	var record T
	lines := map[uintptr]string{}
	for i := range table {
		f := &table[i]
		if f.At == nil || f.Of != "" {
			continue
		}
		place := reflect.ValueOf(f.At).Call([]reflect.Value{reflect.ValueOf(&record)})[0].Pointer()
		if other := lines[place]; other != "" {
			t.Errorf("%T: %s and %s have one place", record, other, f.Name)
		}
		lines[place] = f.Name
	}
	v := reflect.ValueOf(&record).Elem()
	for i := range v.NumField() {
		if lines[v.Field(i).Addr().Pointer()] == "" {
			t.Errorf("%T.%s has no line in the table of built-in fields", record, v.Type().Field(i).Name)
		}
	}
	if len(lines) != v.NumField() {
		t.Errorf("%T has %d members and %d lines that place one", record, v.NumField(), len(lines))
	}
}

// TestLines checks what the readers of the tables rely on.
func TestLines(t *testing.T) {
	t.Parallel()
	wantLines(t, KindContact, ContactFields, *filled[Contact]())
	wantLines(t, KindCompany, CompanyFields, *filled[Company]())
}

func wantLines[T any](t *testing.T, kind Kind, table []BuiltIn[T], full T) {
	t.Helper()
	seen := map[string]bool{}
	for i := range table {
		f := &table[i]
		whole, _, isPart := strings.Cut(f.Name, ".")
		switch {
		case seen[f.Name]:
			t.Errorf("%s has two lines", f.Name)
		case f.Label != string(kind)+"."+f.Name:
			t.Errorf("%s has the label %s", f.Name, f.Label)
		case isPart && f.Of != whole, f.Of != "" && !seen[f.Of]:
			t.Errorf("%s is a part of %q, which has no line before it", f.Name, f.Of)
		case f.On&OnNative != 0 && f.Of != "links" && f.Value(&full) == nil:
			t.Errorf("%s is visible and shows no value", f.Name)
		case f.On&OnNative != 0 && f.Value(new(T)) != nil:
			t.Errorf("%s shows a value of an empty record", f.Name)
		}
		seen[f.Name] = true
	}
}

func TestTexts(t *testing.T) {
	t.Parallel()
	c := Contact{
		FirstName: "Jana", Roles: Operator | Administrator, MustChangePassword: true, DefaultCompany: 7, InternalGroups: []int64{3, 1},
		Tags: []string{"a", "b"}, Links: map[string]string{"name": "crm:1"}, Home: Address{City: "Brno"},
	}
	for name, want := range map[string]string{
		"firstName": "Jana", "lastName": "", "role": "operator,administrator", "mustChangePassword": "true", "defaultCompany": "7",
		"internalGroups": "3|1", "tags": "a|b", "links.name": "crm:1", "links.organization": "", "home.city": "Brno", "home": "",
	} {
		if got := strings.Join(FindBuiltIn(ContactFields, name).Texts(&c), "|"); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}
