package helpdesk_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ringdex/internal/connector"
	"ringdex/internal/connector/call"
	"ringdex/internal/connector/connectortest"
	"ringdex/internal/connector/helpdesk"
	"ringdex/internal/emulator/fault"
	emulator "ringdex/internal/emulator/helpdesk"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

func TestOnlyChangesAreSent(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulator.Options{})
	w.check(w.write(contacts(connector.Change{Key: "K-5", Contact: jan()})), ringdex.Created)
	want := map[string]any{
		"UserName": "jan@example.cz", "Email": "jan@example.cz", "FirstName": "Jan", "LastName": "Novák", "Language": int64(2),
		"RoleEndUser": true, "Phones": []any{"+420603303963", "+420222777333"},
	}
	if diff := cmp.Diff(want, w.sole().Values); diff != "" {
		t.Errorf("the contact there (-want +got):\n%s", diff)
	}

	w.system.Reset()
	w.check(w.write(contacts(connector.Change{Key: "K-5", Contact: jan()})), ringdex.Unchanged)
	if calls := w.system.Stats().Calls; len(calls) != 0 {
		t.Errorf("an equal contact costs calls: %v", calls)
	}

	changed := jan()
	changed.LastName, changed.Language, changed.Emails = "Starý", "", []string{"stary@example.cz"}
	changed.Phones = append(changed.Phones, number("777 123 456"))
	w.check(w.write(contacts(connector.Change{Key: "K-5", Contact: changed})), ringdex.Updated)
	if got := w.system.Stats().Operations; got != 4 {
		t.Errorf("%d operations, want 4: e-mail, last name, language, number", got)
	}
	want = map[string]any{
		"UserName": "jan@example.cz", "Email": "stary@example.cz", "FirstName": "Jan", "LastName": "Starý",
		"RoleEndUser": true, "Phones": []any{"+420603303963", "+420222777333", "+420777123456"},
	}
	if diff := cmp.Diff(want, w.sole().Values); diff != "" {
		t.Errorf("the contact there (-want +got):\n%s", diff)
	}
}

// Values that we have sent and that are gone here are removed there; values of others stay (issue
// 11, settled 6).
func TestValuesOfOthersStay(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulator.Options{})
	w.write(contacts(connector.Change{Key: "K-5", Contact: jan()}))
	w.system.EditContact(w.sole().ID, func(values map[string]any) {
		values["Phones"] = []any{"+420111222333", "+420603303963", "+420222777333"}
		values["MiddleName"], values["RoleOperator"] = "Karel", true
	})
	changed := jan()
	changed.Phones = []phone.Number{number("222 777 333"), number("777 123 456")}
	w.check(w.write(contacts(connector.Change{Key: "K-5", Contact: changed})), ringdex.Updated)
	got := w.sole().Values
	if diff := cmp.Diff([]any{"+420111222333", "+420222777333", "+420777123456"}, got["Phones"]); diff != "" {
		t.Errorf("numbers (-want +got):\n%s", diff)
	}
	if got["MiddleName"] != "Karel" || got["RoleOperator"] != true {
		t.Errorf("values of others are gone: %v", got)
	}
}

// The helpdesk has processed a packet, and its answer is lost. The packet comes again, and nothing
// is double: no contact, and no value of a list, although the emulator appends whatever is added.
func TestLostAnswer(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulator.Options{Fault: onCall(1, importContacts, fault.Cut)})
	batch := contacts(people(100)...)
	if _, err := w.try(batch); err == nil {
		t.Fatal("the lost answer is no error")
	} else if failed, ok := errors.AsType[*call.Error](err); !ok || !failed.Unknown() {
		t.Fatalf("the error is %v, want one that leaves open what happened", err)
	}
	for i := range batch.Changes {
		batch.Changes[i].Unsure = true
	}
	w.system.Reset()
	if got := actions(w.write(batch)); got[ringdex.Created] != 100 {
		t.Errorf("actions are %v, want 100 created", got)
	}
	if diff := cmp.Diff(map[string]int{"POST /api/Account/GetUsers": 1}, w.system.Stats().Calls); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
	all := w.system.Contacts()
	for _, c := range all {
		if numbers := c.Values["Phones"].([]any); len(numbers) != 1 {
			t.Errorf("%s has the numbers %v, want one", c.ExternalID, numbers)
		}
	}
	if len(all) != 100 {
		t.Errorf("the helpdesk has %d contacts, want 100", len(all))
	}
}

