package native_test

import (
	"cmp"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"ringdex/internal/dialect/dialecttest"
	"ringdex/internal/dialect/native"
	"ringdex/internal/openapi"
	"ringdex/internal/ringdex"
)

// TestExamples executes the examples of the document: each does what its operation says.
func TestExamples(t *testing.T) {
	t.Parallel()
	w := dialecttest.NewWorld(t, nil)
	w.Take(w.Org, ringdex.KindCompany, dialecttest.Record{ExternalID: "C-1", Set: map[string]any{"name": "Beta"}})
	contact := w.Take(w.Org, ringdex.KindContact, dialecttest.Record{ExternalID: "K-7", Set: map[string]any{"lastName": "Nová", "phones": []any{"603303963"}}})
	_, hook := w.Call("POST", "/v1/webhooks", dialecttest.Basic("x", w.Names.Keys["admin"]), `{"url": "https://shop.example/hook"}`)
	var made struct{ ID string }
	if err := json.Unmarshal([]byte(hook), &made); err != nil {
		t.Fatal(err)
	}
	ids := map[string]string{"Contacts": contact.String(), "Companies": "1", "Webhooks": made.ID, "Calls": "1732570801.42", "Users": w.AddUser(w.Org, "", dialecttest.User{Name: "jana", Role: "operator"}).String()}
	for _, o := range native.Operations() {
		if o.Example == "" && o.Try == "" || o.Tag == "Connectors" { // of kinds that only the whole program has
			continue
		}
		o.Example = strings.ReplaceAll(o.Example, someContact, contact.String())
		request := requestOf(w, &o, ids[o.Tag])
		response := w.Do(request)
		if want := cmp.Or(o.Status, http.StatusOK); response.StatusCode != want {
			t.Errorf("%s: %s %s answers %d, want %d", o.ID, request.Method, request.URL, response.StatusCode, want)
		}
	}
}

// someContact is the id of a contact in examples.
const someContact = "01990000-0000-7000-8000-000000000000"

func requestOf(w *dialecttest.World, o *openapi.Operation, id string) *http.Request {
	method, path, _ := strings.Cut(o.Pattern, " ")
	if o.Try != "" {
		path = o.Try
	}
	path = strings.NewReplacer("{id}", id, "{key}", w.Names.Keys["admin"]).Replace(path)
	r := httptest.NewRequestWithContext(w.T.Context(), method, path, strings.NewReader(o.Example))
	r.Header.Set("Authorization", dialecttest.Basic("x", w.Names.Keys["admin"]))
	r.Header.Set("If-Match", "*")
	r.Header.Set("Content-Type", "application/json")
	if len(o.Types) > 0 {
		r.Header.Set("Content-Type", o.Types[0])
	}
	return r
}
