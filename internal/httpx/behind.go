package httpx

import (
	"context"
	"net/http"
)

// BehindHeader stands in the answer to a write that was done and may not be found yet, because the number index could
// not take it in in time. Its value is "behind".
const BehindHeader = "Ringdex-Index"

type behindKey struct{}

// Behind lets the answers to writes say that they may not be found yet. Requests that only read pass untouched.
func Behind(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet || r.Method == http.MethodHead {
			next.ServeHTTP(w, r)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), behindKey{}, w.Header())))
	})
}

// MarkBehind sets the header in the answer to the request of a context, when that answer has not begun. It does nothing
// in other contexts. Like the header itself, it belongs to the goroutine that answers.
func MarkBehind(ctx context.Context) {
	if header, ok := ctx.Value(behindKey{}).(http.Header); ok {
		header.Set(BehindHeader, "behind")
	}
}
