package webhook

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"ringdex/internal/ringdex"
)

// scene is what events say besides the changes themselves.
type scene struct {
	fields    []ringdex.Field
	companies map[int64]*ringdex.Company // the default ones of contacts
}

func newScene(r ringdex.Reader, changes []ringdex.Change) (sc scene, err error) {
	if len(changes) == 0 {
		return sc, nil
	}
	var ids []int64
	for i := range changes {
		if c := recordOf(&changes[i].Contact); c != nil && c.DefaultCompany != 0 {
			ids = append(ids, c.DefaultCompany)
		}
	}
	if sc.fields, err = r.Fields(); err != nil {
		return sc, err
	}
	sc.companies, err = r.Companies(ids)
	return sc, err
}

// recordOf is the record as it is after a change, or as it was when it is gone; nil when the change is of the other kind.
func recordOf[T any](images *ringdex.Images[T]) *T {
	if images.After != nil {
		return images.After
	}
	return images.Before
}

// changed is the event of a change in the form of the endpoint, nil when the endpoint is not to be told.
func (sc *scene) changed(org ringdex.OrganizationID, hook *ringdex.Webhook, c *ringdex.Change) *ringdex.WebhookEvent {
	if !wants(hook, c) {
		return nil
	}
	kind := ringdex.EventOf(c.Ref.Kind, c.Action)
	deltas := sc.deltas(c)
	if c.Action == ringdex.Updated && !sc.touchesWanted(hook, c.Ref.Kind, deltas) {
		return nil
	}
	var body []byte
	if hook.Format == ringdex.WebhookHelpdesk {
		body = helpdesk(hook, c)
	} else {
		body = sc.standard(kind, c, deltas)
	}
	if body == nil {
		return nil
	}
	return &ringdex.WebhookEvent{
		ID: eventID(org, c.Seq, c.Ref.String(), c.Cause.At), Type: kind, Record: string(c.Ref.Kind) + "/" + c.Ref.String(), At: c.Cause.At, Body: body,
	}
}

// eventID is made of what tells a change from all others, here and in other installations, so that a receiver knows
// the same change again.
func eventID(org ringdex.OrganizationID, seq int64, record string, at time.Time) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%d/%d/%s/%d", org, seq, record, at.UnixMilli()))
	return "msg_" + strings.ToLower(base32.StdEncoding.EncodeToString(sum[:15]))
}

// deltas are what an update has changed, by the names that the organization has for its fields.
func (sc *scene) deltas(c *ringdex.Change) []ringdex.Delta {
	if c.Action != ringdex.Updated {
		return nil
	}
	var deltas []ringdex.Delta
	switch {
	case c.Contact.Before != nil && c.Contact.After != nil:
		deltas = ringdex.CompareContacts(c.Contact.Before, c.Contact.After)
	case c.Company.Before != nil && c.Company.After != nil:
		deltas = ringdex.CompareCompanies(c.Company.Before, c.Company.After)
	}
	for i := range deltas {
		deltas[i].Field = sc.fieldName(c.Ref.Kind, deltas[i].Field)
	}
	return deltas
}

// fieldName is a field's name with the key of a custom field in place of its number.
func (sc *scene) fieldName(kind ringdex.Kind, name string) string {
	number, custom := strings.CutPrefix(name, "custom.")
	if !custom {
		return name
	}
	if f, ok := ringdex.FindField(sc.fields, kind, number); ok && f.Key != "" {
		return "custom." + f.Key
	}
	return name
}

// message is the body of an event, as Standard Webhooks has it.
type message struct {
	Type      string    `json:"type"`
	Timestamp time.Time `json:"timestamp"`
	Data      any       `json:"data"`
}

type changeData struct {
	ID          string            `json:"id"`
	ExternalIDs map[string]string `json:"externalIds"`
	Source      string            `json:"source"`
	Actor       string            `json:"actor"`
	Run         string            `json:"run,omitempty"`
	Seq         int64             `json:"seq"`
	Record      members           `json:"record"`
	Changes     []deltaRow        `json:"changes"`
}

type deltaRow struct {
	Field string `json:"field"`
	Old   string `json:"old"`
	New   string `json:"new"`
}

func (sc *scene) standard(kind string, c *ringdex.Change, deltas []ringdex.Delta) []byte {
	data := changeData{ID: c.Ref.String(), Source: c.Cause.Source, Actor: c.Cause.Actor, Seq: c.Seq, Changes: []deltaRow{}}
	if !c.Cause.Run.IsZero() {
		data.Run = c.Cause.Run.String()
	}
	for _, d := range deltas {
		data.Changes = append(data.Changes, deltaRow(d))
	}
	switch contact, company := recordOf(&c.Contact), recordOf(&c.Company); {
	case contact != nil:
		data.ExternalIDs, data.Record = givenIDs(contact.ExternalIDs), sc.contact(contact)
	case company != nil:
		data.ExternalIDs, data.Record = givenIDs(company.ExternalIDs), sc.company(company)
	default:
		return nil // its journal has been shortened: nothing is known of it any more
	}
	return encode(message{kind, c.Cause.At, data})
}

func encode(m message) []byte {
	body, _ := json.Marshal(m) // texts, numbers and times are always JSON
	return body
}

// givenIDs are the external ids by source, without those that no source has given.
func givenIDs(ids []ringdex.ExternalID) map[string]string {
	given := map[string]string{}
	for _, x := range ids {
		if id := ringdex.GivenID(x.ID); id != "" {
			given[x.Source] = id
		}
	}
	return given
}
