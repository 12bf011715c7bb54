package helpdesk

import (
	"encoding/json"
	"time"

	"ringdex/internal/ringdex"
)

// Event is the body of an event (helpdesk wire notes, decided 15): which user or customer, in a
// helpdesk's words, was created or has changed. What there is to know of it, the receiver asks for.
// That wire has no word for deletions, runs and fields.
type Event struct {
	Event           string  `json:"Event"`
	UserProviderKey *string `json:"UserProviderKey"`
	ExternalID      *string `json:"ExternalId"`
	CustomerID      *int64  `json:"CustomerId"`
	OccurredUTC     string  `json:"OccurredUtc"`
}

// Events are the events for which the wire has words.
var Events = []string{"contact.created", "contact.updated", "company.created", "company.updated"}

// words are those for what happened.
var words = map[ringdex.Action]string{ringdex.Created: "Created", ringdex.Updated: "Changed"}

// Ping is the body of an event that says nothing.
func Ping(at time.Time) []byte {
	body, _ := json.Marshal(struct { // texts are always JSON
		Event       string
		OccurredUTC time.Time `json:"OccurredUtc"`
	}{"Ping", at.UTC()})
	return body
}

// Body returns the event of a change, with the external id that a source has for the record; nil
// when the wire has no word for it.
func Body(c *ringdex.Change, source string) []byte {
	word, ok := words[c.Action]
	if !ok {
		return nil
	}
	e := Event{OccurredUTC: c.Cause.At.UTC().Format(time.RFC3339Nano)}
	switch contact, company := c.Contact.Record(), c.Company.Record(); {
	case contact != nil:
		key := contact.ID.String()
		e.Event, e.UserProviderKey, e.ExternalID = "User"+word, &key, externalID(source, contact.ExternalIDs)
		if contact.DefaultCompany != 0 {
			e.CustomerID = &contact.DefaultCompany
		}
	case company != nil:
		e.Event, e.CustomerID, e.ExternalID = "Customer"+word, &company.ID, externalID(source, company.ExternalIDs)
	default:
		return nil // its journal has been shortened: nothing is known of it any more
	}
	body, _ := json.Marshal(e) // texts and numbers are always JSON
	return body
}

// externalID is what the receiver calls the record, else what anybody does, nil when nobody has a
// name for it.
func externalID(source string, ids []ringdex.ExternalID) *string {
	var found *string
	for _, x := range ids {
		if given := ringdex.GivenID(x.ID); given != "" && (found == nil || x.Source == source) {
			found = &given
		}
	}
	return found
}
