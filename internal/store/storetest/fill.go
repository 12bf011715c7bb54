package storetest

import (
	"errors"
	"fmt"
	"testing"

	"ringdex/internal/jobs"
	"ringdex/internal/message"
	"ringdex/internal/ringdex"
)

// Fill puts into an empty store two organizations with something in every table, and as many plain
// contacts in the first one, each changed once. It is what tests of whole databases, such as
// copies, begin with.
func Fill(t *testing.T, st Store, contacts int) {
	t.Helper()
	st.LimitKeyLog(0)
	f := newFixture(t, st)
	for _, f := range []*fixture{f, f.in(f.addOrganization("acme"))} {
		f.fill(f.id(), f.id())
		f.update(func(w ringdex.Writer) error {
			hook := ringdex.Webhook{ID: f.id(), Name: hard, URL: "https://example.com", Created: at(1)}
			sent := []ringdex.Sent{{Ref: ringdex.Ref{Kind: ringdex.KindCompany, Company: 7}, Key: hard, Memory: []byte(hard), At: at(1)}}
			call := ringdex.Call{ID: f.id(), Key: hard, Number: hard, Began: at(1), Found: []ringdex.Ref{{Kind: ringdex.KindCompany, Company: 7}}}
			return errors.Join(ringdex.Part[callWriter](w).PutCall(&call), w.PutDocument(hook), ringdex.Part[memoryWriter](w).PutSent(f.id(), sent), jobs.In(w).Enqueue([]ringdex.Job{{Kind: "k", Group: "g", Key: hard, Args: []byte(`{"a":1}`), Due: at(1), Created: at(1)}}))
		})
		user := f.contact(func(c *ringdex.Contact) { c.PasswordChanged = at(1) })
		f.update(func(w ringdex.Writer) error { return w.SetPassword(user.ID, hard) })
		f.apply(deleted(user))
		wantCode(t, st.AddDeliveries(t.Context(), f.org, []ringdex.Delivery{{ID: f.id(), Webhook: f.id(), Event: hard, At: at(2), Error: message.Verbatim(hard)}}), "")
	}
	for begin := 0; begin < contacts; begin += 500 {
		var changes []ringdex.Change
		for i := begin; i < min(begin+500, contacts); i++ {
			c := f.newContact(func(c *ringdex.Contact) {
				c.LastName, c.ExternalIDs = fmt.Sprint("Contact ", i), []ringdex.ExternalID{{Source: "crm", ID: fmt.Sprint("fill-", i)}}
			})
			changes = append(changes, created(c), updated(c, func(c *ringdex.Contact) { c.Note = hard }))
		}
		f.apply(changes...)
	}
	st.LimitKeyLog(1 << 30) // keys stay in the log
	acme := f.in(2)
	moved := acme.contact(func(c *ringdex.Contact) { c.Emails = []string{"moved@example.com"} })
	acme.stage(acme.id(), updated(moved, func(c *ringdex.Contact) { c.Emails = nil }))
}
