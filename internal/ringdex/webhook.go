package ringdex

import (
	"time"

	"ringdex/internal/message"
)

// Webhook is an endpoint that receives events.
type Webhook struct {
	ID          ID
	Name        string
	URL         string
	Format      WebhookFormat
	Disabled    bool
	Why         message.Text    // the reason of an automatic disabling
	Events      []string        // "contact.created", "contact.*"; none: all
	Sources     []string        // sources of changes; none: all, including persons on pages
	Fields      []string        // updates of these fields; none: all
	Source      string          // the receiver's own source, whose changes it does not get
	Secrets     []WebhookSecret // newest first; each signs until it expires
	Created     time.Time
	Updated     time.Time
	ChangesFrom int64 // journal sequence of its creation
}

// Document implements Document. Ids are in chronological order.
func (w Webhook) Document() DocumentRef {
	return DocumentRef{Kind: WebhookDocument, ID: w.ID.String()}
}

// WebhookFormat is the form of a body.
type WebhookFormat string

// The formats: our own events, or the helpdesk's, which contain only the id of the created or
// changed record.
const (
	WebhookStandard WebhookFormat = "standard"
	WebhookHelpdesk WebhookFormat = "helpdesk"
)

// WebhookSecret is a sealed signing key.
type WebhookSecret struct {
	Sealed []byte
	Until  time.Time // zero: no expiry
}

// Delivery is one attempt to deliver an event to an endpoint.
type Delivery struct {
	ID       ID // of the attempt
	Webhook  ID
	Event    string // its webhook-id, the same in all attempts
	Type     string // "contact.created"
	Record   string // the contact, company or run
	At       time.Time
	Took     time.Duration
	Attempt  int
	Status   int          // 0 without an answer
	Error    message.Text // zero if it was accepted
	Request  string       // the body, cut to DeliveryText
	Response string       // the answer's body, cut likewise
}

// DeliveryText limits a body in the log of deliveries, in bytes.
const DeliveryText = 4 << 10

// DeliveryFilter selects deliveries; zero values match all.
type DeliveryFilter struct {
	Webhook     ID
	Event       string
	FailedOnly  bool
	From, Until time.Time // inclusive, exclusive
}
