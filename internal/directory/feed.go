package directory

import (
	"context"
	"time"

	"ringdex/internal/auth"
	"ringdex/internal/ringdex"
)

// Feed is a portion of the journal, with what shows it.
type Feed struct {
	Changes   []ringdex.Change // oldest first, with their images
	Next      int64            // the sequence after which the next portion begins
	More      bool             // there is more already
	Fields    []ringdex.Field
	Companies map[int64]*ringdex.Company
}

// Changes returns at most limit changes after a sequence, for callers that keep a copy in step.
// Denied without the right to read the directory.
func (d *Records) Changes(ctx context.Context, p auth.Principal, after int64, limit int) (f Feed, err error) {
	if err := p.Require(auth.Read); err != nil {
		return f, err
	}
	err = d.store.View(ctx, p.Organization, func(r ringdex.Reader) (err error) {
		f = Feed{Next: after}
		if f.Changes, err = r.Changes(after, limit); err != nil || len(f.Changes) == 0 {
			return err
		}
		if err := r.FillAfter(f.Changes, nil); err != nil {
			return err
		}
		f.Next = f.Changes[len(f.Changes)-1].Seq
		f.More = f.Next < r.Head().Changes
		hide(f.Changes, access{who: p, all: true})
		return f.complete(r)
	})
	return f, err
}

func (f *Feed) complete(r ringdex.Reader) (err error) {
	var contacts []*ringdex.Contact
	for i := range f.Changes {
		if c := f.Changes[i].Contact.Record(); c != nil {
			contacts = append(contacts, c)
		}
	}
	if f.Companies, err = r.Companies(companiesOf(contacts...)); err != nil {
		return err
	}
	f.Fields, err = ringdex.Fields(r)
	return err
}

// Head returns the sequence of the newest change. Denied without the right to read the directory.
func (d *Records) Head(ctx context.Context, p auth.Principal) (seq int64, err error) {
	if err := p.Require(auth.Read); err != nil {
		return 0, err
	}
	err = d.store.View(ctx, p.Organization, func(r ringdex.Reader) error {
		seq = r.Head().Changes
		return nil
	})
	return seq, err
}

// pollEvery is how often Await reads the head: other nodes may commit without a signal.
const pollEvery = 250 * time.Millisecond

// Await returns when there is a change after a sequence, or when ctx ends: found tells which.
func (d *Records) Await(ctx context.Context, p auth.Principal, after int64) (found bool, err error) {
	ticker := time.NewTicker(pollEvery)
	defer ticker.Stop()
	for {
		head, err := d.Head(ctx, p)
		switch {
		case ctx.Err() != nil:
			return false, nil
		case err != nil || head > after:
			return err == nil, err
		}
		select {
		case <-ctx.Done():
			return false, nil
		case <-ticker.C:
		}
	}
}
