package native_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"ringdex/internal/dialect/dialecttest"
)

// TestImportAnswersWhileItReads: outcomes of the first batch come before the last record is sent,
// and every record has one.
func TestImportAnswersWhileItReads(t *testing.T) {
	t.Parallel()
	const all, first = 2500, 2000 // of which the answer must have some before the others are sent
	w := dialecttest.NewWorld(t, nil)
	server := httptest.NewServer(w.Handler)
	t.Cleanup(server.Close)
	body, sender := io.Pipe()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL+"/v1/contacts:import", body)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+w.Names.Keys["write"])
	request.Header.Set("Content-Type", "application/x-ndjson")
	seen := make(chan struct{})
	go func() {
		sendRecords(sender, 0, first)
		<-seen // a server that answers at the end never gets further
		sendRecords(sender, first, all)
		_ = sender.Close()
	}()
	response, err := server.Client().Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	lines := bufio.NewScanner(response.Body)
	outcomes, ended := 0, false
	for lines.Scan() {
		var line struct {
			Action string
			Index  int
			End    bool
			Run    struct{ Read, Created int }
		}
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
			t.Fatal(err)
		}
		switch {
		case line.End:
			ended = line.Run.Read == all && line.Run.Created == all
		case line.Index != outcomes || line.Action != "created":
			t.Fatalf("got %s, want the outcome of record %d", lines.Text(), outcomes)
		default:
			if outcomes++; outcomes == 1 {
				close(seen)
			}
		}
	}
	if outcomes != all || !ended {
		t.Errorf("got %d outcomes, want %d; ended well: %t", outcomes, all, ended)
	}
}

func sendRecords(to io.Writer, from, until int) {
	for i := from; i < until; i++ {
		_, _ = fmt.Fprintf(to, `{"externalId": "K-%d", "lastName": "Novák"}`+"\n", i) // an error ends the test at the other side
	}
}
