package voipex_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"ringdex/internal/connector"
	"ringdex/internal/emulator/fault"
	emulator "ringdex/internal/emulator/voipex"
	"ringdex/internal/ringdex"
)

type change = connector.Change

// lost loses the answer of one call, unless it only reads.
func lost(call int) fault.Plan {
	return fault.Plan{Choose: func(n int, r *http.Request) fault.Failure {
		if n == call && r.Method != http.MethodGet {
			return fault.Cut
		}
		return fault.None
	}}
}

func TestRequests(t *testing.T) {
	t.Parallel()
	for file, noBatch := range map[string]bool{"batch.txt": false, "single.txt": true} {
		w := newWorld(t, emulator.Options{NoBatch: noBatch}, "mode=rest")
		one, two := contact("K-1", novak()), contact("K-2", named("Nová", "608608608"))
		same(t, file, w.actions(one, two), "created created")
		same(t, file, w.actions(one, two), "unchanged unchanged")
		one.Contact.Agents, one.Contact.Emails = []string{"22"}, nil
		same(t, file, w.actions(one, two), "updated unchanged")
		two.Contact, two.OnGone = nil, connector.DeleteGone
		same(t, file, w.actions(two), "deleted")
		golden(t, file, strings.Join(w.calls(), "\n\n")+"\n")
		same(t, file, w.has("externalId", "email", "agent1", "agent2"), "K-1::22:")
	}
}

func TestOneIsRefused(t *testing.T) {
	t.Parallel()
	for name, o := range map[string]emulator.Options{"item": {Refuse: "7"}, "batch": {Spoil: "7"}, "single": {Refuse: "7", NoBatch: true}} {
		w := newWorld(t, o, "mode=rest")
		var all []*change
		for i := range 20 {
			all = append(all, contact(fmt.Sprint(i), named("A", fmt.Sprintf("6033039%02d", i))))
		}
		for i, r := range w.write(all...) {
			if want := ringdex.Created; i != 7 && r.Action != want || i == 7 && (r.Action != ringdex.Refused || r.Problem == nil) {
				t.Errorf("%s: %d is %s: %v", name, i, r.Action, r.Problem)
			}
		}
		if n := len(w.Contacts()); n != 19 {
			t.Errorf("%s: %d contacts, want 19", name, n)
		}
	}
	w := newWorld(t, emulator.Options{}, "mode=rest")
	c := contact("1", named("A", "603303963", "603303964", "603303965", "12"))
	r := w.write(c, contact("2", named("B")))
	same(t, "more numbers", fmt.Sprint(r[0].Action, ": ", r[0].Note), "created: 2 numbers were left out: the system has no place for more or does not take invalid ones")
	same(t, "no number", fmt.Sprint(r[1].Action, ": ", r[1].Problem), "refused: phone1 is required")
}

// The answer to each call in turn is lost after it was processed: nothing is double.
func TestLostAnswers(t *testing.T) {
	t.Parallel()
	for _, noBatch := range []bool{false, true} {
		for n := 1; n <= 6; n++ {
			w := newWorld(t, emulator.Options{NoBatch: noBatch, Fault: lost(n)}, "mode=rest")
			c := contact("1", named("A", "603303963"))
			for _, number := range []string{"603303963", "608608608"} {
				c.Contact.Phones = numbers(number)
				if _, err := w.try(c); err != nil {
					w.write(c)
				}
			}
			same(t, fmt.Sprint(noBatch, n), w.has("externalId", "phone1"), "1:+420608608608")
		}
	}
}

// A contact that somebody has deleted in VOIPEX is created anew, with all its values.
func TestDeletedThere(t *testing.T) {
	t.Parallel()
	for _, noBatch := range []bool{false, true} {
		w := newWorld(t, emulator.Options{NoBatch: noBatch}, "mode=rest")
		c := contact("1", novak())
		w.write(c)
		elsewhere := contact("1", novak())
		elsewhere.Memory, elsewhere.Contact, elsewhere.OnGone = c.Memory, nil, connector.DeleteGone
		w.write(elsewhere)
		c.Contact.LastName = "Nový"
		same(t, "changed", w.actions(c), "created")
		same(t, "contact", w.has("lastName", "email", "agent2"), "Nový:jan@firma.cz:100")
	}
}

func TestGone(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulator.Options{}, "mode=rest")
	c := contact("1", named("A", "603303963"))
	w.write(c)
	gone := *c
	gone.Contact, gone.OnGone = nil, connector.KeepGone
	same(t, "keep", w.actions(&gone), "unchanged")
	gone.OnGone = connector.DisableGone
	same(t, "disable", fmt.Sprint(w.write(&gone)[0].Note), "the system cannot disable records, so this one stays as it is")
	lost := gone
	lost.OnGone, lost.Memory, lost.Unsure = connector.DeleteGone, nil, true
	same(t, "delete without an id", w.actions(&lost), "deleted")
	gone.OnGone = connector.DeleteGone
	same(t, "again", w.actions(&gone), "deleted")
	same(t, "left", w.has("externalId"), "")
	if w.Limit(ringdex.KindCompany) != 0 {
		t.Error("VOIPEX has no companies")
	}
}

func TestCompare(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulator.Options{PageCap: 7}, "mode=rest")
	var all []*change
	for i := range 30 {
		all = append(all, contact(fmt.Sprint(i), novak()))
		w.Put(emulator.Contact{"lastName": "from elsewhere"})
	}
	w.write(all...)
	for _, c := range w.Contacts() {
		if c["externalId"] == "4" {
			c["lastName"], c["customField3"] = "Jiný", "theirs"
			w.Put(c)
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
		t.Errorf("%d contacts, want the 30 that are ours", len(found))
	}
	for _, c := range all {
		c.Memory = found[c.Key]
		want := ""
		if c.Key == "4" {
			want = "lastName"
		}
		same(t, c.Key, strings.Join(w.Differs(c, batch()), " "), want)
	}
	w.Reset()
	w.write(all...)
	if s := w.Stats(); s.Updated != 1 || s.Created != 0 {
		t.Errorf("after the comparison %+v was sent, want one change", s)
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	for setting, want := range map[string]string{
		"mode=upload":           "<nil>",
		"mode=rest":             "<nil>",
		"password=x":            "the system does not accept the user name and the password (401)",
		"map.note=customField7": `map: "note" goes into "customField7", which is none of customField1, customField2, customField3, customField4, customField5, customField6`,
	} {
		same(t, setting, fmt.Sprint(newWorld(t, emulator.Options{}, setting).Check(t.Context())), want)
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
