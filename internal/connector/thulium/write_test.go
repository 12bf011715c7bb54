package thulium_test

import (
	"flag"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ringdex/internal/connector"
	"ringdex/internal/emulator/fault"
	emulator "ringdex/internal/emulator/thulium"
	"ringdex/internal/ringdex"
)

var update = flag.Bool("update", false, "write the recorded requests anew")

func jan() ringdex.Contact {
	return ringdex.Contact{
		FirstName: "Jan", LastName: "Kowalski", Emails: []string{"jan.kowalski@foo.bar"}, Phones: numbers("22 233 34 44", "+420603303963"),
		Note: "Rano", BirthPlace: "Łódź", Home: ringdex.Address{Street: "Długa", City: "Kraków"}, DefaultCompany: 5,
	}
}

// The calls of a company and two contacts: created, looked at, changed, deleted.
func TestRequests(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulator.Options{})
	firm := company("F-5", ringdex.Company{Name: "Firma", Emails: []string{"a@firma.pl", "b@firma.pl"}, City: "Kraków"})
	same(t, "company", w.actions(firm)+" "+w.actions(firm), "created unchanged")
	w.companies[5] = *firm
	one, two := contact("K-1", jan()), contact("K-2", ringdex.Contact{FirstName: "Ewa"})
	same(t, "created", w.actions(one, two), "created created")
	same(t, "repeated", w.actions(one, two), "unchanged unchanged")
	one.Contact.Note, one.Contact.Home, two.Contact.LastName = "", ringdex.Address{}, "Nowak"
	same(t, "changed", w.actions(one, two), "updated updated")
	firm.Company.Name = "Firma sp. z o.o."
	same(t, "company changed", w.actions(firm), "updated")
	one.Contact, one.OnGone = nil, connector.DeleteGone
	same(t, "deleted", w.actions(one), "deleted")
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

// A customer with our number and without an identifier becomes ours; one with another identifier
// does not, nor one of several.
func TestFoundByNumber(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		there []emulator.Record
		want  string
	}{
		"one":         {[]emulator.Record{{"surname": "K", "phone_number": []any{"222333444", "112"}}}, "K-1:[222333444 112]"},
		"somebody's":  {[]emulator.Record{{"surname": "K", "identifier": "x", "phone_number": "222333444"}}, "x:222333444 K-1:222333444"},
		"two of them": {[]emulator.Record{{"phone_number": "222333444"}, {"phone_number": "222333444"}}, "<nil>:222333444 <nil>:222333444 K-1:222333444"},
	} {
		w := newWorld(t, emulator.Options{})
		for _, r := range c.there {
			w.Put("customers", 0, r)
		}
		w.write(contact("K-1", ringdex.Contact{LastName: "Kowalski", Phones: numbers("222333444")}))
		same(t, name, w.customers("identifier", "phone_number"), c.want)
	}
	w := newWorld(t, emulator.Options{})
	w.Put("customers", 0, emulator.Record{"surname": "K", "phone_number": "222333444"})
	shared := ringdex.Contact{LastName: "Kowalski", Phones: numbers("222333444")}
	w.write(contact("K-1", shared), contact("K-2", shared))
	same(t, "two of ours", w.customers("identifier"), "K-1 K-2")
}

func TestOthersValuesStay(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulator.Options{})
	c := contact("K-1", ringdex.Contact{LastName: "Kowalski", Phones: numbers("222333444", "223334445")})
	w.write(c)
	r := w.Records("customers")[0]
	r["phone_number"] = []any{"222333444", "600600600", "223334445"}
	w.Put("customers", 1, r)
	c.Contact.Phones = numbers("222333444", "224445556")
	same(t, "changed", w.actions(c), "updated")
	same(t, "numbers", w.customers("phone_number"), "[222333444 600600600 224445556]")
}

