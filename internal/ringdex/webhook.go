package ringdex

import (
	"time"

	"ringdex/internal/message"
)

// Webhook is an endpoint that is told what changes.
type Webhook struct {
	ID          ID
	Name        string
	URL         string
	Format      WebhookFormat
	Disabled    bool
	Why         message.Text    // it was disabled, when that was not a person's wish
	Events      []string        // "contact.created", "contact.*"; none: all
	Sources     []string        // of the changes; none: all, persons at pages included
	Fields      []string        // an update counts when it touches one of these; none: all
	Source      string          // as which the receiver itself writes: it is not told of its own changes
	Secrets     []WebhookSecret // newest first; every one signs until it ends
	Created     time.Time
	Updated     time.Time
	ChangesFrom int64 // journal sequence at which it began
}

// WebhookFormat is the form of a body.
type WebhookFormat string

// Bodies are our own events, or those of a helpdesk, which say no more than who was created or has changed.
const (
	WebhookStandard WebhookFormat = "standard"
	WebhookHelpdesk WebhookFormat = "helpdesk"
)

// WebhookSecret is a key that signs, sealed.
type WebhookSecret struct {
	Sealed []byte
	Until  time.Time // zero: without end
}

// Delivery is one attempt to tell an endpoint of an event.
type Delivery struct {
	ID       ID // of the attempt
	Webhook  ID
	Event    string // its webhook-id, the same in all attempts
	Type     string // "contact.created"
	Record   string // which contact, company or run
	At       time.Time
	Took     time.Duration
	Attempt  int
	Status   int          // 0 when there was no answer
	Error    message.Text // the zero Text when it was taken
	Request  string       // the body, cut to DeliveryText
	Response string       // the answer's, cut likewise
}

// DeliveryText is how much of a body the log of deliveries keeps, in bytes.
const DeliveryText = 4 << 10

// DeliveryFilter narrows; zero values do not.
type DeliveryFilter struct {
	Webhook     ID
	Event       string
	FailedOnly  bool
	From, Until time.Time // inclusive, exclusive
}
