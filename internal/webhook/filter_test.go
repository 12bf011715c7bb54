package webhook_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ringdex/internal/directory"
	"ringdex/internal/ringdex"
)

func TestFilters(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		hook ringdex.Webhook
		want []string
	}{
		"nothing chosen": {ringdex.Webhook{}, []string{
			"contact.created", "contact.created", "contact.deleted", "contact.updated", "contact.updated", "run.finished", "run.finished", "run.finished", "run.finished",
		}},
		"events":            {ringdex.Webhook{Events: []string{"contact.updated", "contact.deleted"}}, []string{"contact.deleted", "contact.updated", "contact.updated"}},
		"all of a kind":     {ringdex.Webhook{Events: []string{"company.*"}}, nil},
		"a source":          {ringdex.Webhook{Events: []string{"contact.*"}, Sources: []string{"erp"}}, []string{"contact.created"}},
		"persons":           {ringdex.Webhook{Sources: []string{""}}, []string{"contact.deleted"}},
		"a field":           {ringdex.Webhook{Events: []string{"contact.updated"}, Fields: []string{"home"}}, []string{"contact.updated"}},
		"another field":     {ringdex.Webhook{Events: []string{"contact.*"}, Fields: []string{"email"}}, []string{"contact.created", "contact.created", "contact.deleted"}},
		"no echo":           {ringdex.Webhook{Source: "crm"}, []string{"contact.created", "contact.deleted", "run.finished"}},
		"every run by name": {ringdex.Webhook{Events: []string{"run.finished"}}, []string{"run.finished", "run.finished", "run.finished", "run.finished", "run.finished"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, to := newWorld(t, 1), newReceiver(t)
			c.hook.URL = to.URL
			w.add(c.hook)
			w.aFewThings()
			w.quiet()
			w.until("all of it", func() bool { return w.toldOfAllRuns() })
			w.quiet()
			if diff := cmp.Diff(c.want, types(to.all())); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// aFewThings are two contacts, two updates, an import that brings nothing new, and a deletion by
// hand.
func (w *world) aFewThings() {
	w.Helper()
	report := w.take("crm", "K-1 lastName=Novák")
	w.take("erp", "E-1 lastName=Čapek")
	w.take("crm", "K-1 lastName=Nová")
	w.take("crm", "K-1 home.city=Brno")
	w.take("crm", "K-1 home.city=Brno")
	err := directory.New(w.store, w.clock).RemoveContact(w.Context(), w.org, report.Outcomes[0].Ref.Contact, ringdex.Authority{}, ringdex.Cause{Actor: "admin"})
	if err != nil {
		w.Fatal(err)
	}
}

func (w *world) toldOfAllRuns() (told bool) {
	w.Helper()
	w.view(func(r ringdex.Reader) error {
		hooks, err := ringdex.Documents[ringdex.Webhook](r)
		if err != nil {
			return err
		}
		cursor, err := r.Cursor("webhook/" + hooks[0].ID.String())
		if err != nil {
			return err
		}
		left, _, err := r.EndedRuns(cursor.Runs, 1)
		told = len(left) == 0
		return err
	})
	return told
}

// The same import again, unchanged, causes no events.
func TestUnchangedImportIsNoNews(t *testing.T) {
	t.Parallel()
	w, to := newWorld(t, 1), newReceiver(t)
	w.add(ringdex.Webhook{URL: to.URL})
	contacts := []string{"K-1 lastName=Novák", "K-2 lastName=Nová"}
	w.take("crm", contacts...)
	w.quiet()
	w.until("the first import", func() bool { return w.toldOfAllRuns() })
	w.quiet()
	if got := types(to.all()); !slices.Equal(got, []string{"contact.created", "contact.created", "run.finished"}) {
		t.Errorf("got %v", got)
	}
	if report := w.take("crm", contacts...); report.Run.Counts.Unchanged != 2 {
		t.Fatalf("got %+v", report.Run.Counts)
	}
	w.until("the second import", func() bool { return w.toldOfAllRuns() })
	w.quiet()
	if got := types(to.all()); len(got) != 0 {
		t.Errorf("got %v", got)
	}
}

func TestRefusedSettings(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 0)
	for name, hook := range map[string]ringdex.Webhook{
		"no such event":            {Events: []string{"contact.renamed"}},
		"a star alone in a word":   {Events: []string{"con*"}},
		"no such field":            {Fields: []string{"fistName"}},
		"no such custom field":     {Fields: []string{"custom.9"}},
		"no such format":           {Format: "xml"},
		"a helpdesk told of runs":  {Format: ringdex.WebhookHelpdesk, Events: []string{"run.finished"}},
		"a helpdesk, deaths alone": {Format: ringdex.WebhookHelpdesk, Events: []string{"contact.deleted"}},
	} {
		hook.URL = "https://example.com/hook"
		if _, _, err := w.hooks.Add(t.Context(), w.org, hook); ringdex.CodeOf(err) != ringdex.Invalid {
			t.Errorf("%s: got %v", name, err)
		}
	}
}
