package syncer

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ringdex/internal/connector"
	"ringdex/internal/connector/call"
	"ringdex/internal/intake"
	"ringdex/internal/message"
	"ringdex/internal/ringdex"
)

func (w *world) wantSent(want ...string) {
	w.t.Helper()
	if diff := cmp.Diff(want, w.remote.sent()); diff != "" {
		w.t.Errorf("calls (-want +got):\n%s", diff)
	}
}

// A new target gets all records, companies first, and then what changes; never what it has sent
// itself.
func TestPush(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.put("crm", map[string]string{"1": "A", "2": "B", "3": "C", "f": "@F"})
	w.put("desk", map[string]string{"9": "own"})
	w.add(Config{Name: "desk", Kind: "writer"})
	if state := w.mustSend(); state.Sent != 4 || state.Refused != 0 || state.Behind != 0 {
		t.Errorf("the state is %+v", state)
	}
	w.wantSent("@F", "A B", "C")
	w.mustSend()
	w.wantSent()
	w.put("crm", map[string]string{"2": "B2", "3": "C"})
	w.mustSend()
	w.wantSent("B2")
	w.put("desk", map[string]string{"9": "own, changed"})
	w.mustSend()
	w.wantSent()
}

// A batch that one record spoils is halved until it is alone; it is kept with its reason and sent
// again later.
func TestRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.remote.spoilt, w.remote.refused = "B", "C"
	w.put("crm", map[string]string{"1": "A", "2": "B", "3": "C", "4": "D"})
	c := w.add(Config{Name: "desk", Kind: "writer", Sources: []string{"crm"}})
	if state := w.mustSend(); state.Sent != 2 || state.Refused != 2 {
		t.Errorf("the state is %+v", state)
	}
	w.wantSent("A", "D")
	refused, err := w.Refused(t.Context(), w.org, "desk", 9)
	if err != nil || len(refused) != 2 || refused[0].Key != "2" || refused[0].Refused.String() != "the system answered 400 Bad Request: spoilt" ||
		refused[1].Refused.Key != "kind.contact" || refused[1].Attempts != 1 || !refused[1].Due.Equal(w.clock.Now().Add(time.Minute)) {
		t.Errorf("refused: %+v, %v", refused, err)
	}
	w.remote.refused = ""
	if state := w.mustSend(); state.Refused != 1 || state.Sent != 3 {
		t.Errorf("after one was mended there: %+v", state)
	}
	w.wantSent("C")
	w.remote.spoilt = ""
	w.clock.add(time.Hour)
	if err := w.retry(t.Context(), w.org, ringdex.SentFilter{Connector: c.ID, Refused: true, Due: w.clock.Now()}); err != nil {
		t.Fatal(err)
	}
	if state := w.mustSend(); state.Refused != 0 || state.Sent != 4 {
		t.Errorf("after the other one, too: %+v", state)
	}
	w.wantSent("B")
}

// A call that failed is sent again; only one whose fate is not known is sent as unsure.
func TestFailedCall(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.remote.fail = []error{&call.Error{Status: http.StatusTooManyRequests}, &call.Error{Status: http.StatusBadGateway}}
	w.remote.after = false
	w.put("crm", map[string]string{"1": "A"})
	w.add(Config{Name: "desk", Kind: "writer"})
	advance := make(chan bool)
	go func() { // the clock of the queue stands still otherwise
		for {
			select {
			case <-advance:
				return
			case <-time.After(20 * time.Millisecond):
				w.clock.add(time.Second)
			}
		}
	}()
	defer close(advance)
	for { // Send gives up while a failure stands
		state, err := w.send()
		if err == nil {
			if state.Sent != 1 || !state.Done.Failure.IsZero() {
				t.Errorf("the state is %+v", state)
			}
			break
		}
		if state.Done.Failure.IsZero() || err.Error() != state.Done.Failure.String() {
			t.Fatalf("failed by %v, want the reason %s", err, state.Done.Failure)
		}
	}
	w.wantSent("A")
	if diff := cmp.Diff([]string{"A"}, w.remote.unsure); diff != "" {
		t.Errorf("sent as unsure (-want +got):\n%s", diff)
	}
}

