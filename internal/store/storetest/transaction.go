package storetest

import (
	"context"
	"errors"
	"strings"
	"testing"

	"ringdex/internal/jobs"
	"ringdex/internal/ringdex"
)

var transactions = suite{
	"an error writes nothing":               errorWritesNothing,
	"a panic writes nothing":                panicWritesNothing,
	"who stops waiting writes nothing":      cancelledWritesNothing,
	"a view is one moment":                  viewIsOneMoment,
	"a writer reads what it has written":    writerReadsItself,
	"errors of functions come through":      errorsComeThrough,
	"statements run again and again":        statementsRunAgain,
	"what a walk hands out stays":           readWhileWalking,
	"nobody asks while he is told":          askWhileWalking,
	"a failure is not written over":         failureStays,
	"spoiled texts are not written":         spoiledTexts,
	"a closed store says that it is closed": closedStore,
}

// everything that a writer can do, one after the other.
func (f *fixture) everything(w ringdex.Writer) error {
	c := f.newContact(userName("everything"))
	company := &ringdex.Company{ID: w.NewCompanyID(), Name: "Everything", Version: 1}
	_, err := ringdex.PutField(w, ringdex.Field{Kind: ringdex.KindContact, Title: "Everything", Type: ringdex.TypeText})
	run := f.id()
	return errors.Join(
		err, w.Apply([]ringdex.Change{created(c), createdCompany(company)}), w.SetPassword(c.ID, "hash"), w.PutRun(ringdex.Run{ID: run}),
		w.AddRefusals(run, 0, []ringdex.Refusal{refusal(1)}), w.PutDocument(ringdex.Source{Key: "everything"}), w.PutDocument(fullKey(c.ID, "everything")),
		jobs.In(w).Enqueue([]ringdex.Job{newJob("everything", 0)}), w.PutDocument(ringdex.Webhook{ID: c.ID, Name: "everything"}),
	)
}

// unchanged wants try to fail, to leave everything as it was, and the next writer to be let in.
func (f *fixture) unchanged(try func() error) {
	f.t.Helper()
	f.update(f.everything)
	before := f.state()
	if try() == nil {
		f.t.Error("no error")
	}
	wantEqual(f.t, "what is kept", f.state(), before)
	f.contact(bare)
}

func errorWritesNothing(t *testing.T, f *fixture) {
	no := errors.New("no")
	f.unchanged(func() error {
		err := f.Update(t.Context(), f.org, func(w ringdex.Writer) error {
			c, err := ringdex.ContactsByUserName(w, []string{"everything"})
			if err != nil {
				return err
			}
			was, err := ringdex.ContactByID(w, c["everything"])
			if err != nil {
				return err
			}
			_, removed := jobs.In(w).RemoveJobs(ringdex.JobFilter{})
			return errors.Join(w.Apply([]ringdex.Change{deleted(was)}), w.RemoveDocument(ringdex.Key{ID: was.ID}.Document()), w.RemoveDocument(ringdex.Source{Key: "everything"}.Document()), w.RemoveDocument(ringdex.Webhook{ID: was.ID}.Document()), removed, f.everything(w), no)
		})
		if !errors.Is(err, no) {
			t.Errorf("got %v, want the error of the function", err)
		}
		return err
	})
}

func panicWritesNothing(t *testing.T, f *fixture) {
	f.unchanged(func() (err error) {
		defer func() { err = errors.New(recover().(string)) }()
		return f.Update(t.Context(), f.org, func(w ringdex.Writer) error {
			if err := w.Apply([]ringdex.Change{created(f.newContact(bare))}); err != nil {
				return err
			}
			panic("somebody's mistake")
		})
	})
}