// After other packets, a lost one takes two calls to find, however many records it has. What was
// processed is not sent again.
func TestLostPacketIsFoundByTime(t *testing.T) {
	t.Parallel()
	for _, f := range []fault.Failure{fault.Cut, fault.Broken} {
		w := newWorld(t, emulator.Options{Fault: onCall(2, importContacts, f)})
		all := people(150)
		w.write(contacts(all[:100]...))
		batch := contacts(all[100:]...)
		if _, err := w.try(batch); err == nil {
			t.Fatal("the lost answer is no error")
		}
		w.system.Reset()
		for i := range batch.Changes {
			batch.Changes[i].Unsure = true
		}
		if got := actions(w.write(batch)); got[ringdex.Created]+got[ringdex.Unchanged] != 50 {
			t.Errorf("actions are %v", got)
		}
		want := map[string]int{"GET /api/Account/GetRequestorUser": 1, "POST /api/Account/GetUsers": 1}
		if f == fault.Broken { // it was not processed, so it is sent, one probe later
			want["GET /api/Account/GetRequestorUser"], want["POST /api/Import/SyncRequestorUsers"] = 2, 1
		}
		if diff := cmp.Diff(want, w.system.Stats().Calls); diff != "" {
			t.Errorf("calls (-want +got):\n%s", diff)
		}
		for _, there := range w.system.Contacts() {
			if numbers := there.Values["Phones"].([]any); len(numbers) != 1 {
				t.Errorf("%s has the numbers %v, want one", there.ExternalID, numbers)
			}
		}
		if n := len(w.system.Contacts()); n != 150 {
			t.Errorf("the helpdesk has %d contacts, want 150", n)
		}
	}
}

func TestLostAnswerOfAChange(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulator.Options{Fault: onCall(2, importContacts, fault.Cut)})
	w.write(contacts(connector.Change{Key: "K-5", Contact: jan()}))
	changed := jan()
	changed.Phones = []phone.Number{number("222 777 333"), number("777 123 456")}
	changed.FirstName = ""
	change := connector.Change{Key: "K-5", Contact: changed}
	if _, err := w.try(contacts(change)); err == nil {
		t.Fatal("the lost answer is no error")
	}
	change.Unsure = true
	w.check(w.write(contacts(change)), ringdex.Updated)
	if diff := cmp.Diff([]any{"+420222777333", "+420777123456"}, w.sole().Values["Phones"]); diff != "" {
		t.Errorf("numbers (-want +got):\n%s", diff)
	}
	change.Unsure = false
	w.check(w.write(contacts(change)), ringdex.Unchanged)
}

func TestRefusedRecord(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulator.Options{Refuse: "K-7"})
	results := w.write(contacts(people(100)...))
	if n := actions(results); n[ringdex.Created] != 99 || n[ringdex.Refused] != 1 || results[7].Action != ringdex.Refused {
		t.Errorf("actions are %v, want one refused, the eighth", n)
	}
	if want := "the helpdesk refuses it: The precheck failed."; text(results[7].Problem) != want {
		t.Errorf("the reason is %q, want %q", text(results[7].Problem), want)
	}
}

// A record because of which the helpdesk refuses the whole packet is found by halving.
func TestSpoiltPacket(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulator.Options{Spoil: "K-7"})
	results := w.write(contacts(people(100)...))
	if n := actions(results); n[ringdex.Created] != 99 || results[7].Action != ringdex.Refused {
		t.Errorf("actions are %v, want one refused, the eighth", n)
	}
	if want := "the helpdesk refuses it: The item K-7 is invalid."; text(results[7].Problem) != want {
		t.Errorf("the reason is %q, want %q", text(results[7].Problem), want)
	}
	if n := len(w.system.Contacts()); n != 99 {
		t.Errorf("the helpdesk has %d contacts, want 99", n)
	}
}

// A record whose result is missing was processed or was not; the helpdesk is asked which.
func TestMissingResult(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulator.Options{Forget: "K-1"})
	w.check(w.write(contacts(people(3)...)), ringdex.Created, ringdex.Created, ringdex.Created)
	w.system.Reset()
	w.check(w.write(contacts(people(3)...)), ringdex.Unchanged, ringdex.Unchanged, ringdex.Unchanged)

	lost := newWorld(t, emulator.Options{Forget: "K-1", Refuse: "K-1"})
	results := lost.write(contacts(people(3)...))
	lost.check(results, ringdex.Created, ringdex.Refused, ringdex.Created)
	if want := "the helpdesk gave no result for it; it is sent again"; text(results[1].Problem) != want {
		t.Errorf("the reason is %q, want %q", text(results[1].Problem), want)
	}
}

