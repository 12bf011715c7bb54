package helpdesk

import (
	"encoding/json"
	"reflect"
	"testing"

	"ringdex/internal/intake"
	"ringdex/internal/ringdex"
)

// TestMemoReadsTheSame: an item that the memo knows gives the same record as one that it does not
// know.
func TestMemoReadsTheSame(t *testing.T) {
	t.Parallel()
	for _, text := range append(fuzzItems,
		`{"ExternalId":"K-1","Email":"a@b.cz","Operations":[{"Operation":"Replace","Path":"/DefaultCustomer/ExternalId","Value":"F-1"},{"Operation":"Replace","Path":"/DefaultCustomer/CompanyName","Value":"Firm"},{"Operation":"Replace","Path":"/CustomFields/36/FieldText","Value":"x"}]}`,
	) {
		a, raw := &api{memo: newMemo()}, json.RawMessage(text)
		var first, again intake.Record
		read, err := a.readItem(ringdex.KindContact, raw, &first)
		if err != nil {
			continue // refused
		}
		if a.memo.recall(raw, &again) != nil {
			t.Fatalf("%s is known before it was added", text)
		}
		company := first.Company
		a.memo.add(raw, &first)
		later, _ := a.readItem(ringdex.KindContact, raw, &again)
		if lazy := again.Read != nil; lazy != (first.Password == "") {
			t.Errorf("%s: read later is %t, with the password %q", text, lazy, first.Password)
			continue
		}
		if again.Read == nil {
			continue
		}
		if len(again.Ops) != 0 || !reflect.DeepEqual(again.Identity, first.Identity) || !reflect.DeepEqual(again.Company, company) {
			t.Errorf("%s is remembered as %+v", text, again)
		}
		for _, t := range []*translator{read, later} {
			t.complete(fuzzFields)
		}
		again.Read(&again)
		first.Read, again.Read, first.Clean, again.Clean = nil, nil, nil, nil
		if !reflect.DeepEqual(first, again) {
			t.Errorf("%s is read as\n%+v, then as\n%+v", text, first, again)
		}
	}
}

// TestMemoForgets: an item stays for as long as it comes again before two generations have passed.
func TestMemoForgets(t *testing.T) {
	t.Parallel()
	m := newMemo()
	hash := func(n int) itemHash { return itemHash{uint64(n)} }
	stays := m.hash([]byte("stays"))
	m.put(stays, keys{})
	for n := range 3 * generation {
		m.put(hash(n), keys{})
		if n%(generation/2) == 0 {
			if _, known := m.get([]byte("stays")); !known {
				t.Fatalf("an item that comes is forgotten at %d", n)
			}
		}
	}
	if kept := len(m.young) + len(m.old); kept > 2*generation {
		t.Errorf("%d items are kept, want at most %d", kept, 2*generation)
	}
	if _, known := m.old[hash(0)]; known {
		t.Error("an item that did not come for two generations is kept")
	}
}
