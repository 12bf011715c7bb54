package syncer

import (
	"testing"

	"ringdex/internal/await"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// A number that nobody has is asked for in a remote system; its answer is kept if that is set.
func TestAsk(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ask := func(number string) *ringdex.Contact {
		found, _ := w.Ask(t.Context(), w.org, phone.Parse(number, phone.Regions{"CZ"}))
		return found
	}
	if found := ask("603 303 963"); found != nil {
		t.Errorf("without a connector, %+v was found", found)
	}
	w.remote.has = map[string]string{"+420603303963": "Čmelák"}
	w.add(Config{Name: "crm", Kind: "answerer"})
	w.loadAnswerers(t.Context(), w.org)
	found := ask("00420 603/303-963")
	if found == nil || found.LastName != "Čmelák" || found.Source != "crm" || found.ExternalID("crm") != "+420603303963" {
		t.Fatalf("found %+v", found)
	}
	if other := ask("603 303 964"); other != nil {
		t.Errorf("nobody has it, and %+v was found", other)
	}
	if c := w.contact("crm", "+420603303963"); c != nil {
		t.Errorf("it was kept although that is not set: %+v", c)
	}
	w.remote.place = "keep"
	ask("603303963")
	await.Until(t, "the contact", func() bool { return w.contact("crm", "+420603303963") != nil })
}
