package webhook

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"ringdex/internal/ringdex"
	"ringdex/internal/wire/helpdesk"
	"ringdex/internal/wire/native"
)

// scene holds the companies and fields that events refer to.
type scene struct{ native.View }

func newScene(r ringdex.Reader, changes []ringdex.Change) (sc scene, err error) {
	if len(changes) == 0 {
		return sc, nil
	}
	var ids []int64
	for i := range changes {
		if c := changes[i].Contact.Record(); c != nil && c.DefaultCompany != 0 {
			ids = append(ids, c.DefaultCompany)
		}
	}
	if sc.Fields, err = ringdex.Fields(r); err != nil {
		return sc, err
	}
	sc.Companies, err = r.Companies(ids)
	return sc, err
}

// changed returns the event of a change in the endpoint's format, or nil if the endpoint does not
// want it.
func (sc *scene) changed(org ringdex.OrganizationID, hook *ringdex.Webhook, c *ringdex.Change) *Event {
	if !wants(hook, c) {
		return nil
	}
	kind := eventOf(c.Ref.Kind, c.Action)
	deltas := sc.Deltas(c)
	if c.Action == ringdex.Updated && !sc.touchesWanted(hook, c.Ref.Kind, deltas) {
		return nil
	}
	var body []byte
	if hook.Format == ringdex.WebhookHelpdesk {
		body = helpdesk.Body(c, hook.Source)
	} else {
		body = sc.standard(kind, c, deltas)
	}
	if body == nil {
		return nil
	}
	return &Event{
		ID: eventID(org, c.Seq, c.Ref.String(), c.Cause.At), Type: kind, Record: string(c.Ref.Kind) + "/" + c.Ref.String(), At: c.Cause.At, Body: body,
	}
}

// eventID derives an id from values that identify a change across installations, so that a receiver
// can recognise a repeated event.
func eventID(org ringdex.OrganizationID, seq int64, record string, at time.Time) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%d/%d/%s/%d", org, seq, record, at.UnixMilli()))
	return "msg_" + strings.ToLower(base32.StdEncoding.EncodeToString(sum[:15]))
}

// eventBody is the body of an event in the form of Standard Webhooks.
type eventBody struct {
	Type      string    `json:"type"`
	Timestamp time.Time `json:"timestamp"`
	Data      any       `json:"data"`
}

func (sc *scene) standard(kind string, c *ringdex.Change, deltas []ringdex.Delta) []byte {
	data := sc.Change(c, deltas)
	if data == nil {
		return nil // the journal no longer has its image
	}
	return encode(eventBody{kind, c.Cause.At, data})
}

func encode(m eventBody) []byte {
	body, _ := json.Marshal(m) // cannot fail: texts, numbers and times
	return body
}
