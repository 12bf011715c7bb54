// Package erasure erases persons: it finds them over all sources, gives out what is known of them,
// removes it from everywhere, and keeps them from coming back.
//
// A person is a contact, also a deleted one. What remains of it is an Erasure: the proof, and keyed
// hashes of its numbers, e-mails and external ids, by which imports refuse it (List). The list of
// places where a person may be is the store's (store/erase.go). The journal keeps its entries
// without images, so an undo lists them as erased. Other readers of the journal pass the deletion
// on.
package erasure

import (
	"context"
	"maps"
	"slices"

	"ringdex/internal/auth"
	"ringdex/internal/jobs"
	"ringdex/internal/ringdex"
)

// JobSweep overwrites what erased rows have left in files.
const JobSweep = "erasure.sweep"

// Writer is the part of a transaction that erases.
type Writer interface {
	// Erase removes or empties all that has traces of a person except its record, which Apply
	// deletes before. It returns the number of rows by table.
	Erase(t *ringdex.Traces) (map[string]int64, error)
}

// Reader is the part of a snapshot that finds texts about a person.
type Reader interface {
	Mentions(t *ringdex.Traces) ([]ringdex.Mention, error)
}

// Deps are what Erasures needs.
type Deps struct {
	Store ringdex.Store
	Clock ringdex.Clock
	Key   Key
	Sweep func(ctx context.Context, full bool) error // overwrites freed pages of the database
	// Files removes or replaces the files beside the database that have names, and keeps the list
	// of erasures for a restore; nil without files.
	Files func(ctx context.Context) error
}

// Erasures serves the use cases. It is safe for concurrent use.
type Erasures struct{ deps Deps }

// New returns Erasures.
func New(d Deps) *Erasures { return &Erasures{d} }

// Erase erases the person that a contact is or was, in one transaction. Denied without the right to
// administer, NotFound if neither the directory nor the journal has such a contact, Conflict if it
// is the last administrator or was erased already. What it has left in files is overwritten later:
// see Sweep.
func (e *Erasures) Erase(ctx context.Context, p auth.Principal, id ringdex.ID) (done ringdex.Erasure, err error) {
	if err := p.Require(auth.Administer); err != nil {
		return done, err
	}
	err = e.deps.Store.Update(ctx, p.Organization, func(w ringdex.Writer) error {
		done, err = e.erase(w, p, id)
		return err
	})
	if err == nil && e.deps.Files != nil {
		err = e.deps.Files(ctx)
	}
	return done, err
}

func (e *Erasures) erase(w ringdex.Writer, p auth.Principal, id ringdex.ID) (done ringdex.Erasure, err error) {
	past, err := pastOf(w, id)
	if err != nil {
		return done, err
	}
	done = ringdex.Erasure{ID: ringdex.NewID(e.deps.Clock()), Contact: id, At: e.deps.Clock(), Actor: p.Actor}
	if err := e.hash(w, p.Organization, past, &done); err != nil {
		return done, err
	}
	if err := e.remove(w, past, p.Authority(), &done); err != nil {
		return done, err
	}
	if err := w.PutDocument(done); err != nil {
		return done, err
	}
	return done, e.enqueueSweep(w)
}

func (e *Erasures) enqueueSweep(w ringdex.Writer) error {
	return jobs.In(w).Enqueue([]ringdex.Job{jobs.New(JobSweep, "", "sweep", nil, e.deps.Clock())})
}

// remove removes the record and everything about it.
func (e *Erasures) remove(w ringdex.Writer, past *past, by ringdex.Authority, done *ringdex.Erasure) error {
	if past.now != nil {
		if err := by.MayRemove(w, past.now); err != nil {
			return err
		}
		change := ringdex.Change{
			Ref: past.now.Ref(), Action: ringdex.Deleted, Cause: ringdex.Cause{Actor: done.Actor, At: done.At}, Erased: true,
			Contact: ringdex.Images[ringdex.Contact]{Before: past.now},
		}
		if err := w.Apply([]ringdex.Change{change}); err != nil {
			return err
		}
	}
	places, err := ringdex.Part[Writer](w).Erase(&past.traces)
	if past.now != nil && err == nil {
		maps.Copy(places, rowsOf(past.now))
	}
	done.Places = places
	return err
}

// rowsOf counts the rows of a contact in its own tables.
func rowsOf(c *ringdex.Contact) map[string]int64 {
	rows := map[string]int64{
		"contacts": 1, "contact_phones": int64(len(c.Phones)), "contact_emails": int64(len(c.Emails)),
		"contact_companies": int64(len(c.Companies)), "contact_external_ids": int64(len(c.ExternalIDs)),
	}
	maps.DeleteFunc(rows, func(_ string, n int64) bool { return n == 0 })
	return rows
}

