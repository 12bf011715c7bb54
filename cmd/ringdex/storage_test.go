package main

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"

	"ringdex/internal/ringdex"
)

// TestStorageIsLoggedOnce: an error when writing becomes impossible or the reason changes, and a
// line when it is over.
func TestStorageIsLoggedOnce(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	var trouble error
	s := storage{writable: func() error { return trouble }, log: slog.New(slog.NewTextHandler(&log, nil))}
	full, gone := ringdex.Errorf(ringdex.Unavailable, "full"), ringdex.Errorf(ringdex.Unavailable, "gone")
	now := ""
	for _, step := range []struct {
		trouble error
		want    string
	}{{nil, ""}, {full, "level=ERROR"}, {full, ""}, {gone, "error.message=gone"}, {gone, ""}, {nil, "level=INFO"}, {nil, ""}} {
		log.Reset()
		trouble = step.trouble
		now = s.look(now)
		if got := log.String(); step.want == "" && got != "" || !strings.Contains(got, step.want) {
			t.Errorf("with %v: got %q, want %q", step.trouble, got, step.want)
		}
	}
}
