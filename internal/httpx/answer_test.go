package httpx_test

import (
	"net/http/httptest"
	"strings"
	"testing"
	"unicode/utf8"

	"ringdex/internal/httpx"
)

func TestAddNote(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                             "",
		"phone: left as it is":         "phone: left as it is",
		strings.Repeat("á", 500):       strings.Repeat("á", 500),
		"x" + strings.Repeat("á", 500): "x" + strings.Repeat("á", 499) + "…", // cut between letters, not within one
	} {
		w := httptest.NewRecorder()
		httpx.AddNote(w, text)
		got, sent := w.Header()["Ringdex-Note"]
		if sent != (want != "") || sent && (got[0] != want || !utf8.ValidString(got[0])) {
			t.Errorf("AddNote(%q) sends %q, want %q", text, got, want)
		}
	}
}
