package helpdesk_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"ringdex/internal/connector"
	"ringdex/internal/emulator/fault"
	emulator "ringdex/internal/emulator/helpdesk"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// What was written is equal to what is there, also when lists show less than a single contact.
func TestCompareEqual(t *testing.T) {
	t.Parallel()
	for name, o := range map[string]emulator.Options{"whole lists": {}, "short rows": {Lean: true}, "small pages": {PageCap: 7}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, o, "contact_fields.level=36", "company_fields.level=7")
			field := emulator.Field{ID: 36, Title: "Úroveň", Member: "FieldItem", Items: []emulator.Item{{ID: 901, Title: "Zlatý"}}}
			w.system.ContactFields(field)
			w.system.CompanyFields(emulator.Field{ID: 7, Title: "Úroveň", Member: "TextBoxValue"})
			w.system.AddContact(map[string]any{"UserName": "other"})
			fields := []ringdex.Field{
				{ID: 1, Kind: ringdex.KindContact, Key: "level", Title: "Level", Type: ringdex.TypeText},
				{ID: 1, Kind: ringdex.KindCompany, Key: "level", Title: "Level", Type: ringdex.TypeText},
			}
			firm := bombardino()
			firm.Custom = map[int64]string{1: "Zlatá"}
			firms := companies(connector.Change{Key: "C-1", Company: firm})
			firms.Fields = fields
			w.write(firms)
			batch := contacts(append(people(20), connector.Change{Key: "K-x", Contact: cmelak()})...)
			batch.Fields, batch.Changes[20].Contact.Custom = fields, map[int64]string{1: "zlatý"}
			batch.Companies = map[int64]connector.Change{7: {Key: "C-1", Memory: w.memories["C-1"]}}
			w.write(batch)

			w.equal(ringdex.KindCompany, &firms)
			w.equal(ringdex.KindContact, &batch)
		})
	}
}

// equal checks that nothing differs.
func (w *world) equal(kind ringdex.Kind, b *connector.Batch) {
	w.Helper()
	there := w.Remote(kind)
	if len(there) != len(b.Changes) {
		w.Errorf("%d records are ours, want %d", len(there), len(b.Changes))
	}
	for i := range b.Changes {
		c := b.Changes[i]
		c.Memory = there[c.Key]
		if paths, _ := w.connector.Differs(&c, b); paths != nil {
			w.Errorf("%s differs in %q", c.Key, paths)
		}
	}
}

func TestCompareDifferent(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulator.Options{})
	w.write(contacts(connector.Change{Key: "K-5", Contact: jan()}))
	w.system.EditContact(w.sole().ID, func(values map[string]any) {
		values["LastName"], values["MiddleName"], values["Language"] = "Jinak", "Karel", nil
		values["Phones"] = []any{"+420603303963", "+420111222333"}
	})
	b := contacts(connector.Change{Key: "K-5", Contact: jan()})
	c := b.Changes[0]
	c.Memory = w.Remote(ringdex.KindContact)["K-5"]
	if diff := cmp.Diff([]string{"/Language", "/LastName", "/Phones/-"}, w.differs(&c, &b)); diff != "" {
		t.Errorf("differences (-want +got):\n%s", diff)
	}
	c.Memory = w.memories["K-5"]
	c.Contact.Phones = []phone.Number{number("222 777 333")}
	if diff := cmp.Diff([]string{"/Phones/0"}, w.differs(&c, &b)); diff != "" {
		t.Errorf("differences to what was sent (-want +got):\n%s", diff)
	}
}

func (w *world) differs(c *connector.Change, b *connector.Batch) []string {
	w.Helper()
	paths, err := w.connector.Differs(c, b)
	if err != nil {
		w.Error(err)
	}
	return paths
}

// A repair writes over what was read, and leaves alone what others have set.
func TestRepair(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulator.Options{})
	w.write(contacts(connector.Change{Key: "K-5", Contact: jan()}))
	w.system.EditContact(w.sole().ID, func(values map[string]any) {
		values["LastName"], values["MiddleName"] = "Jinak", "Karel"
		values["Phones"] = []any{"+420111222333", "+420603303963"}
	})
	w.memories["K-5"] = w.Remote(ringdex.KindContact)["K-5"]
	w.check(w.write(contacts(connector.Change{Key: "K-5", Contact: jan()})), ringdex.Updated)
	got := w.sole().Values
	if diff := cmp.Diff([]any{"+420111222333", "+420603303963", "+420222777333"}, got["Phones"]); diff != "" {
		t.Errorf("numbers (-want +got):\n%s", diff)
	}
	if got["LastName"] != "Novák" || got["MiddleName"] != "Karel" {
		t.Errorf("the contact there is %v", got)
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		fault    fault.Failure
		settings []string
		want     string
	}{
		{"all is well", fault.None, []string{"contact_fields.level=36"}, ""},
		{"a wrong password", fault.None, []string{"password=x"}, "the system does not accept the user name and the password (401)"},
		{"a field that is not there", fault.None, []string{"contact_fields.level=37"}, "level is mapped to \"37\", and the helpdesk has no such custom field; discover lists its fields"},
		{"a page for people", fault.Rubbish, nil, "the system answered 200 OK in another form than expected, perhaps by a page for people or cut off: Maintenance We will be back soon."},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, emulator.Options{Fault: onCall(1, importContacts, c.fault)}, c.settings...)
			w.system.ContactFields(emulator.Field{ID: 36, Title: "Úroveň", Member: "TextBoxValue"})
			if err := w.connector.Check(t.Context()); text(err) != c.want {
				t.Errorf("the error is %q, want %q", text(err), c.want)
			}
			if n := len(w.system.Stats().Changed); n != 0 {
				t.Errorf("%d records were changed", n)
			}
		})
	}
}

func TestDiscover(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulator.Options{})
	w.system.ContactFields(emulator.Field{ID: 36, Title: "Úroveň", Member: "FieldItem", Items: []emulator.Item{{ID: 901, Title: "Zlatý"}}})
	w.system.CompanyFields(emulator.Field{ID: 7, Title: "IČ", Member: "TextBoxValue"})
	got, err := w.connector.Discover(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := []connector.Column{
		{Kind: ringdex.KindContact, Name: "36", Title: "Úroveň", Type: "DropDown", Example: "Zlatý"},
		{Kind: ringdex.KindCompany, Name: "7", Title: "IČ", Type: "7"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("columns (-want +got):\n%s", diff)
	}
}