func TestOnDelete(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		onDelete string
		want     map[string]string
	}{
		{"keep", map[string]string{"1": "A", "2": "B"}},
		{"delete", map[string]string{"2": "B"}},
	} {
		w := newWorld(t)
		w.put("crm", map[string]string{"1": "A", "2": "B"})
		w.add(Config{Name: "desk", Kind: "writer", OnDelete: c.onDelete, Sources: []string{"crm"}})
		w.mustSend()
		one := w.contact("crm", "1")
		w.update(func(wr ringdex.Writer) error {
			return wr.Apply([]ringdex.Change{{Ref: one.Ref(), Action: ringdex.Deleted, Cause: ringdex.Cause{At: w.clock.Now()}, Contact: ringdex.Images[ringdex.Contact]{Before: one}}})
		})
		if state := w.mustSend(); state.Sent != 1 {
			t.Errorf("%s: the state is %+v", c.onDelete, state)
		}
		if diff := cmp.Diff(c.want, w.remote.has); diff != "" {
			t.Errorf("%s: the system has (-want +got):\n%s", c.onDelete, diff)
		}
	}
}

// Staff and what is missing in its source are not sent.
func TestNotSent(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.put("crm", map[string]string{"1": "A", "2": "B", "3": "C"})
	w.put("shop", map[string]string{"4": "D"})
	edit := func(key string, change func(*ringdex.Contact)) {
		was := w.contact("crm", key)
		is := was.Clone()
		change(is)
		is.Version++
		w.update(func(wr ringdex.Writer) error {
			return wr.Apply([]ringdex.Change{{
				Ref: was.Ref(), Action: ringdex.Updated, Cause: ringdex.Cause{At: w.clock.Now()},
				Contact: ringdex.Images[ringdex.Contact]{Before: was, After: is},
			}})
		})
	}
	edit("1", func(c *ringdex.Contact) { c.Roles = ringdex.Administrator })
	edit("2", func(c *ringdex.Contact) { c.MissingSince = map[string]string{"crm": "2026-03-01T12:00:00Z"} })
	w.add(Config{Name: "desk", Kind: "writer", Sources: []string{"crm"}})
	w.mustSend()
	w.wantSent("C")
}

func TestReplace(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.put("crm", map[string]string{"1": "A", "2": "B", "3": "C", "f": "@F"})
	c := w.add(Config{Name: "desk", Kind: "replacer", Sources: []string{"crm"}})
	w.remote.refused = "B"
	state := w.mustSend()
	if diff := cmp.Diff(map[string]string{"1": "A", "3": "C"}, w.remote.has); diff != "" || state.Refused != 1 {
		t.Errorf("%+v; the system has (-want +got):\n%s", state, diff)
	}
	w.remote.refused = ""
	if state := w.mustSend(); state.Refused != 0 || len(w.remote.has) != 3 {
		t.Errorf("mended: %+v", state)
	}
	// The set shrinks beyond the guard: nothing is sent until a person accepts.
	w.update(func(wr ringdex.Writer) error {
		return wr.PutDocument(ringdex.ConnectorState{Connector: c.ID, Place: []byte(`{"count":1000}`)})
	})
	w.remote.has = nil
	if _, err := w.send(); ringdex.CodeOf(err) != ringdex.Unavailable || !w.done("desk").Held || w.remote.has != nil {
		t.Errorf("a shrunken set: %v, %+v", err, w.done("desk"))
	}
	if state, err := w.Send(t.Context(), w.org, "desk", true, nil); err != nil || len(w.remote.has) != 3 || state.Done.Held {
		t.Errorf("accepted: %v, %+v", err, state)
	}
}

