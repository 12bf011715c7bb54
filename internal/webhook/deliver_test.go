package webhook_test

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"ringdex/internal/outbound"
	"ringdex/internal/ringdex"
	"ringdex/internal/seal"
	"ringdex/internal/store/storetest/enginetest"
	"ringdex/internal/webhook"
)

func TestDelivers(t *testing.T) {
	t.Parallel()
	w, to := newWorld(t, 1), newReceiver(t)
	hook, secret := w.add(ringdex.Webhook{URL: to.URL})
	w.take("crm", "K-1 lastName=Novák home.city=Brno")
	w.take("crm", "K-1 lastName=Nová")
	w.until("both runs", func() bool { return w.toldOfAllRuns() })
	w.quiet()
	got := to.all()
	if len(got) != 4 { // two runs
		t.Fatalf("got %v", types(got))
	}
	created, updated := find(t, got, "contact.created"), find(t, got, "contact.updated")
	if created.Data.Record["lastName"] != "Novák" || created.Data.Record["home.city"] != "Brno" || len(created.Data.Changes) != 0 {
		t.Errorf("got %s", created.body)
	}
	if fmt.Sprint(updated.Data.Changes) != "[{lastName Novák Nová}]" || updated.Data.ID != created.Data.ID || updated.Data.Seq != created.Data.Seq+1 {
		t.Errorf("got %s", updated.body)
	}
	verifier, err := standardwebhooks.NewWebhook(secret)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range got {
		if err := verifier.VerifyIgnoringTimestamp(r.body, r.header); err != nil {
			t.Error(err)
		}
		if r.header.Get("webhook-timestamp") != strconv.FormatInt(w.clock().Unix(), 10) || r.header.Get("Content-Type") != "application/json" {
			t.Errorf("got %v", r.header)
		}
	}
	w.checkSecrecy(hook, secret)
}

func find(t *testing.T, list []request, kind string) request {
	t.Helper()
	i := slices.IndexFunc(list, func(r request) bool { return r.Type == kind })
	if i < 0 {
		t.Fatalf("there is no %s among %v", kind, types(list))
	}
	return list[i]
}

// checkSecrecy looks for the secret wherever something is kept.
func (w *world) checkSecrecy(hook ringdex.Webhook, secret string) {
	w.Helper()
	w.view(func(r ringdex.Reader) error {
		list, err := outbound.LogOf(r).Deliveries(ringdex.DeliveryFilter{Webhook: hook.ID}, ringdex.Page{Limit: 100})
		if err == nil && len(list) == 0 {
			err = errors.New("nothing was logged")
		}
		if strings.Contains(fmt.Sprintf("%+v", list), strings.TrimPrefix(secret, "whsec_")) {
			w.Error("the log of deliveries has the secret")
		}
		return err
	})
	for _, path := range w.files() {
		file, err := os.ReadFile(path)
		if err != nil {
			w.Fatal(err)
		}
		if strings.Contains(string(file), strings.TrimPrefix(secret, "whsec_")) {
			w.Errorf("%s has the secret", path)
		}
	}
	if strings.Contains(w.log.String(), strings.TrimPrefix(secret, "whsec_")) {
		w.Error("the log has the secret")
	}
}

// files are those of the database. PostgreSQL's are not ours to read, and have the same rows.
func (w *world) files() []string {
	path := w.db.Location()
	if enginetest.OnPostgreSQL() {
		return nil
	}
	return []string{path, path + "-wal"}
}

