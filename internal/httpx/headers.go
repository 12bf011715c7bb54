package httpx

import "net/http"

// The values are shared by all answers, so that setting them allocates nothing. They must not be
// modified in place.
var (
	noSniff = []string{"nosniff"}
	noStore = []string{"no-store"}
	aYear   = []string{"max-age=31536000"}

	jsonType = []string{"application/json"}
)

// Headers sets the headers of every answer: nosniff, and no-store, since each answer contains
// personal data or depends on the caller. With tls it also sets HSTS for a year. A handler may
// override them.
func Headers(tls bool) Middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			h := w.Header()
			h["X-Content-Type-Options"], h["Cache-Control"] = noSniff, noStore
			if tls {
				h["Strict-Transport-Security"] = aYear
			}
			next.ServeHTTP(w, r)
		})
	}
}
