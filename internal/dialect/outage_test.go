package dialect_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"ringdex/internal/dialect/dialecttest"
	"ringdex/internal/ringdex"
)

// outage is a store that can be out of reach.
type outage struct {
	ringdex.Store
	down atomic.Bool
}

func (o *outage) around(st ringdex.Store) ringdex.Store {
	o.Store = st
	return o
}

func (o *outage) fail() error {
	if o.down.Load() {
		return ringdex.Errorf(ringdex.Unavailable, "the database is out of reach")
	}
	return nil
}

func (o *outage) View(ctx context.Context, org ringdex.OrganizationID, fn func(ringdex.Reader) error) error {
	if err := o.fail(); err != nil {
		return err
	}
	return o.Store.View(ctx, org, fn)
}

func (o *outage) Update(ctx context.Context, org ringdex.OrganizationID, fn func(ringdex.Writer) error) error {
	if err := o.fail(); err != nil {
		return err
	}
	return o.Store.Update(ctx, org, fn)
}

func (o *outage) Organizations(ctx context.Context) ([]ringdex.Organization, error) {
	if err := o.fail(); err != nil {
		return nil, err
	}
	return o.Store.Organizations(ctx)
}

// outageCalls are calls of every wire; what each says while the database is out of reach, and how.
var outageCalls = []struct {
	method, target, body string
	status               int
	begins               string
}{
	{"GET", "/v1/lookup?number=603303963", "", 200, `{"number":"603303963"`},
	{"GET", "/v1/lookup?format=text&number=603303963", "", 200, "Jan Novák"},
	{"GET", "/v3/contacts/route/603303963", "", 200, `{"contactId":"`},
	{"GET", "/v3/contacts/validator/phone-number/+420603303963", "", 200, `{"valid":true`},
	{"GET", "/api/customers.json?phone_number=%2B420603303963", "", 200, `{"name":"Jan","surname":"Novák","phone_number":"+420603303963","identifier":"","note":""}`},
	{"GET", "/api/customers.json?phone_number=123456789", "", 404, `{}`},

	{"GET", "/api/customers.json?email=jan@example.com", "", 503, `{"error":"the database is out of reach"}`},
	{"POST", dialecttest.ContactsPath, `[{"ExternalId":"K-2","Operations":[{"Operation":"Replace","Path":"/LastName","Value":"Malá"}]}]`, 503, `{"Message":"the database is out of reach"}`},
	{"POST", dialecttest.CompaniesPath, `[{"ExternalId":"C-2","Operations":[{"Operation":"Replace","Path":"/Name","Value":"Acme"}]}]`, 503, `{"Message":"the database is out of reach"}`},
	{"GET", "/api/Account/GetUsers", "", 503, `{"Message":"the database is out of reach"}`},
	{"GET", "/v3/contacts?phone=603303963", "", 503, `{"message":"Service Unavailable","error":"the database is out of reach"}`},
	{"POST", "/v3/contacts", `{"lastName":"Malá","phone1":"+420603303964"}`, 503, `{"message":"Service Unavailable","error":"the database is out of reach"}`},
	{"POST", "/v3/contacts/upload", dialecttest.FormFile("lastName;phone1\nMalá;603303964\n"), 503, `{"message":"Service Unavailable","error":"the database is out of reach"}`},
	{"GET", "/v1/runs", "", 503, `{"status":503,"title":"Service Unavailable","detail":"the database is out of reach","code":"unavailable"}`},
	{"GET", "/v1/webhooks", "", 503, `{"status":503,"title":"Service Unavailable","detail":"the database is out of reach","code":"unavailable"}`},
}

// TestOutage: while the database is out of reach whoever was let in before hears who is calling,
// and of everything else when to come back, in the words of each wire.
func TestOutage(t *testing.T) {
	t.Parallel()
	o := &outage{}
	w := newWorld(t, o.around)
	w.Call(http.MethodPost, dialecttest.ContactsPath, dialecttest.Basic("admin", dialecttest.PasswordOf("admin")), `[{"ExternalId":"K-1","Operations":[{"Operation":"Replace","Path":"/FirstName","Value":"Jan"},
		{"Operation":"Replace","Path":"/LastName","Value":"Novák"},{"Operation":"Add","Path":"/Phones/-","Value":"+420603303963"}]}]`)
	callers := map[string]string{"a key": "Bearer " + w.Names.Keys["admin"], "a user": dialecttest.Basic("admin", dialecttest.PasswordOf("admin"))}
	for _, authorization := range callers {
		if status, answer := w.Call("GET", "/v1/lookup?number=603303963", authorization, ""); status != http.StatusOK {
			t.Fatalf("before the outage: %d %s", status, answer)
		}
	}
	o.down.Store(true)
	for who, authorization := range callers {
		for _, c := range outageCalls {
			if who == "a key" && strings.HasPrefix(c.target, "/api/") && !strings.HasPrefix(c.target, "/api/customers") {
				continue // the helpdesk's wire takes Basic only
			}
			status, retry, answer := w.ask(c.method, c.target, authorization, c.body)
			if status != c.status || !strings.HasPrefix(answer, c.begins) || (status == http.StatusServiceUnavailable) != (retry == "1") {
				t.Errorf("%s, %s %s: got %d, Retry-After %q, %s; want %d %s", who, c.method, c.target, status, retry, answer, c.status, c.begins)
			}
		}
	}
	o.down.Store(false)
	if status, answer := w.Call("GET", "/v3/contacts?phone=603303963", callers["a user"], ""); status != http.StatusOK || !strings.Contains(answer, `"total":1`) {
		t.Errorf("after the outage: %d %s", status, answer)
	}
}

// ask is call, and says when to come back.
func (w *world) ask(method, target, authorization, body string) (status int, retry, answer string) {
	w.T.Helper()
	r := httptest.NewRequestWithContext(w.T.Context(), method, target, strings.NewReader(body))
	r.Header.Set("Authorization", authorization)
	r.Header.Set("Content-Type", "application/json")
	if strings.HasPrefix(body, "--"+dialecttest.Boundary) {
		r.Header.Set("Content-Type", "multipart/form-data; boundary="+dialecttest.Boundary)
	}
	response := w.Do(r)
	text, err := io.ReadAll(response.Body)
	if err != nil {
		w.T.Fatal(err)
	}
	return response.StatusCode, response.Header.Get("Retry-After"), string(text)
}
