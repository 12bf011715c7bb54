package httpx

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestBehind(t *testing.T) {
	t.Parallel()
	for method, want := range map[string]string{http.MethodPost: "behind", http.MethodDelete: "behind", http.MethodGet: ""} {
		answer := httptest.NewRecorder()
		Behind(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			MarkBehind(r.Context())
			w.WriteHeader(http.StatusNoContent)
		})).ServeHTTP(answer, httptest.NewRequestWithContext(t.Context(), method, "/", nil))
		if got := answer.Result().Header.Get(BehindHeader); got != want {
			t.Errorf("%s: got %q, want %q", method, got, want)
		}
	}
	MarkBehind(t.Context()) // outside a request
}
