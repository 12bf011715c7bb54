package storetest

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"ringdex/internal/ringdex"
)

var concurrency = suite{
	"readers of the journal see all of it, in order": journalReaders,
	"organizations write at the same time":           organizationsWrite,
	"numbers of companies are given out once":        companyNumbersOnce,
	"one of many gets what only one can have":        oneOfMany,
	"one of many gets the key of an organization":    oneOrganization,
	"organizations are numbered once":                organizationNumbers,
}

const (
	writers = 8
	writes  = 20 // of each
)

// together runs fn in as many goroutines as there are writers, and waits for them.
func together(fn func(writer int)) {
	var all sync.WaitGroup
	for i := range writers {
		all.Go(func() { fn(i) })
	}
	all.Wait()
}

// journalReaders has writers change a contact that all of them share, and make contacts of their
// own, now and then in vain, while readers follow with their own cursors. That sequences are given
// out in the order in which they become visible is the promise on which every reader of the journal
// stands.
func journalReaders(t *testing.T, f *fixture) {
	shared := f.contact(func(c *ringdex.Contact) { c.LastName = "shared" })
	done := make(chan struct{})
	var readers sync.WaitGroup
	for _, portion := range []int{3, 1000} {
		readers.Go(func() { follow(t, f, done, (&changeReader{t: t, portion: portion}).read) })
		readers.Go(func() { follow(t, f, done, (&mirror{t: t, portion: portion, kept: none[ringdex.ID, int64]()}).read) })
	}
	together(func(writer int) {
		for i := range writes {
			if err := f.write(shared.ID, writer, i); err != nil {
				t.Errorf("writer %d: %v", writer, err)
			}
		}
	})
	close(done)
	readers.Wait()
	f.view(func(r ringdex.Reader) error {
		c, err := ringdex.ContactByID(r, shared.ID)
		wantEqual(t, "the version of what all have written", c.Version, int64(writers*writes+1))
		wantEqual(t, "the head", r.Head().Changes, int64(2*writers*writes+1))
		return err
	})
}

// write changes the shared contact and makes one of the writer's own; sometimes it fails first.
func (f *fixture) write(shared ringdex.ID, writer, i int) error {
	inVain := errors.New("in vain")
	try := func(w ringdex.Writer) error {
		c, err := ringdex.ContactByID(w, shared)
		if err != nil {
			return err
		}
		change := updated(c, func(c *ringdex.Contact) { c.Note = fmt.Sprint("by writer ", writer) })
		mine := created(&ringdex.Contact{ID: ringdex.NewID(at(1000*writer + i)), Version: 1})
		change.Cause.Actor, mine.Cause.Actor = fmt.Sprint(writer), fmt.Sprint(writer)
		change.Cause.At, mine.Cause.At = at(i), at(i)
		return w.Apply([]ringdex.Change{change, mine})
	}
	if i%4 == 3 {
		err := f.Update(f.t.Context(), f.org, func(w ringdex.Writer) error { return errors.Join(try(w), inVain) })
		if !errors.Is(err, inVain) {
			return fmt.Errorf("got %w, want the function's own error", err)
		}
	}
	return f.Update(f.t.Context(), f.org, try)
}

// follow has read called with one snapshot after the other, as signals come, and once more when all
// is done.
func follow(t *testing.T, f *fixture, done <-chan struct{}, read func(r ringdex.Reader) error) {
	signal := f.Subscribe()
	for ended := false; ; {
		if err := f.View(t.Context(), f.org, read); err != nil {
			t.Errorf("a reader of the journal: %v", err)
			return
		}
		if ended {
			return
		}
		select {
		case <-signal:
		case <-done:
			ended = true
		}
	}
}

// changeReader reads the journal and requires each change once and in order, from any writer.
type changeReader struct {
	t       *testing.T
	portion int
	cursor  int64
	of      [writers]int // changes seen of each writer
	version int64        // of the shared contact, as images show it
}

func (c *changeReader) read(r ringdex.Reader) error {
	for c.cursor < r.Head().Changes {
		changes, err := r.Changes(c.cursor, c.portion)
		if err != nil {
			return err
		}
		if len(changes) == 0 || len(changes) > c.portion {
			return fmt.Errorf("%d changes after %d of %d", len(changes), c.cursor, r.Head().Changes)
		}
		for i := range changes {
			c.take(&changes[i])
		}
	}
	if changes, err := r.Changes(c.cursor, 1); err != nil || len(changes) > 0 {
		return fmt.Errorf("beyond the head %d: %v, %w", r.Head().Changes, changes, err)
	}
	return nil
}

func (c *changeReader) take(change *ringdex.Change) {
	c.cursor++
	wantEqual(c.t, "the next sequence", change.Seq, c.cursor)
	if c.cursor == 1 {
		return // the creation of the shared contact
	}
	var writer int
	if _, err := fmt.Sscan(change.Cause.Actor, &writer); err != nil {
		c.t.Error(err)
	}
	wantEqual(c.t, "the time of a writer's next change", change.Cause.At, at(c.of[writer]/2))
	c.of[writer]++
	if change.Action == ringdex.Updated {
		c.version++
		wantEqual(c.t, "the version before", change.Contact.Before.Version, c.version)
	}
}

