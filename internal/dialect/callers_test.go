package dialect_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"ringdex/internal/await"
	"ringdex/internal/connector"
	"ringdex/internal/connector/externalcrm"
	"ringdex/internal/dialect"
	"ringdex/internal/dialect/dialecttest"
	"ringdex/internal/lookup"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
	"ringdex/internal/syncer"
)

// known is the number that the connector of the test knows, and nobody here.
const known = "+420733000111"

// questions are the calls that say who is calling, with a number and a key put in.
func (w *world) questions(key, number string) map[string]string {
	return map[string]string{
		"GET /api/customers.json":              "/api/customers.json?phone_number=" + number,
		"GET /k/{key}/api/customers.json":      "/k/" + key + "/api/customers.json?phone_number=" + number,
		"GET /v1/lookup":                       "/v1/lookup?number=" + number,
		"POST /v1/lookup":                      "/v1/lookup?format=text&number=" + number,
		"GET /k/{key}/v1/lookup":               "/k/" + key + "/v1/lookup?format=text&number=" + number,
		"POST /k/{key}/v1/lookup":              "/k/" + key + "/v1/lookup?number=" + number,
		"GET /v3/contacts/route/{phoneNumber}": "/v3/contacts/route/" + number,
	}
}

// Every door that says who is calling asks the connectors of its key's organization for a number
// that nobody has here. Those that are told of a call answer from memory: no call waits for them.
func TestDoorsAskElsewhere(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ours, theirs := w.Names.Keys["lookup"], w.AddKey(w.AddOrganization(ringdex.Organization{Key: "other"}), "other/", dialecttest.Key{Name: "lookup", Scope: "lookup"})
	w.connect(t, w.Org, syncer.Config{Name: "crm", Kind: "crm", Settings: connector.Values{"base_url": "https://crm.example.com", "password": "x"}})
	doors := w.questions(ours, known)
	for pattern, who := range rights {
		if _, asks := doors[pattern]; who == askers && !asks && pattern != "GET "+validatorPath && !strings.HasSuffix(pattern, "/v1/calls") && !strings.Contains(pattern, "/cti") {
			t.Errorf("%s: does it say who is calling?", pattern)
		}
	}
	for _, key := range []string{ours, theirs} {
		for pattern, target := range w.questions(key, known) {
			method, _, _ := strings.Cut(pattern, " ")
			status, body := w.Call(method, target, dialecttest.Basic("x", key), "")
			if found := status == http.StatusOK && strings.Contains(body, "Cizí"); found != (key == ours) {
				t.Errorf("%s, asked with a key of the organization with the connector: %v: %d %s", pattern, key == ours, status, body)
			}
		}
	}
}

// connect adds a connector and has one lookup see it.
func (w *world) connect(t *testing.T, org ringdex.OrganizationID, c syncer.Config) {
	t.Helper()
	if _, err := w.Connectors.Add(t.Context(), org, c); err != nil {
		t.Fatal(err)
	}
}

// Two that ask each other come to an end: who is asked does not ask back.
func TestTwoThatAskEachOther(t *testing.T) {
	t.Parallel()
	var asked [2]atomic.Int64
	worlds := []*world{newWorld(t, nil, externalcrm.Kind()), newWorld(t, nil, externalcrm.Kind())}
	servers := make([]*httptest.Server, len(worlds))
	for i, w := range worlds {
		servers[i] = httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
			asked[i].Add(1)
			w.Handler.ServeHTTP(out, r)
		}))
		t.Cleanup(servers[i].Close)
	}
	for i, w := range worlds {
		other := worlds[1-i]
		w.connect(t, w.Org, syncer.Config{Name: "other", Kind: "externalcrm", Settings: connector.Values{
			"url": servers[1-i].URL + "/api/customers.json", "username": "x", "password": other.Names.Keys["lookup"], "timeout": "1h",
		}})
	}
	worlds[1].Plant(worlds[1].Org, "", &dialecttest.Seed{Contacts: []dialecttest.Record{
		{ExternalID: "P-1", Set: map[string]any{"lastName": "Čmelák", "phones": []any{"+420603303963"}}},
	}})
	if err := worlds[1].Index.CatchUp(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	ask := func(number string) int {
		status, _ := worlds[0].Call("GET", "/v1/lookup?number="+number, dialecttest.Basic("x", worlds[0].Names.Keys["lookup"]), "")
		return status
	}
	await.Until(t, "the contact", func() bool { return ask("603303963") == http.StatusOK }) // a late answer is for the next question
	await.Until(t, "the second question", func() bool { return ask("603303964") == http.StatusNotFound && asked[1].Load() == 2 })
	if n := asked[0].Load(); n != 0 {
		t.Errorf("the first one was asked back %d times", n)
	}
}

// silent never answers.
type silent struct{}

func (silent) Ask(ctx context.Context, _ ringdex.OrganizationID, _ phone.Number) (*ringdex.Contact, []ringdex.Field) {
	<-ctx.Done()
	return nil, nil
}

// A phone system gets its answer within two seconds, whatever other systems do. Hidden callers are
// not asked for.
func TestPatience(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		callers := dialect.Callers{Index: lookup.New(lookup.Deps{Regions: phone.Regions{"CZ"}}), Elsewhere: silent{}}
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/v1/lookup", nil)
		var took []time.Duration
		for _, number := range []string{known, "anonymous", ""} {
			began := time.Now()
			if found := callers.Shown(r, 1, number); found.Total != 0 {
				t.Errorf("%q: found %+v", number, found)
			}
			took = append(took, time.Since(began))
		}
		if want := []time.Duration{1500 * time.Millisecond, 0, 0}; !slices.Equal(took, want) {
			t.Errorf("the answers took %v, want %v", took, want)
		}
	})
}
