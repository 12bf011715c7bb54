// Package dialect is what the dialects share: proving who calls, and which organization is meant.
//
// Each dialect, a folder beside this file, owns one wire that others speak to us, in its own words.
package dialect

import (
	"net/http"
	"net/netip"
	"strconv"

	"ringdex/internal/auth"
	"ringdex/internal/httpx"
	"ringdex/internal/ringdex"
)

// Gate proves who calls.
type Gate struct {
	Auth    *auth.Auth
	Proxies []netip.Prefix // whose word on the client's address is taken
}

// Basic proves who calls by the request's Basic credentials: a user's, or an API key as the password.
// Unauthenticated when there are none or they are wrong.
func (g Gate) Basic(r *http.Request) (auth.Principal, error) {
	user, password, err := httpx.BasicAuth(r)
	if err != nil {
		return auth.Principal{}, ringdex.Fail(ringdex.Unauthenticated, "auth.missing")
	}
	return g.Auth.Basic(r.Context(), g.caller(r), user, password)
}

// Any proves who calls by whatever the request brings: an API key given beside it, a bearer key, or Basic credentials.
func (g Gate) Any(r *http.Request, key string) (auth.Principal, error) {
	if key == "" {
		key, _ = httpx.Bearer(r) // without one, Basic says what is missing
	}
	if key != "" {
		return g.Auth.Key(r.Context(), g.caller(r), key)
	}
	return g.Basic(r)
}

func (g Gate) caller(r *http.Request) auth.Caller {
	return auth.Caller{IP: httpx.ClientIP(r, g.Proxies), Host: r.Host}
}

// Route is a handler and the right that it takes; without a right it only takes knowing who calls.
type Route struct {
	Right  auth.Right
	Handle func(w http.ResponseWriter, r *http.Request, p auth.Principal) error
}

// For is a route.
func For(right auth.Right, handle func(http.ResponseWriter, *http.Request, auth.Principal) error) Route {
	return Route{Right: right, Handle: handle}
}

// Guarded serves the route once prove has said who calls, and they may.
func (rt Route) Guarded(prove func(*http.Request) (auth.Principal, error)) httpx.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		p, err := prove(r)
		if err != nil {
			return err
		}
		if rt.Right != 0 {
			if err := p.Require(rt.Right); err != nil {
				return err
			}
		}
		return rt.Handle(w, r, p)
	}
}

// SourceOf is the source whose records the caller brings: the key's, else the dialect's own. It is not the
// account's name, because a change of account must not make every external id unknown (our choice).
func SourceOf(p auth.Principal, own string) string {
	if p.Source != "" {
		return p.Source
	}
	return own
}

// Statuses are HTTP's words for our codes, for wires that have no words of their own.
var Statuses = map[ringdex.Code]int{
	ringdex.Invalid:         http.StatusBadRequest,
	ringdex.NotFound:        http.StatusNotFound,
	ringdex.Conflict:        http.StatusConflict,
	ringdex.Denied:          http.StatusForbidden,
	ringdex.Unauthenticated: http.StatusUnauthorized,
	ringdex.TooLarge:        http.StatusRequestEntityTooLarge,
	ringdex.RateLimited:     http.StatusTooManyRequests,
	ringdex.Unavailable:     http.StatusServiceUnavailable,
	ringdex.Internal:        http.StatusInternalServerError,
}

// Advise sets the headers that go with a failure: how to sign in, when to come back.
func Advise(w http.ResponseWriter, err error) {
	switch ringdex.CodeOf(err) {
	case ringdex.Unauthenticated:
		// To the letter, without the charset that RFC 7617 allows: wire/helpdesk.md, decided 1.
		w.Header().Set("WWW-Authenticate", `Basic realm="ringdex"`)
	case ringdex.RateLimited, ringdex.Unavailable:
		seconds := 1
		if after, ok := auth.RetryAfter(err); ok {
			seconds = max(1, int(after.Seconds()+0.999))
		}
		w.Header().Set("Retry-After", strconv.Itoa(seconds))
	}
}
