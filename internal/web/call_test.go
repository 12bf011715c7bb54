package web_test

import (
	"bufio"
	"context"
	"net/http"
	"strings"
	"testing"

	"ringdex/internal/auth"
	"ringdex/internal/calls"
	"ringdex/internal/ringdex"
	"ringdex/internal/web/webtest"
)

// tell tells an event of a call as a phone system does.
func tell(t *testing.T, w *webtest.World, pairs ...string) {
	t.Helper()
	values := map[string][]string{}
	for i := 0; i+1 < len(pairs); i += 2 {
		values[pairs[i]] = append(values[pairs[i]], pairs[i+1])
	}
	if _, err := w.Calls.Tell(t.Context(), auth.Principal{Organization: w.Org, Actor: "pbx", Scope: ringdex.ScopeLookup}, calls.EventOf(values)); err != nil {
		t.Fatal(err)
	}
}

// TestCalls: the lists, the page of a call, and giving a number to a contact, without a script.
func TestCalls(t *testing.T) {
	t.Parallel()
	w, inside, _ := directoryWorld(t)
	b := w.As("operator")
	wantText(t, "no calls", b.Get("/calls"), "No calls here")
	tell(t, w, "event", "ringing", "callId", "a", "number", "603303963", "agent", "operator", "queue", "Sales")
	tell(t, w, "event", "ended", "callId", "a", "number", "603303963")
	tell(t, w, "event", "ended", "callId", "b", "number", "777000111", "seconds", "75", "agent", "somebody")
	tell(t, w, "event", "ended", "callId", "c", "number", "anonymous", "agent", "operator")
	all := b.Get("/calls")
	wantText(t, "all", all, "Jana Nováková", "Sales", "+420 777 000 111", "Hidden number", "1 min 15 s", "missed")
	wantText(t, "mine", b.Get("/calls?of=mine"), "Jana Nováková", "Hidden number")
	if page := b.Get("/calls?of=unknown"); strings.Contains(page.Body, "Jana") || !strings.Contains(page.Body, "777") {
		t.Errorf("unknown callers:\n%s", page.Body)
	}
	path := callPath(t, b.Get("/calls?of=unknown").Body, "777 000 111")
	wantText(t, "a stranger", b.Get(path), "Nobody here has this number", "/contacts/new?phone=777000111")
	wantText(t, "the search", b.Get(path+"?search=novak"), "Jana Nováková", `name="contact"`)
	id := strings.TrimPrefix(inside, "/contacts/")
	if answer := b.Post(path+"/contact", "contact", id); answer.Location != path {
		t.Fatalf("attached: %+v", answer)
	}
	wantText(t, "attached", b.Get(path), "Jana Nováková")
	wantText(t, "the contact", b.Get(inside), "777 000 111")
	if answer := b.Post("/calls/seen"); answer.Location != "/calls?of=missed" {
		t.Errorf("seen: %+v", answer)
	}
	if page := b.Get("/calls?of=missed"); strings.Contains(page.Body, "/calls/seen") {
		t.Error("a missed call is not seen")
	}
	wantText(t, "who", b.Get("/who?number=603/303-963"), "+420 603 303 963", "Czechia", "this number, completed by the country", "Jana Nováková", "µs")
	wantText(t, "who is nobody", b.Get("/who?number=12345678"), "Nobody here has this number", "not found")
	for _, path := range []string{"/calls/x", "/calls/01990000-0000-7000-8000-000000000000", "/calls?before=x"} {
		wantStatus(t, path, b.Get(path), http.StatusNotFound)
	}
}

// callPath is the address of the call in the list with a text.
func callPath(t *testing.T, page, text string) string {
	t.Helper()
	before, _, found := strings.Cut(page, text)
	from := strings.LastIndex(before, `href="/calls/`)
	if !found || from < 0 {
		t.Fatalf("there is no call with %q in\n%s", text, page)
	}
	path, _, _ := strings.Cut(before[from+len(`href="`):], `"`)
	return path
}

// TestCallsAreForReaders: customers see no calls, neither by typed addresses nor by forged forms.
func TestCallsAreForReaders(t *testing.T) {
	t.Parallel()
	w, inside, _ := directoryWorld(t)
	tell(t, w, "event", "ended", "callId", "a", "number", "603303963")
	path := callPath(t, w.As("operator").Get("/calls").Body, "Jana")
	for _, name := range []string{"smart", "end"} {
		b := w.As(name)
		for _, address := range []string{"/calls", "/calls/stream", path, "/who?number=603303963"} {
			wantStatus(t, name+" "+address, b.Get(address), http.StatusForbidden)
		}
		for _, address := range []string{"/calls/seen", path + "/seen", path + "/contact"} {
			wantStatus(t, name+" posts "+address, b.Post(address, "contact", strings.TrimPrefix(inside, "/contacts/")), http.StatusForbidden)
		}
	}
}

// TestCallsStream: whoever is rung sees who calls at once, others only that there is a call.
func TestCallsStream(t *testing.T) {
	t.Parallel()
	w, _, _ := directoryWorld(t)
	rung, other := listen(t, w.As("operator")), listen(t, w.As("admin"))
	tell(t, w, "event", "ringing", "callId", "a", "number", "603303963", "agent", "operator")
	card := <-rung
	if !strings.HasPrefix(card, "event: call") || !strings.Contains(card, "Jana Nováková") || !strings.Contains(card, "rings") {
		t.Errorf("the card is %s", card)
	}
	if event := <-other; !strings.HasPrefix(event, "event: list") {
		t.Errorf("somebody else sees %s", event)
	}
}

// listen returns the events of a stream as they come.
func listen(t *testing.T, b *webtest.Browser) <-chan string {
	t.Helper()
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	t.Cleanup(stop)
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, b.World.URL+"/calls/stream", nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := b.Client.Do(r)
	if err != nil || answer.Header.Get("Content-Type") != "text/event-stream" {
		t.Fatalf("%v %v", answer, err)
	}
	events := make(chan string, 100)
	go func() {
		defer func() { _ = answer.Body.Close() }()
		lines, event := bufio.NewScanner(answer.Body), ""
		for lines.Scan() {
			if lines.Text() != "" {
				event += lines.Text() + "\n"
				continue
			}
			events <- event
			event = ""
		}
	}()
	return events
}
