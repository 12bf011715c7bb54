package client_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"net/http/httptest"
	"os"
	"reflect"
	"strings"
	"testing"

	"ringdex/client"
)

// contacts are records of an import, from K-0 on; an error follows if there is one.
func contacts(n int, end error) iter.Seq2[client.Contact, error] {
	return func(yield func(client.Contact, error) bool) {
		for i := range n {
			if !yield(client.Contact{ExternalID: new(fmt.Sprint("K-", i)), LastName: new(fmt.Sprint("Novák ", i))}, nil) {
				return
			}
		}
		if end != nil {
			yield(client.Contact{}, end)
		}
	}
}

// TestOperations: the client has a method for each operation of the document, by its id.
func TestOperations(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../docs/openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	var document struct {
		Paths map[string]map[string]struct{ OperationID string }
	}
	if err := json.Unmarshal(text, &document); err != nil {
		t.Fatal(err)
	}
	methods := map[string]bool{}
	for method := range reflect.TypeFor[*client.API]().Methods() {
		methods[strings.ToLower(method.Name)] = true
	}
	for path, operations := range document.Paths {
		for method, o := range operations {
			id := strings.ToLower(o.OperationID)
			if !methods[id] && !methods[id+"withbody"] {
				t.Errorf("%s %s has no method; run go generate ./client", strings.ToUpper(method), path)
			}
		}
	}
}

// TestLists: the iterators read all pages, and stop where the caller does.
func TestLists(t *testing.T) {
	t.Parallel()
	api := newAPI(t)
	answer := client.ReadImport(api.ImportContactsWithBody(t.Context(), nil, client.NDJSON, client.Records(contacts(25, nil))))
	for outcome, err := range answer.Outcomes() {
		if err != nil || outcome.Action != "created" {
			t.Fatal(outcome, err)
		}
	}
	seen := map[string]bool{}
	for contact, err := range api.Contacts(t.Context(), &client.ListContactsParams{Limit: new(10)}) {
		if err != nil {
			t.Fatal(err)
		}
		seen[*contact.ID] = true
	}
	if len(seen) != 26 { // and the administrator
		t.Errorf("got %d contacts", len(seen))
	}
	for range api.Contacts(t.Context(), nil) {
		break
	}
	for _, err := range api.Companies(t.Context(), &client.ListCompaniesParams{Limit: new(0)}) {
		if problem, is := errors.AsType[*client.ProblemDetails](err); !is || problem.Status != http.StatusBadRequest {
			t.Errorf("got %v", err)
		}
	}
}

// TestAnswersComeWhileRecordsAreSent: the caller reads the outcome of a batch before it has the
// next one, so neither side holds the records.
func TestAnswersComeWhileRecordsAreSent(t *testing.T) {
	t.Parallel()
	api := newAPI(t)
	const batch, batches = 1000, 3
	came := make(chan struct{})
	records := func(yield func(client.Contact, error) bool) {
		for record, err := range contacts(batch*batches, nil) {
			var n int
			if _, scan := fmt.Sscanf(*record.ExternalID, "K-%d", &n); scan != nil {
				err = scan
			}
			if n == batch*2 { // what intake plans ahead is less
				<-came
			}
			if !yield(record, err) {
				return
			}
		}
	}
	answer := client.ReadImport(api.ImportContactsWithBody(t.Context(), nil, client.NDJSON, client.Records(records)))
	got := 0
	for _, err := range answer.Outcomes() {
		if err != nil {
			t.Fatal(err)
		}
		if got++; got == 1 {
			close(came)
		}
	}
	if got != batch*batches || answer.Run.Created != batch*batches {
		t.Errorf("got %d outcomes, %+v", got, answer.Run)
	}
}

// TestBrokenSender: what was answered before the sender broke off is in, and the run has failed.
func TestBrokenSender(t *testing.T) {
	t.Parallel()
	api := newAPI(t)
	answer := client.ReadImport(api.ImportContactsWithBody(t.Context(), nil, client.NDJSON, client.Records(contacts(5000, errors.New("the disk is gone")))))
	answered := 0
	var failure error
	for _, err := range answer.Outcomes() {
		if failure = err; err == nil {
			answered++
		}
	}
	if failure == nil {
		t.Error("a broken import has no error")
	}
	for run, err := range client.All[client.Run](func(*string) (*http.Response, error) { return api.ListRuns(t.Context(), nil) }) {
		if err != nil || run.State != "failed" || run.Created < int64(answered) {
			t.Errorf("answered %d: got %+v, %v", answered, run, err)
		}
	}
}

// TestCutOff: an answer without an end is an error.
func TestCutOff(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", `{"action":"created","id":"1"}` + "\n", `{"action":"created","id":"1"}` + "\n" + `{"action":"crea`} {
		response := &http.Response{Body: io.NopCloser(strings.NewReader(text))}
		var last error
		for _, err := range client.ReadImport(response, nil).Outcomes() {
			last = err
		}
		if !errors.Is(last, client.ErrCutOff) {
			t.Errorf("%q: got %v", text, last)
		}
	}
}

// TestProblems: failures are errors with code, fields and language; those of others have a status.
func TestProblems(t *testing.T) {
	t.Parallel()
	api := newAPI(t)
	_, err := api.CreateContactWithResponse(t.Context(), nil, client.Contact{FirstName: new("Jan"), Emails: &[]string{"x"}, Language: new("xx")})
	problem, is := errors.AsType[*client.ProblemDetails](err)
	if !is || problem.Status != http.StatusBadRequest || problem.Code != client.Invalid || problem.Errors == nil || !strings.Contains(err.Error(), "language: ") {
		t.Errorf("got %v", err)
	}
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "no such host", http.StatusBadGateway)
	}))
	t.Cleanup(proxy.Close)
	behind, err := client.New(proxy.URL, client.WithLogin("admin", "secret"), client.WithLanguage("cs"))
	if err != nil {
		t.Fatal(err)
	}
	_, err = behind.ListKeysWithResponse(t.Context())
	if problem, is := errors.AsType[*client.ProblemDetails](err); !is || problem.Status != http.StatusBadGateway || !strings.Contains(err.Error(), "no such host") {
		t.Errorf("got %v", err)
	}
}
