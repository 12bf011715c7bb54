package voipex

import (
	"encoding/json"
	"strings"
	"testing"

	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
	"ringdex/internal/wire/wiretest"
)

func TestFieldsOnTheWire(t *testing.T) {
	t.Parallel()
	contacts := wiretest.Wire[ringdex.Contact]{
		On: ringdex.OnVoipex, Table: ringdex.ContactFields, Prepare: ringdex.PrepareContact,
		Empty: func() *ringdex.Contact { return &ringdex.Contact{FirstName: "Jan"} },
		Render: func(c *ringdex.Contact) string {
			body, err := json.Marshal(FromContact(c, wiretest.Source, nil))
			if err != nil {
				t.Fatal(err)
			}
			return string(body)
		},
	}
	contacts.Check(t)
}

// TestColumns: the header of a file is documented to the letter (wire/voipex.md 5.1).
func TestColumns(t *testing.T) {
	t.Parallel()
	const want = "firstName;lastName;organization;externalId;email;phone1;phone2;agent1;agent2;customField1;customField2;customField3;" +
		"customField4;customField5;customField6;nameUri;organizationUri;customField1Uri;customField2Uri;customField3Uri;" +
		"customField4Uri;customField5Uri;customField6Uri"
	if got := strings.Join(Columns, ";"); got != want {
		t.Errorf("got %s", got)
	}
	for _, column := range Columns {
		if !Known(column) {
			t.Errorf("%s has no limit", column)
		}
	}
	if Known("id") || Known("skypeUri") {
		t.Error("a column is known that the wire has not")
	}
}

func TestRefused(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("ž", 256)
	for why, v := range map[string]Values{
		"":                            {"lastName": long[:510], "phone1": "+420603303963", "email": "a@x.cz", "nameUri": "crm:1"},
		"no name and no organization": {"phone1": "+420603303963"},
		"no valid number":             {"organization": "Acme"},
		"the e-mail is not valid":     {"lastName": "Novák", "phone1": "+420603303963", "email": "Jan <a@x.cz>"},
		"lastName is too long":        {"lastName": long, "phone1": "+420603303963"},
		"agent2 is too long":          {"lastName": "Novák", "phone1": "+420603303963", "agent2": long},
		"organizationUri is not a link": {
			"lastName": "Novák", "phone1": "+420603303963", "organizationUri": "www.example.com",
		},
	} {
		if got := v.Refused(); got != why {
			t.Errorf("%v: got %q, want %q", v, got, why)
		}
	}
}

func TestFromRecord(t *testing.T) {
	t.Parallel()
	fields := []ringdex.Field{{ID: 3, Kind: ringdex.KindContact, Key: "customField2", Type: ringdex.TypeDropDown, Items: []ringdex.Item{{ID: 7, Title: "Gold"}}}}
	var numbers []phone.Number
	for _, text := range []string{"12", "603 303 963", "+420603303963", "222333444", "608608608"} {
		numbers = append(numbers, phone.Parse(text, phone.Regions{"CZ"}))
	}
	got, left := FromRecord(&ringdex.Contact{
		DisplayName: "Jan\nNovák", Phones: numbers, Custom: map[int64]string{3: "7"}, Links: map[string]string{"name": "crm:1"},
	}, fields, "Firma", "K-1")
	const want = ";Jan Novák;Firma;K-1;;+420603303963;+420222333444;;;;Gold;;;;;crm:1;;;;;;;"
	if row := strings.Join(got.Row(), ";"); row != want {
		t.Errorf("got %s, want %s", row, want)
	}
	if left != 3 {
		t.Errorf("%d numbers are left, want 3: an invalid one, a double, and a third", left)
	}
}
