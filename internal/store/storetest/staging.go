package storetest

import (
	"fmt"
	"testing"

	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

var staging = suite{
	"what is staged is not to be seen until it is published": stagedIsHidden,
	"others write between portions":                          othersBetweenPortions,
	"a staged contact is waited for":                         stagedContactWaits,
	"a staged key is waited for":                             stagedKeyWaits,
	"settings wait for what is staged":                       settingsWait,
	"one run stages at a time":                               oneRunStages,
	"what is staged is taken back in portions":               stagedRolledBack,
	"what could not be taken back is not staged":             onlyRevocable,
	"what was taken back cannot be published":                nothingToPublish,
	"keys lead to what is to be seen":                        keysWhileStaging,
	"a mark that is staged says nothing to others":           stagedMark,
	"keys between two staged changes go with them":           keysBetweenChanges,
}

// stage is one portion of a run.
func (f *fixture) stage(run ringdex.ID, changes ...ringdex.Change) {
	f.t.Helper()
	f.update(func(w ringdex.Writer) error {
		if _, err := w.Stage(run); err != nil {
			return err
		}
		return w.Apply(changes)
	})
}

func (f *fixture) publish(run ringdex.ID, changes ...ringdex.Change) {
	f.t.Helper()
	f.update(func(w ringdex.Writer) error {
		if err := w.Publish(run); err != nil {
			return err
		}
		return w.Apply(changes)
	})
}

// rollBack takes back all that a run has staged, limit changes at a time, and says in how many
// steps.
func (f *fixture) rollBack(run ringdex.ID, limit int) (steps int) {
	f.t.Helper()
	for more := true; more; steps++ {
		f.update(func(w ringdex.Writer) (err error) {
			more, err = w.RollBack(run, limit)
			return err
		})
	}
	return steps
}

// shown is the state but for what says that something is staged. Of the lists, those by time leave
// staged contacts out: they are updated when the run publishes.
func (f *fixture) shown(ask asked) state {
	f.t.Helper()
	got := f.state(ask)
	delete(got, "Staging")
	f.view(func(r ringdex.Reader) error {
		var answers []any
		for _, filter := range []ringdex.ContactFilter{{}, {UserName: "jana"}, {Email: "jana@example.com"}, {Company: 1}, {AnyRole: ringdex.Operator}} {
			list, total, err := r.ListContacts(filter, ringdex.Page{Limit: 100})
			answers = append(answers, list, total, err)
		}
		got["ListContacts"] = show(answers)
		return nil
	})
	return got
}

// known has the contact "jana" with all keys, and gives what to ask for it and for one more.
func (f *fixture) known() (jana *ringdex.Contact, next ringdex.ID, ask asked) {
	f.uniqueField(ringdex.KindContact)
	jana = f.contact(keyed("jana", "603303963", 1))
	next = f.id()
	ask = commonKeys
	ask.contacts, ask.runs = []ringdex.ID{jana.ID, next}, []ringdex.ID{next}
	ask.keys = append([]string{"petr"}, ask.keys...)
	return jana, next, ask
}

func note(text string) func(*ringdex.Contact) { return func(c *ringdex.Contact) { c.Note = text } }

func stagedIsHidden(t *testing.T, f *fixture) {
	jana, next, ask := f.known()
	petr := &ringdex.Contact{ID: next, Version: 1, Roles: ringdex.Operator, Updated: at(5)}
	keyed("petr", "720111222", 2)(petr)
	before, run := f.shown(ask), f.id()
	once := updated(jana, note("once"))
	f.stage(run, created(petr), once)
	f.stage(run, updated(once.Contact.After, note("twice")))
	wantEqual(t, "what is shown while changes are staged", f.shown(ask), before)
	f.view(func(r ringdex.Reader) error { wantEqual(t, "the run that stages", r.Head().Staging, run); return nil })
	f.update(func(w ringdex.Writer) error {
		began, err := w.Stage(run)
		wantEqual(t, "the run begins again", began, false)
		wantKeys(t, w, "petr", "720111222", 2, next)
		c, failed := ringdex.ContactByID(w, jana.ID)
		wantEqual(t, "what the run itself sees", c.Note, "twice")
		return firstOf(err, failed)
	})
	f.publish(run, updated(petr, note("last")))
	f.view(func(r ringdex.Reader) error {
		wantEqual(t, "the run that stages", r.Head().Staging, ringdex.ID{})
		all, err := r.Contacts(ask.contacts)
		wantEqual(t, "published", []string{all[jana.ID].Note, all[next].Note}, []string{"twice", "last"})
		return err
	})
	var told []string
	for _, c := range f.filled(0, 100) {
		told = append(told, fmt.Sprint(c.Action, " ", c.Contact.After.Note))
	}
	wantEqual(t, "the journal", told, []string{"created ", "created ", "updated once", "updated twice", "updated last"})
}

func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func othersBetweenPortions(t *testing.T, f *fixture) {
	a, b := f.contact(note("a")), f.contact(note("b"))
	run := f.id()
	f.stage(run, updated(a, note("a staged")))
	b = f.change(b, note("b between"))
	c := f.contact(note("c between"))
	f.stage(run, created(f.newContact(note("d staged"))))
	f.change(c, note("c again"))
	wantEqual(t, "changes before the end", notes(f.filled(0, 100)), []string{"a", "b", "b between", "c between", "c again"})
	f.publish(run)
	f.change(b, note("b after"))
	want := []string{"a", "b", "b between", "c between", "c again", "a staged", "d staged", "b after"}
	changes := f.filled(0, 100)
	wantEqual(t, "changes after the end", notes(changes), want)
	f.view(func(r ringdex.Reader) error {
		wantEqual(t, "the head", r.Head().Changes, changes[len(changes)-1].Seq)
		var after int64
		for i := range changes {
			refs, next, err := r.Refs(after, 1)
			if err != nil || len(refs) != 1 || refs[0] != changes[i].Ref || next != changes[i].Seq {
				t.Errorf("Refs after %d: %v up to %d, %v; want %v up to %d", after, refs, next, err, changes[i].Ref, changes[i].Seq)
			}
			after = next
		}
		return nil
	})
}

func notes(changes []ringdex.Change) (list []string) {
	for _, c := range changes {
		list = append(list, c.Contact.After.Note)
	}
	return list
}

// meanwhile begins a write and returns when its first attempt has met what is staged.
func (f *fixture) meanwhile(write func(w ringdex.Writer) error) (done func() error) {
	f.t.Helper()
	met, ended := make(chan struct{}), make(chan error, 1)
	attempts := 0
	go func() {
		ended <- f.Update(f.t.Context(), f.org, func(w ringdex.Writer) error {
			err := write(w)
			if attempts++; attempts == 1 {
				close(met)
			}
			return err
		})
	}()
	<-met
	return func() error { return <-ended }
}

func stagedContactWaits(t *testing.T, f *fixture) {
	c := f.contact(externalIDOf("crm", "1"))
	run := f.id()
	f.stage(run, updated(c, note("staged")))
	done := f.meanwhile(func(w ringdex.Writer) error {
		c, err := ringdex.ContactByID(w, c.ID)
		if err != nil {
			return err
		}
		_ = w.Apply([]ringdex.Change{updated(c, func(c *ringdex.Contact) { c.Note += ", then changed" })})
		return nil // a caller that ignores the error waits nevertheless
	})
	marked := f.meanwhile(func(w ringdex.Writer) error {
		return w.Remember(map[ringdex.ID]ringdex.Mark{c.ID: {Source: "crm", ExternalID: "1", Digest: 7}})
	})
	f.publish(run)
	wantCode(t, done(), "")
	wantCode(t, marked(), "")
	f.view(func(r ringdex.Reader) error {
		c, err := ringdex.ContactByID(r, c.ID)
		wantEqual(t, "the note", c.Note, "staged, then changed")
		return err
	})
}

func stagedKeyWaits(t *testing.T, f *fixture) {
	run := f.id()
	f.stage(run, created(f.newContact(externalIDOf("crm", "1"))))
	mine := f.newContact(externalIDOf("crm", "1"))
	done := f.meanwhile(func(w ringdex.Writer) error { return w.Apply([]ringdex.Change{created(mine)}) })
	f.rollBack(run, 10)
	wantCode(t, done(), "")
	f.stage(run, created(f.newContact(externalIDOf("crm", "2"))))
	theirs := f.newContact(externalIDOf("crm", "2"))
	done = f.meanwhile(func(w ringdex.Writer) error { return w.Apply([]ringdex.Change{created(theirs)}) })
	f.publish(run)
	wantCode(t, done(), ringdex.Conflict)
}

func settingsWait(t *testing.T, f *fixture) {
	field, err := f.putField(ringdex.Field{Kind: ringdex.KindContact, Title: "Number", Type: ringdex.TypeText})
	wantCode(t, err, "")
	run := f.id()
	f.stage(run, created(f.newContact(customValue("1"))), created(f.newContact(customValue("1"))))
	done := f.meanwhile(func(w ringdex.Writer) error {
		field.Unique = true
		_, err := ringdex.PutField(w, field)
		return err
	})
	f.publish(run)
	wantCode(t, done(), ringdex.Conflict)
}

func oneRunStages(t *testing.T, f *fixture) {
	one, two := f.id(), f.id()
	f.stage(one, created(f.newContact(note("one"))))
	done := f.meanwhile(func(w ringdex.Writer) error {
		began, err := w.Stage(two)
		if err != nil {
			return err
		}
		wantEqual(t, "the second run begins", began, true)
		return w.Apply([]ringdex.Change{created(f.newContact(note("two")))})
	})
	f.publish(one)
	wantCode(t, done(), "")
	f.publish(two)
	wantEqual(t, "both", notes(f.filled(0, 10)), []string{"one", "two"})
}

func stagedRolledBack(t *testing.T, f *fixture) {
	jana, next, ask := f.known()
	f.update(func(w ringdex.Writer) error {
		return w.Remember(map[ringdex.ID]ringdex.Mark{jana.ID: {Source: "crm", ExternalID: "jana", Digest: 5}})
	})
	petr := &ringdex.Contact{ID: next, Version: 1, Updated: at(5)}
	keyed("petr", "720111222", 2)(petr)
	before, run := f.shown(ask), f.id()
	once := updated(jana, func(c *ringdex.Contact) { c.Note, c.Phones, c.Emails = "once", nil, []string{"jana@elsewhere.example"} })
	f.stage(run, once, marked(created(petr), "petr", 6))
	f.stage(run, updated(once.Contact.After, func(c *ringdex.Contact) { c.Emails, c.Companies = nil, nil }), updated(petr, note("petr")))
	other := f.contact(note("between"))
	wantEqual(t, "steps", f.rollBack(run, 3), 3)
	f.apply(deleted(other))
	got := f.shown(ask)
	for _, name := range []string{"Head", "Refs", "Changes", "FillAfter"} { // show who wrote in between
		delete(got, name)
		delete(before, name)
	}
	f.wantDigests("crm", map[string]uint64{})
	before["ContactsByExternalID"] = got["ContactsByExternalID"] // the mark is gone, the id is not
	wantEqual(t, "what is left", got, before)
	f.view(func(r ringdex.Reader) error { wantKeys(t, r, "jana", "603303963", 1, jana.ID); return nil })
	wantEqual(t, "the journal", len(f.filled(0, 100)), 3)
	wantEqual(t, "steps of a run that has nothing staged", f.rollBack(run, 3), 1)
}

func onlyRevocable(t *testing.T, f *fixture) {
	jana, _, ask := f.known()
	before := f.state(ask)
	fresh := f.newContact(bare)
	for what, try := range map[string]func(w ringdex.Writer) error{
		"a deletion":     func(w ringdex.Writer) error { return w.Apply([]ringdex.Change{deleted(jana)}) },
		"a user name":    func(w ringdex.Writer) error { return w.Apply([]ringdex.Change{updated(jana, userName("other"))}) },
		"a unique value": func(w ringdex.Writer) error { return w.Apply([]ringdex.Change{updated(jana, customValue("2"))}) },
		"a password":     func(w ringdex.Writer) error { return w.SetPassword(jana.ID, "hash") },
		"a company": func(w ringdex.Writer) error {
			return w.Apply([]ringdex.Change{createdCompany(&ringdex.Company{ID: 7})})
		},
		"one that comes and goes": func(w ringdex.Writer) error { return w.Apply([]ringdex.Change{created(fresh), deleted(fresh)}) },
	} {
		err := f.Update(t.Context(), f.org, func(w ringdex.Writer) error {
			if _, err := w.Stage(f.id()); err != nil {
				return err
			}
			return try(w)
		})
		wantEqual(t, what+" is staged", ringdex.CodeOf(err), ringdex.Internal)
		wantEqual(t, "what is left of "+what, f.state(ask), before)
	}
}

func nothingToPublish(t *testing.T, f *fixture) {
	run := f.id()
	publish := func(w ringdex.Writer) error { return w.Publish(run) }
	wantCode(t, f.Update(t.Context(), f.org, publish), ringdex.Conflict)
	f.stage(run, created(f.newContact(bare)))
	f.rollBack(run, 1)
	wantCode(t, f.Update(t.Context(), f.org, publish), ringdex.Conflict)
	f.update(func(w ringdex.Writer) error {
		began, err := w.Stage(run)
		wantEqual(t, "the run begins", began, true)
		return err
	})
	f.publish(run)
}

// keysWhileStaging: a contact gives all keys away that can be staged, and gets others, some of them
// back again.
func keysWhileStaging(t *testing.T, f *fixture) {
	f.uniqueField(ringdex.KindContact)
	jana := f.contact(keyed("jana", "603303963", 1))
	other := f.contact(keyed("petr", "720111222", 2))
	ask := commonKeys
	ask.contacts, ask.runs = []ringdex.ID{jana.ID, other.ID}, []ringdex.ID{other.ID}
	moved := updated(jana, func(c *ringdex.Contact) {
		c.Emails, c.Phones = []string{"new@example.com"}, []phone.Number{number("222333444")}
		c.ExternalIDs, c.Companies, c.DefaultCompany = []ringdex.ExternalID{{Source: "crm", ID: "new"}}, []int64{3}, 3
	})
	back := updated(moved.Contact.After, func(c *ringdex.Contact) { c.Emails = append(c.Emails, "jana@example.com") })
	stage := func(run ringdex.ID) {
		f.stage(run, moved)
		f.stage(run, back)
	}
	before, run := f.shown(ask), f.id()
	stage(run)
	wantEqual(t, "what is shown", f.shown(ask), before)
	f.view(func(r ringdex.Reader) error {
		wantKeys(t, r, "jana", "603303963", 1, jana.ID)
		for what, found := range keysFound(t, r, "new", "222333444", 3) {
			wantEqual(t, "by the "+what+" that is staged", len(found), 0)
		}
		_, total, err := r.ListContacts(ringdex.ContactFilter{UpdatedFrom: at(0)}, ringdex.Page{Limit: 10})
		wantEqual(t, "those that were updated, but for the staged one", total, 1)
		return err
	})
	f.update(func(w ringdex.Writer) error {
		_, err := w.Stage(run)
		found, failed := ringdex.ContactsByExternalID(w, "crm", []string{"jana", "new"})
		wantEqual(t, "what the run itself finds", found, map[string]ringdex.Found{"new": {Ref: jana.Ref()}})
		return firstOf(err, failed)
	})
	f.rollBack(run, 1)
	f.view(func(r ringdex.Reader) error { wantKeys(t, r, "jana", "603303963", 1, jana.ID); return nil })
	stage(run)
	f.publish(run)
	f.view(func(r ringdex.Reader) error {
		found := keysFound(t, r, "new", "222333444", 3)
		for _, what := range []string{"address", "number", "external id", "listed address", "listed company"} {
			wantEqual(t, "by the "+what, found[what], []ringdex.ID{jana.ID})
		}
		old := keysFound(t, r, "jana", "603303963", 1)
		wantEqual(t, "by the address that came back", old["address"], []ringdex.ID{jana.ID})
		wantEqual(t, "by the number that went", len(old["number"]), 0)
		return nil
	})
}

func keysBetweenChanges(t *testing.T, f *fixture) {
	f.uniqueField(ringdex.KindContact)
	jana := f.contact(keyed("jana", "603303963", 1))
	between := updated(jana, func(c *ringdex.Contact) {
		c.Emails, c.Phones = []string{"new@example.com"}, []phone.Number{number("222333444")}
		c.ExternalIDs, c.Companies, c.DefaultCompany = append(c.ExternalIDs, ringdex.ExternalID{Source: "erp", ID: "new"}), []int64{3}, 3
	})
	last := updated(between.Contact.After, func(c *ringdex.Contact) {
		*c = *jana.Clone()
		c.Note, c.Version = "last", between.Contact.After.Version+1
	})
	for _, limit := range []int{1, 100} {
		run := f.id()
		f.stage(run, between)
		f.stage(run, last)
		f.rollBack(run, limit)
		f.view(func(r ringdex.Reader) error {
			wantKeys(t, r, "jana", "603303963", 1, jana.ID)
			for what, found := range keysFound(t, r, "new", "222333444", 3) {
				wantEqual(t, fmt.Sprint("by the ", what, " between, limit ", limit), len(found), 0)
			}
			return nil
		})
	}
}

func stagedMark(t *testing.T, f *fixture) {
	c, run := f.contact(externalIDOf("crm", "1")), f.id()
	f.stage(run, marked(updated(c, note("staged")), "1", 111), marked(created(f.newContact(externalIDOf("crm", "2"))), "2", 222))
	f.wantDigests("crm", map[string]uint64{"1": 0})
	f.publish(run)
	f.wantDigests("crm", map[string]uint64{"1": 111, "2": 222})
}
