package thulium_test

import (
	"fmt"
	"strings"
	"testing"

	"ringdex/internal/connector"
	"ringdex/internal/connector/connectortest"
	"ringdex/internal/connector/thulium"
	emulator "ringdex/internal/emulator/thulium"
	"ringdex/internal/ringdex"
)

func jan() ringdex.Contact {
	return ringdex.Contact{
		FirstName: "Jan", LastName: "Kowalski", Emails: []string{"jan.kowalski@foo.bar"}, Phones: numbers("PL", "22 233 34 44", "+420603303963"),
		Note: "Rano", BirthPlace: "Łódź", Home: ringdex.Address{Street: "Długa", City: "Kraków"}, DefaultCompany: 5,
	}
}

// The calls of a company and two contacts: created, looked at, changed, deleted.
func TestRequests(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulator.Options{})
	firm := company("F-5", ringdex.Company{Name: "Firma", Emails: []string{"a@firma.pl", "b@firma.pl"}, City: "Kraków"})
	w.Same("company", w.Actions(firm)+" "+w.Actions(firm), "created unchanged")
	w.Companies[5] = *firm
	one, two := contact("K-1", jan()), contact("K-2", ringdex.Contact{FirstName: "Ewa"})
	w.Same("created", w.Actions(one, two), "created created")
	w.Same("repeated", w.Actions(one, two), "unchanged unchanged")
	one.Contact.Note, one.Contact.Home, two.Contact.LastName = "", ringdex.Address{}, "Nowak"
	w.Same("changed", w.Actions(one, two), "updated updated")
	firm.Company.Name = "Firma sp. z o.o."
	w.Same("company changed", w.Actions(firm), "updated")
	one.Contact, one.OnGone = nil, connector.DeleteGone
	w.Same("deleted", w.Actions(one), "deleted")
	w.Golden("requests.txtar")
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
		w.Write(contact("K-1", ringdex.Contact{LastName: "Kowalski", Phones: numbers("PL", "222333444")}))
		w.Same(name, w.customers("identifier", "phone_number"), c.want)
	}
	w := newWorld(t, emulator.Options{})
	w.Put("customers", 0, emulator.Record{"surname": "K", "phone_number": "222333444"})
	shared := ringdex.Contact{LastName: "Kowalski", Phones: numbers("PL", "222333444")}
	w.Write(contact("K-1", shared), contact("K-2", shared))
	w.Same("two of ours", w.customers("identifier"), "K-1 K-2")
}

func TestOthersValuesStay(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulator.Options{})
	c := contact("K-1", ringdex.Contact{LastName: "Kowalski", Phones: numbers("PL", "222333444", "223334445")})
	w.Write(c)
	r := w.Records("customers")[0]
	r["phone_number"] = []any{"222333444", "600600600", "223334445"}
	w.Put("customers", 1, r)
	c.Contact.Phones = numbers("PL", "222333444", "224445556")
	w.Same("changed", w.Actions(c), "updated")
	w.Same("numbers", w.customers("phone_number"), "[222333444 600600600 224445556]")
}

// A batch that one record spoils is halved until that record is alone.
func TestOneIsRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulator.Options{Refuse: "37"})
	var all []*connector.Change
	for i := range 100 {
		all = append(all, contact(fmt.Sprint(i), named("Kowalski")))
	}
	for i, r := range w.Write(all...) {
		want := ringdex.Created
		if i == 37 {
			want = ringdex.Refused
			w.Same("reason", fmt.Sprint(r.Problem), "the system refuses the record: The identifier is not allowed.")
		}
		if r.Action != want {
			t.Errorf("%d is %s, want %s", i, r.Action, want)
		}
	}
	if s := w.Stats(); s.Created != 99 || s.Batches > 15 {
		t.Errorf("%+v, want 99 created by at most 15 batches", s)
	}
	nameless := w.Write(contact("none", ringdex.Contact{}))[0]
	w.Same("nameless", fmt.Sprint(nameless.Action, " ", nameless.Problem), "refused the record has no name, which the system requires")
	firm := company("37", ringdex.Company{Name: "Firma"})
	w.Same("company", fmt.Sprint(w.Write(firm)[0].Problem), "the system refuses the record: The identifier is not allowed.")
}

func TestNoCompany(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulator.Options{})
	w.Companies[5] = connector.Change{Key: "F-5"}
	r := w.Write(contact("1", ringdex.Contact{LastName: "A", DefaultCompany: 5}))[0]
	w.Same("result", fmt.Sprint(r.Action, ": ", r.Note), "created: its company is not in the system, so it has none there")
}

// A record that somebody has deleted in Thulium is created anew.
func TestDeletedThere(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulator.Options{})
	one, two := contact("1", named("A")), contact("2", named("B"))
	w.Write(one, two)
	one.Memory = []byte(strings.Replace(string(one.Memory), `"id":"1"`, `"id":"77"`, 1))
	one.Contact.Note, two.Contact.Note = "x", "y"
	w.Same("changed", w.Actions(one, two), "created updated")
	w.Same("customers", w.customers("identifier", "note"), "1:<nil> 2:y 1:x")
}

func TestGone(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulator.Options{})
	c := contact("1", named("A"))
	w.Write(c)
	gone := *c
	gone.Contact, gone.OnGone = nil, connector.KeepGone
	w.Same("keep", w.Actions(&gone), "unchanged")
	gone.OnGone = connector.DisableGone
	w.Same("disable", fmt.Sprint(w.Write(&gone)[0].Note), "the system cannot disable records, so this one stays as it is")
	lost := gone
	lost.OnGone, lost.Memory, lost.Unsure = connector.DeleteGone, nil, true
	w.Same("delete without an id", w.Actions(&lost), "deleted")
	w.Same("left", w.customers("identifier"), "")
	gone.OnGone = connector.DeleteGone
	w.Same("again", w.Actions(&gone), "deleted")
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
		w.Write(all...)
		id := 0
		for _, r := range w.Records("customers") {
			if r["identifier"] == "r-4" {
				id = r["customer_id"].(int)
				r["note"], r["address"] = "theirs", map[string]any{"city": "Kraków", "street": "Długa", "flat": ""}
				w.Put("customers", id, r)
			}
		}
		w.Same("differing", w.Compare(all...), "4 note")
		w.Reset()
		w.Write(all...)
		if s := w.Stats(); s.Updated != 1 || s.Created != 0 {
			t.Errorf("after the comparison %+v was sent, want one change", s)
		}
	}
}

func TestSpec(t *testing.T) {
	t.Parallel()
	connectortest.Spec(t, thulium.Kind().New(connector.Deps{}))
}