func cancelledWritesNothing(t *testing.T, f *fixture) {
	f.unchanged(func() error {
		ctx, cancel := context.WithCancel(t.Context())
		err := f.Update(ctx, f.org, func(w ringdex.Writer) error {
			err := w.Apply([]ringdex.Change{created(f.newContact(bare))})
			cancel()
			return err
		})
		wantCode(t, err, ringdex.Unavailable)
		never := func() error { t.Error("a function ran whose caller had stopped waiting"); return nil }
		wantCode(t, f.Update(ctx, f.org, func(ringdex.Writer) error { return never() }), ringdex.Unavailable)
		wantCode(t, f.View(ctx, f.org, func(ringdex.Reader) error { return never() }), ringdex.Unavailable)
		_, listErr := f.Organizations(ctx)
		wantCode(t, listErr, ringdex.Unavailable)
		return err
	})
}

// viewIsOneMoment: a View does not see later commits, regardless of its first call.
func viewIsOneMoment(t *testing.T, f *fixture) {
	f.update(f.everything)
	f.view(func(r ringdex.Reader) error {
		before := f.state()
		c, err := ringdex.ContactsByUserName(r, []string{"everything"})
		if err != nil {
			return err
		}
		was, err := ringdex.ContactByID(r, c["everything"])
		if err != nil {
			return err
		}
		f.update(func(w ringdex.Writer) error {
			_, removed := jobs.In(w).RemoveJobs(ringdex.JobFilter{})
			return errors.Join(w.Apply([]ringdex.Change{deleted(was)}), w.RemoveDocument(ringdex.Key{ID: was.ID}.Document()), w.RemoveDocument(ringdex.Source{Key: "everything"}.Document()), w.RemoveDocument(ringdex.Webhook{ID: was.ID}.Document()), removed, f.everything(w))
		})
		for name, read := range readings {
			wantEqual(t, name+" after a commit", show(read(r, asked{runs: []ringdex.ID{{}}})), before[name])
		}
		wantEqual(t, "the head", r.Head().Changes, 2)
		return nil
	})
	f.view(func(r ringdex.Reader) error {
		wantEqual(t, "the head of the next view", r.Head().Changes, 5)
		return nil
	})
}

func writerReadsItself(t *testing.T, f *fixture) {
	f.update(func(w ringdex.Writer) error {
		if err := f.everything(w); err != nil {
			return err
		}
		names, err := ringdex.ContactsByUserName(w, []string{"everything"})
		wantCode(t, err, "")
		c, err := ringdex.ContactByID(w, names["everything"])
		if err != nil {
			return err
		}
		wantContacts(t, w, c)
		change := updated(c, userName("more"))
		if err := w.Apply([]ringdex.Change{change}); err != nil {
			return err
		}
		wantContacts(t, w, change.Contact.After)
		wantEqual(t, "the head", w.Head().Changes, 3)
		changes, err := w.Changes(2, 10)
		wantEqual(t, "the journal", changes, []ringdex.Change{journalled(3, change)})
		return err
	})
}

func errorsComeThrough(t *testing.T, f *fixture) {
	want := errors.New("mine")
	if err := f.View(t.Context(), f.org, func(ringdex.Reader) error { return want }); err != want { // the very same
		t.Errorf("View gave %v", err)
	}
	if err := f.Update(t.Context(), f.org, func(ringdex.Writer) error { return want }); err != want { // the very same
		t.Errorf("Update gave %v", err)
	}
}

// statementsRunAgain: engines keep statements; the second run must not see anything of the first.
func statementsRunAgain(t *testing.T, f *fixture) {
	for i := range 20 {
		c := f.contact(userName("jana"))
		f.change(c, func(c *ringdex.Contact) { c.Phones = fullPhones() })
		f.view(func(r ringdex.Reader) error {
			got, err := ringdex.ContactsByUserName(r, []string{"jana"})
			wantEqual(t, "by user name", got, map[string]ringdex.ID{"jana": c.ID})
			wantEqual(t, "the head", r.Head().Changes, int64(3*i+2))
			return err
		})
		got := f.one(c.ID)
		f.apply(deleted(got))
	}
}

func (f *fixture) one(id ringdex.ID) (c *ringdex.Contact) {
	f.t.Helper()
	f.view(func(r ringdex.Reader) (err error) {
		c, err = ringdex.ContactByID(r, id)
		return err
	})
	return c
}

