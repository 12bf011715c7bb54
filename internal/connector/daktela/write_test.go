package daktela_test

import (
	"fmt"
	"testing"
	"time"

	"ringdex/internal/connector"
	emulator "ringdex/internal/emulator/daktela"
	"ringdex/internal/golden"
	"ringdex/internal/ringdex"
)

func jan() ringdex.Contact {
	return ringdex.Contact{
		FirstName: "Jan", LastName: "Novák", Emails: []string{"jan@firma.cz"}, Phones: numbers("CZ", "603 303 963", "+420 222 333 444"),
		Note: "Volat ráno", DefaultCompany: 5,
	}
}

// The calls of two records: created, looked at, changed, deleted.
func TestRequests(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulator.Options{})
	firm := company("F-5", ringdex.Company{Name: "Firma s.r.o.", Phones: numbers("CZ", "222 333 444"), Description: "Odběratel"})
	person := contact("K 1/ž", jan())
	w.Same("created", w.Actions(firm)+" "+w.Actions(person), "created created")
	w.Same("repeated", w.Actions(firm)+" "+w.Actions(person), "unchanged unchanged")
	person.Contact.Phones = numbers("CZ", "603 303 963")
	person.Contact.DefaultCompany = 0
	w.Same("changed", w.Actions(person), "updated")
	person.Contact, person.OnGone = nil, connector.DeleteGone
	w.Same("deleted", w.Actions(person), "deleted")
	golden.Archive(t, "testdata/requests.txtar", "request", w.calls())
}

func TestNames(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulator.Options{})
	for key, c := range map[string]struct {
		contact ringdex.Contact
		want    string // title, first and last name
	}{
		"both":  {ringdex.Contact{FirstName: "Jan", MiddleName: "Maria", LastName: "Novák"}, "Jan Maria Novák|Jan Maria|Novák"},
		"title": {ringdex.Contact{DisplayName: "Ing. Jan Novák"}, "Ing. Jan Novák|Ing. Jan|Novák"},
		"word":  {ringdex.Contact{FirstName: "Jan"}, "Jan|<nil>|Jan"},
		"line":  {ringdex.Contact{Phones: numbers("CZ", "603303963")}, "603303963|<nil>|603303963"},
	} {
		w.Same(key, w.Actions(contact(key, c.contact)), "created")
		r := w.Get("contacts", "ringdex_"+key)
		w.Same(key, fmt.Sprintf("%v|%v|%v", r["title"], r["firstname"], r["lastname"]), c.want)
	}
	nameless := w.Write(contact("none", ringdex.Contact{}))[0]
	w.Same("nameless", fmt.Sprint(nameless.Action, " ", nameless.Problem), "refused the record has no name, which the system requires")
}

// Values that people add in Daktela stay; those that we sent and that are gone here go.
func TestOthersValuesStay(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulator.Options{})
	c := contact("1", ringdex.Contact{LastName: "Novák", Phones: numbers("CZ", "603303963", "222333444"), Note: "ours"})
	w.Write(c)
	r := w.Get("contacts", "ringdex_1")
	r["description"] = "theirs"
	r["customFields"] = map[string]any{"number": []any{"+420 603 303 963", "+420777777777", "+420222333444"}}
	w.Put("contacts", "ringdex_1", r)
	c.Contact.Phones = numbers("CZ", "603303963", "608608608")
	w.Same("changed", w.Actions(c), "updated")
	w.Same("numbers", w.field("ringdex_1", "number"), "[+420 603 303 963 +420777777777 +420608608608]")
	w.Same("an attribute that did not change here", fmt.Sprint(w.Get("contacts", "ringdex_1")["description"]), "theirs")
}

func TestOneIsRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulator.Options{Refuse: "ringdex_2", Warn: "ringdex_3"})
	var all []*connector.Change
	for i := range 10 {
		all = append(all, contact(fmt.Sprint(i), named("Novák")))
	}
	results := w.Write(all...)
	for i, r := range results {
		want := ringdex.Created
		if i == 2 {
			want = ringdex.Refused
		}
		if r.Action != want {
			t.Errorf("%d is %s, want %s", i, r.Action, want)
		}
	}
	w.Same("reason", fmt.Sprint(results[2].Problem), "the system refuses the record: title: The value is not allowed")
	w.Same("note", fmt.Sprint(results[3].Note), "the record is written, and the system remarks: The number is also that of another contact")
	if n := len(w.Names("contacts")); n != 9 {
		t.Errorf("%d contacts, want 9", n)
	}
	missing := w.Write(contact("x", ringdex.Contact{LastName: "Novák", DefaultCompany: 5}))[0]
	alone := w.Write(contact("y", ringdex.Contact{LastName: "Novák", DefaultCompany: 6}))[0]
	w.Same("of a company that was not written", fmt.Sprint(alone.Action, ": ", alone.Note), "created: its company is not in the system, so it has none there")
	w.Same("without its account", fmt.Sprint(missing.Problem), "the system refuses the record: account: Value does not exist")
}

// A first load reads the list once, and looks only for records that are in it.
func TestFirstLoad(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulator.Options{})
	w.Write(contact("7", named("Novák")))
	w.Reset()
	for part := range 3 {
		var all []*connector.Change
		for i := range 40 {
			all = append(all, contact(fmt.Sprint(part*40+i), named("Novák")))
		}
		w.Write(all...)
	}
	if s := w.Stats(); s.Reads != 2 || s.Created != 119 || s.Updated != 0 {
		t.Errorf("%+v, want one list, and a search for the one that was there", s)
	}
}

// A record that Daktela cannot digest does not stop the others.
func TestOneBreaks(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulator.Options{Break: "ringdex_1"})
	bad, good := contact("1", named("A")), contact("2", named("B"))
	results := w.Write(bad, good)
	w.Same("actions", fmt.Sprint(results[0].Action, " ", results[1].Action), "refused created")
	w.Same("reason", fmt.Sprint(results[0].Problem), "the system answered 500 Internal Server Error")
	_, err := w.TryWrite(bad)
	w.Same("alone", fmt.Sprint(err), "the system answered 500 Internal Server Error")
}

func TestSession(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulator.Options{Expire: 3})
	for i := range 8 {
		w.Same("write", w.Actions(contact(fmt.Sprint(i), named("Novák"))), "created")
	}
	if n := w.Stats().Logins; n < 5 {
		t.Errorf("%d logins of 16 calls, want one each 3 calls", n)
	}
	w = newWorld(t, emulator.Options{})
	for _, pass := range []time.Duration{0, 40 * time.Minute, 20 * time.Minute} {
		w.Pass(pass)
		w.Write(contact("1", ringdex.Contact{LastName: pass.String()}))
	}
	if n := w.Stats().Logins; n != 2 {
		t.Errorf("%d logins in an hour, want 2: a token is renewed before it ends", n)
	}
}

// A setting that Daktela does not know is a reason for each record.
func TestNoDatabase(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulator.Options{}, "database=other")
	r := w.Write(contact("1", named("Novák")))[0]
	w.Same("problem", fmt.Sprint(r.Problem), "the system refuses the record: database: Value does not exist")
}

func TestGone(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulator.Options{})
	w.Write(contact("1", named("Novák")))
	gone := func(key string, on connector.OnGone, memory string) *connector.Change {
		c := &connector.Change{Ref: ringdex.Ref{Kind: ringdex.KindContact}, Key: key, OnGone: on}
		if memory != "" {
			c.Memory = []byte(memory)
		}
		return c
	}
	w.Same("keep", w.Actions(gone("1", connector.KeepGone, "{}")), "unchanged")
	disabled := w.Write(gone("1", connector.DisableGone, "{}"))[0]
	w.Same("disable", fmt.Sprint(disabled.Action, ": ", disabled.Note), "unchanged: the system cannot disable records, so this one stays as it is")
	w.Same("never written", w.Actions(gone("1", connector.DeleteGone, "")), "unchanged")
	w.Same("delete", w.Actions(gone("1", connector.DeleteGone, "{}")), "deleted")
	w.Same("again", w.Actions(gone("1", connector.DeleteGone, "{}")), "deleted")
}
