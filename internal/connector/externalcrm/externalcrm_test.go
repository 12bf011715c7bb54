package externalcrm_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"ringdex/internal/connector"
	"ringdex/internal/connector/externalcrm"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// sample is the documented example (seed 003).
const sample = `{"name":"Jan","surname":"Kowalski","phone_number":["222333444","213443523"],"email":"jan.kowalski@foo.bar",
"identifier":"","note":"","custom_fields":{"ID":null,"Dodatkowe informacje":"Numer dowodu - AXX 121212"}}`

// world is a connector with the CRM that it asks.
type world struct {
	*externalcrm.CRM
	t *testing.T

	mu      sync.Mutex
	now     time.Time
	answers func(w http.ResponseWriter, r *http.Request)
	calls   []string
}

func newWorld(t *testing.T, settings ...string) *world {
	t.Helper()
	w := &world{t: t, now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
	w.answer(http.StatusOK, sample)
	server := httptest.NewServer(http.HandlerFunc(w.serve))
	t.Cleanup(server.Close)
	c := externalcrm.New(connector.Deps{HTTP: server.Client(), Clock: w.clock})
	values := connector.Values{"url": server.URL + "/api/customers.json?lang=pl", "timeout": "1m"}
	for _, s := range settings {
		key, value, _ := strings.Cut(s, "=")
		values[key] = value
	}
	if problems := connector.Configure(c, values); len(problems) > 0 {
		t.Fatal(problems)
	}
	w.CRM = c.(*externalcrm.CRM)
	return w
}

func (w *world) serve(out http.ResponseWriter, r *http.Request) {
	user, password, _ := r.BasicAuth()
	w.mu.Lock()
	w.calls = append(w.calls, fmt.Sprint(r.Method, " ", r.URL, " ", user, ":", password))
	answers := w.answers
	w.mu.Unlock()
	answers(out, r)
}

// answer sets what the CRM answers.
func (w *world) answer(status int, body string) {
	w.answerBy(func(out http.ResponseWriter, _ *http.Request) {
		out.Header().Set("Content-Type", "application/json;charset=utf-8")
		out.WriteHeader(status)
		_, _ = out.Write([]byte(body))
	})
}

func (w *world) answerBy(f func(http.ResponseWriter, *http.Request)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.answers = f
}

func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *world) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

// asked returns how often the CRM was asked.
func (w *world) asked() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.calls)
}

// who returns the name of whoever has a number, "nobody", or the error.
func (w *world) who(number string) string {
	w.t.Helper()
	rec, found, err := w.Answer(w.t.Context(), phone.Parse(number, phone.Regions{"PL"}))
	switch {
	case err != nil:
		return err.Error()
	case !found:
		return "nobody"
	}
	return connector.ContactOf(&rec, &ringdex.Rules{Regions: phone.Regions{"PL"}}).FullName()
}

func same(t *testing.T, what string, got, want any) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

func TestAnswer(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "username=sync", "password=tajne", "map.Dodatkowe informacje=note")
	rec, found, err := w.Answer(t.Context(), phone.Parse("+48 22 233 34 44", nil))
	if err != nil || !found {
		t.Fatal(found, err)
	}
	same(t, "call", w.calls[0], "GET /api/customers.json?lang=pl&phone_number=222333444 sync:tajne")
	c := connector.ContactOf(&rec, &ringdex.Rules{Regions: phone.Regions{"PL"}})
	got := fmt.Sprint(c.FirstName, "|", c.LastName, "|", connector.Numbers(c.Phones), "|", c.Emails, "|", c.Note)
	same(t, "contact", got, "Jan|Kowalski|[+48222333444 +48213443523]|[jan.kowalski@foo.bar]|Numer dowodu - AXX 121212")
	same(t, "external id", ringdex.GivenID(rec.Identity.ExternalID), "")
}