// hash puts hashes of the person's keys on the list, without those that others have too: a number
// of the office is not the person's.
func (e *Erasures) hash(w ringdex.Writer, org ringdex.OrganizationID, past *past, done *ringdex.Erasure) (err error) {
	h := hasher{e.deps.Key, org}
	if done.Check, err = h.check(); err != nil {
		return err
	}
	shared, err := sharedKeys(w, past)
	if err != nil {
		return err
	}
	known := map[string]bool{}
	for _, image := range past.images {
		for _, k := range keysOf(image) {
			if known[k.text] {
				continue
			}
			known[k.text] = true
			if shared[k.text] {
				done.Shared++
				continue
			}
			hash, err := h.of(k)
			if err != nil {
				return err
			}
			done.Hashes = append(done.Hashes, hash)
		}
	}
	return nil
}

// List returns all erasures, newest first. Denied without the right to administer.
func (e *Erasures) List(ctx context.Context, p auth.Principal) (all []ringdex.Erasure, err error) {
	if err := p.Require(auth.Administer); err != nil {
		return nil, err
	}
	err = e.deps.Store.View(ctx, p.Organization, func(r ringdex.Reader) error {
		all, err = ringdex.Documents[ringdex.Erasure](r)
		return err
	})
	slices.Reverse(all)
	return all, err
}

// Allow lifts an erasure: imports may bring the person again. Its hashes are removed, and the proof
// stays. Denied without the right to administer, NotFound if there is no such erasure, Conflict if
// it is lifted already.
func (e *Erasures) Allow(ctx context.Context, p auth.Principal, id ringdex.ID) (lifted ringdex.Erasure, err error) {
	if err := p.Require(auth.Administer); err != nil {
		return lifted, err
	}
	err = e.deps.Store.Update(ctx, p.Organization, func(w ringdex.Writer) error {
		if lifted, err = ringdex.FindDocument[ringdex.Erasure](w, id.String()); err != nil {
			return err
		}
		if !lifted.Lifted.IsZero() {
			return ringdex.Fail(ringdex.Conflict, "erasure.lifted", lifted.ID)
		}
		lifted.Hashes, lifted.Lifted, lifted.Lifter = nil, e.deps.Clock(), p.Actor
		return w.PutDocument(lifted)
	})
	if err == nil && e.deps.Files != nil {
		err = e.deps.Files(ctx)
	}
	return lifted, err
}

// Which returns the erasures that forbid a number, an e-mail or an external id ("SOURCE/ID"), in
// any of these meanings.
func (e *Erasures) Which(ctx context.Context, p auth.Principal, text string) (found []ringdex.Erasure, err error) {
	all, err := e.List(ctx, p)
	if err != nil {
		return nil, err
	}
	h := hasher{e.deps.Key, p.Organization}
	keys, err := e.meanings(ctx, p, text)
	for _, k := range keys {
		hash, failed := h.of(k)
		if err = failed; err != nil {
			return nil, err
		}
		for _, one := range all {
			if one.Has(hash) && !slices.ContainsFunc(found, func(f ringdex.Erasure) bool { return f.ID == one.ID }) {
				found = append(found, one)
			}
		}
	}
	return found, err
}

// Sweep overwrites what erasures of the organization have left in the files of the database, unless
// that was done already. full is for PostgreSQL, see store.Sweep, and does it in any case.
func (e *Erasures) Sweep(ctx context.Context, org ringdex.OrganizationID, full bool) error {
	open, err := e.unswept(ctx, org)
	if err != nil || len(open) == 0 && !full {
		return err
	}
	if err := e.deps.Sweep(ctx, full); err != nil {
		return err
	}
	return e.deps.Store.Update(ctx, org, func(w ringdex.Writer) error {
		for _, id := range open {
			one, err := ringdex.FindDocument[ringdex.Erasure](w, id.String())
			if err != nil {
				return err
			}
			one.Swept = e.deps.Clock()
			if err := w.PutDocument(one); err != nil {
				return err
			}
		}
		return nil
	})
}

func (e *Erasures) unswept(ctx context.Context, org ringdex.OrganizationID) (ids []ringdex.ID, err error) {
	err = e.deps.Store.View(ctx, org, func(r ringdex.Reader) error {
		all, err := ringdex.Documents[ringdex.Erasure](r)
		for i := range all {
			if all[i].Swept.IsZero() {
				ids = append(ids, all[i].ID)
			}
		}
		return err
	})
	return ids, err
}