// A batch that one record spoils is halved until that record is alone.
func TestOneIsRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulator.Options{Refuse: "37"})
	var all []*connector.Change
	for i := range 100 {
		all = append(all, contact(fmt.Sprint(i), ringdex.Contact{LastName: "Kowalski"}))
	}
	for i, r := range w.write(all...) {
		want := ringdex.Created
		if i == 37 {
			want = ringdex.Refused
			same(t, "reason", fmt.Sprint(r.Problem), "the system refuses the record: The identifier is not allowed.")
		}
		if r.Action != want {
			t.Errorf("%d is %s, want %s", i, r.Action, want)
		}
	}
	if s := w.Stats(); s.Created != 99 || s.Batches > 15 {
		t.Errorf("%+v, want 99 created by at most 15 batches", s)
	}
	nameless := w.write(contact("none", ringdex.Contact{}))[0]
	same(t, "nameless", fmt.Sprint(nameless.Action, " ", nameless.Problem), "refused the record has no name, which the system requires")
	firm := company("37", ringdex.Company{Name: "Firma"})
	same(t, "company", fmt.Sprint(w.write(firm)[0].Problem), "the system refuses the record: The identifier is not allowed.")
}

// The answer to each writing call in turn is lost after it was processed: the repeated batch makes
// no doubles.
func TestLostAnswers(t *testing.T) {
	t.Parallel()
	for lost := 1; lost <= 8; lost++ {
		plan := fault.Plan{Choose: func(call int, r *http.Request) fault.Failure {
			if call == lost && r.Method != http.MethodGet {
				return fault.Cut
			}
			return fault.None
		}}
		w := newWorld(t, emulator.Options{Fault: plan})
		all := []*connector.Change{
			contact("1", ringdex.Contact{LastName: "A", Phones: numbers("222333444")}), contact("2", ringdex.Contact{LastName: "B"}),
		}
		for _, number := range []string{"222333444", "224445556"} {
			all[0].Contact.Phones = numbers(number)
			if _, err := w.try(all...); err != nil {
				w.write(all...)
			}
		}
		same(t, fmt.Sprint("lost ", lost), w.customers("identifier", "phone_number"), "1:224445556 2:<nil>")
	}
}

// Batches whose answers are lost arrive within one Write: what was processed is found again.
func TestManyLostAnswers(t *testing.T) {
	t.Parallel()
	posts := 0
	plan := fault.Plan{Choose: func(_ int, r *http.Request) fault.Failure {
		if r.Method != http.MethodPost {
			return fault.None
		}
		if posts++; posts%2 == 1 {
			return fault.Cut
		}
		return fault.None
	}}
	w := newWorld(t, emulator.Options{Fault: plan, Refuse: "37"})
	var all []*connector.Change
	for i := range 100 {
		all = append(all, contact(fmt.Sprint(i), ringdex.Contact{LastName: "Kowalski"}))
	}
	for i, r := range w.write(all...) {
		if want := ringdex.Created; i != 37 && r.Action != want || i == 37 && r.Action != ringdex.Refused {
			t.Errorf("%d is %s", i, r.Action)
		}
	}
	if s := w.Stats(); s.Created != 99 {
		t.Errorf("%d are created, want 99", s.Created)
	}
}

func TestNoCompany(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulator.Options{})
	w.companies[5] = connector.Change{Key: "F-5"}
	r := w.write(contact("1", ringdex.Contact{LastName: "A", DefaultCompany: 5}))[0]
	same(t, "result", fmt.Sprint(r.Action, ": ", r.Note), "created: its company is not in the system, so it has none there")
}

// A record that somebody has deleted in Thulium is created anew.
func TestDeletedThere(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulator.Options{})
	one, two := contact("1", ringdex.Contact{LastName: "A"}), contact("2", ringdex.Contact{LastName: "B"})
	w.write(one, two)
	one.Memory = []byte(strings.Replace(string(one.Memory), `"id":"1"`, `"id":"77"`, 1))
	one.Contact.Note, two.Contact.Note = "x", "y"
	same(t, "changed", w.actions(one, two), "created updated")
	same(t, "customers", w.customers("identifier", "note"), "1:<nil> 2:y 1:x")
}

