// Package lookup answers who is calling: a number goes in, the contacts that have it come out, ranked.
//
// It owns the number index, which lives in memory and is fed by the journal, and the ladder of steps by which
// a number is found. No question touches the database, and no import, sync or backup makes one wait: the
// index takes changes in bursts of some microseconds, and shows what one transaction did all at once.
//
// It leaves reading numbers to phone, and what an answer looks like to the dialects. It never writes.
package lookup

import (
	"log/slog"
	"math"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/semaphore"

	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// Deps are what an Index needs.
type Deps struct {
	Store   ringdex.Store
	Clock   ringdex.Clock
	Log     *slog.Logger
	Regions phone.Regions // for organizations that have none of their own
}

// Index is the number index of all organizations. It may be used by many goroutines at once.
type Index struct {
	deps   Deps
	mu     sync.RWMutex // of the map; tables have their own
	tables map[ringdex.OrganizationID]*table
	ready  atomic.Bool

	loading *semaphore.Weighted // one at a time, of organizations that are new here
}

// New makes an empty index; Load fills it.
func New(d Deps) *Index {
	return &Index{deps: d, tables: map[ringdex.OrganizationID]*table{}, loading: semaphore.NewWeighted(1)}
}

// Step says by which rung of the ladder a number was found.
type Step string

// The steps, strictest first.
const (
	Exact      Step = "exact"       // the same international number, or the same digits of one that is not valid
	National   Step = "national"    // read in one of the regions
	HeadOffice Step = "head-office" // a company's number, of which the tail is an extension
	Suffix     Step = "suffix"      // the same last digits
	None       Step = ""            // nobody
)

// Answer is what was found; no candidates when nobody was.
type Answer struct {
	Step       Step
	Number     string // that matched: E.164, or the digits of one that is not valid
	Candidates []Card // best first, at most 20
	Total      int    // how many there are
	Took       time.Duration
}

// Card is what the index knows of a contact or a company: enough to show who is calling and to route the call.
type Card struct {
	Ref          ringdex.Ref
	Source       string
	ExternalID   string // in Source
	FirstName    string
	LastName     string
	Name         string // to show
	Organization string // text of the contact; of a company its name
	Company      int64  // default company, 0 for none
	CompanyName  string
	Language     ringdex.Language
	Agents       []string
	Links        []Link
	Updated      time.Time
}

// Link is a URI behind a part of the card: "name", "organization", or a field.
type Link struct{ Field, URI string }

// maxCandidates is how many candidates an answer lists: more do not fit on any screen.
const maxCandidates = 20

// Find looks a number up in an organization. regions, when given, are tried before the organization's own.
func (x *Index) Find(org ringdex.OrganizationID, number string, regions ...string) Answer {
	return x.find(org, number, maxCandidates, regions)
}

// Shown is Find for wires that cannot say how sure an answer is: a guess that the organization does not allow there is
// nobody.
func (x *Index) Shown(org ringdex.OrganizationID, number string, regions ...string) Answer {
	return x.shown(org, x.Find(org, number, regions...))
}

// Holders are all who would be shown for the number, best first.
func (x *Index) Holders(org ringdex.OrganizationID, number string) []ringdex.Ref {
	var refs []ringdex.Ref
	for _, c := range x.shown(org, x.find(org, number, math.MaxInt, nil)).Candidates {
		refs = append(refs, c.Ref)
	}
	return refs
}

func (x *Index) shown(org ringdex.OrganizationID, a Answer) Answer {
	if t := x.table(org); t == nil || !t.settings.Load().shows(a.Step) {
		return Answer{Took: a.Took}
	}
	return a
}

func (x *Index) find(org ringdex.OrganizationID, number string, limit int, regions []string) Answer {
	began := time.Now()
	t := x.table(org)
	if t == nil {
		return Answer{Took: time.Since(began)}
	}
	settings := t.settings.Load()
	order := settings.regions
	if len(regions) > 0 {
		order = joinRegions(regions, order)
	}
	a := t.find(number, order, settings, limit)
	a.Took = time.Since(began)
	return a
}

func joinRegions(first, then phone.Regions) phone.Regions {
	if len(then) > 0 && len(first) == 1 && first[0] == then[0] {
		return then
	}
	joined := slices.Clone(first)
	for _, r := range then {
		if !slices.Contains(joined, r) {
			joined = append(joined, r)
		}
	}
	return joined
}

func (x *Index) table(org ringdex.OrganizationID) *table {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.tables[org]
}

// Ready says whether the index has been filled.
func (x *Index) Ready() bool { return x.ready.Load() }

// Stats are the figures of all organizations together.
type Stats struct{ Subjects, Numbers int }

// Stats counts what the index holds.
func (x *Index) Stats() Stats {
	x.mu.RLock()
	defer x.mu.RUnlock()
	var s Stats
	for _, t := range x.tables {
		t.mu.RLock()
		s.Subjects += t.slots.used
		s.Numbers += t.numbers.entries.used
		t.mu.RUnlock()
	}
	return s
}
