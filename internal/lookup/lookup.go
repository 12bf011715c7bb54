// Package lookup identifies callers: given a number, it returns the contacts that have it, ranked.
//
// It owns the number index, which is in memory and follows the journal, and the ladder of steps by
// which a number is found. A lookup neither reads the database nor waits for an import, a sync or a
// backup: the index applies changes in bursts of a few microseconds, and publishes each transaction
// as a whole.
//
// It leaves parsing numbers to phone, and the form of the answer to the dialects. It never writes
// to the store.
package lookup

import (
	"log/slog"
	"maps"
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
	Regions phone.Regions // defaults for organizations that set none

	Snapshots Snapshots // nil for none
	Program   string    // identifies the build, which alone reads its snapshots
}

// Index is the number index of all organizations. It is safe for concurrent use.
type Index struct {
	deps   Deps
	adding sync.Mutex // guards the replacement of tables
	tables atomic.Pointer[tables]
	ready  atomic.Bool

	loading    *semaphore.Weighted // new organizations load one at a time
	smallTable int                 // smaller tables get no snapshot
}

// New returns an empty index; Load fills it.
func New(d Deps) *Index {
	x := &Index{deps: d, loading: semaphore.NewWeighted(1), smallTable: smallTable}
	x.tables.Store(&tables{})
	return x
}

// tables are the tables of all organizations. A map is never changed but replaced: lookups on
// several cores take no lock that they would pass to each other.
type tables map[ringdex.OrganizationID]*table

// Step is the rung of the ladder that found a number.
type Step string

// The steps, strictest first.
const (
	Exact      Step = "exact"       // the same international number, or the same digits of an invalid one
	National   Step = "national"    // as read in one of the regions
	HeadOffice Step = "head-office" // a company's number followed by an extension
	Suffix     Step = "suffix"      // the same last digits
	External   Step = "external"    // not here: a connector's system has it
	None       Step = ""            // no match
)

// Answer is the result of a lookup. It has no candidates if no record matches.
type Answer struct {
	Step       Step
	Number     string // the number that matched: E.164, or the digits of an invalid one
	Candidates []Card // best first, at most 20
	Total      int    // all matches, listed or not
	Took       time.Duration
	Elsewhere  *Elsewhere // the whole contact, if the step is External
}

// Elsewhere is a contact that another system has, with the custom fields of the organization.
type Elsewhere struct {
	Contact *ringdex.Contact
	Fields  []ringdex.Field
}

// Card is what the index knows of a contact or a company: enough to show who is calling and to
// route the call.
type Card struct {
	Ref          ringdex.Ref
	Source       string
	ExternalID   string // in Source
	FirstName    string
	LastName     string
	Name         string // as ringdex.Contact.CalledName
	Organization string // a contact's text field, or a company's name
	Company      int64  // default company, 0 for none
	CompanyName  string
	Language     ringdex.Language
	Agents       []string
	Links        []Link
	Updated      time.Time
}

// Link is a URI behind a part of the card: "name", "organization", or a field.
type Link struct{ Field, URI string }

// maxCandidates limits the candidates of an answer: more do not fit on a screen.
const maxCandidates = 20

// Find looks a number up in an organization. Non-empty regions are tried before the organization's
// own.
func (x *Index) Find(org ringdex.OrganizationID, number string, regions ...string) Answer {
	return x.find(org, number, maxCandidates, regions)
}

// Shown is Find for wires that cannot say how certain an answer is: it drops a guess that the
// organization does not allow there.
func (x *Index) Shown(org ringdex.OrganizationID, number string, regions ...string) Answer {
	return x.shown(org, x.Find(org, number, regions...))
}

// Holders returns the ids of all candidates that Shown would find, best first.
func (x *Index) Holders(org ringdex.OrganizationID, number string) []ringdex.Ref {
	var refs []ringdex.Ref
	for _, c := range x.shown(org, x.find(org, number, math.MaxInt, nil)).Candidates {
		refs = append(refs, c.Ref)
	}
	return refs
}

// Parse reads a number as a lookup does.
func (x *Index) Parse(org ringdex.OrganizationID, number string, regions ...string) phone.Number {
	order := x.deps.Regions
	if t := x.table(org); t != nil {
		order = t.settings.Load().regions
	}
	return phone.Parse(number, joinRegions(regions, order))
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
	return (*x.tables.Load())[org]
}

func (x *Index) addTable(org ringdex.OrganizationID, t *table) {
	x.adding.Lock()
	defer x.adding.Unlock()
	more := maps.Clone(*x.tables.Load())
	more[org] = t
	x.tables.Store(&more)
}

// Ready reports whether the index has been filled.
func (x *Index) Ready() bool { return x.ready.Load() }

// Stats are totals over all organizations.
type Stats struct{ Subjects, Numbers int }

// Stats counts the subjects and numbers in the index.
func (x *Index) Stats() Stats {
	var s Stats
	for _, t := range *x.tables.Load() {
		t.mu.RLock()
		s.Subjects += t.slots.used
		s.Numbers += t.numbers.entries.used
		t.mu.RUnlock()
	}
	return s
}
