package calls_test

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"ringdex/internal/auth"
	"ringdex/internal/await"
	"ringdex/internal/calls"
	"ringdex/internal/lookup"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
	"ringdex/internal/store"
	"ringdex/internal/store/storetest/enginetest"
)

func TestMain(m *testing.M) { os.Exit(enginetest.Main(m)) }

func TestOnPostgreSQL(t *testing.T) {
	t.Parallel()
	enginetest.Again(t)
}

// world is one organization with a contact, and a phone system's key and a person in it.
type world struct {
	t      *testing.T
	store  *store.Store
	key    auth.Principal
	person auth.Principal
	known  ringdex.Ref
	now    time.Time
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, store: enginetest.Open(t), now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
	o, err := w.store.PutOrganization(t.Context(), ringdex.Organization{Key: ringdex.DefaultOrganization, Created: w.now})
	if err != nil {
		t.Fatal(err)
	}
	jana := w.contact(o.ID, func(c *ringdex.Contact) {
		c.UserName, c.Roles, c.Emails = "jana", ringdex.Operator, []string{"jana@example.com"}
		c.Phones = []phone.Number{phone.Parse("+420 541 303 022", phone.Regions{"CZ"})}
	})
	caller := w.contact(o.ID, func(c *ringdex.Contact) {
		c.LastName, c.Phones = "Čmelák", []phone.Number{phone.Parse("603303963", phone.Regions{"CZ"})}
	})
	w.known = caller.Ref()
	w.key = auth.Principal{Organization: o.ID, Actor: "pbx", Scope: ringdex.ScopeLookup}
	w.person = auth.Principal{Organization: o.ID, Actor: "jana", Contact: jana.ID, Roles: ringdex.Operator}
	return w
}

