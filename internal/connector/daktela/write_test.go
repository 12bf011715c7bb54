package daktela_test

import (
	"flag"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ringdex/internal/connector"
	emulator "ringdex/internal/emulator/daktela"
	"ringdex/internal/emulator/fault"
	"ringdex/internal/ringdex"
)

var update = flag.Bool("update", false, "write the recorded requests anew")

func jan() ringdex.Contact {
	return ringdex.Contact{
		FirstName: "Jan", LastName: "Novák", Emails: []string{"jan@firma.cz"}, Phones: numbers("603 303 963", "+420 222 333 444"),
		Note: "Volat ráno", DefaultCompany: 5,
	}
}

// The calls of two records: created, looked at, changed, deleted.
func TestRequests(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulator.Options{})
	firm := company("F-5", ringdex.Company{Name: "Firma s.r.o.", Phones: numbers("222 333 444"), Description: "Odběratel"})
	person := contact("K 1/ž", jan())
	same(t, "created", w.actions(firm)+" "+w.actions(person), "created created")
	same(t, "repeated", w.actions(firm)+" "+w.actions(person), "unchanged unchanged")
	person.Contact.Phones = numbers("603 303 963")
	person.Contact.DefaultCompany = 0
	same(t, "changed", w.actions(person), "updated")
	person.Contact, person.OnGone = nil, connector.DeleteGone
	same(t, "deleted", w.actions(person), "deleted")
	golden(t, "requests.txt", strings.Join(w.calls(), "\n\n")+"\n")
}

// golden compares with a file, whose lines at the top that begin with # name the source.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	source, want, _ := strings.Cut(string(text), "\n\n")
	if *update {
		if err := os.WriteFile(file, []byte(source+"\n\n"+got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
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
		"line":  {ringdex.Contact{Phones: numbers("603303963")}, "603303963|<nil>|603303963"},
	} {
		same(t, key, w.actions(contact(key, c.contact)), "created")
		r := w.Get("contacts", "ringdex_"+key)
		same(t, key, fmt.Sprintf("%v|%v|%v", r["title"], r["firstname"], r["lastname"]), c.want)
	}
	nameless := w.write(contact("none", ringdex.Contact{}))[0]
	same(t, "nameless", fmt.Sprint(nameless.Action, " ", nameless.Problem), "refused the record has no name, which the system requires")
}

// Values that people add in Daktela stay; those that we sent and that are gone here go.
func TestOthersValuesStay(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulator.Options{})
	c := contact("1", ringdex.Contact{LastName: "Novák", Phones: numbers("603303963", "222333444"), Note: "ours"})
	w.write(c)
	r := w.Get("contacts", "ringdex_1")
	r["description"] = "theirs"
	r["customFields"] = map[string]any{"number": []any{"+420 603 303 963", "+420777777777", "+420222333444"}}
	w.Put("contacts", "ringdex_1", r)
	c.Contact.Phones = numbers("603303963", "608608608")
	same(t, "changed", w.actions(c), "updated")
	same(t, "numbers", w.field("ringdex_1", "number"), "[+420 603 303 963 +420777777777 +420608608608]")
	same(t, "an attribute that did not change here", fmt.Sprint(w.Get("contacts", "ringdex_1")["description"]), "theirs")
}

func TestOneIsRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulator.Options{Refuse: "ringdex_2", Warn: "ringdex_3"})
	var all []*connector.Change
	for i := range 10 {
		all = append(all, contact(fmt.Sprint(i), ringdex.Contact{LastName: "Novák"}))
	}
	results := w.write(all...)
	for i, r := range results {
		want := ringdex.Created
		if i == 2 {
			want = ringdex.Refused
		}
		if r.Action != want {
			t.Errorf("%d is %s, want %s", i, r.Action, want)
		}
	}
	same(t, "reason", fmt.Sprint(results[2].Problem), "the system refuses the record: title: The value is not allowed")
	same(t, "note", fmt.Sprint(results[3].Note), "the record is written, and the system remarks: The number is also that of another contact")
	if n := len(w.Names("contacts")); n != 9 {
		t.Errorf("%d contacts, want 9", n)
	}
	missing := w.write(contact("x", ringdex.Contact{LastName: "Novák", DefaultCompany: 5}))[0]
	alone := w.write(contact("y", ringdex.Contact{LastName: "Novák", DefaultCompany: 6}))[0]
	same(t, "of a company that was not written", fmt.Sprint(alone.Action, ": ", alone.Note), "created: its company is not in the system, so it has none there")
	same(t, "without its account", fmt.Sprint(missing.Problem), "the system refuses the record: account: Value does not exist")
}

// An answer is lost after the call was processed, at each call in turn: the repeated batch makes no
// doubles.
func TestLostAnswers(t *testing.T) {
	t.Parallel()
	for lost := 1; lost <= 5; lost++ {
		plan := fault.Plan{Choose: func(call int, r *http.Request) fault.Failure {
			if call == lost && r.Method != http.MethodGet {
				return fault.Cut
			}
			return fault.None
		}}
		w := newWorld(t, emulator.Options{Fault: plan})
		c := contact("1", ringdex.Contact{LastName: "Novák", Phones: numbers("603303963")})
		if _, err := w.try(c); err != nil {
			w.write(c)
		}
		c.Contact.Phones = numbers("608608608")
		if _, err := w.try(c); err != nil {
			w.write(c)
		}
		same(t, fmt.Sprintf("lost %d", lost), fmt.Sprint(w.Names("contacts"), " ", w.field("ringdex_1", "number")), "[ringdex_1] [+420608608608]")
	}
}