// The outer form of the results is not documented (wire notes, section 2.2).
func TestFormsOfResults(t *testing.T) {
	t.Parallel()
	for name, o := range map[string]emulator.Options{
		"in an object":           {Envelope: "Results", Refuse: "K-1"},
		"without external ids":   {Backward: true, Refuse: "K-1"},
		"in an object, backward": {Envelope: "Items", Backward: true, Refuse: "K-1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, o)
			results := w.write(contacts(people(3)...))
			if n := actions(results); n[ringdex.Created] != 2 || n[ringdex.Refused] != 1 {
				t.Errorf("actions are %v, want two created and one refused", n)
			}
			for _, c := range w.system.Contacts() {
				if memory := string(w.memories[c.ExternalID]); !strings.Contains(memory, c.ID) {
					t.Errorf("%s is remembered as %s, want the id %s", c.ExternalID, memory, c.ID)
				}
			}
		})
	}
}

// A contact that was deleted there comes back whole.
func TestDeletedThere(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulator.Options{})
	w.write(contacts(connector.Change{Key: "K-5", Contact: jan()}))
	w.system.RemoveContact(w.sole().ID)
	changed := jan()
	changed.Phones = changed.Phones[:1]
	w.check(w.write(contacts(connector.Change{Key: "K-5", Contact: changed})), ringdex.Updated)
	if got := w.sole().Values; got["FirstName"] != "Jan" || len(got["Phones"].([]any)) != 1 {
		t.Errorf("the contact there is %v", got)
	}
	w.system.RemoveContact(w.sole().ID)
	changed.LastName = "Starý"
	w.check(w.write(contacts(connector.Change{Key: "K-5", Contact: changed})), ringdex.Updated)
	if got := w.sole().Values; got["FirstName"] != "Jan" || got["LastName"] != "Starý" || len(got["Phones"].([]any)) != 1 {
		t.Errorf("the contact there is %v", got)
	}
}

func TestUserNames(t *testing.T) {
	t.Parallel()
	named := jan()
	named.UserName = "novak"
	bare := &ringdex.Contact{LastName: "Novák"}
	for _, c := range []struct {
		setting string
		contact *ringdex.Contact
		want    string
	}{
		{"email", named, "jan@example.cz"},
		{"email", bare, "K-5"},
		{"user_name", named, "novak"},
		{"user_name", jan(), "jan@example.cz"},
		{"key", named, "K-5"},
	} {
		w := newWorld(t, emulator.Options{}, "user_name="+c.setting)
		w.write(contacts(connector.Change{Key: "K-5", Contact: c.contact}))
		if got := w.sole().Values["UserName"]; got != c.want {
			t.Errorf("%s: the user name is %q, want %q", c.setting, got, c.want)
		}
	}
}

func TestRolesAndAdministrators(t *testing.T) {
	t.Parallel()
	operator := jan()
	operator.Roles = ringdex.Operator | ringdex.EndUser
	w := newWorld(t, emulator.Options{}, "roles=true")
	w.write(contacts(connector.Change{Key: "K-5", Contact: operator}))
	operator.Roles = ringdex.EndUser
	w.write(contacts(connector.Change{Key: "K-5", Contact: operator}))
	if got := w.sole().Values; got["RoleOperator"] != false || got["RoleEndUser"] != true {
		t.Errorf("the contact there is %v", got)
	}

	boss := jan()
	boss.Roles = ringdex.Administrator
	results := w.write(contacts(connector.Change{Key: "K-6", Contact: boss}))
	w.check(results, ringdex.Unchanged)
	if want := "administrators are not sent"; text(results[0].Note) != want {
		t.Errorf("the note is %q, want %q", text(results[0].Note), want)
	}
	w.sole()
}

