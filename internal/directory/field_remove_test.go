package directory

import (
	"testing"
	"time"

	"ringdex/internal/ringdex"
	"ringdex/internal/store/storetest/enginetest"
)

// TestRemoveField: the values go with the field, from more records than one transaction clears, and
// other fields stay.
func TestRemoveField(t *testing.T) {
	t.Parallel()
	st := enginetest.Open(t)
	o, err := st.PutOrganization(t.Context(), ringdex.Organization{Key: ringdex.DefaultOrganization})
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 7, 1, 3, 0, 0, 0, time.UTC)
	d := New(st, func() time.Time { return now })
	var fields [2]ringdex.Field
	for i, key := range []string{"code", "note"} {
		fields[i], err = d.AddField(t.Context(), o.ID, ringdex.Field{Kind: ringdex.KindContact, Key: key, Title: key, Type: ringdex.TypeText})
		if err != nil {
			t.Fatal(err)
		}
	}
	const many = 2*clearAtOnce + 1
	changes := make([]ringdex.Change, many)
	for i := range changes {
		c := &ringdex.Contact{ID: ringdex.NewID(now), Version: 1, Created: now, Updated: now, LastName: "Nová", Custom: map[int64]string{fields[0].ID: "x", fields[1].ID: "y"}}
		changes[i] = ringdex.Change{Ref: c.Ref(), Action: ringdex.Created, Cause: ringdex.Cause{At: now}, Contact: ringdex.Images[ringdex.Contact]{After: c}}
	}
	if err := st.Update(t.Context(), o.ID, func(w ringdex.Writer) error { return w.Apply(changes) }); err != nil {
		t.Fatal(err)
	}
	f, used, err := d.FieldUse(t.Context(), o.ID, ringdex.KindContact, "code")
	if err != nil || f.ID != fields[0].ID || used != many {
		t.Fatalf("got field %d in %d records, %v; want %d in %d", f.ID, used, err, fields[0].ID, many)
	}
	if n, err := d.RemoveField(t.Context(), o.ID, f, ringdex.Cause{Actor: "test"}); err != nil || n != many {
		t.Fatalf("removed from %d records, %v; want %d", n, err, many)
	}
	if _, _, err := d.FieldUse(t.Context(), o.ID, ringdex.KindContact, "code"); ringdex.CodeOf(err) != ringdex.NotFound {
		t.Errorf("the field is still there: %v", err)
	}
	left := 0
	if err := st.View(t.Context(), o.ID, func(r ringdex.Reader) error {
		return r.EachContact(ringdex.Whole, func(c *ringdex.Contact) error {
			if c.Custom[fields[0].ID] != "" || c.Custom[fields[1].ID] != "y" || c.Version != 2 {
				t.Errorf("got the values %v at version %d", c.Custom, c.Version)
			}
			left++
			return nil
		})
	}); err != nil || left != many {
		t.Errorf("%d contacts are left, %v; want %d", left, err, many)
	}
}
