package imports

import (
	"ringdex/internal/web/page"
)

// run answers POST /import/{id}/run. The import goes on when the reader leaves the page.
func (p *pages) run(c *page.Call) error {
	f, err := p.find(c)
	if err != nil {
		return err
	}
	if _, err := f.Take(c.View.Language); err != nil {
		return err
	}
	return c.Go(pathOf(f, stepRun))
}

// progress answers GET /import/{id}/run: how far the import is, then what came of it.
func (p *pages) progress(c *page.Call) error {
	f, err := p.find(c)
	if err != nil {
		return err
	}
	w := f.Taken()
	if w == nil {
		return c.Go(pathOf(f, stepCheck))
	}
	s := see(c.View, f, w)
	if c.Partial() {
		return c.Part(runPart(c.View, s))
	}
	return c.Show(head(c, f), runPage(c.View, s))
}
