package door

import (
	"time"

	"ringdex/internal/ringdex"
	"ringdex/internal/web/page"
	"ringdex/internal/web/ui"
)

// keyLine is a key, and when this server has last let it in.
type keyLine struct {
	ringdex.Key
	Used time.Time
}

func (p *pages) findKey(c *page.Call) (ringdex.Key, error) {
	keys, err := p.Directory.Keys(c.Request.Context(), c.Who.Organization)
	if err != nil {
		return ringdex.Key{}, err
	}
	for _, k := range keys {
		if k.ID.String() == c.Request.PathValue("id") {
			return k, nil
		}
	}
	return ringdex.Key{}, ringdex.Fail(ringdex.NotFound, "page.missing")
}

// waiting answers GET /keys/{id}/waiting: the line that turns green with the first request.
func (p *pages) waiting(c *page.Call) error {
	k, err := p.findKey(c)
	if err != nil {
		return err
	}
	line := keyLine{Key: k, Used: p.Auth.KeyUsed(k)}
	if c.Partial() {
		return c.Part(waitingPart(c.View, line))
	}
	return c.Show(ui.Head{Title: k.Name, Section: section}, waitingPage(c.View, line))
}

// confirm answers GET /keys/{id}/remove: what it costs to remove the key.
func (p *pages) confirm(c *page.Call) error {
	k, err := p.findKey(c)
	if err != nil {
		return err
	}
	return c.Show(ui.Head{Title: c.T("door.remove_title"), Section: section}, removePage(c.View, keyLine{Key: k, Used: p.Auth.KeyUsed(k)}))
}

// remove answers POST /keys/{id}/remove.
func (p *pages) remove(c *page.Call) error {
	k, err := p.findKey(c)
	if err != nil {
		return err
	}
	if err := p.Directory.RemoveKey(c.Request.Context(), c.Who.Principal, k.ID); err != nil {
		return err
	}
	c.Done("", "door.removed", k.Name)
	return c.Go(root)
}
