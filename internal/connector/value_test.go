package connector_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"ringdex/internal/connector"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

func TestValues(t *testing.T) {
	t.Parallel()
	fields := []ringdex.Field{
		{ID: 7, Kind: ringdex.KindContact, Key: "segment", Type: ringdex.TypeDropDown, Items: []ringdex.Item{{ID: 2, Title: "Gold"}}},
		{ID: 8, Kind: ringdex.KindContact, Key: "since", Type: ringdex.TypeDate},
	}
	contact := connector.Change{Contact: &ringdex.Contact{
		Phones: []phone.Number{{Text: "603 303 963", E164: "+420603303963"}, {Text: "12"}, {Text: "603303963", E164: "+420603303963"}},
		Home:   ringdex.Address{City: "Brno"}, Emails: []string{"a@x.cz"},
		Custom: map[int64]string{7: "2", 8: "2022-03-02T00:00:00.000Z"},
	}}
	company := connector.Change{Company: &ringdex.Company{Name: "Acme", Disabled: true}}
	for name, c := range map[string]struct {
		of   connector.Change
		want []string
	}{
		"phones":    {contact, []string{"+420603303963", "12"}},
		"emails":    {contact, []string{"a@x.cz"}},
		"home.city": {contact, []string{"Brno"}},
		"segment":   {contact, []string{"Gold"}},
		"since":     {contact, []string{"2022-03-02"}},
		"note":      {contact, nil},
		"nothing":   {contact, nil},
		"name":      {company, []string{"Acme"}},
		"disabled":  {company, []string{"true"}},
		"segment ":  {company, nil},
		"phones ":   {connector.Change{}, nil},
	} {
		if diff := cmp.Diff(c.want, c.of.Values(name, fields)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	if connector.HasField(ringdex.KindCompany, "segment", fields) || !connector.HasField(ringdex.KindContact, "segment", fields) {
		t.Error("segment is a field of contacts only")
	}
}
