package chromium

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"ringdex/internal/ringdex"
	"ringdex/internal/web/webtest"
)

// TestImportAndTakeBack brings a hostile file in: its dry run and its import show their end by
// themselves, a refused row is mended in the grid, and both runs are taken back.
func TestImportAndTakeBack(t *testing.T) {
	t.Parallel()
	w := webtest.New(t, nil)
	w.AddUser("petr", ringdex.SuperOperator)
	file := filepath.Join(t.TempDir(), "zákazníci <b>.csv")
	content := "Jméno;Příjmení;Telefon;Poznámka\nJana;<img src=x onerror=alert(1)>;603303963;\"=cmd|' /C calc'!A0\"\nEva;Malá;7,77E+08;\"dva\nřádky\"\n"
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	tab := Open(t, w.URL)
	press := func(selector string) {
		tab.Do(chromedp.WaitVisible(chromedp.CSS(selector)), chromedp.Focus(chromedp.CSS(selector)), chromedp.KeyEvent(kb.Enter))
	}
	tab.Do(
		chromedp.Navigate(w.URL+"/sign-in"), chromedp.SendKeys(chromedp.CSS("#f-login"), "petr"),
		chromedp.SendKeys(chromedp.CSS("#f-password"), webtest.Password+kb.Enter), chromedp.WaitVisible(chromedp.CSS("#results")),
		chromedp.Navigate(w.URL+"/import"), chromedp.SetUploadFiles(chromedp.CSS("#f-file"), []string{file}),
	)
	press("main form button.primary")
	press("form[method=get][action$='/target'] button.primary")
	press("form[method=post][action$='/target'] button.primary")
	press("form[action$='/columns'] button.primary")
	press("#work a[href$='/repair']")
	tab.Do(chromedp.WaitVisible(chromedp.CSS(".grid [aria-invalid=true]")))
	if got := Ask[string](tab, `document.querySelector('.grid textarea').value`); got != "dva\nřádky" {
		t.Errorf("the note is shown as %q", got)
	}
	press(".actions a.button[href$='/check']")
	press("#work form[action$='/run'] button.primary")
	press("#work a.primary[href$='/repair']")
	tab.Do(chromedp.WaitVisible(chromedp.CSS(".grid [aria-invalid=true]")))
	_ = Ask[bool](tab, `(document.querySelector('.grid [aria-invalid=true]').select(), document.querySelector('.grid [aria-invalid=true]').focus(), true)`)
	tab.Do(chromedp.KeyEvent("777303965" + kb.Enter))
	tab.Do(chromedp.WaitVisible(chromedp.CSS("#work .note.good")))
	press("#work a[href^='/runs/']")
	press("a[href$='/undo']")
	press("form[action$='/undo'] button.primary")
	tab.Do(chromedp.WaitVisible(chromedp.CSS("#flash .note")))
	tab.Do(chromedp.Navigate(w.URL+"/?q=mal"), chromedp.WaitVisible(chromedp.CSS("#results")))
	if n := Ask[int64](tab, `document.querySelectorAll('#results [data-item]').length`); n != 0 {
		t.Errorf("%d contacts are left", n)
	}
	clean(tab)
}
