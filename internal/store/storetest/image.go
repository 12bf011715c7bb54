package storetest

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"ringdex/internal/ringdex"
)

// filled are the changes after a sequence with their images filled in.
func (f *fixture) filled(after int64, limit int) (changes []ringdex.Change) {
	f.t.Helper()
	f.view(func(r ringdex.Reader) (err error) {
		if changes, err = r.Changes(after, limit); err != nil {
			return err
		}
		return r.FillAfter(changes, nil)
	})
	return changes
}

func fillAfter(t *testing.T, f *fixture) {
	wantEqual(t, "of nothing", len(f.filled(0, 10)), 0)
	c := f.contact(userName("jana"))
	one := updated(c, userName("eva"))
	two := updated(one.Contact.After, userName("ema"))
	f.apply(one, two)
	company := f.company(func(c *ringdex.Company) { c.Name = "Acme" })
	renamed := updatedCompany(company, func(c *ringdex.Company) { c.Name = "Zenith" })
	f.apply(renamed, deleted(two.Contact.After))
	got := f.filled(0, 100)
	wantEqual(t, "the number of changes", len(got), 6)
	for i, want := range []ringdex.Change{created(c), one, two, createdCompany(company), renamed, deleted(two.Contact.After)} {
		wantEqual(t, fmt.Sprint("change ", i+1), got[i], numbered(int64(i+1), want))
	}
	for i := range got { // each by itself: its image is later in the journal, or in the row
		wantEqual(t, fmt.Sprint("change ", i+1, " alone"), f.filled(int64(i), 1), got[i:i+1])
	}
}

// fillAfterWanted leaves changes that are not wanted as they are, and fills the others as if all
// were.
func fillAfterWanted(t *testing.T, f *fixture) {
	c := f.contact(userName("jana"))
	one := updated(c, userName("eva"))
	other := f.contact(userName("petr"))
	f.apply(one)
	f.view(func(r ringdex.Reader) error {
		changes, err := r.Changes(0, 10)
		if err != nil {
			return err
		}
		err = r.FillAfter(changes, func(change *ringdex.Change) bool { return change.Ref == c.Ref() })
		wantEqual(t, "the change in between", changes[1].Contact.After == nil && changes[1].Ref == other.Ref(), true)
		wantEqual(t, "the first", changes[0].Contact.After, one.Contact.Before)
		wantEqual(t, "the last", changes[2].Contact.After, one.Contact.After)
		return err
	})
}

// fillAfterRandom compares with a model that simply remembers what was applied.
func fillAfterRandom(t *testing.T, f *fixture) {
	seed := rand.Uint64()
	m := model{f: f, r: rand.New(rand.NewPCG(seed, 0))}
	for range 60 {
		f.update(m.transaction)
	}
	for range 40 {
		from := m.r.IntN(len(m.journal))
		got := f.filled(int64(from), 1+m.r.IntN(30))
		for i, c := range got {
			wantEqual(t, fmt.Sprint("change ", from+i+1, " of seed ", seed), c, m.journal[from+i])
		}
	}
}

// model is a naive journal: changes with both their images, in order.
type model struct {
	f         *fixture
	r         *rand.Rand
	contacts  []*ringdex.Contact // that are there
	companies []*ringdex.Company
	journal   []ringdex.Change
}

// transaction applies some random changes, some of them to the same record.
func (m *model) transaction(w ringdex.Writer) error {
	var changes []ringdex.Change
	for range 1 + m.r.IntN(6) {
		changes = append(changes, m.change(w))
	}
	for _, c := range changes {
		m.journal = append(m.journal, numbered(int64(len(m.journal)+1), c))
	}
	return w.Apply(changes)
}

func (m *model) change(w ringdex.Writer) ringdex.Change {
	text := fmt.Sprint("text ", m.r.Uint32())
	if m.r.IntN(3) == 0 {
		return m.changeCompany(w, text)
	}
	i := m.r.IntN(len(m.contacts) + 3)
	if i >= len(m.contacts) {
		c := m.f.newContact(func(c *ringdex.Contact) { c.Note = text })
		m.contacts = append(m.contacts, c)
		return created(c)
	}
	was := m.contacts[i]
	if m.r.IntN(4) == 0 {
		m.contacts = slices.Delete(m.contacts, i, i+1)
		return deleted(was)
	}
	change := updated(was, func(c *ringdex.Contact) { c.Note = text })
	m.contacts[i] = change.Contact.After
	return change
}

func (m *model) changeCompany(w ringdex.Writer, text string) ringdex.Change {
	i := m.r.IntN(len(m.companies) + 2)
	if i >= len(m.companies) {
		c := &ringdex.Company{ID: w.NewCompanyID(), Version: 1, Name: text, Created: at(0), Updated: at(0)}
		m.companies = append(m.companies, c)
		return createdCompany(c)
	}
	was := m.companies[i]
	if m.r.IntN(4) == 0 {
		m.companies = slices.Delete(m.companies, i, i+1)
		return deletedCompany(was)
	}
	change := updatedCompany(was, func(c *ringdex.Company) { c.Name = text })
	m.companies[i] = change.Company.After
	return change
}

// numbered is a change as it comes back once its images are filled in.
func numbered(seq int64, c ringdex.Change) ringdex.Change {
	c.Seq = seq
	return c
}
