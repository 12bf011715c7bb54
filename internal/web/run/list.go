package run

import (
	"strconv"

	"ringdex/internal/ringdex"
	"ringdex/internal/web/page"
	"ringdex/internal/web/ui"
)

// pageSize is how many runs or records a page has.
const pageSize = 50

// listed is a page of the runs.
type listed struct {
	Runs         []ringdex.Run
	Before, Next string // addresses; "" for none
}

// list answers GET /runs?from=N: the latest activity first.
func (p *pages) list(c *page.Call) error {
	from := number(c.Text("from"))
	runs, err := p.Directory.Runs(c.Request.Context(), c.Who.Organization, ringdex.Page{Offset: from, Limit: pageSize + 1})
	if err != nil {
		return err
	}
	l := listed{Runs: runs[:min(len(runs), pageSize)]}
	if from > 0 {
		l.Before = "/runs"
	}
	if len(runs) > pageSize {
		l.Next = "/runs?from=" + strconv.Itoa(from+pageSize)
	}
	head := ui.Head{Title: c.T("run.title"), Section: section}
	if c.Partial() {
		return c.Part(runList(c.View, l))
	}
	return c.Show(head, listPage(c.View, l))
}

// number reads a number of an address, 0 for anything else.
func number(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// live reports whether one of the runs is still going, so that the list refreshes itself.
func (l listed) live() bool {
	for i := range l.Runs {
		if going(&l.Runs[i]) {
			return true
		}
	}
	return false
}

// going reports whether records may still come: the calls of an hour are always taken as a whole.
func going(r *ringdex.Run) bool { return r.State == ringdex.RunRunning && r.Calls == 0 }
