package webhook

import (
	"encoding/json"
	"time"

	"ringdex/internal/jobs"
	"ringdex/internal/journal"
	"ringdex/internal/ringdex"
)

// The kinds of jobs: JobFollow reads the journal for all endpoints of an organization. JobDeliver
// sends one event; its group is the endpoint, its key the record. JobReplay sends an endpoint the
// events of a period again.
const (
	JobFollow  = "webhook.follow"
	JobDeliver = "webhook.deliver"
	JobReplay  = "webhook.replay"
)

// enqueueFollow enqueues the job that reads the journal, unless the organization has one. That job
// runs until the node stops.
func enqueueFollow(w ringdex.Writer, now time.Time) error {
	n, err := journal.OpenJobs(w, ringdex.JobFilter{Kind: JobFollow})
	if err != nil || n > 0 {
		return err
	}
	return jobs.In(w).Enqueue([]ringdex.Job{{Kind: JobFollow, Key: "journal", Due: now, Created: now}})
}

// deliveriesOf selects the deliveries to an endpoint.
func deliveriesOf(id ringdex.ID, state ringdex.JobState) ringdex.JobFilter {
	return ringdex.JobFilter{Kind: JobDeliver, Group: id.String(), State: state}
}

// Event holds the arguments of JobDeliver: the event as it is sent in every attempt.
type Event struct {
	ID     string          `json:"id"`     // its webhook-id: the same for a change at every endpoint and in every attempt
	Type   string          `json:"type"`   // "contact.created"
	Record string          `json:"record"` // "contact/451def09-…", "company/12", "run/…"
	At     time.Time       `json:"at"`     // time of the change
	Body   json.RawMessage `json:"body"`
}

// Job delivers the event to an endpoint.
func (e *Event) Job(endpoint ringdex.ID, now time.Time) ringdex.Job {
	args, _ := json.Marshal(e) // cannot fail: the body is JSON
	return ringdex.Job{Kind: JobDeliver, Group: endpoint.String(), Key: e.Record, Args: args, Due: now, Created: now}
}

// period holds the arguments of JobReplay.
type period struct {
	From  time.Time `json:"from"`
	Until time.Time `json:"until"` // exclusive
	After int64     `json:"after"` // progress: the last sequence sent; 0 at the start
}

func (p *period) job(endpoint ringdex.ID, now time.Time) ringdex.Job {
	args, _ := json.Marshal(p) // cannot fail: times and a number
	return ringdex.Job{Kind: JobReplay, Group: endpoint.String(), Key: "replay", Args: args, Due: now, Created: now}
}
