package webhook_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"ringdex/internal/jobs"
	"ringdex/internal/ringdex"
	"ringdex/internal/webhook"
)

// busyDay changes contacts again and again while time goes by.
func (w *world) busyDay(rounds int, step time.Duration) (changes int) {
	w.Helper()
	for round := range rounds {
		var contacts []string
		for i := range 10 {
			if round == 0 || (round+i)%7 == 0 {
				contacts = append(contacts, fmt.Sprintf("K-%d lastName=Novák-%d", i, round))
			}
		}
		if len(contacts) > 0 {
			w.take("crm", contacts...)
			changes += len(contacts)
		}
		w.quiet()
		w.pass(step)
	}
	return changes
}

// checkOrder looks whether every change was taken at least once, and those of one contact in order.
func (w *world) checkOrder(got []request, changes int) {
	w.Helper()
	last, seen := map[string]int64{}, map[string]bool{}
	for _, r := range got {
		if !r.taken {
			continue
		}
		if r.Data.Seq < last[r.Data.ID] {
			w.Errorf("of contact %s, change %d came after %d", r.Data.ID, r.Data.Seq, last[r.Data.ID])
		}
		last[r.Data.ID] = r.Data.Seq
		seen[r.header.Get("webhook-id")] = true
	}
	if len(seen) != changes {
		w.Errorf("%d of %d changes were taken", len(seen), changes)
	}
}

// settle lets time go by until nothing waits.
func (w *world) settle(hook ringdex.ID) {
	w.Helper()
	for range 500 {
		w.quiet()
		if state := w.show(hook); state.Waiting == 0 && state.Behind == 0 {
			return
		}
		w.pass(10 * time.Minute)
	}
	w.Fatalf("something waits for ever: %+v", w.show(hook))
}

// A receiver that is down for a day gets everything when it is back, and few requests during the
// outage.
func TestReceiverThatIsDownForADay(t *testing.T) {
	t.Parallel()
	w, to := newWorld(t, 1), newReceiver(t)
	hook, _ := w.add(ringdex.Webhook{URL: to.URL, Events: []string{"contact.*"}})
	to.status(http.StatusBadGateway)
	changes := w.busyDay(96, 15*time.Minute)
	tries := to.all()
	if len(tries) < 50 || len(tries) > 300 {
		t.Errorf("it was tried %d times in a day", len(tries))
	}
	to.status(http.StatusOK)
	w.settle(hook.ID)
	w.checkOrder(to.all(), changes)
	if state := w.show(hook.ID); state.Dead != 0 {
		t.Errorf("got %+v", state)
	}
}

// A receiver that takes every second request only gets everything, too.
func TestReceiverThatOftenFails(t *testing.T) {
	t.Parallel()
	w, to := newWorld(t, 2), newReceiver(t)
	hook, _ := w.add(ringdex.Webhook{URL: to.URL, Events: []string{"contact.*"}})
	n := 0
	to.set(func(a http.ResponseWriter, _ *http.Request) {
		to.mu.Lock()
		defer to.mu.Unlock()
		if n++; n%2 != 0 {
			a.WriteHeader(http.StatusInternalServerError)
		}
	})
	changes := w.busyDay(40, 30*time.Second)
	w.settle(hook.ID)
	w.checkOrder(to.all(), changes)
}