func TestRotation(t *testing.T) {
	t.Parallel()
	w, to := newWorld(t, 1), newReceiver(t)
	hook, first := w.add(ringdex.Webhook{URL: to.URL, Events: []string{"contact.*"}})
	second, err := w.hooks.Rotate(t.Context(), w.org, hook.ID, 24*time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	verified := func(key string) map[string]bool {
		w.take("crm", "K-"+key+" lastName=Novák")
		w.quiet()
		got := to.all()
		if len(got) != 1 {
			t.Fatalf("got %v", types(got))
		}
		by := map[string]bool{}
		for name, secret := range map[string]string{"first": first, "second": second} {
			verifier, err := standardwebhooks.NewWebhook(secret)
			if err != nil {
				t.Fatal(err)
			}
			by[name] = verifier.VerifyIgnoringTimestamp(got[0].body, got[0].header) == nil
		}
		return by
	}
	if by := verified("1"); !by["first"] || !by["second"] {
		t.Errorf("while both are good: %v", by)
	}
	w.pass(24 * time.Hour)
	if by := verified("2"); by["first"] || !by["second"] {
		t.Errorf("after a day: %v", by)
	}
}

func TestReceiverThatIsGoneDisables(t *testing.T) {
	t.Parallel()
	w, to := newWorld(t, 1), newReceiver(t)
	hook, _ := w.add(ringdex.Webhook{URL: to.URL, Events: []string{"contact.*"}})
	to.status(http.StatusGone)
	w.take("crm", "K-1 lastName=Novák")
	w.until("410", func() bool { return w.show(hook.ID).Disabled })
	w.quiet()
	if state := w.show(hook.ID); state.Waiting != 1 || !strings.Contains(state.Why.String(), "410") {
		t.Errorf("got %+v", state)
	}
	to.all()
	w.take("crm", "K-1 lastName=Nová")
	w.pass(2 * time.Hour)
	w.quiet()
	if got := to.all(); len(got) != 0 {
		t.Errorf("a disabled one got %v", types(got))
	}
	to.status(http.StatusOK)
	if _, err := w.hooks.Enable(t.Context(), w.org, hook.ID); err != nil {
		t.Fatal(err)
	}
	w.quiet()
	if got := to.all(); len(got) != 2 || got[0].Type != "contact.created" || got[1].Type != "contact.updated" {
		t.Errorf("got %v", types(got))
	}
}

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		status int
		after  string
		rest   time.Duration
	}{
		"seconds":       {http.StatusTooManyRequests, "90", 90 * time.Second},
		"a date":        {http.StatusServiceUnavailable, began.Add(3 * time.Hour).Format(http.TimeFormat), 3 * time.Hour},
		"a year":        {http.StatusServiceUnavailable, "31536000", 24 * time.Hour},
		"the past":      {http.StatusServiceUnavailable, began.Add(-time.Hour).Format(http.TimeFormat), time.Second},
		"a huge number": {http.StatusTooManyRequests, "9223372036854775807", 24 * time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, to := newWorld(t, 1), newReceiver(t)
			w.add(ringdex.Webhook{URL: to.URL, Events: []string{"contact.*"}})
			to.set(func(a http.ResponseWriter, _ *http.Request) {
				a.Header().Set("Retry-After", c.after)
				a.WriteHeader(c.status)
			})
			w.take("crm", "K-1 lastName=Novák")
			w.quiet()
			to.status(http.StatusOK)
			w.pass(c.rest - time.Millisecond)
			w.quiet()
			if got := to.all(); len(got) != 1 {
				t.Errorf("it came %d times before it should", len(got)-1)
			}
			w.pass(time.Millisecond)
			w.quiet()
			if got := to.all(); len(got) != 1 || !got[0].taken {
				t.Errorf("got %v", types(got))
			}
		})
	}
}

// A delivery that fails for three days is dead, is seen, and can be tried again or dropped.
// Attempts that ended with their node are no failures of the receiver, so they do not delay the
// next one.
func TestDeadNodesDelayNothing(t *testing.T) {
	t.Parallel()
	w, to := newWorld(t, 1), newReceiver(t)
	w.add(ringdex.Webhook{URL: to.URL, Events: []string{"contact.*"}})
	to.status(http.StatusBadGateway)
	w.take("crm", "K-1 lastName=Novák")
	w.quiet()
	for range 4 {
		w.dieWith(webhook.JobDeliver)
	}
	to.all()
	for n, longest := range []time.Duration{3 * time.Second, 6 * time.Second} {
		w.pass(longest)
		w.quiet()
		if got := len(to.all()); got != 1 {
			t.Errorf("after delay %d it was tried %d times", n+1, got)
		}
	}
}

// dieWith has a node claim a job of the kind and end without a word.
func (w *world) dieWith(kind string) {
	w.Helper()
	claim := ringdex.JobClaim{Node: "dead", Kinds: map[string]int{kind: 1}, Now: w.clock().Add(time.Hour)}
	claimed, err := w.store.ClaimJobs(w.Context(), claim)
	if err != nil || len(claimed) != 1 {
		w.Fatalf("claimed %+v, %v", claimed, err)
	}
	if err := w.store.Leave(w.Context(), "dead"); err != nil {
		w.Fatal(err)
	}
}

func TestDeadDeliveries(t *testing.T) {
	t.Parallel()
	w, to := newWorld(t, 1), newReceiver(t)
	hook, _ := w.add(ringdex.Webhook{URL: to.URL, Events: []string{"contact.*"}})
	to.set(func(a http.ResponseWriter, _ *http.Request) {
		a.WriteHeader(http.StatusBadRequest)
		_, _ = a.Write([]byte("no such thing"))
	})
	w.take("crm", "K-1 lastName=Novák", "K-2 lastName=Nová")
	for range 80 {
		w.quiet()
		w.pass(time.Hour)
	}
	w.quiet()
	state := w.show(hook.ID)
	dead, err := w.hooks.DeadDeliveries(t.Context(), w.org, hook.ID, ringdex.Page{Limit: 10})
	if err != nil || len(dead) != 2 || state.Dead != 2 || state.Waiting != 0 {
		t.Fatalf("got %+v, %+v, %v", dead, state, err)
	}
	if dead[0].Event.Type != "contact.created" || dead[0].Error != "the receiver answered 400 Bad Request" {
		t.Errorf("got %+v", dead[0])
	}
	w.checkAttempts(hook.ID, dead[0].Event.ID)
	to.all()
	to.status(http.StatusOK)
	if n, err := w.hooks.DropDead(t.Context(), w.org, hook.ID, dead[1].Job); err != nil || n != 1 {
		t.Errorf("got %d, %v", n, err)
	}
	if n, err := w.hooks.RetryDead(t.Context(), w.org, hook.ID, 0); err != nil || n != 1 {
		t.Errorf("got %d, %v", n, err)
	}
	w.quiet()
	if got := to.all(); len(got) != 1 || got[0].header.Get("webhook-id") != dead[0].Event.ID {
		t.Errorf("got %v", types(got))
	}
	if state := w.show(hook.ID); state.Dead != 0 || state.Waiting != 0 {
		t.Errorf("got %+v", state)
	}
}

