package native_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"ringdex/internal/dialect/dialecttest"
	"ringdex/internal/ringdex"
)

// TestChangesAreRead: whoever follows next reads each change once, with its record.
func TestChangesAreRead(t *testing.T) {
	t.Parallel()
	w := dialecttest.NewWorld(t, nil)
	addContacts(w, 0, 7)
	var got []string
	for after := int64(0); ; {
		status, body := w.Call(http.MethodGet, fmt.Sprint("/v1/changes?limit=3&after=", after), dialecttest.Basic("x", w.Names.Keys["read"]), "")
		var page struct {
			Items []changeLine
			Next  int64
			More  bool
		}
		if err := json.Unmarshal([]byte(body), &page); err != nil || status != http.StatusOK {
			t.Fatal(status, body)
		}
		for _, c := range page.Items {
			got = append(got, c.Record.LastName)
		}
		if after = page.Next; !page.More {
			break
		}
	}
	if want := "[ Novák 0 Novák 1 Novák 2 Novák 3 Novák 4 Novák 5 Novák 6]"; fmt.Sprint(got) != want { // the first is the administrator
		t.Errorf("got %v, want %s", got, want)
	}
}

type changeLine struct {
	Seq    int64
	Action string
	Record struct{ LastName string }
}

// TestChangesAreFollowed: a feed that is followed, and a call that waits, have a change that comes
// after they began.
func TestChangesAreFollowed(t *testing.T) {
	t.Parallel()
	for _, query := range []string{"follow=true&after=now", "wait=30&after=now"} {
		w := dialecttest.NewWorld(t, nil)
		server := httptest.NewServer(w.Handler)
		t.Cleanup(server.Close)
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+"/v1/changes?"+query, nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Authorization", "Bearer "+w.Names.Keys["read"])
		got := make(chan string)
		go func() { got <- firstChange(server.Client(), request) }()
		for i, name := 0, ""; name == ""; i++ { // the call may begin after a contact: then the next one is its first change
			addContacts(w, i, i+1)
			select {
			case name = <-got:
				if name == "" || name[:len("Novák ")] != "Novák " {
					t.Errorf("%s: got %q, want a contact", query, name)
				}
			default:
			}
		}
	}
}

// firstChange returns the last name of the first contact of an answer, or what went wrong.
func firstChange(client *http.Client, request *http.Request) string {
	response, err := client.Do(request)
	if err != nil {
		return err.Error()
	}
	defer func() { _ = response.Body.Close() }()
	for lines := bufio.NewScanner(response.Body); lines.Scan(); {
		var line struct {
			changeLine
			Items []changeLine
		}
		if err := json.Unmarshal(lines.Bytes(), &line); err == nil {
			for _, c := range append(line.Items, line.changeLine) {
				if c.Record.LastName != "" {
					return c.Record.LastName
				}
			}
		}
	}
	return "no change came"
}

func addContacts(w *dialecttest.World, from, until int) {
	w.T.Helper()
	for i := from; i < until; i++ {
		w.Take(w.Org, ringdex.KindContact, dialecttest.Record{ExternalID: fmt.Sprint("K-", i), Set: map[string]any{"lastName": fmt.Sprint("Novák ", i)}})
	}
}
