package httpx

import (
	"encoding/binary"
	"encoding/hex"
	"math/rand/v2"
	"net/http"
)

// requestIDHeader is in Go's canonical form, so it can index a http.Header directly.
const requestIDHeader = "X-Request-Id"

// maxRequestID allows a UUID or a W3C trace id, in bytes. Longer ids only fill logs.
const maxRequestID = 64

// RequestID assigns each request an id: its X-Request-Id header if that is short and plain, else a
// new one. The answer contains it too, so that a caller can quote it.
func RequestID(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ids := r.Header[requestIDHeader]
		if len(ids) != 1 || !plain(ids[0]) {
			ids = []string{newRequestID()}
			// Stored in the request's header: a context value would copy the whole request.
			r.Header[requestIDHeader] = ids
		}
		w.Header()[requestIDHeader] = ids
		next.ServeHTTP(w, r)
	})
}

// RequestIDOf returns the id of a request that passed RequestID, else "".
func RequestIDOf(r *http.Request) string {
	if ids := r.Header[requestIDHeader]; len(ids) == 1 {
		return ids[0]
	}
	return ""
}

// newRequestID returns a unique id. It is not a secret and may be guessable.
func newRequestID() string {
	var b [8]byte
	var text [16]byte
	binary.BigEndian.PutUint64(b[:], rand.Uint64())
	hex.Encode(text[:], b[:])
	return string(text[:])
}

// plain reports whether an id from outside is safe in logs and headers.
func plain(id string) bool {
	if id == "" || len(id) > maxRequestID {
		return false
	}
	for i := range len(id) {
		if c := id[i]; !isDigit(c) && (c|0x20 < 'a' || c|0x20 > 'z') && c != '-' && c != '_' && c != '.' && c != ':' {
			return false
		}
	}
	return true
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