func (w *world) contact(org ringdex.OrganizationID, edit func(*ringdex.Contact)) *ringdex.Contact {
	w.t.Helper()
	c := &ringdex.Contact{ID: ringdex.NewID(w.now), Version: 1, Created: w.now, Updated: w.now}
	edit(c)
	err := w.store.Update(w.t.Context(), org, func(writer ringdex.Writer) error {
		return writer.Apply([]ringdex.Change{{Ref: c.Ref(), Action: ringdex.Created, Contact: ringdex.Images[ringdex.Contact]{After: c}}})
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return c
}

// node is the use case as a server has it.
func (w *world) node() *calls.Calls {
	w.t.Helper()
	log := slog.New(slog.DiscardHandler)
	index := lookup.New(lookup.Deps{Store: w.store, Clock: time.Now, Log: log, Regions: []string{"CZ"}})
	if err := index.Load(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
	c := calls.New(calls.Deps{Store: w.store, Index: index, Clock: func() time.Time { return w.now }, Log: log})
	w.t.Cleanup(c.Close)
	return c
}

func (w *world) tell(c *calls.Calls, values ...string) calls.Told {
	w.t.Helper()
	form := map[string][]string{}
	for i := 0; i+1 < len(values); i += 2 {
		form[values[i]] = append(form[values[i]], values[i+1])
	}
	told, err := c.Tell(w.t.Context(), w.key, calls.EventOf(form))
	if err != nil {
		w.t.Fatalf("%v: %v", values, err)
	}
	return told
}

// keys are the names of the calls of a list.
func (w *world) keys(c *calls.Calls, q calls.Query) (keys []string) {
	w.t.Helper()
	if q.Limit == 0 {
		q.Limit = 100
	}
	page, err := c.List(w.t.Context(), w.person, q)
	if err != nil {
		w.t.Fatal(err)
	}
	for i := range page.Calls {
		keys = append(keys, page.Calls[i].Key)
	}
	return keys
}

// TestLists: calls are told in the words of several phone systems, and are found again.
func TestLists(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.node()
	told := w.tell(c, "event", "newCall", "callId", "known", "from", "603 303 963", "to", "22", "user[]", "jana", "user[]", "petr")
	if told.Found.Total != 1 || told.Found.Candidates[0].Ref != w.known || told.Call.E164 != "+420603303963" || told.Call.Line != "22" {
		t.Errorf("%+v", told)
	}
	w.now = w.now.Add(time.Minute)
	w.tell(c, "event", "hangup", "callId", "known", "from", "603303963", "cause", "cancel")
	w.now = w.now.Add(time.Minute)
	w.tell(c, "Event", "Ringing", "uniqueId", "stranger", "remote", "sip:777000111@pbx.local;user=phone", "local", "+420541303022")
	w.tell(c, "event", "ANSWERED", "uniqueid", "stranger", "remote", "777000111", "local", "+420541303022")
	w.now = w.now.Add(time.Minute)
	w.tell(c, "event", "ringing", "callId", "hidden", "number", "Anonymous", "agent", "petr")
	w.tell(c, "event", "ended", "callId", "out", "direction", "outgoing", "from", "22", "to", "603303963", "seconds", "12")
	for _, test := range []struct {
		what string
		q    calls.Query
		want []string
	}{
		{"all", calls.Query{}, []string{"hidden", "known", "out", "stranger"}},
		{"mine", calls.Query{Mine: true}, []string{"known", "out", "stranger"}},
		{"missed", calls.Query{Missed: true}, []string{"known"}},
		{"unknown", calls.Query{Unknown: true}, []string{"hidden", "stranger"}},
		{"of a number", calls.Query{Number: "+420603303963"}, []string{"known", "out"}},
	} {
		got := w.keys(c, test.q)
		slices.Sort(got)
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: %v", test.what, got)
		}
	}
	if n, err := c.SeeAll(t.Context(), w.person); n != 1 || err != nil || len(w.keys(c, calls.Query{Missed: true, Unseen: true})) != 0 {
		t.Errorf("%d seen, %v", n, err)
	}
	call, err := c.Named(t.Context(), w.person, "stranger")
	if err != nil || call.State != ringdex.Talking || call.Taker != "+420541303022" || call.Number != "777000111" {
		t.Fatalf("%+v, %v", call, err)
	}
	if err := c.Choose(t.Context(), w.person, call.ID, w.known); err != nil {
		t.Fatal(err)
	}
	if call, err = c.Find(t.Context(), w.person, call.ID); err != nil || !call.Chosen || !slices.Equal(call.Found, []ringdex.Ref{w.known}) {
		t.Errorf("%+v, %v", call, err)
	}
}

// TestPages: a filtered list goes on where a page ends.
func TestPages(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.node()
	for i := range 25 {
		w.now = w.now.Add(time.Second)
		w.tell(c, "event", "ended", "callId", fmt.Sprint(i), "number", "777000111", "seconds", fmt.Sprint(i%2))
	}
	var got []string
	q := calls.Query{Missed: true, Limit: 5}
	for {
		page, err := c.List(t.Context(), w.person, q)
		if err != nil {
			t.Fatal(err)
		}
		for i := range page.Calls {
			got = append(got, page.Calls[i].Key)
		}
		if q.Before = page.Next; q.Before.IsZero() {
			break
		}
	}
	if len(got) != 13 || got[0] != "24" || got[12] != "0" {
		t.Errorf("%v", got)
	}
}

// TestTwoNodes: a call that one node is told is seen at both by whoever watches, each change of it,
// and by nobody of another organization.
func TestTwoNodes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	one, two := w.node(), w.node()
	other, err := w.store.PutOrganization(t.Context(), ringdex.Organization{Key: "other", Created: w.now})
	if err != nil {
		t.Fatal(err)
	}
	for _, node := range []*calls.Calls{one, two} {
		go node.Follow(t.Context())
		defer node.EndWatching()
	}
	here, there := w.watch(one, w.person), w.watch(two, w.person)
	stranger := w.watch(two, auth.Principal{Organization: other.ID, Actor: "x", Roles: ringdex.Operator})
	w.tell(one, "event", "ringing", "callId", "7", "number", "603303963", "agent", "jana")
	for name, watch := range map[string]*calls.Watch{"here": here, "there": there} {
		if call := <-watch.Calls; call.Key != "7" || call.State != ringdex.Ringing || len(call.Found) != 1 {
			t.Errorf("%s: %+v", name, call)
		}
	}
	w.tell(two, "event", "ended", "callId", "7", "number", "603303963")
	for _, watch := range []*calls.Watch{here, there} {
		await.Until(t, "the end of the call", func() bool {
			call := <-watch.Calls
			return call.Missed()
		})
	}
	select {
	case call := <-stranger.Calls:
		t.Errorf("another organization sees %+v", call)
	default:
	}
}

func (w *world) watch(c *calls.Calls, p auth.Principal) *calls.Watch {
	w.t.Helper()
	watch, err := c.Watch(w.t.Context(), p)
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(watch.Close)
	return watch
}

// TestRefusals: what is wrong is named by its member, and who may not is refused.
func TestRefusals(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.node()
	for member, values := range map[string][]string{
		"event": {"event", "exploded", "number", "1"}, "direction": {"event", "ringing", "direction", "up"}, "at": {"event", "ringing", "at", "yesterday"},
		"seconds": {"event", "ended", "seconds", "-1"}, "callId": {"event", "ringing", "callId", strings.Repeat("x", 251)},
		"note": {"event", "ended", "note", strings.Repeat("ř", 5001)},
	} {
		form := map[string][]string{}
		for i := 0; i < len(values); i += 2 {
			form[values[i]] = []string{values[i+1]}
		}
		_, err := c.Tell(t.Context(), w.key, calls.EventOf(form))
		problems, _ := errors.AsType[ringdex.Problems](err)
		if len(problems) != 1 || problems[0].Field != member || problems[0].Code != ringdex.Invalid {
			t.Errorf("%s: %v", member, err)
		}
	}
	if _, err := c.List(t.Context(), w.key, calls.Query{Limit: 1}); ringdex.CodeOf(err) != ringdex.Denied {
		t.Errorf("a key for lookups reads calls: %v", err)
	}
	if _, err := c.Watch(t.Context(), w.key); ringdex.CodeOf(err) != ringdex.Denied {
		t.Errorf("a key for lookups watches: %v", err)
	}
	for i := range 11 {
		watch, err := c.Watch(t.Context(), w.person)
		if (err != nil) != (i == 10) {
			t.Errorf("watch %d: %v", i, err)
		}
		if err == nil {
			defer watch.Close()
		}
	}
}

// FuzzEvent: whatever a phone system sends is a call or a problem with a member.
func FuzzEvent(f *testing.F) {
	f.Add("event", "ringing", "number", `"Jan" <sip:+420603303963@10.0.0.1;user=phone>`)
	f.Add("Event", "hangup", "from", "anonymous")
	f.Add("at", "1e300", "user[]", "\xff\x00")
	f.Add("at", "NaN", "seconds", "9999999999999999999")
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, a, av, b, bv string) {
		e, err := calls.ReadEvent(calls.EventOf(map[string][]string{"event": {"ringing"}, a: {av}, b: {bv}}), now)
		if err != nil && ringdex.CodeOf(err) != ringdex.Invalid {
			t.Errorf("%v", err)
		}
		if err == nil && (e.Call.Key == "" || e.State == "" || e.At.Sub(now).Abs() > 24*time.Hour || strings.Contains(e.Call.Number+e.Call.Note, "\x00")) {
			t.Errorf("%+v", e)
		}
	})
}

