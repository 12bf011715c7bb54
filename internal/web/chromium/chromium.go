// Package chromium tests pages in the real browser: every specimen of the gallery, and stories.
//
// It owns how a test gets a tab, and what no page may do in it: write an error to the console, ask
// another host, be wider than its window, or break a rule of axe-core. Debian's chromium is used;
// without it the tests are skipped, unless RINGDEX_CI is set.
package chromium

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// missing skips a test, or fails it where nothing may be missing.
func missing(t testing.TB, what string) {
	t.Helper()
	if os.Getenv("RINGDEX_CI") != "" {
		t.Fatal(what)
	}
	t.Skip(what)
}

// Tab is a tab of a browser without a window.
type Tab struct {
	T   testing.TB
	ctx context.Context
	own string // host and port of the pages

	mu     sync.Mutex
	faults []string
}

// Open starts a browser with one tab for the pages of an address. It ends with the test.
func Open(t testing.TB, base string) *Tab {
	t.Helper()
	if _, err := exec.LookPath("chromium"); err != nil {
		missing(t, "chromium is not installed: apt-get install chromium")
	}
	options := []chromedp.ExecAllocatorOption{
		chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun, chromedp.ExecPath("chromium"),
		chromedp.Flag("hide-scrollbars", true), chromedp.Flag("disable-dev-shm-usage", true), chromedp.Flag("accept-lang", "en"),
	}
	allocator, stop := chromedp.NewExecAllocator(context.WithoutCancel(t.Context()), options...)
	ctx, end := chromedp.NewContext(allocator)
	t.Cleanup(func() {
		end()
		stop()
	})
	u, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	tab := &Tab{T: t, ctx: ctx, own: u.Host}
	if err := chromedp.Listen(ctx, tab.heard); err != nil {
		t.Fatal(err)
	}
	return tab
}

// heard notes what no page may do.
func (tab *Tab) heard(event any) {
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		tab.fault("an exception: %s %s", e.ExceptionDetails.Text, e.ExceptionDetails.URL)
	case *log.EventEntryAdded:
		if e.Entry.Level == "error" || e.Entry.Level == "warning" || e.Entry.Source == "security" {
			tab.fault("the console: %s %s", e.Entry.Text, e.Entry.URL)
		}
	case *network.EventRequestWillBeSent:
		if u, err := url.Parse(e.Request.URL); err == nil && u.Host != tab.own && strings.HasPrefix(u.Scheme, "http") {
			tab.fault("a request to another host: %s", u.Host)
		}
	}
}

func (tab *Tab) fault(format string, args ...any) {
	tab.mu.Lock()
	defer tab.mu.Unlock()
	tab.faults = append(tab.faults, fmt.Sprintf(format, args...))
}

// Faults returns what the pages did since the last call that they may not.
func (tab *Tab) Faults() (all []string) {
	tab.mu.Lock()
	defer tab.mu.Unlock()
	all, tab.faults = tab.faults, nil
	return all
}

// Do runs actions, or fails the test.
func (tab *Tab) Do(actions ...chromedp.Action[chromedp.Void]) {
	tab.T.Helper()
	if err := chromedp.Do(tab.ctx, actions...); err != nil {
		tab.T.Fatal(err)
	}
}

// Ask evaluates an expression in the page of a tab.
func Ask[V any](tab *Tab, expression string) V {
	tab.T.Helper()
	v, err := chromedp.Run(tab.ctx, chromedp.Evaluate[V](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		tab.T.Fatalf("%.80s: %v", expression, err)
	}
	return v
}

// Wait waits until an expression is true in the page of a tab.
func (tab *Tab) Wait(expression string) {
	tab.T.Helper()
	if _, err := chromedp.Run(tab.ctx, chromedp.Poll[chromedp.Void](expression, chromedp.WithPollingTimeout(0))); err != nil {
		tab.T.Fatalf("%s: %v", expression, err)
	}
}

// Picture writes a screenshot of the whole page into the folder RINGDEX_SCREENSHOTS, if that is
// set.
func (tab *Tab) Picture(name string) {
	tab.T.Helper()
	folder := os.Getenv("RINGDEX_SCREENSHOTS")
	if folder == "" {
		return
	}
	picture, err := chromedp.Run(tab.ctx, chromedp.FullScreenshot(100))
	if err != nil {
		tab.T.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, name+".png"), picture, 0o600); err != nil {
		tab.T.Fatal(err)
	}
}

// axe returns the text of axe-core, which is not a part of the project: RINGDEX_AXE names the file,
// as `.ci/run chromium` sets it.
var axe = sync.OnceValues(func() (string, error) {
	file := os.Getenv("RINGDEX_AXE")
	if file == "" {
		return "", nil
	}
	text, err := os.ReadFile(file)
	return string(text), err
})

// violation is a rule of axe-core that a page breaks.
type violation struct {
	ID    string `json:"id"`
	Help  string `json:"help"`
	Nodes []struct {
		HTML string `json:"html"`
		Why  string `json:"failureSummary"`
	} `json:"nodes"`
}

// Accessible returns the rules of WCAG 2.2 AA that the present page breaks; checked is false
// without axe-core.
func (tab *Tab) Accessible() (broken []string, checked bool) {
	tab.T.Helper()
	script, err := axe()
	if err != nil {
		tab.T.Fatal(err)
	}
	if script == "" {
		return nil, false
	}
	_ = Ask[bool](tab, script+"; true")
	found := Ask[string](tab, `axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}).then(r => JSON.stringify(r.violations))`)
	var violations []violation
	if err := json.Unmarshal([]byte(found), &violations); err != nil {
		tab.T.Fatal(err)
	}
	for _, v := range violations {
		for _, n := range v.Nodes {
			broken = append(broken, fmt.Sprintf("%s (%s): %.200s\n%s", v.ID, v.Help, n.HTML, n.Why))
		}
	}
	return broken, true
}
