package voipex_test

import (
	"fmt"
	"testing"

	"ringdex/internal/connector"
	"ringdex/internal/connector/connectortest"
	"ringdex/internal/connector/voipex"
	emulator "ringdex/internal/emulator/voipex"
	"ringdex/internal/ringdex"
)

func TestRequests(t *testing.T) {
	t.Parallel()
	for file, noBatch := range map[string]bool{"batch.txtar": false, "single.txtar": true} {
		w := newWorld(t, emulator.Options{NoBatch: noBatch}, "mode=rest")
		one, two := contact("K-1", novak()), contact("K-2", named("Nová", "608608608"))
		w.Same(file, w.Actions(one, two), "created created")
		w.Same(file, w.Actions(one, two), "unchanged unchanged")
		one.Contact.Agents, one.Contact.Emails = []string{"22"}, nil
		w.Same(file, w.Actions(one, two), "updated unchanged")
		two.Contact, two.OnGone = nil, connector.DeleteGone
		w.Same(file, w.Actions(two), "deleted")
		w.Golden(file)
		w.Same(file, w.has("externalId", "email", "agent1", "agent2"), "K-1::22:")
	}
}

func TestOneIsRefused(t *testing.T) {
	t.Parallel()
	for name, o := range map[string]emulator.Options{"item": {Refuse: "7"}, "batch": {Spoil: "7"}, "single": {Refuse: "7", NoBatch: true}} {
		w := newWorld(t, o, "mode=rest")
		var all []*connector.Change
		for i := range 20 {
			all = append(all, contact(fmt.Sprint(i), named("A", fmt.Sprintf("6033039%02d", i))))
		}
		for i, r := range w.Write(all...) {
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
	r := w.Write(c, contact("2", named("B")))
	w.Same("more numbers", fmt.Sprint(r[0].Action, ": ", r[0].Note), "created: 2 numbers were left out: the system has no place for more or does not take invalid ones")
	w.Same("no number", fmt.Sprint(r[1].Action, ": ", r[1].Problem), "refused: phone1 is required")
}

// A contact that somebody has deleted in VOIPEX is created anew, with all its values.
func TestDeletedThere(t *testing.T) {
	t.Parallel()
	for _, noBatch := range []bool{false, true} {
		w := newWorld(t, emulator.Options{NoBatch: noBatch}, "mode=rest")
		c := contact("1", novak())
		w.Write(c)
		elsewhere := contact("1", novak())
		elsewhere.Memory, elsewhere.Contact, elsewhere.OnGone = c.Memory, nil, connector.DeleteGone
		w.Write(elsewhere)
		c.Contact.LastName = "Nový"
		w.Same("changed", w.Actions(c), "created")
		w.Same("contact", w.has("lastName", "email", "agent2"), "Nový:jan@firma.cz:100")
	}
}

func TestGone(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulator.Options{}, "mode=rest")
	c := contact("1", named("A", "603303963"))
	w.Write(c)
	gone := *c
	gone.Contact, gone.OnGone = nil, connector.KeepGone
	w.Same("keep", w.Actions(&gone), "unchanged")
	gone.OnGone = connector.DisableGone
	w.Same("disable", fmt.Sprint(w.Write(&gone)[0].Note), "the system cannot disable records, so this one stays as it is")
	lost := gone
	lost.OnGone, lost.Memory, lost.Unsure = connector.DeleteGone, nil, true
	w.Same("delete without an id", w.Actions(&lost), "deleted")
	gone.OnGone = connector.DeleteGone
	w.Same("again", w.Actions(&gone), "deleted")
	w.Same("left", w.has("externalId"), "")
	if w.Connector.(connector.Writer).Limit(ringdex.KindCompany) != 0 {
		t.Error("VOIPEX has no companies")
	}
}

func TestCompare(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulator.Options{PageCap: 7}, "mode=rest")
	var all []*connector.Change
	for i := range 30 {
		all = append(all, contact(fmt.Sprint(i), novak()))
		w.Put(emulator.Contact{"lastName": "from elsewhere"})
	}
	w.Write(all...)
	for _, c := range w.Contacts() {
		if c["externalId"] == "4" {
			c["lastName"], c["customField3"] = "Jiný", "theirs"
			w.Put(c)
		}
	}
	w.Same("differing", w.Compare(all...), "4 lastName")
	w.Reset()
	w.Write(all...)
	if s := w.Stats(); s.Updated != 1 || s.Created != 0 {
		t.Errorf("after the comparison %+v was sent, want one change", s)
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	for setting, want := range map[string]string{
		"mode=upload":           "",
		"mode=rest":             "",
		"map.note=customField7": `map: "note" goes into "customField7", which is none of customField1, customField2, customField3, customField4, customField5, customField6`,
	} {
		w := newWorld(t, emulator.Options{}, setting)
		w.Same(setting, w.Check(), want)
	}
}

func TestSpec(t *testing.T) {
	t.Parallel()
	connectortest.Spec(t, voipex.Kind().New(connector.Deps{}))
}