func TestForms(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`{"surname":"Nowak","phone_number":222333444,"identifier":17,"address":{"city":"Kraków"}}`: "Nowak [+48222333444] 17 Kraków",
		`{"surname":"Nowak","email":["a@b.pl","wrong"],"address":null,"birthdate":"never"}`:        "Nowak [+48222333444]  ",
	} {
		w := newWorld(t)
		w.answer(http.StatusOK, body)
		rec, found, err := w.Answer(t.Context(), phone.Parse("222333444", phone.Regions{"PL"}))
		if err != nil || !found {
			t.Error(body, found, err)
			continue
		}
		c := connector.ContactOf(&rec, &ringdex.Rules{Regions: phone.Regions{"PL"}})
		same(t, body, fmt.Sprint(c.FullName(), " ", connector.Numbers(c.Phones), " ", ringdex.GivenID(rec.Identity.ExternalID), " ", c.Home.City), want)
	}
	for body, status := range map[string]int{"": 404, "{}": 404, "{} ": 200} {
		w := newWorld(t)
		w.answer(status, body)
		same(t, body, w.who("222333444"), "nobody")
	}
}

// Answers are remembered, those of "nobody" too; failures are not.
func TestCache(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "cache=10m")
	same(t, "first", w.who("222333444"), "Jan Kowalski")
	w.answer(http.StatusNotFound, "{}")
	same(t, "remembered", w.who("+48222333444"), "Jan Kowalski")
	same(t, "nobody", w.who("222333445"), "nobody")
	w.answer(http.StatusOK, sample)
	same(t, "nobody remembered", w.who("222333445"), "nobody")
	same(t, "calls", w.asked(), 2)
	w.pass(10 * time.Minute)
	same(t, "forgotten", w.who("222333445"), "Jan Kowalski")
	w.answer(http.StatusInternalServerError, "")
	same(t, "failed", w.who("222333446"), "the system answered 500 Internal Server Error")
	w.answer(http.StatusOK, sample)
	same(t, "not remembered", w.who("222333446"), "Jan Kowalski")
	if w = newWorld(t, "cache=0s"); w.who("222333444")+w.who("222333444") == "" || w.asked() != 2 {
		t.Error("cache: 0s remembers nothing")
	}
}

// A CRM that fails is left alone for a while; then one question probes.
func TestBreaker(t *testing.T) {
	t.Parallel()
	const open = "the external CRM failed several times and is not asked for now"
	w := newWorld(t)
	w.answer(http.StatusServiceUnavailable, "")
	for i := range 5 {
		same(t, "failing", w.who(fmt.Sprint("22233344", i)), "the system answered 503 Service Unavailable")
	}
	same(t, "open", w.who("222333449"), open)
	w.pass(30 * time.Second)
	same(t, "probe", w.who("222333449"), "the system answered 503 Service Unavailable")
	same(t, "open again", w.who("222333449"), open)
	same(t, "calls", w.asked(), 6)
	w.pass(30 * time.Second)
	w.answer(http.StatusOK, sample)
	same(t, "back", w.who("222333449"), "Jan Kowalski")
	same(t, "closed", w.who("222333448"), "Jan Kowalski")
}

// A CRM that does not answer costs a lookup no more than the time limit.
func TestTimeout(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "timeout=20ms")
	w.answerBy(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	same(t, "slow", w.who("222333444"), "the system did not answer in time")
	same(t, "check", fmt.Sprint(w.Check(t.Context())), "the system did not answer in time")
}

// Lookups of one number at once are one question.
func TestAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	answer := make(chan struct{})
	w.answerBy(func(out http.ResponseWriter, _ *http.Request) {
		<-answer
		_, _ = out.Write([]byte(sample))
	})
	var group sync.WaitGroup
	for range 20 {
		group.Go(func() { same(t, "who", w.who("222333444"), "Jan Kowalski") })
	}
	close(answer)
	group.Wait()
	same(t, "calls", w.asked(), 1)
}

func TestFailures(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "keep=true")
	if !w.Keeps() || newWorld(t).Keeps() {
		t.Error("keep is a setting, false by default")
	}
	w.answer(http.StatusUnauthorized, "")
	same(t, "wrong password", w.who("222333444"), "the system does not accept the user name and the password (401)")
	w.answer(http.StatusOK, "<html>Sign in</html>")
	same(t, "rubbish", w.who("222333444"), "the system answered 200 OK in another form than expected, perhaps by a page for people or cut off: Sign in")
	w.answer(http.StatusNotFound, "{}")
	same(t, "check", fmt.Sprint(w.Check(t.Context())), "<nil>")
}

// Each setting has a label and a sentence of help.
func TestSettingsHaveWords(t *testing.T) {
	t.Parallel()
	for _, s := range newWorld(t).Spec() {
		if !s.Label().Complete() || !s.Help().Complete() {
			t.Errorf("%s lacks words", s.Key)
		}
	}
}
