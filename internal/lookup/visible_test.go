package lookup

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"ringdex/internal/ringdex"
)

// TestReadYourWrites has several writers, and the follower, work on one organization. Each asks for what it wrote the
// moment that its write returns.
func TestReadYourWrites(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	var late atomic.Int64
	st := f.Visible(f.Store, func(context.Context) { late.Add(1) })
	following, end := context.WithCancel(t.Context())
	var all, follower sync.WaitGroup
	follower.Go(func() { f.Follow(following) })
	const writers, writes = 8, 50
	for writer := range writers {
		all.Go(func() {
			for i := range writes {
				f.writeAndAsk(st, fmt.Sprintf("+420603%03d%03d", writer, i))
			}
		})
	}
	all.Wait()
	end()
	follower.Wait()
	wantEqual(t, late.Load(), int64(0))
	wantEqual(t, f.Stats(), Stats{})
	f.checkTable(t)
}

// writeAndAsk makes a contact with a number, and takes it away again.
func (f *fixture) writeAndAsk(st ringdex.Store, number string) {
	c := person("Jan", number)
	for _, change := range []ringdex.Change{
		{Ref: c.Ref(), Action: ringdex.Created, Contact: ringdex.Images[ringdex.Contact]{After: c}},
		{Ref: c.Ref(), Action: ringdex.Deleted, Contact: ringdex.Images[ringdex.Contact]{Before: c}},
	} {
		err := st.Update(f.t.Context(), f.org, func(w ringdex.Writer) error { return w.Apply([]ringdex.Change{change}) })
		if err != nil {
			f.t.Error(err)
		}
		if found := f.Find(f.org, number).Total == 1; found != (change.Action == ringdex.Created) {
			f.t.Errorf("%s was %s, and found is %t", number, change.Action, found)
		}
	}
}

// TestReadYourWritesInANewOrganization: the index loads it when its first record is written.
func TestReadYourWritesInANewOrganization(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.org = f.putOrganization(ringdex.Organization{Key: "new"})
	f.writeAndAsk(f.Visible(f.Store, nil), "+420603303963")
}

// unread is a store that can be written and not read.
type unread struct{ ringdex.Store }

func (unread) View(context.Context, ringdex.OrganizationID, func(ringdex.Reader) error) error {
	return ringdex.Errorf(ringdex.Unavailable, "down")
}

// TestWriteStandsWhenTheIndexIsBehind: somebody else has written what cannot be read. The caller hears of it, and the
// write is no failure.
func TestWriteStandsWhenTheIndexIsBehind(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	whole, late := f.Store, 0
	f.create(whole, person("Eva", "+420603303964"))
	f.Store = unread{whole}
	f.create(f.Visible(whole, func(context.Context) { late++ }), person("Jan", "+420603303963"))
	wantEqual(t, late, 1)
	f.Store = whole
	f.catchUp()
	f.want("+420603303963", Exact, "Jan")
}

// TestWriterHandsItsRecordsOver: nothing is read.
func TestWriterHandsItsRecordsOver(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	whole := f.Store
	f.Store = unread{whole}
	f.create(f.Visible(whole, func(context.Context) { t.Error("late") }), person("Jan", "+420603303963"), person("Eva", "+420603303964"))
	f.want("+420603303963", Exact, "Jan")
	f.want("+420603303964", Exact, "Eva")
}

// TestLargeWriteIsHandedOverInPart: what is beyond the limit is read, in one transaction of three.
func TestLargeWriteIsHandedOverInPart(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	st := visible{Store: f.Store, index: f.Index, limit: 2}
	err := st.Update(t.Context(), f.org, func(w ringdex.Writer) error {
		for _, n := range []string{"1", "2", "3", "4"} {
			if err := w.Apply(created(person("Jan", "+42060330396"+n))); err != nil {
				return err
			}
		}
		return nil
	})
	wantEqual(t, err, nil)
	for _, n := range []string{"1", "2", "3", "4"} {
		f.want("+42060330396"+n, Exact, "Jan")
	}
	f.checkTable(t)
}

func (f *fixture) create(st ringdex.Store, contacts ...*ringdex.Contact) {
	err := st.Update(f.t.Context(), f.org, func(w ringdex.Writer) error { return w.Apply(created(contacts...)) })
	if err != nil {
		f.t.Fatal(err)
	}
}

func created(contacts ...*ringdex.Contact) (changes []ringdex.Change) {
	for _, c := range contacts {
		changes = append(changes, ringdex.Change{Ref: c.Ref(), Action: ringdex.Created, Contact: ringdex.Images[ringdex.Contact]{After: c}})
	}
	return changes
}
