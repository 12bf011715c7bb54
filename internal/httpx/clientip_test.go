package httpx_test

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"

	"ringdex/internal/httpx"
)

func TestClientIP(t *testing.T) {
	t.Parallel()
	var proxies []netip.Prefix
	for _, network := range []string{"10.0.0.0/8", "192.168.1.7/32", "fd00::/8", "::1/128"} {
		proxies = append(proxies, netip.MustParsePrefix(network))
	}
	for name, test := range map[string]struct {
		peer string
		hops []string
		want string
	}{
		"no proxy":                    {"203.0.113.9:5000", nil, "203.0.113.9"},
		"a stranger's header":         {"203.0.113.9:5000", []string{"198.51.100.1"}, "203.0.113.9"},
		"behind one":                  {"10.1.1.1:5000", []string{"198.51.100.1"}, "198.51.100.1"},
		"behind two":                  {"10.1.1.1:5000", []string{"198.51.100.1, 192.168.1.7"}, "198.51.100.1"},
		"forged in front":             {"10.1.1.1:5000", []string{"1.1.1.1, 198.51.100.1, 10.9.9.9"}, "198.51.100.1"},
		"in two headers":              {"10.1.1.1:5000", []string{"1.1.1.1", "198.51.100.1"}, "198.51.100.1"},
		"with a port":                 {"10.1.1.1:5000", []string{"198.51.100.1:4711"}, "198.51.100.1"},
		"six with a port":             {"[::1]:5000", []string{"[2001:db8::7]:4711"}, "2001:db8::7"},
		"six":                         {"[fd00::2]:5000", []string{"2001:db8::7"}, "2001:db8::7"},
		"four written as six":         {"[::ffff:10.1.1.1]:5000", []string{"::ffff:198.51.100.1"}, "198.51.100.1"},
		"a neighbour of the proxy":    {"192.168.1.8:5000", []string{"198.51.100.1"}, "192.168.1.8"},
		"proxies only":                {"10.1.1.1:5000", []string{"10.2.2.2, 10.3.3.3"}, "10.2.2.2"},
		"nothing forwarded":           {"10.1.1.1:5000", nil, "10.1.1.1"},
		"rubbish behind the last hop": {"10.1.1.1:5000", []string{"unknown, 10.3.3.3"}, "10.3.3.3"},
		"a unix socket":               {"@", []string{"198.51.100.1"}, "invalid IP"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := httptest.NewRequest(http.MethodGet, "/", nil)
			r.RemoteAddr = test.peer
			r.Header["X-Forwarded-For"] = test.hops
			if got := httpx.ClientIP(r, proxies).String(); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}