func TestSeveralEmails(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulator.Options{})
	c := jan()
	c.Emails = append(c.Emails, "novak@example.cz")
	results := w.write(contacts(connector.Change{Key: "K-5", Contact: c}))
	w.check(results, ringdex.Created)
	if want := "the helpdesk takes one e-mail address; only jan@example.cz was sent"; text(results[0].Note) != want {
		t.Errorf("the note is %q, want %q", text(results[0].Note), want)
	}
}

func TestCompanies(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulator.Options{}, "contact_paths=Email,Phones,DefaultCustomer,CustomerIds")
	firm := func(key, name string) connector.Change {
		return connector.Change{Key: key, Company: &ringdex.Company{
			Name: name, Country: "CZE", Emails: []string{"info@example.cz"}, EmailDomains: []string{"example.cz"}, Phones: []phone.Number{number("222 333 444")},
		}}
	}
	one, two := firm("C-1", "Firma 1"), firm("C-2", "Firma 2")
	w.check(w.write(companies(one, two)), ringdex.Created, ringdex.Created)
	want := map[string]any{
		"Name": "Firma 1", "CountryCode": "CZE", "Emails": []any{"info@example.cz"}, "EmailsDomains": []any{"example.cz"}, "Phones": []any{"+420222333444"},
	}
	if diff := cmp.Diff(want, w.system.Companies()[0].Values); diff != "" {
		t.Errorf("the company there (-want +got):\n%s", diff)
	}

	employee := jan()
	employee.DefaultCompany, employee.Companies = 71, []int64{71, 72}
	batch := contacts(connector.Change{Key: "K-5", Contact: employee})
	one.Memory, two.Memory = w.memories["C-1"], w.memories["C-2"]
	batch.Companies = map[int64]connector.Change{71: one, 72: two}
	w.check(w.write(batch), ringdex.Created)
	got := w.sole().Values
	if got["DefaultCustomer/CustomerExternalId"] != "C-1" || got["DefaultCustomer/CustomerId"] != int64(1) {
		t.Errorf("the contact is of the company %v, want C-1", got["DefaultCustomer/CustomerExternalId"])
	}
	if diff := cmp.Diff([]any{int64(2)}, got["CustomerIds"]); diff != "" {
		t.Errorf("memberships (-want +got):\n%s", diff)
	}

	one.Company.Disabled, one.Company.EmailDomains = true, nil
	w.check(w.write(companies(one)), ringdex.Updated)
	one.Company.Disabled = false
	w.check(w.write(companies(one)), ringdex.Updated)
	if got := w.system.Companies()[0].Values; got["Disabled"] != false || len(got["EmailsDomains"].([]any)) != 0 {
		t.Errorf("the company there is %v", got)
	}
}

func TestLostAnswerOfCompanies(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulator.Options{Fault: onCall(1, importCompanies, fault.Cut)})
	firm := connector.Change{Key: "C-1", Company: &ringdex.Company{Name: "Firma", Emails: []string{"info@example.cz"}}}
	if _, err := w.try(companies(firm)); err == nil {
		t.Fatal("the lost answer is no error")
	}
	firm.Unsure = true
	w.check(w.write(companies(firm)), ringdex.Created)
	all := w.system.Companies()
	if len(all) != 1 || len(all[0].Values["Emails"].([]any)) != 1 {
		t.Errorf("the helpdesk has %v", all)
	}
}

