package imports

import (
	"net/url"
	"slices"
	"strconv"

	"ringdex/internal/fileimport"
	"ringdex/internal/ringdex"
	"ringdex/internal/upload"
	"ringdex/internal/web/page"
	"ringdex/internal/web/ui"
)

// worked is a dry run or an import, going on or done.
type worked struct {
	File     *upload.File
	Work     *upload.Work
	Progress upload.Progress
	Report   *fileimport.Report // nil while it is going on
	Groups   []upload.Group
	Problem  string
}

func see(v *ui.View, f *upload.File, w *upload.Work) worked {
	s := worked{File: f, Work: w, Progress: w.Progress(), Report: w.Report(), Groups: w.Groups()}
	if s.Report != nil && s.Report.Err != nil {
		s.Problem = v.Sentence(textOf(s.Report.Err))
	}
	return s
}

// check answers GET /import/{id}/check: the dry run, which begins when it is first looked at.
func (p *pages) check(c *page.Call) error {
	f, err := p.find(c)
	if err != nil {
		return err
	}
	w, err := f.Try(c.View.Language)
	if err != nil {
		return err
	}
	s := see(c.View, f, w)
	if c.Partial() {
		return c.Part(checkPart(c.View, s))
	}
	return c.Show(head(c, f), checkPage(c.View, s))
}

// figure is a number of rows with one outcome.
type figure struct {
	Action ringdex.Action
	Count  int64
	Kind   string // of the tag
}

// figures add up to the rows that were read; those that would be deleted are no rows of the file.
func figures(n ringdex.Counts) []figure {
	return []figure{
		{ringdex.Created, n.Created, "good"},
		{ringdex.Updated, n.Updated, "accent"},
		{ringdex.Unchanged, n.Unchanged, ""},
		{ringdex.Refused, n.Refused, "bad"},
	}
}

// pageSize is how many rows a page lists.
const pageSize = 50

// listed are rows with one outcome.
type listed struct {
	worked
	Action ringdex.Action
	Rows   []upload.Found
	From   int
	Next   string // address; "" for the last page
	Fields []ringdex.Field
}

// rows answers GET /import/{id}/rows?action=A&of=run&from=N.
func (p *pages) rows(c *page.Call) error {
	f, err := p.find(c)
	if err != nil {
		return err
	}
	l := listed{Action: ringdex.Action(c.Text("action")), From: number(c.Text("from"))}
	w := f.Trial()
	if c.Text("of") == stepRun {
		w = f.Taken()
	}
	if w == nil || w.Report() == nil || !slices.Contains([]ringdex.Action{ringdex.Created, ringdex.Updated, ringdex.Unchanged, ringdex.Refused}, l.Action) {
		return c.Go(pathOf(f, stepCheck))
	}
	l.worked = see(c.View, f, w)
	if l.Rows, err = w.Rows(l.Action, l.From, pageSize+1); err != nil {
		return err
	}
	if len(l.Rows) > pageSize {
		l.Rows, l.Next = l.Rows[:pageSize], rowsPath(l.worked, l.Action, l.From+pageSize)
	}
	if l.Fields, err = p.Directory.Fields(c.Request.Context(), c.Who.Organization); err != nil {
		return err
	}
	return c.Show(head(c, f), rowsPage(c.View, l))
}

// rowsPath returns the address of the rows with an outcome.
func rowsPath(s worked, action ringdex.Action, from int) string {
	values := url.Values{"action": {string(action)}}
	if !s.Work.DryRun {
		values.Set("of", stepRun)
	}
	if from > 0 {
		values.Set("from", strconv.Itoa(from))
	}
	return pathOf(s.File, "rows") + "?" + values.Encode()
}

// number reads a number of an address, 0 for anything else.
func number(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		return 0
	}
	return n
}
