package httpx_test

import (
	"encoding/base64"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"ringdex/internal/httpx"
)

func basic(text string) string { return "Basic " + base64.StdEncoding.EncodeToString([]byte(text)) }

func TestBasicAuth(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		header         string
		user, password string
		err            error
	}{
		"none":               {"", "", "", httpx.ErrNoCredentials},
		"another scheme":     {"Bearer abc", "", "", httpx.ErrNoCredentials},
		"usual":              {basic("jan:heslo"), "jan", "heslo", nil},
		"scheme in lower":    {strings.Replace(basic("jan:heslo"), "Basic", "basic", 1), "jan", "heslo", nil},
		"colon in password":  {basic("jan:a:b"), "jan", "a:b", nil},
		"organization":       {basic(`ACME\jan:heslo`), `ACME\jan`, "heslo", nil},
		"letters of ours":    {basic("jíří:žluťoučký"), "jíří", "žluťoučký", nil},
		"empty password":     {basic("jan:"), "jan", "", nil},
		"no colon":           {basic("jan"), "", "", httpx.ErrBadCredentials},
		"not base64":         {"Basic ???", "", "", httpx.ErrBadCredentials},
		"nothing behind it":  {"Basic", "", "", httpx.ErrBadCredentials},
		"windows-1250":       {basic("ji\xf8\xed:x"), "", "", httpx.ErrBadCredentials},
		"control characters": {basic("jan\n:x"), "", "", httpx.ErrBadCredentials},
		"too long":           {basic("jan:" + strings.Repeat("x", 1025)), "", "", httpx.ErrBadCredentials},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := httptest.NewRequest(http.MethodGet, "/", nil)
			r.Header.Set("Authorization", test.header)
			user, password, err := httpx.BasicAuth(r)
			if user != test.user || password != test.password || !errors.Is(err, test.err) {
				t.Errorf("got %q, %q, %v; want %q, %q, %v", user, password, err, test.user, test.password, test.err)
			}
		})
	}
}

func TestBearer(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]struct {
		token string
		err   error
	}{
		"":                {"", httpx.ErrNoCredentials},
		basic("jan:x"):    {"", httpx.ErrNoCredentials},
		"Bearer":          {"", httpx.ErrBadCredentials},
		"Bearer ":         {"", httpx.ErrBadCredentials},
		"Bearer rdx_abc":  {"rdx_abc", nil},
		"bearer  rdx_abc": {"rdx_abc", nil},
		"Bearer a\x00b":   {"", httpx.ErrBadCredentials},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Header.Set("Authorization", header)
		if token, err := httpx.Bearer(r); token != want.token || !errors.Is(err, want.err) {
			t.Errorf("%q: got %q, %v; want %q, %v", header, token, err, want.token, want.err)
		}
	}
}

func TestChallenge(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	httpx.Challenge(w, "ringdex")
	if got, want := w.Header().Get("WWW-Authenticate"), `Basic realm="ringdex", charset="UTF-8"`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
