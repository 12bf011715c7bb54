package daktela_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ringdex/internal/connector"
	emulator "ringdex/internal/emulator/daktela"
	"ringdex/internal/ringdex"
)

// remote reads all contacts of the emulator by key.
func (w *world) remote() map[string]connector.Remote {
	w.t.Helper()
	all := map[string]connector.Remote{}
	for r, err := range w.Remote(w.t.Context(), ringdex.KindContact) {
		if err != nil {
			w.t.Fatal(err)
		}
		if _, double := all[r.Key]; double {
			w.t.Errorf("%s comes twice", r.Key)
		}
		all[r.Key] = r
	}
	return all
}

func TestCompare(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulator.Options{PageCap: 7})
	var all []*connector.Change
	for i := range 30 {
		c := contact(fmt.Sprint(i), jan())
		c.Contact.DefaultCompany = 0
		all = append(all, c)
		w.Put("contacts", fmt.Sprint("from_elsewhere_", i), emulator.Record{"database": "default", "lastname": "x"})
	}
	w.write(all...)
	r := w.Get("contacts", "ringdex_4")
	r["title"], r["customFields"] = "Jiný", map[string]any{"number": []any{"+420603303963", "112"}, "email": []any{"jan@firma.cz"}}
	w.Put("contacts", "ringdex_4", r)
	found := w.remote()
	if len(found) != 30 {
		t.Errorf("%d records, want the 30 that are ours", len(found))
	}
	for _, c := range all {
		c.Memory = found[c.Key].Memory
		want := ""
		if c.Key == "4" {
			want = "customFields.number title"
		}
		same(t, c.Key, strings.Join(w.Differs(c, &connector.Batch{Kind: ringdex.KindContact}), " "), want)
	}
	w.Reset()
	w.write(all...)
	if s := w.Stats(); s.Updated != 1 || s.Created != 0 {
		t.Errorf("after the comparison %+v was sent, want one change", s)
	}
	same(t, "numbers", w.field("ringdex_4", "number"), "[+420603303963 112 +420222333444]")
}

func TestCheck(t *testing.T) {
	t.Parallel()
	for setting, want := range map[string]string{
		"prefix=r_":      "<nil>",
		"password=x":     "the system does not accept the user name and the password (401)",
		"database=leads": "there is no CRM database \"leads\"; there are: default",
	} {
		same(t, setting, fmt.Sprint(newWorld(t, emulator.Options{}, setting).Check(t.Context())), want)
	}
	w := newWorld(t, emulator.Options{})
	w.pass(time.Hour)
	same(t, "later", fmt.Sprint(w.Check(t.Context())), "<nil>")
}

// A record that is deleted between two pages moves the others; none of them is missed.
func TestRowsMove(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulator.Options{PageCap: 4})
	for i := range 12 {
		w.pass(time.Second)
		w.write(contact(fmt.Sprint(i), ringdex.Contact{LastName: "Novák"}))
	}
	var keys []string
	for r, err := range w.Remote(t.Context(), ringdex.KindContact) {
		if err != nil {
			t.Fatal(err)
		}
		if keys = append(keys, r.Key); len(keys) == 2 {
			w.write(&connector.Change{Ref: ringdex.Ref{Kind: ringdex.KindContact}, Key: "0", OnGone: connector.DeleteGone, Memory: []byte("{}")})
		}
	}
	same(t, "keys", strings.Join(keys, " "), "0 1 2 3 4 5 6 7 8 9 10 11")
}

func TestDiscover(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulator.Options{CustomFields: map[string]string{"number": "PHONE", "email": "EMAIL", "ico": "TEXT"}})
	w.write(contact("1", ringdex.Contact{LastName: "Novák", Phones: numbers("603303963")}))
	got, err := w.Discover(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := []connector.Column{
		{Kind: ringdex.KindContact, Name: "email", Title: "email", Type: "EMAIL"},
		{Kind: ringdex.KindContact, Name: "ico", Title: "ico", Type: "TEXT"},
		{Kind: ringdex.KindContact, Name: "number", Title: "number", Type: "PHONE", Example: "+420603303963"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("columns (-want +got):\n%s", diff)
	}
}

// Each setting has a label and a sentence of help.
func TestSettingsHaveWords(t *testing.T) {
	t.Parallel()
	for _, s := range newWorld(t, emulator.Options{}).Spec() {
		if !s.Label().Complete() || !s.Help().Complete() {
			t.Errorf("%s lacks words", s.Key)
		}
	}
}
