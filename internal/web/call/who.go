package call

import (
	"time"

	"ringdex/internal/lookup"
	"ringdex/internal/phone"
	"ringdex/internal/web/page"
	"ringdex/internal/web/ui"
)

// asked is a number that the reader looks up, and how it was found.
type asked struct {
	Text   string // as typed
	Number phone.Number
	Answer lookup.Answer
}

// who answers GET /who?number=…[&open=true]: how a number is understood, who has it, and by which
// step. With open=true, for systems that can open an address, it goes to the page of the only one.
func (p *pages) who(c *page.Call) error {
	a := asked{Text: c.Text("number")}
	if a.Text != "" {
		a.Number = p.Index.Parse(c.Who.Organization, a.Text)
		a.Answer = p.Index.Find(c.Who.Organization, a.Text)
	}
	if c.Text("open") == "true" && a.Answer.Total == 1 {
		return c.Go(ui.RecordPath(a.Answer.Candidates[0].Ref))
	}
	return c.Show(ui.Head{Title: c.T("calling.who_title"), Section: section}, whoPage(c.View, a))
}

// micros returns the time that the index took.
func (a asked) micros() float64 { return float64(a.Answer.Took) / float64(time.Microsecond) }