func TestFailures(t *testing.T) {
	t.Parallel()
	const page = "the system answered 200 OK in another form than expected, perhaps by a page for people or cut off: "
	for name, x := range map[string]struct {
		options emulator.Options
		setting string
		want    string
	}{
		"wrong password": {emulator.Options{}, "password=x", "the system does not accept the user name and the password (401)"},
		"busy": {
			emulator.Options{Fault: fault.Plan{Every: map[fault.Failure]int{fault.TooMany: 1}, Retry: 60}},
			"prefix=a",
			"the system answered 429 Too Many Requests",
		},
		"rubbish": {
			emulator.Options{Fault: fault.Plan{Every: map[fault.Failure]int{fault.Rubbish: 1}}},
			"prefix=a",
			page + "Maintenance We will be back soon.",
		},
	} {
		w := newWorld(t, x.options, x.setting)
		_, err := w.try(contact("1", ringdex.Contact{LastName: "A"}))
		same(t, name, fmt.Sprint(err), x.want)
		same(t, name, w.customers("identifier"), "")
		same(t, name, fmt.Sprint(w.Check(t.Context())), x.want)
	}
}

func TestGone(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulator.Options{})
	c := contact("1", ringdex.Contact{LastName: "A"})
	w.write(c)
	gone := *c
	gone.Contact, gone.OnGone = nil, connector.KeepGone
	same(t, "keep", w.actions(&gone), "unchanged")
	gone.OnGone = connector.DisableGone
	same(t, "disable", fmt.Sprint(w.write(&gone)[0].Note), "the system cannot disable records, so this one stays as it is")
	lost := gone
	lost.OnGone, lost.Memory, lost.Unsure = connector.DeleteGone, nil, true
	same(t, "delete without an id", w.actions(&lost), "deleted")
	same(t, "left", w.customers("identifier"), "")
	gone.OnGone = connector.DeleteGone
	same(t, "again", w.actions(&gone), "deleted")
}

func TestCompare(t *testing.T) {
	t.Parallel()
	for _, bare := range []bool{false, true} {
		w := newWorld(t, emulator.Options{PageCap: 7, Bare: bare}, "prefix=r-")
		var all []*connector.Change
		for i := range 30 {
			c := contact(fmt.Sprint(i), jan())
			c.Contact.DefaultCompany = 0
			all = append(all, c)
			w.Put("customers", 0, emulator.Record{"surname": "x", "identifier": fmt.Sprint(i)})
		}
		w.write(all...)
		id := 0
		for _, r := range w.Records("customers") {
			if r["identifier"] == "r-4" {
				id = r["customer_id"].(int)
				r["note"], r["address"] = "theirs", map[string]any{"city": "Kraków", "street": "Długa", "flat": ""}
				w.Put("customers", id, r)
			}
		}
		found := map[string][]byte{}
		for r, err := range w.Remote(t.Context(), ringdex.KindContact) {
			if err != nil {
				t.Fatal(err)
			}
			found[r.Key] = r.Memory
		}
		if len(found) != 30 {
			t.Errorf("%d records, want the 30 that are ours", len(found))
		}
		for _, c := range all {
			c.Memory = found[c.Key]
			want := ""
			if c.Key == "4" {
				want = "note"
			}
			same(t, c.Key, strings.Join(w.Differs(c, &connector.Batch{Kind: ringdex.KindContact}), " "), want)
		}
		w.Reset()
		w.write(all...)
		if s := w.Stats(); s.Updated != 1 || s.Created != 0 {
			t.Errorf("after the comparison %+v was sent, want one change", s)
		}
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

// A first load reads the list once, and looks only for records that may be there.
func TestFirstLoad(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulator.Options{})
	w.Put("customers", 0, emulator.Record{"surname": "K", "phone_number": "222333005"})
	for part := range 3 {
		var all []*connector.Change
		for i := range 100 {
			number := fmt.Sprintf("222333%03d", part*100+i)
			all = append(all, contact(number, ringdex.Contact{LastName: "Kowalski", Phones: numbers(number)}))
		}
		w.write(all...)
	}
	if s := w.Stats(); s.Searches != 3 || s.Batches != 4 || s.Created != 299 || s.Updated != 1 {
		t.Errorf("%+v, want one list, two searches for the one that was there, and batches of 100", s)
	}
}
