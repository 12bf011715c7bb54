package httpx

import "net/http"

// The values are shared by all answers, so that setting them allocates nothing. Nobody may change them in place.
var (
	noSniff = []string{"nosniff"}
	noStore = []string{"no-store"}
	aYear   = []string{"max-age=31536000"}
)

// Headers sets what every answer carries: the type that is stated is the type (nosniff), and no cache keeps an answer,
// since each has personal data or depends on who asks. With tls the browser also keeps to https for a year (HSTS).
// A handler that wants something else sets the header itself.
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
