package helpdesk

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"ringdex/internal/httpx"
	"ringdex/internal/intake"
	"ringdex/internal/ringdex"
)

var fuzzFields = []ringdex.Field{
	{ID: 36, Kind: ringdex.KindContact, Key: "crm", Title: "CRM", Type: ringdex.TypeText},
	{ID: 43, Kind: ringdex.KindContact, Title: "Level", Type: ringdex.TypeDropDown, Items: []ringdex.Item{{ID: 1, Title: "low"}}},
	{ID: 36, Kind: ringdex.KindCompany, Key: "ico", Title: "IČ", Type: ringdex.TypeText},
}

var fuzzItems = []string{
	`{}`, `{"ExternalId":"K-1","Operations":[{"Operation":"Replace","Path":"/LastName","Value":"x"},null]}`,
	`{"ExternalId":5,"Email":null,"Operations":[{"Operation":2,"Path":"/Phones/-","Value":["a",1,{"b":null}]}]}`,
	`{"UserProviderKey":"451def09-fbbd-413b-b0e9-2bb040120244","Operations":[{"Operation":"Remove","Path":"/DefaultCustomer/CustomerId"}]}`,
	`{"Operations":[{"Operation":"Add","Path":"/CustomFields/43/FieldItem","Value":{"Id":1e3}},{"Operation":"Add","Path":"/CustomFields//","Value":-0}]}`,
	`{"Operations":[{"Operation":"Replace","Path":"/Password","Value":"correct horse battery"}]}`,
	`{"Operations":[{"operation":"replace","path":"\/P\u0061ssword","value":"correct horse battery"},{"Operation":"Replace","Path":"/Password","Value":["correct horse battery"]}]}`,
	`{"Operations":[{"Operation":"Replace","Path":"/P\u0061ssword","Value":"assword"}]}`,
	`{"Operations":{"Path":"/Password","Value":"correct horse battery"}}`, `{"Id":"12","Operations":[{"Operation":true,"Path":7}]}`,
}

// FuzzItem: whatever an item is, reading it says what is wrong with it, the same every time, and
// the password that it brings is not kept with it.
func FuzzItem(f *testing.F) {
	for _, item := range fuzzItems {
		f.Add([]byte(item))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		if !json.Valid(raw) || bytes.TrimSpace(raw)[0] != '{' {
			t.Skip("split lets valid objects through only")
		}
		for _, kind := range []ringdex.Kind{ringdex.KindContact, ringdex.KindCompany} {
			rec, err := readWhole(kind, bytes.Clone(raw))
			if err != nil && len(rec.Problems) == 0 {
				t.Errorf("%s: %v is no problem of the item", raw, err)
			}
			if isThereOnce(raw, rec.Password) && strings.Contains(rec.Clean(rec.Original), rec.Password) {
				t.Errorf("%s is kept as %s", raw, rec.Clean(rec.Original))
			}
			again, _ := readWhole(kind, bytes.Clone(raw))
			rec.Clean, again.Clean = nil, nil // functions are never equal
			if !reflect.DeepEqual(rec, again) {
				t.Errorf("%s is read as %+v, then as %+v", raw, rec, again)
			}
		}
	})
}

// isThereOnce reports whether a password is nothing else in an item: not a part of a path either,
// however its letters are escaped.
func isThereOnce(item []byte, password string) bool {
	var unescaped any
	_ = json.Unmarshal(item, &unescaped) // valid
	plain, _ := json.Marshal(unescaped)
	return password != "" && bytes.Count(item, []byte(password)) == 1 && bytes.Count(plain, []byte(password)) <= 1
}

// readWhole reads an item as the intake has it: with the custom fields.
func readWhole(kind ringdex.Kind, raw []byte) (rec intake.Record, err error) {
	t, err := readItem(kind, raw, &rec)
	t.complete(fuzzFields)
	return rec, err
}

// FuzzSplit: a body is refused with a reason that has a status, or taken apart into objects.
func FuzzSplit(f *testing.F) {
	for _, item := range fuzzItems {
		f.Add([]byte("[" + item + ", " + item + "]"))
	}
	for _, body := range []string{"", "null", "[", "[null]", "[1]", "[{}] x", `{"a":[]}`, " [ ] ", "[{},]"} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		items, err := split(bytes.Clone(body), 10)
		_, unread := err.(*httpx.BodyError)
		switch {
		case err != nil && !unread && ringdex.CodeOf(err) != ringdex.Invalid:
			t.Errorf("%q: %v has no status", body, err)
		case err == nil && json.Valid(body) && len(items) > 10:
			t.Errorf("%q: %d items", body, len(items))
		}
	})
}

// TestOriginalHasNoSecret: a refused item is kept for 90 days and shown; a password in it, wherever
// the sender put it, is not.
func TestOriginalHasNoSecret(t *testing.T) {
	t.Parallel()
	for _, item := range []string{
		`{"ExternalId":"a","Operations":[{"Operation":"Replace","Path":"/Password","Value":"s3cret"}]}`,
		`{"ExternalId":"a","Operations":[{"Operation":"Replace","Path":"Password","Value":"s3cret"}]}`,
		`{"ExternalId":"a","Operations":[{"Operation":"Replace","Path":"/Heslo","Value":["s3cret"]}]}`,
		`{"ExternalId":"a","Operations":[{"Operation":"Replace","Path":"/\u200bPassword","Value":"s3cret"}]}`,
		`{"ExternalId":"a","Operations":[{"Operation":"Replace","Path":"/Password\u0000","Value":"s3cret"}]}`,
		`{"ExternalId":"a","Operations":[{"Operation":"Replace","Path":"/CustomFields/99/TextBoxValue","Value":"s3cret"}]}`,
		`{"ExternalId":"a","Operations":[{"Operation":"Replace","Path":"/FirstName","Value":"s3cret","Value":"Jan"}]}`,
		`{"ExternalId":"a","Operations":[{"Operation":"Replace","Path":"/FirstName","Valeu":"s3cret"}]}`,
		`{"ExternalId":"a","Password":"s3cret","Operations":[]}`,
		`{"ExternalId":"a","Operations":[{"Operation":"Replace","path":"/FirstName","Path":"/Password","Value":"s3cret"}]}`,
		`{"ExternalId":"a","Operations":[{"Operation":"Replace","Value":"s3cret"}]}`,
		`{"ExternalId":{"Password":"s3cret"},"Operations":[]}`,
		`{"ExternalId":"a","Operations":{"Path":"/FirstName","Value":"s3cret"}}`,
		`[{"op":"replace","path":"Password","value":"s3cret"}]`,
		`{"ExternalId":"a","Operations":"s3cret"`,
	} {
		rec := intake.Record{}
		if kept := newTranslator(ringdex.KindContact, &rec).original(item); strings.Contains(kept, "s3cret") {
			t.Errorf("%s is kept as %s", item, kept)
		}
	}
	const known = `{"ExternalId": "a", "Operations": [{"Operation":"Replace","Path":"/FirstName","Value":"Jiří"}]}`
	if kept := newTranslator(ringdex.KindContact, &intake.Record{}).original(known); kept != known {
		t.Errorf("got %s", kept)
	}
}