func TestReconcile(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.put("crm", map[string]string{"1": "A", "2": "B", "3": "C", "4": "no", "5": "impossible", "f": "@F"})
	w.add(Config{Name: "desk", Kind: "writer", Sources: []string{"crm"}})
	w.remote.refused = "no"
	w.mustSend()
	w.wantSent("@F", "A B", "C", "impossible")
	refused := []Difference{
		{Kind: ringdex.KindContact, Key: "4", Name: "no", Lacks: true, Refused: message.New("kind.contact")},
		{Kind: ringdex.KindContact, Key: "5", Name: "impossible", Refused: message.New("kind.company")},
	}
	reconcile := func(repair bool, want ...Difference) {
		t.Helper()
		var got []Difference
		compared, err := w.Reconcile(t.Context(), w.org, "desk", repair, func(d Difference) {
			d.Ref = ""
			got = append(got, d)
		})
		equal := Compared{Equal: 6, Refused: len(refused)}
		for _, d := range want {
			switch {
			case d.Stays:
				equal.Staying++
			case d.Extra:
				equal.Differences++
			case d.Refused.IsZero():
				equal.Differences++
				equal.Equal--
			default:
				equal.Equal--
			}
		}
		if diff := cmp.Diff(want, got); err != nil || diff != "" || compared != equal {
			t.Errorf("%+v, %v; differences (-want +got):\n%s", compared, err, diff)
		}
	}
	reconcile(false, refused...)
	w.remote.has = map[string]string{"1": "A", "2": "other", "5": "impossible", "f": "@F", "x": "Extra"}
	extra := Difference{Kind: ringdex.KindContact, Key: "x", Stays: true}
	reconcile(true,
		Difference{Kind: ringdex.KindContact, Key: "2", Name: "B", Fields: []string{"name, sent as B"}},
		Difference{Kind: ringdex.KindContact, Key: "3", Name: "C", Lacks: true},
		refused[0], refused[1], extra)
	w.mustSend()
	w.wantSent("B C")
	reconcile(false, refused[0], refused[1], extra)
	if _, err := w.Change(t.Context(), w.org, "desk", func(c *Config) { c.OnDelete = string(connector.DeleteGone) }); err != nil {
		t.Fatal(err)
	}
	extra.Stays, extra.Extra = false, true
	reconcile(false, refused[0], refused[1], extra)
}

// A contact went to the system while its company was refused there: it is sent again when the
// system takes the company.
func TestRefusedCompany(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.put("crm", map[string]string{"f": "@F"})
	member := recordOf("1", "lastName", "A")
	member.Company = &intake.CompanyRef{ExternalID: "f"}
	order := intake.Order{Organization: w.org, Source: "crm", Kind: ringdex.KindContact, Door: "test", Actor: "jana"}
	if _, err := w.intake.Call(t.Context(), order, []intake.Record{member}); err != nil {
		t.Fatal(err)
	}
	w.remote.refused = "@F"
	w.add(Config{Name: "desk", Kind: "writer", Sources: []string{"crm"}})
	if state := w.mustSend(); state.Refused != 1 || state.Sent != 1 {
		t.Errorf("the state is %+v", state)
	}
	w.wantSent("A")
	w.remote.refused = ""
	if state := w.mustSend(); state.Refused != 0 || state.Sent != 2 {
		t.Errorf("after the company was mended: %+v", state)
	}
	w.wantSent("@F", "A in @F")
}

// All refused records are sent again by one call, however many they are.
func TestManyRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	all := map[string]string{}
	for n := range retryPortion + 10 {
		all[fmt.Sprint("K-", n)] = "no"
	}
	w.put("crm", all)
	w.remote.refused = "no"
	w.add(Config{Name: "desk", Kind: "writer", Sources: []string{"crm"}})
	if state := w.mustSend(); state.Refused != int64(len(all)) {
		t.Errorf("%d are refused, want %d", state.Refused, len(all))
	}
	w.remote.refused = ""
	if state := w.mustSend(); state.Refused != 0 || state.Sent != int64(len(all)) {
		t.Errorf("after they were mended, %d are refused and %d sent", state.Refused, state.Sent)
	}
}
