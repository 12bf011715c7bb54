package httpx

import (
	"net/url"
	"strings"
	"testing"
)

func TestMasked(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		"/":                             "/",
		"/v1/lookup":                    "/v1/lookup",
		"/v3/contacts/12":               "/v3/contacts/12",
		"/v1/fields/custom.36/items/7":  "/v1/fields/custom.36/items/7",
		"/v1/lookup/603303963":          "/v1/lookup/*",
		"/v1/lookup/+420603303963":      "/v1/lookup/+*",
		"/v1/lookup/603%20303%20963":    "/v1/lookup/*",
		"/v1/lookup/(0)2%2F2110-1234":   "/v1/lookup/(*",
		"/v1/lookup/12%2F34":            "/v1/lookup/*",
		"/v1/contacts/jan@example.cz":   "/v1/contacts/*",
		"/v1/contacts/jan%40example.cz": "/v1/contacts/*",
		"/v1/contacts/jan%2540x.cz/y":   "/v1/contacts/*/y",
		"/runs/0199-88aa/refusals":      "/runs/*aa/refusals",
		"/k/rdk_1_" + strings.Repeat("abc7", 10) + "/api/customers.json": "/k/*/api/customers.json",
		"/api/Import/SyncRequestorCustomers":                             "/api/Import/SyncRequestorCustomers",
		strings.Repeat("/aaaaaaaaa", 300):                                strings.Repeat("/aaaaaaaaa", 20) + "…",
	} {
		u, err := url.Parse(path)
		if err != nil {
			t.Fatal(err)
		}
		if got := masked(u); got != want {
			t.Errorf("masked(%q) = %q, want %q", path, got, want)
		}
	}
}
