// Package dialect has what the dialects share: authentication of callers and selection of the
// organization.
//
// Each dialect is a subfolder and owns one wire that others speak to us.
package dialect

import (
	"net/http"
	"net/netip"
	"strconv"

	"ringdex/internal/auth"
	"ringdex/internal/httpx"
	"ringdex/internal/ringdex"
)

// Gate authenticates requests.
type Gate struct {
	Auth    *auth.Auth
	Proxies []netip.Prefix // trusted to report the client's address
}

// Basic authenticates by Basic credentials: those of a user, or an API key as the password.
// Unauthenticated if they are missing or wrong.
func (g Gate) Basic(r *http.Request) (auth.Principal, error) {
	user, password, err := httpx.BasicAuth(r)
	if err != nil {
		return auth.Principal{}, ringdex.Fail(ringdex.Unauthenticated, "auth.missing")
	}
	return g.Auth.Basic(r.Context(), g.caller(r), user, password)
}

// Any authenticates by an API key given separately, a bearer key, or Basic credentials.
func (g Gate) Any(r *http.Request, key string) (auth.Principal, error) {
	if key == "" {
		key, _ = httpx.Bearer(r) // without one, Basic returns the error
	}
	if key != "" {
		return g.Auth.Key(r.Context(), g.caller(r), key)
	}
	return g.Basic(r)
}

func (g Gate) caller(r *http.Request) auth.Caller {
	return auth.Caller{IP: httpx.ClientIP(r, g.Proxies), Host: r.Host}
}

// Route is a handler and the right that it requires. Without a right it requires authentication
// only.
type Route struct {
	Right  auth.Right
	Handle func(w http.ResponseWriter, r *http.Request, p auth.Principal) error
}

// For returns a route.
func For(right auth.Right, handle func(http.ResponseWriter, *http.Request, auth.Principal) error) Route {
	return Route{Right: right, Handle: handle}
}

// Guarded serves the route after prove has authenticated the caller and the right is checked.
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

// SourceOf returns the source of the caller's records: the key's, else the dialect's own. It is not
// the name of the account, because a new account must not invalidate all external ids (our choice).
func SourceOf(p auth.Principal, own string) string {
	if p.Source != "" {
		return p.Source
	}
	return own
}

// Statuses maps our codes to HTTP statuses, for wires that define no others.
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

// Advise sets the headers WWW-Authenticate and Retry-After of a failure.
func Advise(w http.ResponseWriter, err error) {
	switch ringdex.CodeOf(err) {
	case ringdex.Unauthenticated:
		// Exactly this, without the charset that RFC 7617 allows: wire/helpdesk.md, decided 1.
		w.Header().Set("WWW-Authenticate", `Basic realm="ringdex"`)
	case ringdex.RateLimited, ringdex.Unavailable:
		seconds := 1
		if after, ok := auth.RetryAfter(err); ok {
			seconds = max(1, int(after.Seconds()+0.999))
		}
		w.Header().Set("Retry-After", strconv.Itoa(seconds))
	}
}
