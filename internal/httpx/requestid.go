package httpx

import (
	"encoding/binary"
	"encoding/hex"
	"math/rand/v2"
	"net/http"
)

// requestIDHeader is in the canonical form in which Go keeps headers, so that it may index them.
const requestIDHeader = "X-Request-Id"

// maxRequestID is room for a UUID or a W3C trace id. Longer ones only fill logs.
const maxRequestID = 64

// RequestID gives each request an id: the X-Request-Id that it brings, when that is short and plain, else a new
// one. The answer carries it too, so that a caller can name the request whose log line is wanted.
func RequestID(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ids := r.Header[requestIDHeader]
		if len(ids) != 1 || !plain(ids[0]) {
			ids = []string{newRequestID()}
			// Put into the request itself: a context value would copy the whole request.
			r.Header[requestIDHeader] = ids
		}
		w.Header()[requestIDHeader] = ids
		next.ServeHTTP(w, r)
	})
}

// RequestIDOf is the id of a request that passed RequestID; "" for others.
func RequestIDOf(r *http.Request) string {
	if ids := r.Header[requestIDHeader]; len(ids) == 1 {
		return ids[0]
	}
	return ""
}

// newRequestID tells requests apart; it protects nothing, so it need not be unguessable.
func newRequestID() string {
	var b [8]byte
	var text [16]byte
	binary.BigEndian.PutUint64(b[:], rand.Uint64())
	hex.Encode(text[:], b[:])
	return string(text[:])
}

// plain says whether an id from outside may go into logs and headers.
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
