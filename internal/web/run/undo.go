package run

import (
	"context"

	"ringdex/internal/ringdex"
	"ringdex/internal/undo"
	"ringdex/internal/web/page"
	"ringdex/internal/web/ui"
)

// mostKept limits the records that a prediction lists; all are counted.
const mostKept = 100

// prediction is what taking a run back would do.
type prediction struct {
	Run    ringdex.Run        // to be taken back
	Would  ringdex.Counts     // Created, Updated and Deleted are reversed, Refused are kept
	Kept   []ringdex.Reversal // the first of them, with the reason
	Fields bool               // takes single fields of them back
}

func (p prediction) reversed() int64 { return p.Would.Created + p.Would.Updated + p.Would.Deleted }

// predict answers GET /runs/{id}/undo[?fields=true]: a dry run.
func (p *pages) predict(c *page.Call) error {
	run, err := p.find(c)
	if err != nil {
		return err
	}
	seen := prediction{Run: run, Fields: c.Text("fields") == "true"}
	order := p.order(c, run.ID)
	order.DryRun = true
	order.Report = func(r *ringdex.Reversal) error {
		if r.Action == ringdex.Refused && len(seen.Kept) < mostKept {
			seen.Kept = append(seen.Kept, *r)
		}
		return nil
	}
	would, err := p.Undo.TakeBack(c.Request.Context(), order)
	if err != nil {
		return err
	}
	seen.Would = would.Counts
	return c.Show(ui.Head{Title: c.T("run.undo_title"), Section: section}, undoPage(c.View, seen))
}

// takeBack answers POST /runs/{id}/undo. It goes on when the reader leaves the page: the list of
// runs shows how far it is.
func (p *pages) takeBack(c *page.Call) error {
	run, err := p.find(c)
	if err != nil {
		return err
	}
	if err := c.Form(); err != nil {
		return err
	}
	done, err := p.Undo.TakeBack(context.WithoutCancel(c.Request.Context()), p.order(c, run.ID))
	if err != nil {
		return err
	}
	n := done.Counts
	if n.Created+n.Updated+n.Deleted+n.Refused == 0 {
		c.Done("", "run.undo_nothing")
		return c.Go(pathOf(run.ID))
	}
	c.Done("", "run.undo_done", n.Created+n.Updated+n.Deleted, n.Refused)
	return c.Go(pathOf(done.ID))
}

func (p *pages) order(c *page.Call, run ringdex.ID) undo.Order {
	who := c.Who.Principal
	return undo.Order{
		Organization: who.Organization, Run: run, Fields: c.Text("fields") == "true", Actor: who.Actor, Authority: who.Authority(),
	}
}
