package native

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// TestJSONShowsEverything: every member of a record is in its JSON, or is named here with the
// reason.
func TestJSONShowsEverything(t *testing.T) {
	t.Parallel()
	elsewhere := map[string]string{
		"ExternalIDs":     "changes have them beside the record",
		"PasswordChanged": "nobody is told of passwords",
		"Custom":          "checked below: empty values do not count",
		"Words":           "what sources said is told by itself",
	}
	v := View{Fields: []ringdex.Field{{ID: 36, Kind: ringdex.KindContact, Key: "card"}}}
	for i := range reflect.TypeFor[ringdex.Contact]().NumField() {
		var c ringdex.Contact
		name := fill(reflect.ValueOf(&c).Elem(), i)
		if shown := text(t, v.Contact(&c)) != text(t, v.Contact(&ringdex.Contact{})); shown != (elsewhere[name] == "") {
			t.Errorf("contact: %s is shown: %t", name, shown)
		}
	}
	for i := range reflect.TypeFor[ringdex.Company]().NumField() {
		var c ringdex.Company
		name := fill(reflect.ValueOf(&c).Elem(), i)
		if shown := text(t, v.Company(&c)) != text(t, v.Company(&ringdex.Company{})); shown != (elsewhere[name] == "") {
			t.Errorf("company: %s is shown: %t", name, shown)
		}
	}
	custom := v.Contact(&ringdex.Contact{Custom: map[int64]string{36: "A1", 37: "B"}}).Get("custom")
	if got, want := custom, (map[string]string{"card": "A1", "37": "B"}); !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// fill sets a field to something.
func fill(record reflect.Value, i int) (name string) {
	f := record.Field(i)
	name = record.Type().Field(i).Name
	switch v := f.Addr().Interface().(type) {
	case *[]string:
		*v = []string{"x"}
	case *[]int64:
		*v = []int64{1}
	case *[]phone.Number:
		*v = []phone.Number{{Text: "1"}}
	case *map[string]string:
		*v = map[string]string{"name": "x"}
	case *map[int64]string:
	case *[]ringdex.Word:
		*v = []ringdex.Word{{Source: "x"}}
	case *[]ringdex.ExternalID:
		*v = []ringdex.ExternalID{{Source: "x", ID: "x"}}
	case *time.Time:
		*v = time.Unix(1, 0)
	case *ringdex.Address:
		v.City = "x"
	case *ringdex.ID:
		v[0] = 1
	default:
		switch f.Kind() {
		case reflect.String:
			f.SetString("x")
		case reflect.Bool:
			f.SetBool(true)
		case reflect.Uint8:
			f.SetUint(1)
		default:
			f.SetInt(1)
		}
	}
	return name
}

func text(t *testing.T, o Object) string {
	t.Helper()
	body, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// Members are called as fields are called everywhere.
func TestMembersAreNamedAsFields(t *testing.T) {
	t.Parallel()
	besides := strings.Fields("id missingSince version created updated numbers role company custom")
	var full ringdex.Contact
	for i := range reflect.TypeFor[ringdex.Contact]().NumField() {
		fill(reflect.ValueOf(&full).Elem(), i)
	}
	for _, m := range (&View{}).Contact(&full) {
		if !ringdex.IsField(ringdex.KindContact, m.Name, nil) && !slices.Contains(besides, m.Name) {
			t.Errorf("%s is no field", m.Name)
		}
	}
}
