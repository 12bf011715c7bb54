package webhook

import (
	"context"

	"ringdex/internal/journal"
	"ringdex/internal/ringdex"
)

// follow is the handler of JobFollow: it follows the journal for all endpoints of an organization
// until ctx ends.
func (s *Sender) follow(ctx context.Context, job ringdex.Job) error {
	defer s.forget(job.Organization)
	var l lookout
	return s.follower.Follow(ctx, job.Organization, func() { s.look(ctx, job.Organization, &l) })
}

// targets returns the enabled endpoints as targets.
func (s *Sender) targets(org ringdex.OrganizationID, r ringdex.Reader) ([]journal.Target, error) {
	hooks, err := ringdex.Documents[ringdex.Webhook](r)
	var targets []journal.Target
	for i := range hooks {
		if !hooks[i].Disabled {
			targets = append(targets, &target{org, &hooks[i], s.deps.Clock})
		}
	}
	return targets, err
}

// target is an endpoint as a reader of the journal.
type target struct {
	org   ringdex.OrganizationID
	hook  *ringdex.Webhook
	clock ringdex.Clock
}

// cursorOf returns the name of an endpoint's cursor.
func cursorOf(id ringdex.ID) string { return "webhook/" + id.String() }

// Cursor implements journal.Target.
func (t *target) Cursor() string { return cursorOf(t.hook.ID) }

// Queue implements journal.Target.
func (t *target) Queue() ringdex.JobFilter { return deliveriesOf(t.hook.ID, "") }

// Wants implements journal.Target.
func (t *target) Wants(c *ringdex.Change) bool { return wants(t.hook, c) }

// Jobs implements journal.Target.
func (t *target) Jobs(r ringdex.Reader, p *journal.Portion) ([]ringdex.Job, error) {
	events, err := t.events(r, p)
	return t.deliveries(events), err
}

func (t *target) deliveries(events []*Event) []ringdex.Job {
	now := t.clock()
	jobs := make([]ringdex.Job, len(events))
	for i, e := range events {
		jobs[i] = e.Job(t.hook.ID, now)
	}
	return jobs
}

// events returns the events of the portion that the endpoint wants.
func (t *target) events(r ringdex.Reader, p *journal.Portion) (events []*Event, err error) {
	sc, err := newScene(r, p.Changes)
	if err != nil {
		return nil, err
	}
	for i := range p.Changes {
		if e := sc.changed(t.org, t.hook, &p.Changes[i]); e != nil {
			events = append(events, e)
		}
	}
	for i := range p.Runs {
		if e := runEvent(t.org, t.hook, &p.Runs[i]); e != nil {
			events = append(events, e)
		}
	}
	return events, nil
}