func (w *world) checkAttempts(hook ringdex.ID, event string) {
	w.Helper()
	list, err := w.hooks.Deliveries(w.Context(), w.org, ringdex.DeliveryFilter{Webhook: hook, Event: event, FailedOnly: true}, ringdex.Page{Limit: 100})
	if err != nil {
		w.Fatal(err)
	}
	for i, d := range list {
		if d.Attempt != len(list)-i || d.Status != http.StatusBadRequest || d.Response != "no such thing" || !strings.Contains(d.Request, "Nov") {
			w.Errorf("attempt %d of %d: %+v", i, len(list), d)
		}
	}
	if len(list) < 10 {
		w.Errorf("it was tried only %d times", len(list))
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	w, to := newWorld(t, 1), newReceiver(t)
	for _, address := range []string{"https://10.0.0.1/", "http://192.168.1.1/", "https://169.254.169.254/latest", "http://[::1]/", "ftp://x/", "http://a:b@127.0.0.1/"} {
		if _, _, err := w.hooks.Add(t.Context(), w.org, ringdex.Webhook{URL: address}); ringdex.CodeOf(err) != ringdex.Invalid {
			t.Errorf("%s: got %v", address, err)
		}
	}
	inside, _ := w.add(ringdex.Webhook{Name: "inside", URL: strings.Replace(to.URL, "127.0.0.1", "ringdex-no-such-host.invalid", 1), Events: []string{"contact.*"}})
	away, _ := w.add(ringdex.Webhook{Name: "away", URL: to.URL, Events: []string{"contact.*"}})
	to.set(func(a http.ResponseWriter, _ *http.Request) {
		a.Header().Set("Location", "http://169.254.169.254/latest")
		a.WriteHeader(http.StatusFound)
	})
	w.take("crm", "K-1 lastName=Novák")
	w.quiet()
	if len(to.all()) != 1 {
		t.Error("a redirect was followed, or nothing came")
	}
	for hook, want := range map[ringdex.ID]string{
		away.ID:   "the receiver answered 302 Found and wants it at http://169.254.169.254/latest; redirects are not followed, so change the address of the webhook",
		inside.ID: "the receiver was not reached: lookup ringdex-no-such-host.invalid",
	} {
		list, err := w.hooks.Deliveries(t.Context(), w.org, ringdex.DeliveryFilter{Webhook: hook}, ringdex.Page{Limit: 10})
		if err != nil || len(list) != 1 || !strings.HasPrefix(list[0].Error.String(), want) {
			t.Errorf("got %+v, %v", list, err)
		}
	}
}

func TestReceiverThatDoesNotAnswer(t *testing.T) {
	t.Parallel()
	w, to := newImpatientWorld(t, 1, 100*time.Millisecond), newReceiver(t)
	hook, _ := w.add(ringdex.Webhook{URL: to.URL, Events: []string{"contact.*"}})
	answer := make(chan struct{})
	to.set(func(http.ResponseWriter, *http.Request) { <-answer })
	defer close(answer)
	w.take("crm", "K-1 lastName=Novák")
	w.quiet()
	w.checkError(hook.ID, "the receiver did not answer within ")
}

// checkError looks at the only attempt so far.
func (w *world) checkError(hook ringdex.ID, want string) {
	w.Helper()
	list, err := w.hooks.Deliveries(w.Context(), w.org, ringdex.DeliveryFilter{Webhook: hook}, ringdex.Page{Limit: 10})
	if err != nil || len(list) != 1 || list[0].Status != 0 || !strings.HasPrefix(list[0].Error.String(), want) {
		w.Errorf("got %+v, %v", list, err)
	}
}

// Without the key that a secret was sealed with, nothing is sent, and the log of deliveries says
// what to do.
func TestSecretThatDoesNotOpen(t *testing.T) {
	t.Parallel()
	w, to := newWorld(t, 1), newReceiver(t)
	box := seal.New(seal.InFile(w.folder + "/another.key"))
	w.hooks = webhook.NewEndpoints(webhook.EndpointDeps{Store: w.store, Clock: w.clock, Box: box, Check: func(string) error { return nil }})
	hook, _ := w.add(ringdex.Webhook{URL: to.URL, Events: []string{"contact.*"}})
	w.take("crm", "K-1 lastName=Novák")
	w.quiet()
	w.checkError(hook.ID, "a secret in the database was sealed with another key than the one in ")
	if got := to.all(); len(got) != 0 {
		t.Errorf("it was told without a signature: %v", types(got))
	}
}
