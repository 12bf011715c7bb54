package lookup

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"ringdex/internal/ringdex"
)

// TestReadYourWrites has several writers, and the follower, work on one organization. Each asks for
// what it wrote the moment that its write returns.
func TestReadYourWrites(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	var late atomic.Int64
	st := f.Visible(f.deps.Store, func(context.Context) { late.Add(1) })
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
	for _, change := range []ringdex.Change{changed(nil, c), changed(c, nil)} {
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
	f.writeAndAsk(f.Visible(f.deps.Store, nil), "+420603303963")
}

// unread is a store that can be written and not read.
type unread struct{ ringdex.Store }

func (unread) View(context.Context, ringdex.OrganizationID, func(ringdex.Reader) error) error {
	return ringdex.Errorf(ringdex.Unavailable, "down")
}

// TestWriteStandsWhenTheIndexIsBehind: somebody else has written what cannot be read. The caller
// hears of it, and the write is no failure.
func TestWriteStandsWhenTheIndexIsBehind(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	whole, late := f.deps.Store, 0
	f.create(whole, person("Eva", "+420603303964"))
	f.deps.Store = unread{whole}
	f.create(f.Visible(whole, func(context.Context) { late++ }), person("Jan", "+420603303963"))
	wantEqual(t, late, 1)
	f.deps.Store = whole
	f.catchUp()
	f.want("+420603303963", Exact, "Jan")
}

// TestWriterHandsItsRecordsOver: nothing is read.
func TestWriterHandsItsRecordsOver(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	whole := f.deps.Store
	f.deps.Store = unread{whole}
	f.create(f.Visible(whole, func(context.Context) { t.Error("late") }), person("Jan", "+420603303963"), person("Eva", "+420603303964"))
	f.want("+420603303963", Exact, "Jan")
	f.want("+420603303964", Exact, "Eva")
}

// TestFailedWriteLeavesTheIndex: what a transaction made, changed and deleted before it failed is
// as it was, also for those that come after it.
func TestFailedWriteLeavesTheIndex(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	st, failure := f.Visible(f.deps.Store, nil), errors.New("no")
	jan, eva, new := person("Jan", "+420603303961"), person("Eva", "+420603303962"), person("Nový", "+420603303963")
	f.create(st, jan, eva)
	renamed, again := *jan, *jan
	renamed.FirstName, renamed.Version = "Petr", 2
	again.FirstName, again.Version = "Pavel", 3
	err := st.Update(t.Context(), f.org, func(w ringdex.Writer) error {
		return cmp.Or(w.Apply(append(created(new), changed(jan, &renamed), changed(&renamed, &again), changed(eva, nil))), failure)
	})
	wantEqual(t, errors.Is(err, failure), true)
	f.want("+420603303961", Exact, "Jan")
	f.want("+420603303962", Exact, "Eva")
	wantEqual(t, f.Find(f.org, "+420603303963").Total, 0)
	f.checkTable(t)
	f.create(st, new)
	f.want("+420603303963", Exact, "Nový")
	f.checkTable(t)
}

// TestNothingShowsBeforeTheCommit: of a large transaction neither.
func TestNothingShowsBeforeTheCommit(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	err := f.Visible(f.deps.Store, nil).Update(t.Context(), f.org, func(w ringdex.Writer) error {
		err := w.Apply(created(person("Jan", "+420603303963")))
		wantEqual(t, f.Find(f.org, "+420603303963").Total, 0)
		f.catchUp() // does not wait for the writer, and does not show what it has
		wantEqual(t, f.Find(f.org, "+420603303963").Total, 0)
		return err
	})
	wantEqual(t, err, nil)
	f.want("+420603303963", Exact, "Jan")
}

func (f *fixture) create(st ringdex.Store, contacts ...*ringdex.Contact) {
	err := st.Update(f.t.Context(), f.org, func(w ringdex.Writer) error { return w.Apply(created(contacts...)) })
	if err != nil {
		f.t.Fatal(err)
	}
}

func created(contacts ...*ringdex.Contact) (changes []ringdex.Change) {
	for _, c := range contacts {
		changes = append(changes, changed(nil, c))
	}
	return changes
}

// changed is the change between two states of a contact, one of which may be nil.
func changed(was, is *ringdex.Contact) ringdex.Change {
	action := ringdex.Updated
	switch {
	case was == nil:
		action = ringdex.Created
	case is == nil:
		action = ringdex.Deleted
	}
	return ringdex.Change{Ref: cmp.Or(is, was).Ref(), Action: action, Contact: ringdex.Images[ringdex.Contact]{Before: was, After: is}}
}