// readWhileWalking: what EachContact and EachCompany hand out stays as it is when they go on.
func readWhileWalking(t *testing.T, f *fixture) {
	for range 100 {
		f.contact(func(c *ringdex.Contact) { *c = *fullContact(c.ID); c.UserName = ""; c.ExternalIDs = nil })
	}
	f.company(func(c *ringdex.Company) { c.Name = "one" })
	f.company(func(c *ringdex.Company) { c.Name = "two" })
	f.view(func(r ringdex.Reader) error {
		var all []*ringdex.Contact
		if err := r.EachContact(ringdex.Whole, func(c *ringdex.Contact) error { all = append(all, c); return nil }); err != nil {
			return err
		}
		for _, c := range all {
			want, err := ringdex.ContactByID(r, c.ID)
			wantCode(t, err, "")
			wantEqual(t, "a contact that EachContact gave", c, want)
		}
		return nil
	})
}

// askWhileWalking: a connection may have one statement at a time, so that nesting has to fail on
// every engine.
func askWhileWalking(t *testing.T, f *fixture) {
	c := f.contact(bare)
	f.company(func(*ringdex.Company) {})
	f.view(func(r ringdex.Reader) error {
		asked := 0
		ask := func() error {
			asked++
			if _, err := ringdex.ContactByID(r, c.ID); ringdex.CodeOf(err) != ringdex.Internal {
				t.Errorf("a question in between: got %v", err)
			}
			return nil
		}
		err := errors.Join(
			r.EachContact(ringdex.Whole, func(*ringdex.Contact) error { return ask() }), r.EachContact(ringdex.CallerOnly, func(*ringdex.Contact) error { return ask() }),
			r.EachCompany(func(*ringdex.Company) error { return ask() }),
		)
		wantEqual(t, "questions", asked, 3)
		_, after := ringdex.ContactByID(r, c.ID)
		return errors.Join(err, after)
	})
}

// failureStays: after a failure nothing runs any more, and what is said later is still the first
// one.
func failureStays(t *testing.T, f *fixture) {
	f.contact(userName("jana"))
	wantCode(t, f.Update(t.Context(), f.org, func(w ringdex.Writer) error {
		wantCode(t, w.Apply([]ringdex.Change{created(f.newContact(userName("jana")))}), ringdex.Conflict)
		_, err := ringdex.ContactsByUserName(w, []string{"jana"})
		wantCode(t, err, ringdex.Conflict)
		wantCode(t, w.Apply([]ringdex.Change{created(f.newContact(bare))}), ringdex.Conflict)
		return nil
	}), ringdex.Conflict)
}

// spoiledTexts: what no engine keeps is refused by every engine, and in the same words as any bad
// input. Names and addresses are mended where they only are not UTF-8, since they are kept in lower
// case.
func spoiledTexts(t *testing.T, f *fixture) {
	for _, text := range spoiled {
		edits := []func(*ringdex.Contact){externalIDOf("crm", text), externalIDOf(text, "1")}
		if strings.Contains(text, "\x00") {
			edits = append(edits, userName(text), func(c *ringdex.Contact) { c.Emails = []string{text} })
		}
		for i, edit := range edits {
			err := f.Update(t.Context(), f.org, func(w ringdex.Writer) error { return w.Apply([]ringdex.Change{created(f.newContact(edit))}) })
			if wantCode(t, err, ringdex.Invalid); err == nil {
				t.Errorf("%q was written, %d", text, i)
			}
		}
		wantCode(t, f.Update(t.Context(), f.org, func(w ringdex.Writer) error { return w.PutDocument(ringdex.Source{Key: text}) }), ringdex.Invalid)
	}
}

func closedStore(t *testing.T, f *fixture) {
	f.contact(bare)
	other := f.Store
	f.Store = nil // Verify cannot look at it any more
	wantCode(t, other.Close(), "")
	err := other.View(t.Context(), f.org, func(ringdex.Reader) error { return nil })
	if err == nil {
		t.Error("a closed store was read")
	}
	err = other.Update(t.Context(), f.org, func(ringdex.Writer) error { return nil })
	if err == nil {
		t.Error("a closed store was written")
	}
}
