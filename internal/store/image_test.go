package store_test

import (
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"ringdex/internal/ringdex"
	"ringdex/internal/store"
)

// TestStatementsOfImages: how many statements the images of a window of the journal take does not
// depend on how many changes it has, whether the images are in the journal or in the rows.
func TestStatementsOfImages(t *testing.T) {
	t.Parallel()
	for engine, open := range map[string]func(*testing.T) *store.Store{"sqlite": openSQLite, "postgres": openPostgres} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			st := open(t)
			var statements atomic.Int64
			st.Trace(func(string, []any) { statements.Add(1) })
			org := changedTwice(t, st, 1000)
			for _, window := range []int{10, 1000} {
				err := st.View(t.Context(), org, func(r ringdex.Reader) error {
					changes, err := r.Changes(0, window)
					if err != nil {
						return err
					}
					statements.Store(0)
					err = r.FillAfter(changes, nil)
					for i := range changes { // every other one has its image in the journal, the others in their rows
						if got, want := changes[i].Contact.After.Note, strconv.Itoa(i%2*i); got != want {
							t.Errorf("change %d of %d came to %q, want %q", i, window, got, want)
						}
					}
					return err
				})
				if err != nil {
					t.Error(err)
				}
				if got := statements.Load(); got != 2 {
					t.Errorf("%d images take %d statements, want 2: one for the journal, one for the rows", window, got)
				}
			}
		})
	}
}

// changedTwice has contacts made, and then every other one changed and changed again.
func changedTwice(t *testing.T, st *store.Store, contacts int) ringdex.OrganizationID {
	t.Helper()
	at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	o, err := st.PutOrganization(t.Context(), ringdex.Organization{Key: "images", Created: at})
	if err != nil {
		t.Fatal(err)
	}
	var made, again []ringdex.Change
	for i := range contacts {
		c := &ringdex.Contact{ID: ringdex.NewID(at), Version: 1, LastName: "N", Note: strconv.Itoa(i % 2 * i), Created: at, Updated: at}
		made = append(made, ringdex.Change{Ref: c.Ref(), Action: ringdex.Created, Cause: ringdex.Cause{At: at}, Contact: ringdex.Images[ringdex.Contact]{After: c}})
		if i%2 == 1 {
			is := c.Clone()
			is.Version, is.Note = 2, "later"
			again = append(again, ringdex.Change{Ref: c.Ref(), Action: ringdex.Updated, Cause: ringdex.Cause{At: at}, Contact: ringdex.Images[ringdex.Contact]{Before: c, After: is}})
		}
	}
	for _, changes := range [][]ringdex.Change{made, again} {
		if err := st.Update(t.Context(), o.ID, func(w ringdex.Writer) error { return w.Apply(changes) }); err != nil {
			t.Fatal(err)
		}
	}
	return o.ID
}
