package chromium

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"ringdex/internal/auth"
	"ringdex/internal/calls"
	"ringdex/internal/intake"
	"ringdex/internal/ringdex"
	"ringdex/internal/web/webtest"
)

// TestCallPops: a call appears on the open page of whoever is rung and of nobody else, changes in
// its place, and stays away once it was put away.
func TestCallPops(t *testing.T) {
	t.Parallel()
	w := webtest.New(t, nil)
	w.AddUser("jana", ringdex.Operator)
	w.AddUser("petr", ringdex.Operator)
	w.Put(ringdex.KindContact, intake.Record{Identity: intake.Identity{ExternalID: "1"}, Ops: []ringdex.Op{
		{Verb: ringdex.Set, Field: "lastName", Value: "Čmelák <b>"},
		{Verb: ringdex.Set, Field: "phones", Value: []any{"603303963"}},
		{Verb: ringdex.Set, Field: "links.name", Value: "javascript:alert(1)"},
	}})
	tell := func(pairs ...string) {
		t.Helper()
		values := map[string][]string{}
		for i := 0; i+1 < len(pairs); i += 2 {
			values[pairs[i]] = append(values[pairs[i]], pairs[i+1])
		}
		if _, err := w.Calls.Tell(t.Context(), auth.Principal{Organization: w.Org, Actor: "pbx", Scope: ringdex.ScopeLookup}, calls.EventOf(values)); err != nil {
			t.Fatal(err)
		}
	}
	jana, petr := Open(t, w.URL), Open(t, w.URL)
	for name, tab := range map[string]*Tab{"jana": jana, "petr": petr} {
		tab.Do(
			chromedp.Navigate(w.URL+"/sign-in"), chromedp.SendKeys(chromedp.CSS("#f-login"), name),
			chromedp.SendKeys(chromedp.CSS("#f-password"), webtest.Password+kb.Enter), chromedp.WaitVisible(chromedp.CSS("#results")),
			chromedp.Navigate(w.URL+"/calls"), chromedp.WaitVisible(chromedp.CSS("#calls")),
		)
	}
	tell("event", "ringing", "callId", "a", "number", "603 303 963", "agent", "jana")
	jana.Do(chromedp.WaitVisible(chromedp.CSS(".pop .caller")))
	if got := Ask[string](jana, `document.querySelector('.pop .caller').textContent.trim()`); got != "Čmelák <b>" {
		t.Errorf("the card says %q", got)
	}
	if rules, _ := jana.Accessible(); len(rules) > 0 {
		t.Errorf("the card: %v", rules)
	}
	jana.Picture("call-story-pop")
	tell("event", "answered", "callId", "a", "number", "603 303 963", "agent", "jana")
	jana.Wait(`document.querySelectorAll('.pop').length === 1 && document.querySelector('.pop .tag.good') !== null`)
	tell("event", "ringing", "callId", "b", "number", "777000111", "agent", "petr")
	petr.Do(chromedp.WaitVisible(chromedp.CSS(".pop .caller")))
	petr.Wait(`document.querySelectorAll('#calls li').length === 2`) // the list has refreshed itself
	if n := Ask[int64](petr, `document.querySelectorAll('.pop').length`); n != 1 {
		t.Errorf("petr sees %d cards", n)
	}
	petr.Do(chromedp.Focus(chromedp.CSS("[data-away]")), chromedp.KeyEvent(kb.Enter), chromedp.WaitNotPresent(chromedp.CSS(".pop")))
	tell("event", "ended", "callId", "b", "number", "777000111")
	tell("event", "ringing", "callId", "c", "number", "777000222", "agent", "petr")
	petr.Do(chromedp.WaitVisible(chromedp.CSS(".pop .caller")))
	if got := Ask[string](petr, `document.querySelectorAll('.pop').length + document.querySelector('.pop .caller').textContent.trim()`); got != "1+420 777 000 222" {
		t.Errorf("petr sees %q", got)
	}
	petr.Do(chromedp.Focus(chromedp.CSS(".pop .primary")), chromedp.KeyEvent(kb.Enter), chromedp.WaitVisible(chromedp.CSS("#f-search")))
	for _, name := range []string{"d", "e", "f", "g", "h"} { // faster than the list is loaded
		tell("event", "ended", "callId", name, "number", "777000333", "agent", "somebody")
	}
	jana.Wait(`document.querySelectorAll('#calls li').length === 8`)
	clean(jana)
	clean(petr)
}
