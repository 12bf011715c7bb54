package httpx_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"ringdex/internal/httpx"
)

func TestRequestID(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		sent []string
		kept bool
	}{
		"none":            {nil, false},
		"uuid":            {[]string{"451def09-fbbd-413b-b0e9-2bb040120244"}, true},
		"all that may be": {[]string{"aZ09-_.:"}, true},
		"empty":           {[]string{""}, false},
		"two":             {[]string{"a", "b"}, false},
		"spaces":          {[]string{"a b"}, false},
		"line end":        {[]string{"a\nlevel=ERROR"}, false},
		"letters of ours": {[]string{"číslo"}, false},
		"too long":        {[]string{strings.Repeat("a", 65)}, false},
		"just not":        {[]string{strings.Repeat("a", 64)}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := httptest.NewRequest(http.MethodGet, "/", nil)
			if test.sent != nil {
				r.Header["X-Request-Id"] = test.sent
			}
			var seen string
			w := httptest.NewRecorder()
			httpx.RequestID(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { seen = httpx.RequestIDOf(r) })).ServeHTTP(w, r)
			if got := w.Header().Get("X-Request-Id"); got != seen || got == "" {
				t.Errorf("answered with id %q, the handler saw %q", got, seen)
			}
			if kept := len(test.sent) > 0 && seen == test.sent[0]; kept != test.kept {
				t.Errorf("id %q of %q: kept %t, want %t", seen, test.sent, kept, test.kept)
			}
		})
	}
}

func TestNewIDsDiffer(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	h := httpx.RequestID(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { seen[httpx.RequestIDOf(r)] = true }))
	for range 1000 {
		h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil))
	}
	if len(seen) != 1000 {
		t.Errorf("1000 requests had %d ids", len(seen))
	}
}
