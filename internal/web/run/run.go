// Package run has the pages of the runs: what came in by which door, what became of each record,
// and taking a run back.
//
// It owns how a run is shown. What a run is and what taking it back does are the business of
// packages directory, journal and undo.
package run

import (
	"ringdex/internal/auth"
	"ringdex/internal/directory"
	"ringdex/internal/journal"
	"ringdex/internal/ringdex"
	"ringdex/internal/undo"
	"ringdex/internal/web/page"
	"ringdex/internal/web/ui"
)

// Deps are what the pages need.
type Deps struct {
	Directory *directory.Directory
	Journal   *journal.Journal
	Undo      *undo.Undo
}

type pages struct{ Deps }

// section is the key of the navigation's entry.
const section = "runs"

// New returns the pages. Their rights are those of /v1: everybody who may read sees the runs, and
// who may import sees their records, with refused ones as they were sent, and takes runs back.
func New(d Deps) page.Area {
	p := &pages{d}
	return page.Area{
		Sections: []page.Section{{Section: ui.Section{Key: section, Path: "/runs", Icon: "runs", Label: "run.section"}, Right: auth.Read}},
		Routes: []page.Route{
			{Pattern: "GET /runs", Right: auth.Read, Handle: p.list},
			{Pattern: "GET /runs/{id}", Right: auth.Read, Handle: p.show},
			{Pattern: "GET /runs/{id}/records", Right: auth.Import, Handle: p.records},
			{Pattern: "GET /runs/{id}/undo", Right: auth.Import, Handle: p.predict},
			{Pattern: "POST /runs/{id}/undo", Right: auth.Import, Handle: p.takeBack},
		},
	}
}

// find returns the run of the address; NotFound if there is none.
func (p *pages) find(c *page.Call) (ringdex.Run, error) {
	id, err := ringdex.ParseID(c.Request.PathValue("id"))
	if err != nil {
		return ringdex.Run{}, ringdex.FailAs(ringdex.NotFound, err)
	}
	return p.Directory.Run(c.Request.Context(), c.Who.Organization, id)
}

// pathOf returns the address of a run.
func pathOf(id ringdex.ID) string { return "/runs/" + id.String() }