// The journal is the queue: jobs are only a window on it.
func TestWindow(t *testing.T) {
	t.Parallel()
	w, to := newWorld(t, 1), newReceiver(t)
	hook, _ := w.add(ringdex.Webhook{URL: to.URL, Events: []string{"contact.*"}})
	to.status(http.StatusBadGateway)
	var contacts []string
	for i := range 1500 {
		contacts = append(contacts, fmt.Sprintf("K-%d lastName=Novák", i))
	}
	w.take("crm", contacts...)
	w.until("a full window", func() bool {
		state := w.show(hook.ID)
		if state.Waiting > 1000 {
			t.Fatalf("%d jobs wait", state.Waiting)
		}
		return state.Waiting > 800 && state.Behind == 1500-state.Waiting
	})
	to.status(http.StatusOK)
	w.until("everything", func() bool {
		figures, err := w.store.JobFigures(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range figures {
			if f.Kind == webhook.JobDeliver && f.Running == 0 && f.Oldest.After(w.clock()) {
				w.pass(time.Minute)
			}
		}
		state := w.show(hook.ID)
		return state.Waiting == 0 && state.Behind == 0
	})
	w.checkOrder(to.all(), 1500)
	if to.most > 8 {
		t.Errorf("%d requests came at once", to.most)
	}
}

// A record that the receiver refuses holds its own changes back, however many, and no others.
func TestRefusedRecordLetsOthersPass(t *testing.T) {
	t.Parallel()
	w, to := newWorld(t, 1), newReceiver(t)
	hook, _ := w.add(ringdex.Webhook{URL: to.URL, Events: []string{"contact.*"}})
	w.take("crm", "K-bad lastName=Novák")
	w.quiet()
	refused := to.all()[0].Data.ID
	to.set(func(a http.ResponseWriter, r *http.Request) {
		if body, _ := io.ReadAll(r.Body); strings.Contains(string(body), refused) {
			a.WriteHeader(http.StatusBadRequest)
		}
	})
	w.take("crm", "K-bad lastName=Nový")
	w.quiet() // the first attempt has failed
	w.rename(refused, 1500)
	var contacts []string
	for i := range 300 {
		contacts = append(contacts, fmt.Sprintf("K-%d lastName=Novák", i))
	}
	w.take("crm", contacts...)
	w.quiet()
	taken := map[string]bool{}
	for _, r := range to.all() {
		if r.Data.ID != refused && r.taken {
			taken[r.Data.ID] = true
		}
	}
	if state := w.show(hook.ID); len(taken) != 300 || state.Behind != 0 || state.Waiting != 1501 {
		t.Errorf("%d of 300 others were delivered; %+v", len(taken), state)
	}
}

// rename changes a contact so many times.
func (w *world) rename(id string, times int) {
	w.Helper()
	contact, err := ringdex.ParseID(id)
	if err != nil {
		w.Fatal(err)
	}
	err = w.store.Update(w.Context(), w.org, func(wr ringdex.Writer) error {
		c, err := ringdex.ContactByID(wr, contact)
		if err != nil {
			return err
		}
		changes := make([]ringdex.Change, times)
		for i := range changes {
			after := *c
			after.Version++
			after.LastName = fmt.Sprint("Novák-", i)
			changes[i] = ringdex.Change{
				Ref: c.Ref(), Action: ringdex.Updated, Cause: ringdex.Cause{Source: "crm", At: w.clock()},
				Contact: ringdex.Images[ringdex.Contact]{Before: c, After: &after},
			}
			c = &after
		}
		return wr.Apply(changes)
	})
	if err != nil {
		w.Fatal(err)
	}
}

func TestReplay(t *testing.T) {
	t.Parallel()
	w, to := newWorld(t, 1), newReceiver(t)
	hook, _ := w.add(ringdex.Webhook{URL: to.URL, Events: []string{"contact.*"}})
	for i := range 10 {
		w.take("crm", fmt.Sprintf("K-1 lastName=Novák-%d", i))
		w.pass(time.Hour)
	}
	w.quiet()
	first := to.all()
	from, until := began.Add(3*time.Hour), began.Add(6*time.Hour)
	if err := w.hooks.Replay(t.Context(), w.org, hook.ID, from, until); err != nil {
		t.Fatal(err)
	}
	w.quiet()
	again := to.all()
	if len(first) != 10 || len(again) != 3 {
		t.Fatalf("got %d and %d", len(first), len(again))
	}
	for i := range again {
		before := first[3+i]
		if string(again[i].body) != string(before.body) || again[i].header.Get("webhook-id") != before.header.Get("webhook-id") {
			t.Errorf("got %s, before it was %s", again[i].body, before.body)
		}
	}
	if err := w.hooks.Replay(t.Context(), w.org, hook.ID, until, from); ringdex.CodeOf(err) != ringdex.Invalid {
		t.Errorf("got %v", err)
	}
}

// The event of a finished run follows the events of all its changes.
func TestRunIsFinishedAfterItsChanges(t *testing.T) {
	t.Parallel()
	w, to := newWorld(t, 1), newReceiver(t)
	hook, _ := w.add(ringdex.Webhook{URL: to.URL, Events: []string{"contact.*", "run.*"}})
	to.status(http.StatusBadGateway)
	var contacts []string
	for i := range 450 {
		contacts = append(contacts, fmt.Sprintf("K-%d lastName=Novák", i))
	}
	w.take("crm", contacts...)
	w.until("the run", func() bool { return w.toldOfAllRuns() })
	w.view(func(r ringdex.Reader) error {
		list, err := jobs.Of(r).Jobs(ringdex.JobFilter{Kind: webhook.JobDeliver, Group: hook.ID.String()}, ringdex.Page{Limit: 1000})
		for i, job := range list {
			if finished := strings.HasPrefix(job.Key, "run/"); finished != (i == 450) {
				t.Errorf("job %d is about %s", i, job.Key)
			}
		}
		if len(list) != 451 {
			t.Errorf("there are %d jobs", len(list))
		}
		return err
	})
}
