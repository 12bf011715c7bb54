package lookup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"slices"
	"time"

	"ringdex/internal/ringdex"
)

// A start with a snapshot reads the table as a program has left it, and from the journal only what
// has happened since. A snapshot is derived: it can be deleted at any time, and one that does not
// fit is not used.

// Snapshots stores a snapshot for each organization.
type Snapshots interface {
	// Open opens the snapshot of an organization; fs.ErrNotExist if there is none.
	Open(org ringdex.OrganizationID) (io.ReadCloser, error)
	// Replace replaces it by what write writes, or leaves it as it was if write fails.
	Replace(org ringdex.OrganizationID, write func(io.Writer) error) error
	// Keep removes the snapshots of all other organizations.
	Keep(orgs []ringdex.OrganizationID) error
}

// smallTable is how many records are read from the database in no time.
const smallTable = 10_000

// lastChange is the change at the end of a snapshot. Another change at the same sequence means that
// the database was restored from a backup.
type lastChange struct {
	Seq   int64
	Ref   ringdex.Ref
	Cause ringdex.Cause
}

// changeAt returns the change with a sequence; its Seq is 0 if there is none.
func changeAt(r ringdex.JournalReader, seq int64) (lastChange, error) {
	changes, err := r.Changes(seq-1, 1)
	if err != nil || len(changes) == 0 || changes[0].Seq != seq {
		return lastChange{}, err
	}
	c := changes[0]
	c.Cause.At = c.Cause.At.UTC()
	return lastChange{c.Seq, c.Ref, c.Cause}, nil
}

// restored returns the table of a snapshot, current as of r, or nil if it has to be read from rows.
func (x *Index) restored(org ringdex.OrganizationID, r ringdex.Reader) *table {
	if x.deps.Snapshots == nil {
		return nil
	}
	t, err := x.restore(org, r)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		x.deps.Log.Info("the number index has no snapshot to start with", "organization", int64(org), "reason", err)
	}
	return t
}

func (x *Index) restore(org ringdex.OrganizationID, r ringdex.Reader) (*table, error) {
	file, err := x.deps.Snapshots.Open(org)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }() // it was only read
	t, err := readImage(file, func(h *imageHead) error { return x.fits(h, r) })
	if err != nil {
		return nil, err
	}
	t.saved = t.seq
	if err := x.refresh(t, r); err != nil {
		return nil, err
	}
	if err := t.catchUp(r); err != nil {
		return nil, err
	}
	return t, nil
}

// fits returns an error unless the snapshot is this program's, of this database, and nearly
// current.
func (x *Index) fits(h *imageHead, r ringdex.Reader) error {
	behind := r.Head().Changes - h.Last.Seq
	switch {
	case h.Program != x.deps.Program:
		return errors.New("another program has written it")
	case h.Last.Seq == 0 || behind < 0:
		return errors.New("it is not of this database")
	case behind > int64(h.Slots.Used/4):
		return fmt.Errorf("%d changes came since", behind)
	}
	last, err := changeAt(r, h.Last.Seq)
	if err == nil && last != h.Last {
		err = errors.New("it is not of this database")
	}
	return err
}

// Save writes a snapshot of each large table that has changed by so many parts of a thousand of its
// records; 0 means at all. Writers of that organization wait meanwhile; lookups do not.
func (x *Index) Save(ctx context.Context, parts int64) error {
	if x.deps.Snapshots == nil || !x.Ready() {
		return nil
	}
	all := slices.Collect(maps.Keys(*x.tables.Load()))
	err := x.deps.Snapshots.Keep(all)
	for _, org := range all {
		err = errors.Join(err, x.save(ctx, org, parts))
	}
	return err
}

func (x *Index) save(ctx context.Context, org ringdex.OrganizationID, parts int64) error {
	t := x.table(org)
	if err := t.catching.Acquire(ctx, 1); err != nil {
		return err
	}
	defer t.catching.Release(1)
	t.staged.mu.Lock()
	defer t.staged.mu.Unlock()
	if t.slots.used < x.smallTable || !t.worthSaving(parts) {
		return nil
	}
	var last lastChange
	err := x.deps.Store.View(ctx, org, func(r ringdex.Reader) (err error) {
		last, err = changeAt(r, t.seq)
		return err
	})
	if err != nil || last.Seq == 0 {
		return err
	}
	t.dropDead() // a snapshot has no cards and no words of records that are gone
	t.absorb()
	t.words.Purge(t)
	words := t.words.Image()
	err = x.deps.Snapshots.Replace(org, func(to io.Writer) error {
		return t.writeImage(to, t.imageHead(x.deps.Program, last, words), words.Parts)
	})
	if err == nil {
		t.saved = t.seq
	}
	return err
}

// worthSaving reports whether the table has changed, and has no records that are not published:
// slots of a staging run, or of changes that could not be read to the end.
func (t *table) worthSaving(parts int64) bool {
	changed := t.seq - t.saved
	return changed > 0 && changed >= parts*int64(t.slots.used)/1000 && len(t.staged.slots)+len(t.retired)+len(t.fresh) == 0
}

// Saving while the program runs: so often, and if so many parts of a thousand have changed.
const (
	saveEvery = 10 * time.Minute
	saveParts = 125
)

// saveLimit bounds the time of saving when a program stops.
const saveLimit = 20 * time.Second

// saveAll saves, also when ctx has ended.
func (x *Index) saveAll(ctx context.Context, parts int64) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), saveLimit)
	defer cancel()
	if err := x.Save(ctx, parts); err != nil {
		x.deps.Log.Warn("the number index could not save its snapshot; the next start may read all records", "error", err)
	}
}
