package helpdesk

import (
	"encoding/json"
	"time"

	"ringdex/internal/ringdex"
)

// Event is the body of an event (helpdesk wire notes, decided 15): the user or customer, in the
// helpdesk's terms, that was created or changed. The receiver reads the record itself. The wire has
// no events for deletions, runs and fields.
type Event struct {
	Event           string  `json:"Event"`
	UserProviderKey *string `json:"UserProviderKey"`
	ExternalID      *string `json:"ExternalId"`
	CustomerID      *int64  `json:"CustomerId"`
	OccurredUTC     string  `json:"OccurredUtc"`
}

// Events are the events that the wire has.
var Events = []string{"contact.created", "contact.updated", "company.created", "company.updated"}

// words maps actions to the wire's words.
var words = map[ringdex.Action]string{ringdex.Created: "Created", ringdex.Updated: "Changed"}

// Ping returns the body of a test event.
func Ping(at time.Time) []byte {
	body, _ := json.Marshal(struct { // cannot fail: texts
		Event       string
		OccurredUTC time.Time `json:"OccurredUtc"`
	}{"Ping", at.UTC()})
	return body
}

// Body returns the event of a change, with the record's external id of a source; nil if the wire
// has no such event.
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
		return nil // the journal no longer has its image
	}
	body, _ := json.Marshal(e) // cannot fail: texts and numbers
	return body
}

// externalID returns the external id of the source, else of any source, else nil.
func externalID(source string, ids []ringdex.ExternalID) *string {
	var found *string
	for _, x := range ids {
		if given := ringdex.GivenID(x.ID); given != "" && (found == nil || x.Source == source) {
			found = &given
		}
	}
	return found
}