// Calls whose answers are lost arrive within one Write: each record is looked for again.
func TestManyLostAnswers(t *testing.T) {
	t.Parallel()
	plan := fault.Plan{Choose: func(call int, r *http.Request) fault.Failure {
		if call%3 == 0 && r.Method != http.MethodGet {
			return fault.Cut
		}
		return fault.None
	}}
	w := newWorld(t, emulator.Options{Fault: plan})
	var all []*connector.Change
	for i := range 40 {
		all = append(all, contact(fmt.Sprint(i), ringdex.Contact{LastName: "Novák"}))
	}
	w.write(all...)
	if s := w.Stats(); s.Created != 40 || len(w.Names("contacts")) != 40 {
		t.Errorf("%+v, want 40 created", s)
	}
}

// A first load reads the list once, and looks only for records that are in it.
func TestFirstLoad(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulator.Options{})
	w.write(contact("7", ringdex.Contact{LastName: "Novák"}))
	w.Reset()
	for part := range 3 {
		var all []*connector.Change
		for i := range 40 {
			all = append(all, contact(fmt.Sprint(part*40+i), ringdex.Contact{LastName: "Novák"}))
		}
		w.write(all...)
	}
	if s := w.Stats(); s.Reads != 2 || s.Created != 119 || s.Updated != 0 {
		t.Errorf("%+v, want one list, and a search for the one that was there", s)
	}
}

// A record that Daktela cannot digest does not stop the others.
func TestOneBreaks(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulator.Options{Break: "ringdex_1"})
	bad, good := contact("1", ringdex.Contact{LastName: "A"}), contact("2", ringdex.Contact{LastName: "B"})
	results := w.write(bad, good)
	same(t, "actions", fmt.Sprint(results[0].Action, " ", results[1].Action), "refused created")
	same(t, "reason", fmt.Sprint(results[0].Problem), "the system answered 500 Internal Server Error")
	_, err := w.try(bad)
	same(t, "alone", fmt.Sprint(err), "the system answered 500 Internal Server Error")
}

func TestSession(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulator.Options{Expire: 3})
	for i := range 8 {
		same(t, "write", w.actions(contact(fmt.Sprint(i), ringdex.Contact{LastName: "Novák"})), "created")
	}
	if n := w.Stats().Logins; n < 5 {
		t.Errorf("%d logins of 16 calls, want one each 3 calls", n)
	}
	w = newWorld(t, emulator.Options{})
	for _, pass := range []time.Duration{0, 40 * time.Minute, 20 * time.Minute} {
		w.pass(pass)
		w.write(contact("1", ringdex.Contact{LastName: pass.String()}))
	}
	if n := w.Stats().Logins; n != 2 {
		t.Errorf("%d logins in an hour, want 2: a token is renewed before it ends", n)
	}
}

// What goes wrong says so in words that a person understands; the batch is tried again.
func TestFailures(t *testing.T) {
	t.Parallel()
	c := contact("1", ringdex.Contact{LastName: "Novák"})
	for name, x := range map[string]struct {
		options emulator.Options
		setting string
		want    string
	}{
		"wrong password": {emulator.Options{}, "password=x", "the system does not accept the user name and the password (401)"},
		"busy": {
			emulator.Options{Fault: fault.Plan{Every: map[fault.Failure]int{fault.TooMany: 2}, Retry: 60}},
			"prefix=a",
			"the system answered 429 Too Many Requests",
		},
		"rubbish": {
			emulator.Options{Fault: every(fault.Rubbish, 1)},
			"prefix=a",
			"the system answered 200 OK in another form than expected, perhaps by a page for people or cut off: Maintenance We will be back soon.",
		},
		"database": {
			emulator.Options{},
			"database=other",
			"the system refuses the record: database: Value does not exist",
		},
	} {
		w := newWorld(t, x.options, x.setting)
		results, err := w.try(c)
		if err == nil {
			err = results[0].Problem
		}
		same(t, name, fmt.Sprint(err), x.want)
		if n := len(w.Names("contacts")); n != 0 {
			t.Errorf("%s: %d contacts, want none", name, n)
		}
	}
}

func TestGone(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulator.Options{})
	w.write(contact("1", ringdex.Contact{LastName: "Novák"}))
	gone := func(key string, on connector.OnGone, memory string) *connector.Change {
		c := &connector.Change{Ref: ringdex.Ref{Kind: ringdex.KindContact}, Key: key, OnGone: on}
		if memory != "" {
			c.Memory = []byte(memory)
		}
		return c
	}
	same(t, "keep", w.actions(gone("1", connector.KeepGone, "{}")), "unchanged")
	disabled := w.write(gone("1", connector.DisableGone, "{}"))[0]
	same(t, "disable", fmt.Sprint(disabled.Action, ": ", disabled.Note), "unchanged: the system cannot disable records, so this one stays as it is")
	same(t, "never written", w.actions(gone("1", connector.DeleteGone, "")), "unchanged")
	same(t, "delete", w.actions(gone("1", connector.DeleteGone, "{}")), "deleted")
	same(t, "again", w.actions(gone("1", connector.DeleteGone, "{}")), "deleted")
}
