package ringdex

import (
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// The events that an endpoint can be told of, and "ping", which is sent when somebody asks for it.
const (
	EventRunFinished = "run.finished"
	EventPing        = "ping"
)

// WebhookEvents are the events that an endpoint can choose from.
var WebhookEvents = []string{
	"contact.created", "contact.updated", "contact.deleted", "company.created", "company.updated", "company.deleted", EventRunFinished,
}

// EventOf is the event of a change: "contact.created".
func EventOf(kind Kind, action Action) string { return string(kind) + "." + string(action) }

// MatchEvent says whether a choice means an event: "contact.created", "contact.*" and "*" mean contact.created.
func MatchEvent(choice, event string) bool {
	prefix, any := strings.CutSuffix(choice, "*")
	return choice == event || any && strings.HasPrefix(event, prefix) && (prefix == "" || strings.HasSuffix(prefix, "."))
}

// Tells says whether the endpoint has chosen an event; one that has chosen none is told of all.
func (w *Webhook) Tells(event string) bool {
	return len(w.Events) == 0 || slices.ContainsFunc(w.Events, func(choice string) bool { return MatchEvent(choice, event) })
}

// The jobs of webhooks: one that reads the journal for all endpoints of an organization, one for each event to be
// delivered, whose group is the endpoint and whose key is the record, and one that tells an endpoint again of what
// was before.
const (
	JobWebhookFollow  = "webhook.follow"
	JobWebhookDeliver = "webhook.deliver"
	JobWebhookReplay  = "webhook.replay"
)

// FollowJob is the job that reads the journal for the endpoints of an organization. It never ends; two of them would
// wait for each other, because they share a key.
func FollowJob(now time.Time) Job {
	return Job{Kind: JobWebhookFollow, Key: "journal", Due: now, Created: now}
}

// WebhookEvent is what a job that delivers carries: the event as it is sent, however often.
type WebhookEvent struct {
	ID     string          `json:"id"`     // its webhook-id: the same for the same change, whoever is told and however often
	Type   string          `json:"type"`   // "contact.created"
	Record string          `json:"record"` // "contact/451def09-…", "company/12", "run/…"
	At     time.Time       `json:"at"`     // when it happened
	Body   json.RawMessage `json:"body"`
}

// Job delivers the event to an endpoint.
func (e *WebhookEvent) Job(webhook ID, now time.Time) Job {
	args, _ := json.Marshal(e) // its body is JSON
	return Job{Kind: JobWebhookDeliver, Group: webhook.String(), Key: e.Record, Args: args, Due: now, Created: now}
}

// WebhookReplay is what a job that tells an endpoint again carries.
type WebhookReplay struct {
	From  time.Time `json:"from"`
	Until time.Time `json:"until"` // exclusive
	After int64     `json:"after"` // the sequence up to which it has been done; 0 before it begins
}

// Job tells an endpoint again.
func (p *WebhookReplay) Job(webhook ID, now time.Time) Job {
	args, _ := json.Marshal(p) // it holds nothing that JSON does not know
	return Job{Kind: JobWebhookReplay, Group: webhook.String(), Key: "replay", Args: args, Due: now, Created: now}
}
