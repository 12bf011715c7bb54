package call

import (
	"net/url"

	"ringdex/internal/calls"
	"ringdex/internal/ringdex"
	"ringdex/internal/web/page"
	"ringdex/internal/web/ui"
)

// pageSize is how many calls a page has.
const pageSize = 50

// The lists that there are.
const (
	listAll     = ""
	listMine    = "mine"
	listMissed  = "missed"
	listUnknown = "unknown"
)

var lists = []string{listAll, listMine, listMissed, listUnknown}

// listed is a page of calls.
type listed struct {
	Of    string
	Calls []caller
	Next  string // address; "" for the last page
	Later bool   // it is not the first page
}

// list answers GET /calls?of=missed&before=ID.
func (p *pages) list(c *page.Call) error {
	l := listed{Of: c.Text("of"), Later: c.Text("before") != ""}
	q := calls.Query{Mine: l.Of == listMine, Missed: l.Of == listMissed, Unknown: l.Of == listUnknown, Limit: pageSize}
	if l.Later {
		before, err := ringdex.ParseID(c.Text("before"))
		if err != nil {
			return ringdex.FailAs(ringdex.NotFound, err)
		}
		q.Before = before
	}
	found, err := p.Calls.List(c.Request.Context(), c.Who.Principal, q)
	if err != nil {
		return err
	}
	for i := range found.Calls {
		l.Calls = append(l.Calls, p.identify(c, &found.Calls[i]))
	}
	if !found.Next.IsZero() {
		l.Next = l.address(l.Of, found.Next.String())
	}
	if c.Partial() {
		return c.Part(callList(c.View, l))
	}
	return c.Show(ui.Head{Title: c.T("calling.title"), Section: section}, listPage(c.View, l))
}

func (l listed) address(of, before string) string {
	values := url.Values{}
	if of != "" {
		values.Set("of", of)
	}
	if before != "" {
		values.Set("before", before)
	}
	if len(values) == 0 {
		return "/calls"
	}
	return "/calls?" + values.Encode()
}

// unseen reports whether a missed call waits for somebody.
func (l listed) unseen() bool {
	for i := range l.Calls {
		if l.Calls[i].Missed() && !l.Calls[i].Seen {
			return true
		}
	}
	return false
}
