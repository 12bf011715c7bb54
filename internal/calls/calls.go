// Package calls is the use case of telephone calls: phone systems tell what happens, agents see who
// is calling while it rings, and later who has called.
//
// It owns what an event means, who sees a call, and how calls reach those who watch them, on this
// node and on others. Who has a number is told by package lookup. Nothing here holds a call up: a
// ringing one is answered from memory and shown before it is stored.
package calls

import (
	"cmp"
	"context"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"

	"ringdex/internal/auth"
	"ringdex/internal/directory"
	"ringdex/internal/lookup"
	"ringdex/internal/ringdex"
)

// Deps are what calls need.
type Deps struct {
	Store ringdex.Store
	Index *lookup.Index
	Clock ringdex.Clock
	Log   *slog.Logger
}

// Calls is the use case. It is safe for concurrent use.
type Calls struct {
	deps    Deps
	hub     hub
	waiting *semaphore.Weighted // events that are not stored yet
	storing sync.WaitGroup
	pending pending
}

// mostWaiting is how many events may wait to be stored. Further ones are stored before they are
// answered.
const mostWaiting = 200

// New returns the use case. Call Close when the program ends.
func New(d Deps) *Calls {
	return &Calls{deps: d, waiting: semaphore.NewWeighted(mostWaiting), hub: hub{ended: make(chan struct{})}}
}

// Close waits until what was told is stored. EndWatching comes before.
func (c *Calls) Close() { c.storing.Wait() }

// Told is the answer to an event: the call as far as it is known, and who has its number.
type Told struct {
	Call  ringdex.Call
	Found lookup.Answer
}

// Tell takes an event in. Invalid if it says nothing that a call is. The call of a ringing event is
// shown at once and stored afterwards; later events are stored first, since the list of missed
// calls depends on them.
func (c *Calls) Tell(ctx context.Context, p auth.Principal, told Event) (Told, error) {
	if err := p.Require(auth.Lookup); err != nil {
		return Told{}, err
	}
	e, err := told.read(c.deps.Clock())
	if err != nil {
		return Told{}, err
	}
	found := c.find(p.Organization, &e.Call)
	call := ringdex.Call{ID: ringdex.DerivedID(e.At, e.Call.Key)}
	call.Take(&e)
	if e.State != ringdex.Over && c.waiting.TryAcquire(1) {
		shown := call
		if e.State == ringdex.Ringing {
			c.hub.send(p.Organization, shown)
		}
		done := c.pending.begin(p.Organization)
		c.storing.Go(func() {
			defer c.waiting.Release(1)
			defer done()
			stored, err := c.keep(context.WithoutCancel(ctx), p.Organization, &e)
			if err == nil && e.State == ringdex.Ringing && (stored.ID != shown.ID || stored.State != shown.State) {
				c.hub.send(p.Organization, stored) // it was told before, and stands otherwise
			}
		})
		return Told{call, found}, nil
	}
	stored, err := c.store(ctx, p.Organization, &e)
	return Told{stored, found}, err
}

// mostFound is how many of those who have a number are kept with a call.
const mostFound = 5

// find looks the number of a call up, and keeps with it who has it.
func (c *Calls) find(org ringdex.OrganizationID, call *ringdex.Call) (found lookup.Answer) {
	if call.Number == "" {
		return found
	}
	if n := c.deps.Index.Parse(org, call.Number); n.E164 != "" {
		call.E164 = n.E164
	}
	found = c.deps.Index.Find(org, call.Number)
	for i := range found.Candidates[:min(len(found.Candidates), mostFound)] {
		call.Found = append(call.Found, found.Candidates[i].Ref)
	}
	call.Step = string(found.Step)
	return found
}

// Pauses between attempts to store an event that was answered already.
var pauses = []time.Duration{time.Second, 4 * time.Second, 15 * time.Second}

