package find

import (
	"strconv"

	"ringdex/internal/message"
	"ringdex/internal/ringdex"
	"ringdex/internal/undo"
	"ringdex/internal/web/page"
	"ringdex/internal/web/ui"
)

func undoPath(seq int64) string { return "/changes/" + strconv.FormatInt(seq, 10) + "/undo" }

func doneFlash(key, name, undo string) ui.Flash {
	return ui.Flash{Kind: "good", Text: message.New(key, name), Undo: undo}
}

// undo answers POST /changes/{seq}/undo: it takes one change back, if nothing has come after it.
func (p *pages) undo(c *page.Call) error {
	seq, err := strconv.ParseInt(c.Request.PathValue("seq"), 10, 64)
	if err != nil || seq < 1 {
		return ringdex.Fail(ringdex.NotFound, "undo.no_change", ringdex.Show(c.Request.PathValue("seq")))
	}
	ref, err := p.Records.MayUndo(c.Request.Context(), c.Who.Principal, seq)
	if err != nil {
		return err
	}
	var left *ringdex.Reversal
	run, err := p.Undo.TakeBack(c.Request.Context(), undo.Order{
		Organization: c.Who.Organization, Actor: c.Who.Actor, Authority: c.Who.Authority(), Change: seq,
		Report: func(r *ringdex.Reversal) error {
			if r.Action == ringdex.Refused {
				left = r
			}
			return nil
		},
	})
	if err != nil {
		return err
	}
	if left != nil && left.Problem != nil {
		c.Flash(ui.Flash{Kind: "warn", Text: left.Problem.Text})
		return c.Go(ui.RecordPath(ref))
	}
	c.Flash(ui.Flash{Kind: "good", Text: message.New("find.undone")})
	if run.Counts.Deleted > 0 {
		return c.Go("/")
	}
	return c.Go(ui.RecordPath(ref))
}