// TestLateRinging: a ringing that is told again, or after the end, leaves everybody with the call
// as it stands, under the id that it has.
func TestLateRinging(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.node()
	watch := w.watch(c, w.person)
	for _, event := range []string{"ringing", "ringing", "ended", "ringing"} {
		w.now = w.now.Add(time.Second)
		w.tell(c, "event", event, "callId", "7", "number", "603303963")
		c.Close()
	}
	stored, err := c.Named(t.Context(), w.person, "7")
	if err != nil {
		t.Fatal(err)
	}
	var last ringdex.Call
	for len(watch.Calls) > 0 {
		last = <-watch.Calls
	}
	if last.ID != stored.ID || last.State != ringdex.Over {
		t.Errorf("the last that is seen is %+v", last)
	}
}

// TestAfterPruning: the calls that come after all were deleted are seen, too.
func TestAfterPruning(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.node()
	go c.Follow(t.Context())
	defer c.EndWatching()
	for i := range 5 {
		w.tell(c, "event", "ended", "callId", fmt.Sprint(i), "number", "1")
	}
	watch := w.watch(c, w.person)
	err := w.store.Update(t.Context(), w.person.Organization, func(writer ringdex.Writer) error {
		n, err := writer.Prune(ringdex.Horizon{Calls: w.now.Add(time.Hour)}, 100)
		if n != 5 {
			t.Errorf("%d calls were pruned", n)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	w.tell(c, "event", "ended", "callId", "after", "number", "1")
	if call := <-watch.Calls; call.Key != "after" {
		t.Errorf("got %+v", call)
	}
}

// TestRings: an agent is a user name, an e-mail or a number, and letters are no digits.
func TestRings(t *testing.T) {
	t.Parallel()
	who := &ringdex.Contact{UserName: "jana", Emails: []string{"jana@example.com"}, Phones: []phone.Number{
		phone.Parse("+420 541 303 022", phone.Regions{"CZ"}), phone.Parse("22", phone.Regions{"CZ"}), phone.Parse("linka", phone.Regions{"CZ"}),
	}}
	for agent, want := range map[string]bool{
		"jana": true, "JANA": true, "Jana@Example.com": true, "+420541303022": true, "420 541 303 022": true, "22": true,
		"petra": false, "linkb": false, "2": false, "x": false, "": false,
	} {
		if got := calls.Rings(&ringdex.Call{Agents: []string{agent}}, who); got != want {
			t.Errorf("%q rings: %v", agent, got)
		}
	}
}
