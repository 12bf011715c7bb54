package lookup

import (
	"errors"
	"fmt"
	"testing"

	"ringdex/internal/ringdex"
)

var someRun = ringdex.ID{1}

// stage is one portion of a run.
func (f *fixture) stage(st ringdex.Store, run ringdex.ID, changes ...ringdex.Change) {
	f.t.Helper()
	f.updateWith(st, func(w ringdex.Writer) error {
		_, err := w.Stage(run)
		return errors.Join(err, w.Apply(changes))
	})
}

func (f *fixture) publish(st ringdex.Store, run ringdex.ID, changes ...ringdex.Change) {
	f.t.Helper()
	f.updateWith(st, func(w ringdex.Writer) error { return errors.Join(w.Publish(run), w.Apply(changes)) })
}

func (f *fixture) updateWith(st ringdex.Store, fn func(w ringdex.Writer) error) {
	f.t.Helper()
	if err := st.Update(f.t.Context(), f.org, fn); err != nil {
		f.t.Fatal(err)
	}
}

func renamed(c *ringdex.Contact, name string) *ringdex.Contact {
	c = c.Clone()
	c.FirstName, c.Version = name, c.Version+1
	return c
}

// TestStagedShowsAtOnce: nothing of a run shows before all of it does, whoever writes in between,
// and nothing is read.
func TestStagedShowsAtOnce(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	whole := f.deps.Store
	f.deps.Store = unread{whole}
	st := f.Visible(whole, nil)
	jan, eva, gone := person("Jan", "+420603303961"), person("Eva", "+420603303962"), person("Pryč", "+420603303963")
	f.create(st, jan, eva, gone)
	petr := renamed(jan, "Petr")
	f.stage(st, someRun, append(created(person("Nová", "+420603303964")), changed(jan, petr))...)
	f.updateWith(st, func(w ringdex.Writer) error { return w.Apply([]ringdex.Change{changed(eva, renamed(eva, "Ema"))}) })
	f.stage(st, someRun, changed(petr, renamed(petr, "Pavel")))
	f.want("+420603303961", Exact, "Jan")
	f.want("+420603303962", Exact, "Ema")
	wantEqual(t, f.Find(f.org, "+420603303964").Total, 0)
	f.publish(st, someRun, changed(gone, nil))
	f.want("+420603303961", Exact, "Pavel")
	f.want("+420603303962", Exact, "Ema")
	f.want("+420603303964", Exact, "Nová")
	wantEqual(t, f.Find(f.org, "+420603303963").Total, 0)
	f.deps.Store = whole
	f.checkTable(t)
}

// TestStagedIsReadByOthers: an index that another node's run passes by, and one that is filled
// while it stages.
func TestStagedIsReadByOthers(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	st := f.deps.Store
	jan := person("Jan", "+420603303961")
	f.create(st, jan)
	f.catchUp()
	f.stage(st, someRun, append(created(person("Nová", "+420603303964")), changed(jan, renamed(jan, "Petr")))...)
	for range 2 {
		f.catchUp()
		f.want("+420603303961", Exact, "Jan")
		wantEqual(t, f.Find(f.org, "+420603303964").Total, 0)
		if err := f.Load(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	f.publish(f.Visible(st, nil), someRun)
	f.want("+420603303961", Exact, "Petr")
	f.want("+420603303964", Exact, "Nová")
	f.checkTable(t)
}

// TestStagedIsTakenBack: by its run, and by the failure of what would publish it, after which it
// can be published anew.
func TestStagedIsTakenBack(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	st := f.Visible(f.deps.Store, nil)
	jan := person("Jan", "+420603303961")
	f.create(st, jan)
	change := append(created(person("Nová", "+420603303964")), changed(jan, renamed(jan, "Petr")))
	f.stage(st, someRun, change...)
	failure := errors.New("no")
	err := st.Update(t.Context(), f.org, func(w ringdex.Writer) error { return errors.Join(w.Publish(someRun), failure) })
	wantEqual(t, errors.Is(err, failure), true)
	f.want("+420603303961", Exact, "Jan")
	wantEqual(t, f.Find(f.org, "+420603303964").Total, 0)
	f.updateWith(st, func(w ringdex.Writer) error { _, err := w.RollBack(someRun, 10); return err })
	f.updateWith(st, func(w ringdex.Writer) error { _, err := w.RollBack(someRun, 10); return err })
	f.want("+420603303961", Exact, "Jan")
	f.checkTable(t)
	f.stage(st, someRun, change...)
	err = st.Update(t.Context(), f.org, func(w ringdex.Writer) error { return errors.Join(w.Publish(someRun), failure) })
	wantEqual(t, errors.Is(err, failure), true)
	f.publish(st, someRun)
	f.want("+420603303961", Exact, "Petr")
	f.want("+420603303964", Exact, "Nová")
	f.checkTable(t)
}

// TestManyStaged: with enough of them, blocks and chains grow, and cards are moved together.
func TestManyStaged(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	st := f.Visible(f.deps.Store, nil)
	const each, times = 500, 4
	for n := range times {
		run := ringdex.ID{byte(n + 1)}
		var all []*ringdex.Contact
		for i := range each {
			all = append(all, person("Jan", fmt.Sprintf("+42060%d%06d", n, i)))
		}
		for i := range all {
			f.stage(st, run, created(all[i])...)
		}
		f.publish(st, run)
		var gone []ringdex.Change
		for _, c := range all {
			gone = append(gone, changed(c, nil))
		}
		f.updateWith(st, func(w ringdex.Writer) error { return w.Apply(gone) })
	}
	wantEqual(t, f.Stats(), Stats{})
	f.checkTable(t)
}

// TestWhoeverWaitsForARunHoldsNobodyUp: neither others nor the run itself.
func TestWhoeverWaitsForARunHoldsNobodyUp(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	st := f.Visible(f.deps.Store, nil)
	jan := person("Jan", "+420603303961")
	f.create(st, jan)
	f.stage(st, someRun, changed(jan, renamed(jan, "Petr")))
	met, done := make(chan struct{}), make(chan error, 1)
	attempts := 0
	go func() {
		done <- st.Update(t.Context(), f.org, func(w ringdex.Writer) error {
			was, err := ringdex.ContactByID(w, jan.ID)
			if err != nil {
				return err
			}
			attempts++
			err = w.Apply(created(person("Neu", fmt.Sprintf("+4206033038%02d", attempts))))
			err = errors.Join(err, w.Apply([]ringdex.Change{changed(was, renamed(was, was.FirstName+" Pavel"))}))
			if attempts == 1 {
				close(met)
			}
			return err
		})
	}()
	<-met
	f.create(st, person("Eva", "+420603303962"))
	f.want("+420603303962", Exact, "Eva")
	f.publish(st, someRun)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	f.want("+420603303961", Exact, "Petr Pavel")
	f.checkTable(t)
}
