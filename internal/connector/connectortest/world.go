package connectortest

import (
	"context"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"ringdex/internal/connector"
	"ringdex/internal/golden"
	"ringdex/internal/ringdex"
)

// World is a connector beside the system that it calls.
type World struct {
	*testing.T
	*Server
	Connector connector.Connector
	Sink      Sink // of what is read

	Fields    []ringdex.Field            // custom fields of what is written
	Companies map[int64]connector.Change // of the contacts that are written
	Has       func() []string            // contacts in the system, each as "KEY NUMBER NUMBER"; for Faults
}

// Open serves a system and connects to it with settings, each as "key=text"; URL in one stands for
// the address of the server.
func Open(t *testing.T, kind connector.Kind, clock *Clock, system http.Handler, settings ...string) *World {
	t.Helper()
	w := &World{T: t, Server: Serve(t, clock, system), Companies: map[int64]connector.Change{}}
	w.Connect(kind, settings...)
	return w
}

// Connect connects to the server anew.
func (w *World) Connect(kind connector.Kind, settings ...string) {
	w.Helper()
	here := make([]string, len(settings))
	for i, s := range settings {
		here[i] = strings.ReplaceAll(s, "URL", w.URL)
	}
	w.Connector = Configure(w.T, kind, w.Deps(), here...)
}

// Same compares texts.
func (w *World) Same(what, got, want string) {
	w.Helper()
	if got != want {
		w.Errorf("%s: got %q, want %q", what, got, want)
	}
}

// Golden compares the calls since the last ones with a txtar archive in testdata.
func (w *World) Golden(name string) {
	w.Helper()
	golden.Archive(w.T, filepath.Join("testdata", name), "request", w.Calls())
}

// Check returns what a Checker says of the settings; "" for nothing.
func (w *World) Check() string { return text(w.Connector.(connector.Checker).Check(w.Context())) }

// Read reads into the Sink, and returns the next state.
func (w *World) Read(since connector.State) connector.State {
	w.Helper()
	state, err := w.TryRead(w.Context(), connector.Query{Since: since})
	if err != nil {
		w.Fatal(err)
	}
	return state
}

// TryRead is a Read that may fail.
func (w *World) TryRead(ctx context.Context, q connector.Query) (connector.State, error) {
	return w.Connector.(connector.Reader).Read(ctx, q, &w.Sink)
}

// text returns the message of an error, or "".
func text(err error) string {
	if err == nil {
		return ""
	}
	return fmt.Sprint(err)
}