// keep stores an event, also when the database is away for a moment.
func (c *Calls) keep(ctx context.Context, org ringdex.OrganizationID, e *ringdex.CallEvent) (call ringdex.Call, err error) {
	for _, pause := range append(slices.Clone(pauses), 0) {
		call, err = c.store(ctx, org, e)
		if err == nil || ringdex.CodeOf(err) == ringdex.NotFound {
			return call, err
		}
		if pause == 0 {
			c.deps.Log.ErrorContext(ctx, "an event of a call is not stored", "call", e.Call.Key, "error", err)
			return call, err
		}
		select {
		case <-time.After(pause):
		case <-c.hub.ended:
		}
	}
	return call, err
}

// store adds an event to its call.
func (c *Calls) store(ctx context.Context, org ringdex.OrganizationID, e *ringdex.CallEvent) (call ringdex.Call, err error) {
	err = c.deps.Store.Update(ctx, org, func(w ringdex.Writer) error {
		call, err = in(w).CallNamed(e.Call.Key)
		if ringdex.CodeOf(err) == ringdex.NotFound {
			call = ringdex.Call{ID: ringdex.DerivedID(e.At, e.Call.Key)}
		} else if err != nil {
			return err
		}
		if !call.Take(e) {
			return nil
		}
		return in(w).PutCall(&call)
	})
	return call, err
}

// Query is which calls are listed.
type Query struct {
	Mine    bool // of the person who asks
	Missed  bool
	Unknown bool // of numbers that nobody has
	Unseen  bool
	Number  string // E.164, or as told; "" for all
	Before  ringdex.ID
	Limit   int
}

// mostRead is how many calls are read for a page of a filtered list.
const mostRead = 5000

// Page is a page of calls, the latest first. Next is where the next one begins; zero for the last.
type Page struct {
	Calls []ringdex.Call
	Next  ringdex.ID
}

// List returns calls. Denied unless the principal may read the directory.
func (c *Calls) List(ctx context.Context, p auth.Principal, q Query) (page Page, err error) {
	if err := p.Require(auth.Read); err != nil {
		return page, err
	}
	c.pending.wait(ctx, p.Organization)
	err = c.deps.Store.View(ctx, p.Organization, func(r ringdex.Reader) error {
		who, err := c.person(r, p)
		if err != nil {
			return err
		}
		page, err = list(of(r), q, who)
		return err
	})
	return page, err
}

func list(r Reader, q Query, who *ringdex.Contact) (page Page, err error) {
	before := q.Before
	for read := 0; read < mostRead; {
		some, err := r.Calls(q.Number, before, max(q.Limit+1, 200))
		if err != nil {
			return page, err
		}
		for i := range some {
			if !q.fits(&some[i], who) {
				continue
			}
			if len(page.Calls) == q.Limit {
				page.Next = page.Calls[q.Limit-1].ID
				return page, nil
			}
			page.Calls = append(page.Calls, some[i])
		}
		if len(some) < max(q.Limit+1, 200) {
			return page, nil
		}
		read, before = read+len(some), some[len(some)-1].ID
	}
	page.Next = before
	return page, nil
}

func (q *Query) fits(call *ringdex.Call, who *ringdex.Contact) bool {
	return (!q.Missed || call.Missed()) && (!q.Unknown || len(call.Found) == 0) && (!q.Unseen || !call.Seen) && (!q.Mine || who != nil && Rings(call, who))
}

// person returns the contact of the principal; nil for a key.
func (c *Calls) person(r ringdex.Reader, p auth.Principal) (*ringdex.Contact, error) {
	if p.Contact.IsZero() {
		return nil, nil
	}
	return ringdex.ContactByID(r, p.Contact)
}

// Rings reports whether a call rings at a person: the phone system has named its user name, e-mail
// or number, or nobody at all.
func Rings(call *ringdex.Call, who *ringdex.Contact) bool {
	if len(call.Agents) == 0 {
		return true
	}
	for _, agent := range call.Agents {
		if isAgent(agent, who) {
			return true
		}
	}
	return false
}

