package run

import (
	"net/url"
	"slices"
	"strconv"

	"ringdex/internal/ringdex"
	"ringdex/internal/web/page"
	"ringdex/internal/web/ui"
)

// listable are the actions whose records are kept; unchanged ones are only counted.
var listable = []ringdex.Action{ringdex.Created, ringdex.Updated, ringdex.Deleted, ringdex.Refused}

// records is a page of what became of the records of a run.
type records struct {
	Run      ringdex.Run
	Action   ringdex.Action
	Refusals []ringdex.Refusal
	Changes  []ringdex.Change
	Next     string // address; "" for the last page
	Later    bool   // it is not the first page
}

// records answers GET /runs/{id}/records?action=A&from=N: refused ones by their position, others
// by the sequence of their change.
func (p *pages) records(c *page.Call) error {
	run, err := p.find(c)
	if err != nil {
		return err
	}
	r := records{Run: run, Action: ringdex.Action(c.Text("action")), Later: c.Text("from") != ""}
	if !slices.Contains(listable, r.Action) {
		return ringdex.Fail(ringdex.NotFound, "page.missing")
	}
	if err := p.fill(c, &r, number(c.Text("from"))); err != nil {
		return err
	}
	return c.Show(ui.Head{Title: c.T("run.records_of", title(c.View, &run)), Section: section}, recordsPage(c.View, r))
}

func (p *pages) fill(c *page.Call, r *records, from int) (err error) {
	ctx, org := c.Request.Context(), c.Who.Organization
	if r.Action == ringdex.Refused {
		r.Refusals, err = p.Directory.Refusals(ctx, org, r.Run.ID, ringdex.Page{Offset: from, Limit: pageSize + 1})
		if len(r.Refusals) > pageSize {
			r.Refusals, r.Next = r.Refusals[:pageSize], r.address(from+pageSize)
		}
		return err
	}
	r.Changes, err = p.Journal.RunPage(ctx, org, r.Run, r.Action, int64(from), pageSize+1)
	if len(r.Changes) > pageSize {
		r.Changes = r.Changes[:pageSize]
		r.Next = r.address(int(r.Changes[pageSize-1].Seq))
	}
	return err
}

func (r records) address(from int) string {
	values := url.Values{"action": {string(r.Action)}}
	if from > 0 {
		values.Set("from", strconv.Itoa(from))
	}
	return pathOf(r.Run.ID) + "/records?" + values.Encode()
}

// deltas returns what an update changed.
func deltas(c *ringdex.Change) []ringdex.Delta {
	switch {
	case c.Contact.Before != nil && c.Contact.After != nil:
		return ringdex.CompareContacts(c.Contact.Before, c.Contact.After)
	case c.Company.Before != nil && c.Company.After != nil:
		return ringdex.CompareCompanies(c.Company.Before, c.Company.After)
	}
	return nil
}
