package fastjson

import (
	"bytes"
	"encoding/json"
	"reflect"
	"testing"
)

// item has the shapes that bulk bodies have: loose texts, lists of objects, values of any kind.
type item struct {
	ExternalID json.RawMessage `json:"ExternalId"`
	Email      string
	Operations []*struct {
		Operation any
		Path      string
		Value     any
	}
}

var seeds = []string{
	`[]`, `null`, `[{}]`, `[null]`, `{`, `[{"ExternalId":"a","Operations":[{"Operation":"Replace","Path":"/x","Value":1.50}]}]`,
	`[{"externalid":5,"OPERATIONS":[{"operation":2,"value":{"Id":3}},null]}]`, `[{"Email":"\u00e9\ud83d\ude00"}]`, `[{"Email":"a\nb"}]`,
	`[{"Email":5}]`, `[{"Operations":{}}]`, `[{"Email":"a","Email":"b"}]`, "[{\"Email\":\"\xff\"}]", `[{"Email":"\ud800"}]`, `[1e400]`, ` [ ] x`,
}

// FuzzUnmarshal holds the decoder against encoding/json: where both take a body, they read the
// same.
func FuzzUnmarshal(f *testing.F) {
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		var got, want []*item
		err, wantErr := Unmarshal(bytes.Clone(body), &got), json.Unmarshal(body, &want)
		if err == nil && wantErr == nil && !reflect.DeepEqual(got, want) {
			t.Errorf("Unmarshal(%q) = %+v, want %+v", body, got, want)
		}
		if err == nil && wantErr != nil && json.Valid(body) {
			t.Logf("more liberal about %q: %v", body, wantErr)
		}
	})
}
