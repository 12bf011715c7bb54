package store

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// sample has every form of value, and text that is hard to write. That no field is forgotten is
// storetest's to prove.
func sample(text string) *ringdex.Contact {
	return &ringdex.Contact{
		ID: ringdex.ID{1, 2, 3}, Version: -7, FirstName: text, DisplayName: `"`, LastName: `\`, Note: `\\"\`, Emails: []string{text, "", "b"},
		ExternalIDs: []ringdex.ExternalID{{Source: "a", ID: text}, {Source: "b", ID: ringdex.MadeID("x")}},
		Phones:      []phone.Number{{}, {Text: text, E164: "+420603303963"}}, Companies: []int64{0, -1, 1 << 62}, MustChangePassword: true,
		Links: map[string]string{"": text, text: ""}, Custom: map[int64]string{3: text}, Home: ringdex.Address{City: text}, Updated: fromMillis(1_800_000_000_123),
	}
}

func FuzzBodyOfAnyText(f *testing.F) {
	for _, text := range []string{"Žďár", "\x00\x1f\"\\", "\u2028\ufeff👩‍👧", "</b>&", `\u0041`, "\n", " "} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		want := sample(string(bytes.ToValidUTF8([]byte(text), []byte("\ufffd"))))
		body := encodeContact(sample(text))
		if !json.Valid([]byte(body)) {
			t.Errorf("not JSON: %s", body)
		}
		var loose bytes.Buffer
		_ = json.Indent(&loose, []byte(body), " ", "\t")
		for _, form := range []string{body, loose.String()} {
			got, err := decodeContact([]byte(form))
			if err != nil {
				t.Fatalf("%s: %v", form, err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s\n%s", form, diff)
			}
		}
	})
}

// FuzzBody: invalid JSON is an error, and no input panics. JSON of another shape is out of scope.
func FuzzBody(f *testing.F) {
	for _, text := range []string{
		``, `{`, `{}`, `null`, `{"id":"x"}`, `{"first":"a`, `{"first":"a\"`, `{"first":"\`, `{"emails":[`, `{"emails":["a",]}`, `{"v":1.5}`, `{"x":{"y":[1,"}",{}]},"first":"a"}`,
		`{"first":"a"}}`, `{"first":"a",}`, `{"phones":[{"t":"1"},{}]}`, `{"v":}`, encodeContact(sample("a")),
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, decode := range []func([]byte) (*ringdex.Contact, error){decodeContact, callerMembers.decode} {
			c, err := decode(body)
			if err != nil && ringdex.CodeOf(err) != ringdex.Internal || err == nil && c == nil {
				t.Errorf("%q: got %v, %v", body, c, err)
			}
		}
	})
}

func TestBodyThatIsNone(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		``, `{`, `null`, `[]`, `{"id":"x"}`, `{"first":"a`, `{"first":"a\"}`, `{"emails":[}`, `{"emails":["a",]}`, `{"v":1.5}`, `{"v":}`, `{"first":"a"}}`, `{"first":1}`,
		`{"first" "a"}`, `{"created":"today"}`, `{"home":7}`,
	} {
		if c, err := decodeContact([]byte(body)); ringdex.CodeOf(err) != ringdex.Internal {
			t.Errorf("%s: got %+v, %v", body, c, err)
		}
	}
}

// TestCaller reads only a part, and passes over the rest.
func TestCaller(t *testing.T) {
	t.Parallel()
	full := sample("Žďár")
	got, err := callerMembers.decode([]byte(`{"later":{"a":[1,{"b":"]}"}],"c":null},` + encodeContact(full)[1:]))
	want := &ringdex.Contact{
		ID: full.ID, ExternalIDs: full.ExternalIDs, FirstName: full.FirstName, LastName: full.LastName, DisplayName: full.DisplayName,
		Emails: full.Emails, Phones: full.Phones, Links: full.Links, Updated: full.Updated,
		Companies: full.Companies, Tags: full.Tags,
	}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
}

func BenchmarkEncode(b *testing.B) {
	c := sample("Nováková")
	for b.Loop() {
		encodeContact(c)
	}
}

func BenchmarkDecodeCaller(b *testing.B) {
	body := []byte(encodeContact(sample("Nováková")))
	for b.Loop() {
		if _, err := callerMembers.decode(body); err != nil {
			b.Fatal(err)
		}
	}
}
