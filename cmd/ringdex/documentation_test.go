package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"

	"ringdex/internal/openapi"
)

// TestDocument compares the document with the committed one: a change of an API is seen as a change
// of these files. Run it with -update to write them, and the client that is generated from them.
func TestDocument(t *testing.T) {
	t.Parallel()
	d := documentation()
	for path, got := range map[string][]byte{"../../docs/openapi.json": d.JSON(), "../../docs/openapi-3.0.json": d.JSON30()} {
		got = append(got, '\n')
		if *update {
			if err := os.WriteFile(path, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if want, err := os.ReadFile(path); err != nil || string(got) != string(want) {
			t.Errorf("%s is not the document (%v); run go test ./cmd/ringdex -run TestDocument -update", path, err)
		}
	}
	if *update {
		if said, err := exec.CommandContext(t.Context(), "go", "generate", "ringdex/client").CombinedOutput(); err != nil {
			t.Errorf("go generate ringdex/client: %v\n%s", err, said)
		}
	}
}

// TestDocumentationIsServed: every path answers, and the page needs nothing from elsewhere and no
// script.
func TestDocumentationIsServed(t *testing.T) {
	t.Parallel()
	h, err := documentation().Handler()
	if err != nil {
		t.Fatal(err)
	}
	for _, pattern := range openapi.Paths {
		method, path, _ := strings.Cut(pattern, " ")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), method, path, nil))
		body := w.Body.String()
		if w.Code != http.StatusOK || !strings.Contains(w.Header().Get("Content-Security-Policy"), "default-src 'none'") {
			t.Errorf("%s: got %d, %v", pattern, w.Code, w.Header())
		}
		for _, foreign := range []string{"<script", "src=\"http", "href=\"http", "@import", "url("} {
			if path == "/documentation" && strings.Contains(body, foreign) {
				t.Errorf("%s has %s", path, foreign)
			}
		}
	}
}
