package lookup

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"ringdex/internal/journal"
	"ringdex/internal/ringdex"
)

// poll is the interval at which the journal is polled: changes made by other processes send no
// signal.
const poll = 200 * time.Millisecond

// Load fills the index from the store. Lookups that arrive during the load see what is loaded so
// far.
func (x *Index) Load(ctx context.Context) error {
	organizations, err := x.deps.Store.Organizations(ctx)
	if err != nil {
		return fmt.Errorf("fill the number index: %w", err)
	}
	for _, o := range organizations {
		if err := x.load(ctx, o.ID); err != nil {
			return fmt.Errorf("fill the number index of %s: %w", o.Key, err)
		}
	}
	x.ready.Store(true)
	return nil
}

func (x *Index) load(ctx context.Context, org ringdex.OrganizationID) error {
	var t *table
	err := x.deps.Store.View(ctx, org, func(r ringdex.Reader) error {
		if t = x.restored(org, r); t != nil {
			return nil
		}
		t = newTable()
		if err := x.refresh(t, r); err != nil {
			return err
		}
		l := loader{t: t, seq: r.Head().Changes}
		if err := r.EachCompany(func(c *ringdex.Company) error { return l.add(companySubject(c)) }); err != nil {
			return err
		}
		if err := r.EachContact(ringdex.CallerOnly, func(c *ringdex.Contact) error { return l.add(contactSubject(c)) }); err != nil {
			return err
		}
		t.apply(l.subjects, l.seq)
		return nil
	})
	if err != nil {
		return err
	}
	x.addTable(org, t)
	return nil
}

// loader adds subjects to a table in batches.
type loader struct {
	t        *table
	seq      int64
	subjects []subject
}

func (l *loader) add(s subject) error {
	if l.subjects = append(l.subjects, s); len(l.subjects) == 1024 {
		l.t.apply(l.subjects, 0)
		l.subjects = l.subjects[:0]
	}
	return nil
}

// Follow applies journal changes to the index until ctx ends, and saves snapshots. It logs failures
// and retries.
func (x *Index) Follow(ctx context.Context) {
	var keeping sync.WaitGroup
	keeping.Go(func() { x.keepWords(ctx) })
	defer keeping.Wait()
	x.saveAll(ctx, saveParts)
	refreshed, saved := time.Now(), time.Now()
	_ = journal.Watch(ctx, journal.Watched{Committed: x.deps.Store.Subscribe(), Every: poll}, func() (more bool) {
		refresh := time.Since(refreshed) >= time.Second
		if refresh {
			refreshed = time.Now()
		}
		if time.Since(saved) >= saveEvery {
			saved = time.Now()
			x.saveAll(ctx, saveParts)
		}
		if err := x.CatchUp(ctx, refresh); err != nil && ctx.Err() == nil {
			x.deps.Log.Error("the number index could not read the journal; trying again", "error", err)
		}
		return false
	}) // the only error is that of ctx
	x.saveAll(ctx, 0)
}

// CatchUp applies what the journal has by now, and reloads the settings if asked. It skips an
// organization that cannot be read, and one whose table a writer holds: that writer publishes its
// changes itself.
func (x *Index) CatchUp(ctx context.Context, settings bool) error {
	heads, err := x.deps.Store.Heads(ctx)
	if err != nil {
		return err
	}
	for org, head := range heads {
		err = errors.Join(err, x.follow(ctx, org, head, settings))
	}
	return err
}

func (x *Index) follow(ctx context.Context, org ringdex.OrganizationID, head int64, settings bool) error {
	t := x.table(org)
	if t == nil {
		return x.loadOnce(ctx, org)
	}
	if settings {
		if err := x.deps.Store.View(ctx, org, func(r ringdex.Reader) error { return x.refresh(t, r) }); err != nil {
			return err
		}
	}
	if head <= t.known() || !t.catching.TryAcquire(1) {
		return nil
	}
	defer t.catching.Release(1)
	return x.deps.Store.View(ctx, org, t.catchUp)
}

// turn is how long catchUpOne waits for the table before it checks whether the table is already
// current: the holder may be in a long transaction and have published the awaited change earlier.
const turn = 20 * time.Millisecond

// catchUpOne returns when an organization is at head or beyond, no matter which goroutine brought
// it there.
func (x *Index) catchUpOne(ctx context.Context, org ringdex.OrganizationID, head int64) error {
	t := x.table(org)
	if t == nil {
		return x.loadOnce(ctx, org)
	}
	for head > t.known() {
		waiting, cancel := context.WithTimeout(ctx, turn)
		err := t.catching.Acquire(waiting, 1)
		cancel()
		switch {
		case err == nil:
			err = x.deps.Store.View(ctx, org, t.catchUp)
			t.catching.Release(1)
			if err != nil {
				return err
			}
		case ctx.Err() != nil:
			return context.Cause(ctx)
		}
	}
	return nil
}

// loadOnce loads an organization that is new here.
func (x *Index) loadOnce(ctx context.Context, org ringdex.OrganizationID) error {
	if err := x.loading.Acquire(ctx, 1); err != nil {
		return err
	}
	defer x.loading.Release(1)
	if x.table(org) != nil {
		return nil
	}
	return x.load(ctx, org)
}

func (t *table) known() int64 {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.seq
}

// catchUp reads the records that changed since, as they are in one snapshot. They become visible
// together, so a lookup never sees half a transaction.
func (t *table) catchUp(r ringdex.Reader) error {
	known := t.known()
	err := journal.Records(r, known, func(refs []ringdex.Ref) error {
		subjects, err := gather(r, refs)
		if err == nil {
			t.prepare(subjects)
		}
		return err
	})
	if err != nil {
		return err
	}
	if known < r.Head().Changes {
		t.show(r.Head().Changes)
	}
	return nil
}

// gather reads the current records; a deleted one gets no card.
func gather(r ringdex.Reader, refs []ringdex.Ref) ([]subject, error) {
	var ids []ringdex.ID
	var numbers []int64
	for _, ref := range refs {
		if ref.Kind == ringdex.KindCompany {
			numbers = append(numbers, ref.Company)
		} else {
			ids = append(ids, ref.Contact)
		}
	}
	contacts, err := r.Contacts(ids)
	if err != nil {
		return nil, err
	}
	companies, err := r.Companies(numbers)
	if err != nil {
		return nil, err
	}
	subjects := make([]subject, 0, len(refs))
	for _, ref := range refs {
		s := subject{ref: ref}
		if c := contacts[ref.Contact]; ref.Kind == ringdex.KindContact && c != nil {
			s = contactSubject(c)
		} else if c := companies[ref.Company]; ref.Kind == ringdex.KindCompany && c != nil {
			s = companySubject(c)
		}
		subjects = append(subjects, s)
	}
	return subjects, nil
}

// refresh reads the organization's settings.
func (x *Index) refresh(t *table, r ringdex.Reader) error {
	o, err := r.Organization()
	if err != nil {
		return err
	}
	sources, err := ringdex.Documents[ringdex.Source](r)
	if err != nil {
		return err
	}
	s := &settings{regions: x.deps.Regions, ladder: o.Settings.Ladder, guesses: o.Settings.Guesses, priority: map[string]int{}}
	if len(o.Settings.Regions) > 0 {
		s.regions = o.Settings.Regions
	}
	for _, source := range sources {
		s.priority[source.Key] = source.Priority
	}
	t.settings.Store(s)
	return nil
}