func isAgent(named string, who *ringdex.Contact) bool {
	if strings.EqualFold(named, who.UserName) {
		return true
	}
	for _, email := range who.Emails {
		if strings.EqualFold(named, email) {
			return true
		}
	}
	digits := onlyDigits(named)
	for i := range who.Phones {
		n := &who.Phones[i]
		if digits != "" && (digits == onlyDigits(cmp.Or(n.E164, n.Text)) || digits == n.Extension) {
			return true
		}
	}
	return false
}

// onlyDigits returns the digits of a text that is written like a number, else "".
func onlyDigits(text string) string {
	var digits strings.Builder
	for _, r := range text {
		switch {
		case r >= '0' && r <= '9':
			digits.WriteRune(r)
		case !strings.ContainsRune("+-/.() ", r):
			return ""
		}
	}
	return digits.String()
}

// Find returns a call. NotFound if there is none.
func (c *Calls) Find(ctx context.Context, p auth.Principal, id ringdex.ID) (call ringdex.Call, err error) {
	if err := p.Require(auth.Read); err != nil {
		return call, err
	}
	c.pending.wait(ctx, p.Organization)
	err = c.deps.Store.View(ctx, p.Organization, func(r ringdex.Reader) (err error) {
		call, err = of(r).Call(id)
		return err
	})
	return call, err
}

// Named returns a call by the phone system's name of it. NotFound if there is none.
func (c *Calls) Named(ctx context.Context, p auth.Principal, key string) (call ringdex.Call, err error) {
	if err := p.Require(auth.Read); err != nil {
		return call, err
	}
	c.pending.wait(ctx, p.Organization)
	err = c.deps.Store.View(ctx, p.Organization, func(r ringdex.Reader) (err error) {
		call, err = of(r).CallNamed(key)
		return err
	})
	return call, err
}

// Choose says who has called: ref comes first among those who have the number.
func (c *Calls) Choose(ctx context.Context, p auth.Principal, id ringdex.ID, ref ringdex.Ref) error {
	return c.change(ctx, p, id, func(call *ringdex.Call) {
		found := []ringdex.Ref{ref}
		for _, other := range call.Found {
			if other != ref && len(found) < mostFound {
				found = append(found, other)
			}
		}
		call.Found, call.Chosen, call.Seen = found, true, true
	})
}

// See marks a call as seen, for all.
func (c *Calls) See(ctx context.Context, p auth.Principal, id ringdex.ID) error {
	return c.change(ctx, p, id, func(call *ringdex.Call) { call.Seen = true })
}

func (c *Calls) change(ctx context.Context, p auth.Principal, id ringdex.ID, edit func(*ringdex.Call)) error {
	if err := p.Require(auth.Read); err != nil {
		return err
	}
	c.pending.wait(ctx, p.Organization)
	return c.deps.Store.Update(ctx, p.Organization, func(w ringdex.Writer) error {
		call, err := in(w).Call(id)
		if err != nil {
			return err
		}
		edit(&call)
		return in(w).PutCall(&call)
	})
}

// SeeAll marks the missed calls as seen, for all, and returns how many there were.
func (c *Calls) SeeAll(ctx context.Context, p auth.Principal) (n int, err error) {
	if err := p.Require(auth.Read); err != nil {
		return 0, err
	}
	err = c.deps.Store.Update(ctx, p.Organization, func(w ringdex.Writer) error {
		page, err := list(in(w), Query{Missed: true, Unseen: true, Limit: mostRead}, nil)
		for i := range page.Calls {
			if err != nil {
				return err
			}
			page.Calls[i].Seen = true
			err = in(w).PutCall(&page.Calls[i])
		}
		n = len(page.Calls)
		return err
	})
	return n, err
}

// Attached returns the change of a contact that gives it the number of a call.
func Attached(call *ringdex.Call) directory.Draft {
	return directory.Draft{Ops: []ringdex.Op{{Verb: ringdex.Add, Field: "phones", Value: call.Number}}}
}
