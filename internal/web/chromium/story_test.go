package chromium

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"ringdex/internal/intake"
	"ringdex/internal/ringdex"
	"ringdex/internal/store/storetest/enginetest"
	"ringdex/internal/web/webtest"
)

func TestOnPostgreSQL(t *testing.T) {
	t.Parallel()
	enginetest.Again(t, "-test.skip=^(TestOnPostgreSQL|TestGallery)$")
}

func clean(tab *Tab) {
	tab.T.Helper()
	for _, fault := range tab.Faults() {
		tab.T.Error(fault)
	}
}

// TestFindWithTheKeyboard signs in, finds a contact while typing, opens it, edits it and takes that
// back, without a mouse.
func TestFindWithTheKeyboard(t *testing.T) {
	t.Parallel()
	w := webtest.New(t, nil)
	w.AddUser("jana", ringdex.Operator)
	w.Put(ringdex.KindContact, person("1", "Eva", "Veselá"), person("2", "Petr", "Svoboda"))
	tab := Open(t, w.URL)
	tab.Do(
		chromedp.Navigate(w.URL+"/"),
		chromedp.KeyEvent("jana"), chromedp.KeyEvent(kb.Tab), chromedp.KeyEvent(webtest.Password), chromedp.KeyEvent(kb.Enter),
		chromedp.WaitVisible(chromedp.CSS("#results")),
	)
	tab.Do(chromedp.KeyEvent("svob"))
	tab.Wait(`document.querySelectorAll('[data-item]').length === 1 && document.activeElement.id === 'search' && location.search === '?q=svob&kind=contact'`)
	tab.Do(chromedp.KeyEvent(kb.ArrowDown))
	tab.Wait(`document.activeElement.hasAttribute('data-item')`)
	tab.Do(chromedp.KeyEvent(kb.Enter), chromedp.WaitVisible(chromedp.CSS("[data-edit]")))
	tab.Do(chromedp.KeyEvent("e"), chromedp.WaitVisible(chromedp.CSS("#f-lastName")))
	_ = Ask[bool](tab, `(document.querySelector('#f-lastName').focus(), document.activeElement.select(), true)`)
	tab.Do(chromedp.KeyEvent("Dvořák"), chromedp.KeyEvent(kb.Enter))
	tab.Do(chromedp.WaitVisible(chromedp.CSS("#flash form button")))
	if got := Ask[string](tab, `document.querySelector('h1').textContent.trim()`); got != "Petr Dvořák" {
		t.Errorf("got %q", got)
	}
	tab.Do(chromedp.Focus(chromedp.CSS("#flash form button")), chromedp.KeyEvent(kb.Enter))
	tab.Do(chromedp.WaitNotPresent(chromedp.CSS("#flash form button")))
	if got := Ask[string](tab, `document.querySelector('h1').textContent.trim()`); got != "Petr Svoboda" {
		t.Errorf("after undo: got %q", got)
	}
	tab.Do(chromedp.KeyEvent("?"), chromedp.WaitVisible(chromedp.CSS("#keys")), chromedp.KeyEvent(kb.Escape), chromedp.WaitNotVisible(chromedp.CSS("#keys")))
	tab.Do(chromedp.KeyEvent("/"))
	tab.Wait(`document.activeElement.id === 'search'`)
	clean(tab)
}

func person(id, first, last string) intake.Record {
	return intake.Record{Identity: intake.Identity{ExternalID: id}, Ops: []ringdex.Op{
		{Verb: ringdex.Set, Field: "firstName", Value: first}, {Verb: ringdex.Set, Field: "lastName", Value: last},
	}}
}

// TestMenuAndTheme changes theme and language in the menu.
func TestMenuAndTheme(t *testing.T) {
	t.Parallel()
	w := webtest.New(t, nil)
	w.AddUser("jana", ringdex.Operator)
	tab := Open(t, w.URL)
	tab.Do(
		chromedp.EmulateViewport(360, 740), chromedp.Navigate(w.URL+"/sign-in"),
		chromedp.SendKeys(chromedp.CSS("#f-login"), "jana"), chromedp.SendKeys(chromedp.CSS("#f-password"), webtest.Password+kb.Enter),
		chromedp.WaitVisible(chromedp.CSS("#results")), chromedp.Click(chromedp.CSS("details.menu summary")),
		chromedp.WaitVisible(chromedp.CSS(".panel nav")), chromedp.Click(chromedp.CSS("button[value=dark]")),
		chromedp.WaitVisible(chromedp.CSS("html[data-theme=dark]")), chromedp.Click(chromedp.CSS("button[value=cs]")),
		chromedp.WaitVisible(chromedp.CSS("html[lang=cs]")),
	)
	if got := Ask[string](tab, `getComputedStyle(document.body).colorScheme + document.querySelector('h1').textContent`); got != "darkAdresář" {
		t.Errorf("got %q", got)
	}
	clean(tab)
}
