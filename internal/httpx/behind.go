package httpx

import (
	"context"
	"net/http"
)

// BehindHeader marks the answer to a write that lookups may not see yet, because the number index
// did not catch up in time. Its value is "behind".
const BehindHeader = "Ringdex-Index"

type behindKey struct{}

// Behind enables MarkBehind for requests that write. It does not change requests that only read.
func Behind(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet || r.Method == http.MethodHead {
			next.ServeHTTP(w, r)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), behindKey{}, w.Header())))
	})
}

// MarkBehind sets the header in the answer to the request of a context, unless that answer has
// begun. It does nothing in other contexts. Call it only from the goroutine that answers, like
// Header.
func MarkBehind(ctx context.Context) {
	if header, ok := ctx.Value(behindKey{}).(http.Header); ok {
		header.Set(BehindHeader, "behind")
	}
}
