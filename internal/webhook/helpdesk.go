package webhook

import (
	"encoding/json"
	"time"

	"ringdex/internal/ringdex"
)

// helpdeskEvent is the body of the form helpdesk (helpdesk wire notes, decided 15): which user or customer, in a
// helpdesk's words, was created or has changed. What there is to know of it, the receiver asks for. That wire has no
// word for deletions, runs and fields.
type helpdeskEvent struct {
	Event           string  `json:"Event"`
	UserProviderKey *string `json:"UserProviderKey"`
	ExternalID      *string `json:"ExternalId"`
	CustomerID      *int64  `json:"CustomerId"`
	OccurredUTC     string  `json:"OccurredUtc"`
}

// helpdeskWords are those for what happened.
var helpdeskWords = map[ringdex.Action]string{ringdex.Created: "Created", ringdex.Updated: "Changed"}

// helpdesk is the body of a change, nil when there is no word for it.
func helpdesk(hook *ringdex.Webhook, c *ringdex.Change) []byte {
	word, ok := helpdeskWords[c.Action]
	if !ok {
		return nil
	}
	e := helpdeskEvent{OccurredUTC: c.Cause.At.UTC().Format(time.RFC3339Nano)}
	switch contact, company := c.Contact.Record(), c.Company.Record(); {
	case contact != nil:
		key := contact.ID.String()
		e.Event, e.UserProviderKey, e.ExternalID = "User"+word, &key, externalID(hook, contact.ExternalIDs)
		if contact.DefaultCompany != 0 {
			e.CustomerID = &contact.DefaultCompany
		}
	case company != nil:
		e.Event, e.CustomerID, e.ExternalID = "Customer"+word, &company.ID, externalID(hook, company.ExternalIDs)
	default:
		return nil // its journal has been shortened: nothing is known of it any more
	}
	body, _ := json.Marshal(e) // texts and numbers are always JSON
	return body
}

// externalID is what the receiver calls the record, else what anybody does, nil when nobody has a name for it.
func externalID(hook *ringdex.Webhook, ids []ringdex.ExternalID) *string {
	var found *string
	for _, x := range ids {
		if given := ringdex.GivenID(x.ID); given != "" && (found == nil || x.Source == hook.Source) {
			found = &given
		}
	}
	return found
}
