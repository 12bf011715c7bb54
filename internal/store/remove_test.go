package store_test

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
	"ringdex/internal/store"
)

// TestStatementsOfDeletions: on a server, how many statements deletions take does not depend on how
// many contacts are deleted. On both engines they take away what they name, and nothing else.
func TestStatementsOfDeletions(t *testing.T) {
	t.Parallel()
	for engine, open := range map[string]func(*testing.T) *store.Store{"sqlite": openSQLite, "postgres": openPostgres} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			st := open(t)
			st.LimitKeyLog(0) // merges in each transaction
			var statements atomic.Int64
			st.Trace(func(text string, _ []any) {
				if strings.HasPrefix(text, "DELETE") {
					statements.Add(1)
				}
			})
			at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
			o, err := st.PutOrganization(t.Context(), ringdex.Organization{Key: "deletions", Created: at})
			if err != nil {
				t.Fatal(err)
			}
			for _, n := range []int{10, 500} {
				statements.Store(0)
				putAndDelete(t, st, o.ID, at, n)
				if got := statements.Load(); engine == "postgres" && got != 6 {
					t.Errorf("%d deletions take %d statements, want 6: one a table", n, got)
				}
			}
		})
	}
}

// putAndDelete has n contacts made and deleted, but for the last, and looks for all of them by each
// key.
func putAndDelete(t *testing.T, st *store.Store, org ringdex.OrganizationID, at time.Time, n int) {
	t.Helper()
	var made, gone []ringdex.Change
	var want lookedFor
	for i := range n {
		c := sample(at, n, i)
		made = append(made, ringdex.Change{Ref: c.Ref(), Action: ringdex.Created, Contact: ringdex.Images[ringdex.Contact]{After: c}})
		gone = append(gone, ringdex.Change{Ref: c.Ref(), Action: ringdex.Deleted, Contact: ringdex.Images[ringdex.Contact]{Before: c}})
		want.add(c)
	}
	for _, changes := range [][]ringdex.Change{made, gone[:n-1]} {
		if err := st.Update(t.Context(), org, func(w ringdex.Writer) error { return w.Apply(changes) }); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := want.found(t, st, org); err != nil || got != "1 1 1 1 1 1" {
		t.Errorf("of %d contacts, all but one deleted, %s are found by id, number, e-mail, external id, user name and company (%v), want 1 by each", n, got, err)
	}
}

func sample(at time.Time, n, i int) *ringdex.Contact {
	key := fmt.Sprintf("%d-%d", n, i)
	return &ringdex.Contact{
		ID: ringdex.NewID(at), Version: 1, LastName: "N", UserName: "user" + key, Emails: []string{key + "@example.com"},
		Phones: []phone.Number{phone.Parse(fmt.Sprintf("+42060%03d%04d", n, i), nil)}, Companies: []int64{int64(n)},
		ExternalIDs: []ringdex.ExternalID{{Source: "crm", ID: key}}, Created: at, Updated: at,
	}
}

// lookedFor are the keys of contacts.
type lookedFor struct {
	ids                            []ringdex.ID
	numbers                        []phone.Digits
	emails, externalIDs, userNames []string
	company                        int64
}

func (l *lookedFor) add(c *ringdex.Contact) {
	l.ids, l.numbers = append(l.ids, c.ID), append(l.numbers, c.Phones[0].Digits())
	l.emails, l.userNames = append(l.emails, c.Emails[0]), append(l.userNames, c.UserName)
	l.externalIDs, l.company = append(l.externalIDs, c.ExternalIDs[0].ID), c.Companies[0]
}

// found says how many there are by each key.
func (l *lookedFor) found(t *testing.T, st *store.Store, org ringdex.OrganizationID) (counts string, err error) {
	t.Helper()
	err = st.View(t.Context(), org, func(r ringdex.Reader) error {
		ids, err := r.Contacts(l.ids)
		if err != nil {
			return err
		}
		numbers, err := ringdex.ContactsByPhone(r, l.numbers)
		if err != nil {
			return err
		}
		emails, err := ringdex.ContactsByEmail(r, l.emails)
		if err != nil {
			return err
		}
		externalIDs, err := ringdex.ContactsByExternalID(r, "crm", l.externalIDs)
		if err != nil {
			return err
		}
		userNames, err := ringdex.ContactsByUserName(r, l.userNames)
		if err != nil {
			return err
		}
		_, members, err := r.ListContacts(ringdex.ContactFilter{Company: l.company}, ringdex.Page{Limit: 10})
		counts = fmt.Sprint(len(ids), len(numbers), len(emails), len(externalIDs), len(userNames), members)
		return err
	})
	return counts, err
}
