package daktela_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ringdex/internal/connector"
	"ringdex/internal/connector/connectortest"
	"ringdex/internal/connector/daktela"
	emulator "ringdex/internal/emulator/daktela"
	"ringdex/internal/ringdex"
)

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
	w.Write(all...)
	r := w.Get("contacts", "ringdex_4")
	r["title"], r["customFields"] = "Jiný", map[string]any{"number": []any{"+420603303963", "112"}, "email": []any{"jan@firma.cz"}}
	w.Put("contacts", "ringdex_4", r)
	w.Same("differing", w.Compare(all...), "4 customFields.number title")
	w.Reset()
	w.Write(all...)
	if s := w.Stats(); s.Updated != 1 || s.Created != 0 {
		t.Errorf("after the comparison %+v was sent, want one change", s)
	}
	w.Same("numbers", w.field("ringdex_4", "number"), "[+420603303963 112 +420222333444]")
}

func TestCheck(t *testing.T) {
	t.Parallel()
	for setting, want := range map[string]string{
		"prefix=r_":      "",
		"database=leads": "there is no CRM database \"leads\"; there are: default",
	} {
		w := newWorld(t, emulator.Options{}, setting)
		w.Same(setting, w.Check(), want)
		w.Pass(time.Hour)
		w.Same(setting+", later", w.Check(), want)
	}
}

// A record that is deleted between two pages moves the others; none of them is missed.
func TestRowsMove(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulator.Options{PageCap: 4})
	for i := range 12 {
		w.Pass(time.Second)
		w.Write(contact(fmt.Sprint(i), ringdex.Contact{LastName: "Novák"}))
	}
	var keys []string
	for r, err := range w.Connector.(connector.Comparer).Remote(t.Context(), ringdex.KindContact) {
		if err != nil {
			t.Fatal(err)
		}
		if keys = append(keys, r.Key); len(keys) == 2 {
			w.Write(&connector.Change{Ref: ringdex.Ref{Kind: ringdex.KindContact}, Key: "0", OnGone: connector.DeleteGone, Memory: []byte("{}")})
		}
	}
	w.Same("keys", strings.Join(keys, " "), "0 1 2 3 4 5 6 7 8 9 10 11")
}

func TestDiscover(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulator.Options{CustomFields: map[string]string{"number": "PHONE", "email": "EMAIL", "ico": "TEXT"}})
	w.Write(contact("1", ringdex.Contact{LastName: "Novák", Phones: numbers("CZ", "603303963")}))
	got, err := w.Connector.(connector.Discoverer).Discover(t.Context())
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

func TestSpec(t *testing.T) {
	t.Parallel()
	connectortest.Spec(t, daktela.Kind().New(connector.Deps{}))
}