func TestCustomFields(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulator.Options{}, "contact_fields.level=36", "contact_fields.since=40", "contact_fields.orders=38/DoubleValue", "contact_fields.vip=41")
	w.system.ContactFields(
		emulator.Field{ID: 36, Title: "Úroveň", Member: "FieldItem", Items: []emulator.Item{{ID: 901, Title: "Zlatý"}, {ID: 902, Title: "Stříbrný"}}},
		emulator.Field{ID: 40, Title: "Od", Member: "DateValue"}, emulator.Field{ID: 38, Title: "Objednávky", Member: "DoubleValue"},
		emulator.Field{ID: 41, Title: "VIP", Member: "CheckBoxValue"},
	)
	fields := []ringdex.Field{
		{ID: 1, Kind: ringdex.KindContact, Key: "level", Title: "Level", Type: ringdex.TypeDropDown, Items: []ringdex.Item{{ID: 5, Title: "stříbrný"}, {ID: 6, Title: "Bronzový"}}},
		{ID: 2, Kind: ringdex.KindContact, Key: "since", Title: "Since", Type: ringdex.TypeDate},
		{ID: 3, Kind: ringdex.KindContact, Key: "orders", Title: "Orders", Type: ringdex.TypeInteger},
		{ID: 4, Kind: ringdex.KindContact, Key: "vip", Title: "VIP", Type: ringdex.TypeCheckBox},
	}
	c := jan()
	c.Custom = map[int64]string{1: "5", 2: "2022-02-21T10:49:16.000Z", 3: "7", 4: "true"}
	batch := contacts(connector.Change{Key: "K-5", Contact: c})
	batch.Fields = fields
	w.check(w.write(batch), ringdex.Created)
	want := map[int64]map[string]any{
		36: {"CustomFieldId": int64(36), "FieldItem": map[string]any{"Id": int64(902), "Title": "Stříbrný"}},
		40: {"CustomFieldId": int64(40), "DateValue": "2022-02-21T10:49:16.000Z"},
		38: {"CustomFieldId": int64(38), "DoubleValue": 7.0}, 41: {"CustomFieldId": int64(41), "CheckBoxValue": true},
	}
	if diff := cmp.Diff(want, w.sole().Custom); diff != "" {
		t.Errorf("fields there (-want +got):\n%s", diff)
	}

	c.Custom = map[int64]string{1: "6", 3: "8"}
	results := w.write(batch)
	w.check(results, ringdex.Updated)
	if want := "\"Bronzový\" is not an item of the field \"Úroveň\" of the helpdesk; its items are Zlatý, Stříbrný"; text(results[0].Note) != want {
		t.Errorf("the note is %q, want %q", text(results[0].Note), want)
	}
	want = map[int64]map[string]any{
		38: {"CustomFieldId": int64(38), "DoubleValue": 8.0}, 41: {"CustomFieldId": int64(41), "CheckBoxValue": false},
	}
	if diff := cmp.Diff(want, w.sole().Custom); diff != "" {
		t.Errorf("fields there (-want +got):\n%s", diff)
	}
}

func TestGone(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		gone connector.OnGone
		want ringdex.Action
		left int
		note string
	}{
		{connector.KeepGone, ringdex.Unchanged, 1, ""},
		{connector.DisableGone, ringdex.Unchanged, 1, "the helpdesk cannot disable contacts, so it stays there"},
		{connector.DeleteGone, ringdex.Deleted, 0, ""},
	} {
		w := newWorld(t, emulator.Options{})
		w.write(contacts(connector.Change{Key: "K-5", Contact: jan()}))
		results := w.write(contacts(connector.Change{Key: "K-5", OnGone: c.gone}, connector.Change{Key: "K-6", OnGone: c.gone}))
		w.check(results, c.want, ringdex.Unchanged)
		if text(results[0].Note) != c.note || len(w.system.Contacts()) != c.left {
			t.Errorf("%s: %d contacts are left, the note is %q", c.gone, len(w.system.Contacts()), text(results[0].Note))
		}
	}
}

func TestGoneCompany(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulator.Options{})
	firm := connector.Change{Key: "C-1", Company: &ringdex.Company{Name: "Firma"}}
	w.write(companies(firm))
	results := w.write(companies(connector.Change{Key: "C-1", OnGone: connector.DeleteGone}))
	w.check(results, ringdex.Updated)
	if want := "the helpdesk cannot delete companies, so it was disabled there"; text(results[0].Note) != want {
		t.Errorf("the note is %q, want %q", text(results[0].Note), want)
	}
	if got := w.system.Companies()[0].Values["Disabled"]; got != true {
		t.Errorf("disabled is %v, want true", got)
	}
}

func text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func TestSpec(t *testing.T) {
	t.Parallel()
	c := helpdesk.Kind().New(connector.Deps{})
	connectortest.Spec(t, c)
	if got := c.Spec().Secrets(); !slices.Equal(got, []string{"password"}) {
		t.Errorf("secrets are %q, want password", got)
	}
}

func TestFaults(t *testing.T) {
	t.Parallel()
	connectortest.Faults(t, func(t *testing.T, plan fault.Plan, refuse string, settings ...string) *connectortest.World {
		w := newWorld(t, emulator.Options{Fault: plan, Refuse: refuse}, settings...)
		w.Has = func() (all []string) {
			for _, c := range w.system.Contacts() {
				all = append(all, c.ExternalID+" "+strings.Trim(fmt.Sprint(c.Values["Phones"]), "[]"))
			}
			return all
		}
		return w.World
	})
}