// mirror keeps versions of contacts by following what Refs says, as the number index does. It must
// agree with the store after each reading.
type mirror struct {
	t       *testing.T
	portion int
	cursor  int64
	kept    map[ringdex.ID]int64
}

func (m *mirror) read(r ringdex.Reader) error {
	for m.cursor < r.Head().Changes {
		refs, next, err := r.Refs(m.cursor, m.portion)
		if err != nil {
			return err
		}
		if next <= m.cursor || next > m.cursor+int64(m.portion) {
			return fmt.Errorf("after %d comes %d", m.cursor, next)
		}
		m.cursor = next
		for _, ref := range refs {
			c, err := ringdex.ContactByID(r, ref.Contact)
			if err != nil {
				return err
			}
			m.kept[c.ID] = c.Version
		}
	}
	all := none[ringdex.ID, int64]()
	err := r.EachContact(ringdex.Whole, func(c *ringdex.Contact) error { all[c.ID] = c.Version; return nil })
	wantEqual(m.t, "versions by following the journal", m.kept, all)
	return err
}

func organizationsWrite(t *testing.T, f *fixture) {
	orgs := make([]ringdex.OrganizationID, writers)
	for i := range orgs {
		orgs[i] = f.addOrganization(fmt.Sprint("organization ", i))
	}
	together(func(writer int) {
		for i := range writes {
			c := &ringdex.Contact{ID: ringdex.NewID(at(i)), Version: 1, UserName: fmt.Sprint("user ", i)}
			if err := f.Update(t.Context(), orgs[writer], func(w ringdex.Writer) error { return w.Apply([]ringdex.Change{created(c)}) }); err != nil {
				t.Errorf("writer %d: %v", writer, err)
			}
		}
	})
	want := map[ringdex.OrganizationID]int64{f.org: 0}
	for _, org := range orgs {
		want[org] = writes
	}
	heads, err := f.Heads(t.Context())
	wantCode(t, err, "")
	wantEqual(t, "Heads", heads, want)
}

func companyNumbersOnce(t *testing.T, f *fixture) {
	var kept sync.Map
	var count atomic.Int64
	together(func(writer int) {
		for i := range writes {
			var id int64
			err := f.Update(t.Context(), f.org, func(w ringdex.Writer) error {
				id = w.NewCompanyID()
				err := w.Apply([]ringdex.Change{createdCompany(&ringdex.Company{ID: id, Name: fmt.Sprint("by ", writer), Version: 1})})
				if i%3 == 0 {
					err = errors.Join(err, errors.New("in vain"))
				}
				return err
			})
			if err != nil {
				continue
			}
			count.Add(1)
			if other, taken := kept.LoadOrStore(id, writer); taken {
				t.Errorf("company %d was given to writer %d and to %d", id, writer, other)
			}
		}
	})
	f.view(func(r ringdex.Reader) error {
		_, total, err := r.ListCompanies(ringdex.CompanyFilter{}, ringdex.Page{})
		wantEqual(t, "the number of companies", total, count.Load())
		return err
	})
}

// oneOfMany: of concurrent writers of a unique value, exactly one succeeds.
func oneOfMany(t *testing.T, f *fixture) {
	f.uniqueField(ringdex.KindContact)
	for what, edit := range map[string]func(*ringdex.Contact){
		"user name": userName("jana"), "external id": externalIDOf("crm", "1"), "unique value": customValue("1"),
	} {
		var got atomic.Int64
		together(func(writer int) {
			c := &ringdex.Contact{ID: ringdex.NewID(at(writer)), Version: 1}
			edit(c)
			err := f.Update(t.Context(), f.org, func(w ringdex.Writer) error { return w.Apply([]ringdex.Change{created(c)}) })
			if err == nil {
				got.Add(1)
			} else {
				wantCode(t, err, ringdex.Conflict)
			}
		})
		wantEqual(t, "how many got the "+what, got.Load(), 1)
	}
}

func oneOrganization(t *testing.T, f *fixture) {
	var got atomic.Int64
	together(func(writer int) {
		o := ringdex.Organization{Key: "acme"}
		if writer%2 == 0 {
			o = ringdex.Organization{Key: fmt.Sprint("zenith", writer), Hosts: []string{"zenith.example"}}
		}
		if _, err := f.PutOrganization(t.Context(), o); err == nil {
			got.Add(1)
		} else {
			wantCode(t, err, ringdex.Conflict)
		}
	})
	wantEqual(t, "how many got a key or a host", got.Load(), 2)
}

func organizationNumbers(t *testing.T, f *fixture) {
	var ids sync.Map
	together(func(writer int) {
		o, err := f.PutOrganization(t.Context(), ringdex.Organization{Key: fmt.Sprint("organization ", writer)})
		wantCode(t, err, "")
		if other, taken := ids.LoadOrStore(o.ID, writer); taken {
			t.Errorf("organization %d is that of %d and %d", o.ID, writer, other)
		}
	})
	all, err := f.Organizations(t.Context())
	wantCode(t, err, "")
	wantEqual(t, "the number of organizations", len(all), writers+1)
}
