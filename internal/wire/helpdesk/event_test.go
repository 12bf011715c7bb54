package helpdesk

import (
	"testing"
	"time"

	"ringdex/internal/ringdex"
)

// The bodies are those of the helpdesk wire notes, decided 15, member by member.
func TestBodies(t *testing.T) {
	t.Parallel()
	id, err := ringdex.ParseID("451def09-fbbd-413b-b0e9-2bb040120244")
	if err != nil {
		t.Fatal(err)
	}
	at := ringdex.Cause{At: time.Date(2026, 3, 1, 13, 0, 0, 7_000_000, time.FixedZone("CET", 3600))}
	jana := &ringdex.Contact{ID: id, DefaultCompany: 12, ExternalIDs: []ringdex.ExternalID{
		{Source: "file", ID: ringdex.MadeID("nobody", "has", "given", "it")}, {Source: "crm", ID: "C-7"}, {Source: "desk", ID: "D-9"},
	}}
	firm := &ringdex.Company{ID: 12}
	for name, c := range map[string]struct {
		source string
		change ringdex.Change
		want   string
	}{
		"a contact that is new": {
			"",
			ringdex.Change{Action: ringdex.Created, Contact: ringdex.Images[ringdex.Contact]{After: jana}},
			`{"Event":"UserCreated","UserProviderKey":"451def09-fbbd-413b-b0e9-2bb040120244","ExternalId":"C-7","CustomerId":12,"OccurredUtc":"2026-03-01T12:00:00.007Z"}`,
		},
		"a contact that the receiver has a name for": {
			"desk",
			ringdex.Change{Action: ringdex.Updated, Contact: ringdex.Images[ringdex.Contact]{Before: jana, After: jana}},
			`{"Event":"UserChanged","UserProviderKey":"451def09-fbbd-413b-b0e9-2bb040120244","ExternalId":"D-9","CustomerId":12,"OccurredUtc":"2026-03-01T12:00:00.007Z"}`,
		},
		"a contact of nobody": {
			"",
			ringdex.Change{Action: ringdex.Created, Contact: ringdex.Images[ringdex.Contact]{After: &ringdex.Contact{ID: id}}},
			`{"Event":"UserCreated","UserProviderKey":"451def09-fbbd-413b-b0e9-2bb040120244","ExternalId":null,"CustomerId":null,"OccurredUtc":"2026-03-01T12:00:00.007Z"}`,
		},
		"a company": {
			"",
			ringdex.Change{Action: ringdex.Updated, Company: ringdex.Images[ringdex.Company]{Before: firm, After: firm}},
			`{"Event":"CustomerChanged","UserProviderKey":null,"ExternalId":null,"CustomerId":12,"OccurredUtc":"2026-03-01T12:00:00.007Z"}`,
		},
		"a deletion":                         {"", ringdex.Change{Action: ringdex.Deleted, Contact: ringdex.Images[ringdex.Contact]{Before: jana}}, ""},
		"a change of which no image is left": {"", ringdex.Change{Action: ringdex.Created}, ""},
	} {
		c.change.Cause = at
		if got := string(Body(&c.change, c.source)); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", name, got, c.want)
		}
	}
}
