package storetest

import (
	"fmt"
	"strconv"
	"sync"
	"testing"

	"ringdex/internal/ringdex"
)

const (
	nodeWriters = 16
	nodeWrites  = 12 // of each, to the organization that all share
)

// Nodes has stores on one database, as different processes have them, write the same organization
// and others at the same time, while each of them is read all the time.
func Nodes(t *testing.T, stores ...Store) {
	t.Helper()
	f := newFixture(t, stores[0])
	var writers, readers sync.WaitGroup
	done := make(chan struct{})
	for _, st := range stores {
		readers.Go(func() { readAlways(t, st, f.org, done) })
	}
	for writer := range nodeWriters {
		writers.Go(func() { writeBoth(t, stores[writer%len(stores)], f.org, writer) })
	}
	writers.Wait()
	close(done)
	readers.Wait()
	for _, st := range stores {
		heads, err := st.Heads(t.Context())
		wantCode(t, err, "")
		wantEqual(t, "the number of organizations", len(heads), nodeWriters+1)
		wantEqual(t, "the head", heads[f.org], 2*nodeWriters*nodeWrites)
		Verify(t, st)
	}
	settingsReach(t, stores, f.org)
}

// writeBoth alternates writes to the shared organization and to its own.
func writeBoth(t *testing.T, st Store, shared ringdex.OrganizationID, writer int) {
	own, err := st.PutOrganization(t.Context(), ringdex.Organization{Key: fmt.Sprint("of writer ", writer)})
	wantCode(t, err, "")
	for i := range nodeWrites {
		for _, org := range []ringdex.OrganizationID{shared, own.ID} {
			err := st.Update(t.Context(), org, func(w ringdex.Writer) error { return writePair(w, writer, i) })
			wantCode(t, err, "")
		}
		if i == writer%nodeWrites { // which takes the organization as well, and all of them before
			_, err := st.PutOrganization(t.Context(), ringdex.Organization{ID: shared, Key: ringdex.DefaultOrganization, Name: own.Key})
			wantCode(t, err, "")
		}
	}
}

// writePair makes two contacts whose entries must stand beside each other, each with the sequence
// before it.
func writePair(w ringdex.Writer, writer, i int) error {
	var changes []ringdex.Change
	for part := range 2 {
		name := fmt.Sprintf("%d-%d-%d", writer, i, part)
		c := &ringdex.Contact{
			ID: ringdex.NewID(at(writer)), Version: 1, UserName: name, Emails: []string{"all@example.com", name + "@example.com"},
			ExternalIDs: []ringdex.ExternalID{{Source: "crm", ID: name}},
		}
		change := created(c)
		change.Cause.Actor = strconv.FormatInt(w.Head().Changes+int64(part), 10)
		changes = append(changes, change)
	}
	return w.Apply(changes)
}

// readAlways follows the journal of an organization. Nothing may appear behind its cursor, nor half
// a transaction.
func readAlways(t *testing.T, st Store, org ringdex.OrganizationID, done <-chan struct{}) {
	cursor := int64(0)
	read := func(r ringdex.Reader) error {
		wantEqual(t, "half a pair", r.Head().Changes%2, 0)
		changes, err := r.Changes(cursor, 7)
		for _, c := range changes {
			wantEqual(t, "what its writer saw before", c.Cause.Actor, strconv.FormatInt(cursor, 10))
			cursor++
			wantEqual(t, "the next sequence", c.Seq, cursor)
		}
		if len(changes) == 0 {
			wantEqual(t, "the head at the journal's end", r.Head().Changes, cursor)
		}
		return err
	}
	for ended := false; !ended; {
		select {
		case <-done:
			ended = true
		default:
		}
		if err := st.View(t.Context(), org, read); err != nil {
			t.Errorf("a reader: %v", err)
			return
		}
	}
}

// settingsReach wants what one store changes to be what all read next.
func settingsReach(t *testing.T, stores []Store, org ringdex.OrganizationID) {
	t.Helper()
	for i, writer := range stores {
		title := fmt.Sprint("title ", i)
		wantCode(t, writer.Update(t.Context(), org, func(w ringdex.Writer) error {
			_, err := ringdex.PutField(w, ringdex.Field{ID: 1, Kind: ringdex.KindContact, Title: title, Type: ringdex.TypeText})
			return err
		}), "")
		for _, reader := range stores {
			wantCode(t, reader.View(t.Context(), org, func(r ringdex.Reader) error {
				fields, err := ringdex.Fields(r)
				if err == nil {
					wantEqual(t, "the title", fields[0].Title, title)
				}
				return err
			}), "")
		}
	}
}
