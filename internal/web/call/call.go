// Package call has the pages of telephone calls: who is calling while it rings, who has called, and
// who a number would be.
//
// It owns how a call is shown, and the stream by which it appears on the open pages of whoever is
// rung. What a call is and who sees it is the business of package calls.
package call

import (
	"ringdex/internal/auth"
	"ringdex/internal/calls"
	"ringdex/internal/directory"
	"ringdex/internal/lookup"
	"ringdex/internal/ringdex"
	"ringdex/internal/web/page"
	"ringdex/internal/web/ui"
)

// Deps are what the pages need.
type Deps struct {
	Calls   *calls.Calls
	Records *directory.Records
	Index   *lookup.Index
}

type pages struct{ Deps }

// section is the key of the navigation's entry.
const section = "calls"

// New returns the pages, for everybody who may read the directory.
func New(d Deps) page.Area {
	p := &pages{d}
	return page.Area{
		Sections: []page.Section{{Section: ui.Section{Key: section, Path: "/calls", Icon: "call", Label: "calling.section"}, Right: auth.Read}},
		Routes: []page.Route{
			{Pattern: "GET /calls", Right: auth.Read, Handle: p.list},
			{Pattern: "POST /calls/seen", Right: auth.Read, Handle: p.seeAll},
			{Pattern: "GET " + ui.CallsPath, Right: auth.Read, Handle: p.stream},
			{Pattern: "GET /calls/{id}", Right: auth.Read, Handle: p.show},
			{Pattern: "POST /calls/{id}/seen", Right: auth.Read, Handle: p.see},
			{Pattern: "POST /calls/{id}/contact", Right: auth.Edit, Handle: p.choose},
			{Pattern: "GET /who", Right: auth.Read, Handle: p.who},
		},
	}
}

// caller is a call with who has its number now.
type caller struct {
	ringdex.Call
	Step  lookup.Step
	Cards []lookup.Card // best first; the one that a person has chosen before all
	Total int
	Past  []ringdex.Call // earlier calls of the number, the latest first
}

// identify looks the number of a call up.
func (p *pages) identify(c *page.Call, call *ringdex.Call) caller {
	shown := caller{Call: *call}
	if call.Number == "" {
		return shown
	}
	found := p.Index.Find(c.Who.Organization, call.Number)
	shown.Step, shown.Cards, shown.Total = found.Step, found.Candidates, found.Total
	if call.Chosen && len(call.Found) > 0 {
		shown.first(call.Found[0])
	}
	return shown
}

// first brings the candidate that a person has chosen to the front.
func (s *caller) first(ref ringdex.Ref) {
	for i := range s.Cards {
		if s.Cards[i].Ref == ref {
			chosen := s.Cards[i]
			copy(s.Cards[1:i+1], s.Cards[:i])
			s.Cards[0], s.Step = chosen, lookup.Exact
			return
		}
	}
}

// mostPast is how many earlier calls of a number are shown.
const mostPast = 3

// past adds the earlier calls of the number.
func (p *pages) past(c *page.Call, s *caller) error {
	number := s.E164
	if number == "" {
		number = s.Number
	}
	if number == "" {
		return nil
	}
	page, err := p.Calls.List(c.Request.Context(), c.Who.Principal, calls.Query{Number: number, Limit: mostPast + 1})
	for i := range page.Calls {
		if page.Calls[i].Key != s.Key && len(s.Past) < mostPast {
			s.Past = append(s.Past, page.Calls[i])
		}
	}
	return err
}

func (p *pages) find(c *page.Call) (ringdex.Call, error) {
	id, err := ringdex.ParseID(c.Request.PathValue("id"))
	if err != nil {
		return ringdex.Call{}, ringdex.FailAs(ringdex.NotFound, err)
	}
	return p.Calls.Find(c.Request.Context(), c.Who.Principal, id)
}

// show answers GET /calls/{id}.
func (p *pages) show(c *page.Call) error {
	call, err := p.find(c)
	if err != nil {
		return err
	}
	s := detail{caller: p.identify(c, &call), Edit: c.Who.May(auth.Edit), Text: c.Text("search")}
	if err := p.past(c, &s.caller); err != nil {
		return err
	}
	if s.Text != "" {
		found, err := p.Records.Search(c.Request.Context(), c.Who.Principal, directory.SearchQuery{Text: s.Text, Kind: ringdex.KindContact, Limit: mostHits})
		if err != nil {
			return err
		}
		for _, hit := range found.Hits {
			s.Hits = append(s.Hits, hit.Contact)
		}
	}
	return c.Show(ui.Head{Title: title(c.View, &s.caller), Section: section}, showPage(c.View, s))
}

// mostHits is how many contacts are offered to attach a number to.
const mostHits = 10

// detail is the page of a call.
type detail struct {
	caller
	Edit bool
	Text string             // searched for, to attach the number
	Hits []*ringdex.Contact // found by it
}

// see answers POST /calls/{id}/seen.
func (p *pages) see(c *page.Call) error {
	call, err := p.find(c)
	if err != nil {
		return err
	}
	if err := p.Calls.See(c.Request.Context(), c.Who.Principal, call.ID); err != nil {
		return err
	}
	return c.Go("/calls?of=missed")
}

// seeAll answers POST /calls/seen.
func (p *pages) seeAll(c *page.Call) error {
	n, err := p.Calls.SeeAll(c.Request.Context(), c.Who.Principal)
	if err != nil {
		return err
	}
	c.Done("", "calling.seen_all", n)
	return c.Go("/calls?of=missed")
}

// choose answers POST /calls/{id}/contact: the number is added to the contact, unless it has it.
func (p *pages) choose(c *page.Call) error {
	call, err := p.find(c)
	if err != nil {
		return err
	}
	if err := c.Form(); err != nil {
		return err
	}
	id, err := ringdex.ParseID(c.Text("contact"))
	if err != nil {
		return ringdex.FailAs(ringdex.NotFound, err)
	}
	ref := ringdex.Ref{Kind: ringdex.KindContact, Contact: id}
	if call.Number != "" && !p.has(c, &call, ref) {
		if _, err := p.Records.ChangeContact(c.Request.Context(), c.Who.Principal, id, calls.Attached(&call), directory.Expected{}); err != nil {
			return err
		}
	}
	if err := p.Calls.Choose(c.Request.Context(), c.Who.Principal, call.ID, ref); err != nil {
		return err
	}
	c.Done("", "calling.attached", shownNumber(&call))
	return c.Go("/calls/" + call.ID.String())
}

func (p *pages) has(c *page.Call, call *ringdex.Call, ref ringdex.Ref) bool {
	found := p.Index.Find(c.Who.Organization, call.Number)
	for i := range found.Candidates {
		if found.Candidates[i].Ref == ref && (found.Step == lookup.Exact || found.Step == lookup.National) {
			return true
		}
	}
	return false
}
