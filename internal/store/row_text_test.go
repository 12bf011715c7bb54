package store

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ringdex/internal/message"
)

// TestTextsComeBack writes messages and reads them. Words are kept for rows that another version
// reads; they are dropped where the catalogue says the same.
func TestTextsComeBack(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		text message.Text
		body string
	}{
		"arguments": {
			message.New("value.too_long", `"x"`, 7, -1),
			`{"key":"value.too_long","args":["\"x\"",7,-1],"message":"\"x\" is 7 characters long; the limit is -1"}`,
		},
		"a message within": {
			message.New("value.element", 2, message.New("value.missing")),
			`{"key":"value.element","args":[2,{"key":"value.missing","message":"a value is missing"}],"message":"element 2: a value is missing"}`,
		},
		"words only":             {message.Verbatim("from elsewhere"), `{"message":"from elsewhere"}`},
		"a key of a newer one":   {message.Text{Key: "of.tomorrow", Args: []any{int64(1)}, Said: "tomorrow"}, `{"key":"of.tomorrow","args":[1],"message":"tomorrow"}`},
		"a key before arguments": {message.Text{Key: "company.unknown", Said: "there is no company"}, `{"key":"company.unknown","message":"there is no company"}`},
	} {
		body, err := json.Marshal(toTextRow(test.text))
		if err != nil || string(body) != test.body {
			t.Errorf("%s: got %s, %v, want %s", name, body, err, test.body)
		}
		var row textRow
		if err := json.Unmarshal([]byte(test.body), &row); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if diff := cmp.Diff(test.text, row.text()); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", name, diff)
		}
	}
	for _, body := range []string{`{"args":[1.5]}`, `{"args":[true]}`, `{"args":[[]]}`} {
		if err := json.Unmarshal([]byte(body), new(textRow)); err == nil {
			t.Errorf("%s was read", body)
		}
	}
}
