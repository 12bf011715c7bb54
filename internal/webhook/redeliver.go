package webhook

import (
	"context"
	"encoding/json"
	"time"

	"ringdex/internal/jobs"
	"ringdex/internal/message"
	"ringdex/internal/outbound"
	"ringdex/internal/ringdex"
	"ringdex/internal/wire/helpdesk"
)

// Enable enables an endpoint, which continues at its cursor. It reschedules postponed deliveries
// immediately.
func (h *Endpoints) Enable(ctx context.Context, org ringdex.OrganizationID, id ringdex.ID) (ringdex.Webhook, error) {
	return h.update(ctx, org, id, func(w ringdex.Writer, hook *ringdex.Webhook) error {
		hook.Disabled, hook.Why = false, message.Text{}
		if _, err := h.callBack(w, deliveriesOf(id, ringdex.JobWaiting)); err != nil {
			return err
		}
		return enqueueFollow(w, h.clock())
	})
}

// callBack enqueues deliveries again in order, due now and with a full retry period, and returns
// how many. A running delivery still precedes those of its record.
func (h *Endpoints) callBack(w ringdex.Writer, f ringdex.JobFilter) (int64, error) {
	var again []ringdex.Job
	const portion = 500
	for {
		list, err := jobs.Of(w).Jobs(f, ringdex.Page{Offset: len(again), Limit: portion})
		if err != nil {
			return 0, err
		}
		for _, job := range list {
			job.Due, job.Created = h.clock(), h.clock()
			again = append(again, job)
		}
		if len(list) < portion {
			break
		}
	}
	if _, err := jobs.In(w).RemoveJobs(f); err != nil {
		return 0, err
	}
	return int64(len(again)), jobs.In(w).Enqueue(again)
}

// Disable disables an endpoint. Its open deliveries and its cursor stay.
func (h *Endpoints) Disable(ctx context.Context, org ringdex.OrganizationID, id ringdex.ID) (ringdex.Webhook, error) {
	return h.update(ctx, org, id, func(_ ringdex.Writer, hook *ringdex.Webhook) error {
		hook.Disabled, hook.Why = true, message.Text{}
		return nil
	})
}

// Ping sends a test event to an endpoint and returns the event's id, to find it in the log of
// deliveries. Conflict if the endpoint is disabled.
func (h *Endpoints) Ping(ctx context.Context, org ringdex.OrganizationID, id ringdex.ID) (event string, err error) {
	now := h.clock()
	e := Event{ID: "msg_ping_" + ringdex.NewID(now).String(), Type: EventPing, At: now}
	err = h.store.Update(ctx, org, func(w ringdex.Writer) error {
		hook, err := enabled(w, id)
		if err != nil {
			return err
		}
		e.Body = pingBody(&hook, &e)
		return jobs.In(w).Enqueue([]ringdex.Job{e.Job(id, now)})
	})
	return e.ID, err
}

// pingBody returns a ping in the endpoint's format.
func pingBody(hook *ringdex.Webhook, e *Event) []byte {
	if hook.Format == ringdex.WebhookHelpdesk {
		return helpdesk.Ping(e.At)
	}
	return encode(eventBody{e.Type, e.At, map[string]string{"webhook": hook.ID.String(), "name": hook.Name}})
}

func enabled(r ringdex.SettingsReader, id ringdex.ID) (ringdex.Webhook, error) {
	hook, err := find(r, id)
	if err == nil && hook.Disabled {
		err = ringdex.Fail(ringdex.Conflict, "webhook.disabled")
	}
	return hook, err
}

// Replay sends an endpoint the changes of a period again; until is exclusive, zero means now.
// Conflict if the endpoint is disabled or a replay is already running.
func (h *Endpoints) Replay(ctx context.Context, org ringdex.OrganizationID, id ringdex.ID, from, until time.Time) error {
	now := h.clock()
	if until.IsZero() {
		until = now
	}
	if from.IsZero() || !from.Before(until) {
		return ringdex.Fail(ringdex.Invalid, "webhook.replay_period")
	}
	return h.store.Update(ctx, org, func(w ringdex.Writer) error {
		if _, err := enabled(w, id); err != nil {
			return err
		}
		running := ringdex.JobFilter{Kind: JobReplay, Group: id.String()}
		if n, err := jobs.Of(w).CountJobs(running); err != nil || n > 0 {
			if err == nil {
				err = ringdex.Fail(ringdex.Conflict, "webhook.replay_running")
			}
			return err
		}
		return jobs.In(w).Enqueue([]ringdex.Job{(&period{From: from.UTC(), Until: until.UTC()}).job(id, now)})
	})
}

// Deliveries returns the attempts of deliveries to an endpoint, newest first. NotFound if there is
// no such endpoint.
func (h *Endpoints) Deliveries(ctx context.Context, org ringdex.OrganizationID, f ringdex.DeliveryFilter, p ringdex.Page) (list []ringdex.Delivery, err error) {
	err = h.store.View(ctx, org, func(r ringdex.Reader) error {
		if _, err := find(r, f.Webhook); err != nil {
			return err
		}
		list, err = outbound.LogOf(r).Deliveries(f, p)
		return err
	})
	return list, err
}

// DeadDelivery is a delivery without further automatic retries.
type DeadDelivery struct {
	Job     int64
	Event   Event
	Created time.Time
	Error   string
}

// DeadDeliveries returns the dead deliveries of an endpoint, oldest first. NotFound if there is no
// such endpoint.
func (h *Endpoints) DeadDeliveries(ctx context.Context, org ringdex.OrganizationID, id ringdex.ID, p ringdex.Page) (dead []DeadDelivery, err error) {
	err = h.store.View(ctx, org, func(r ringdex.Reader) error {
		if _, err := find(r, id); err != nil {
			return err
		}
		list, err := jobs.Of(r).Jobs(deliveriesOf(id, ringdex.JobDead), p)
		for _, job := range list {
			d := DeadDelivery{Job: job.ID, Created: job.Created, Error: job.Error}
			_ = json.Unmarshal(job.Args, &d.Event) // unreadable arguments can be why it is dead
			dead = append(dead, d)
		}
		return err
	})
	return dead, err
}

// RetryDead retries dead deliveries of an endpoint: one job, or all (0). It returns how many. They
// arrive after later events of the same record that have been sent since.
func (h *Endpoints) RetryDead(ctx context.Context, org ringdex.OrganizationID, id ringdex.ID, job int64) (n int64, err error) {
	return h.dead(ctx, org, id, job, h.callBack)
}

// DropDead removes dead deliveries of an endpoint: one job, or all (0). It returns how many.
func (h *Endpoints) DropDead(ctx context.Context, org ringdex.OrganizationID, id ringdex.ID, job int64) (n int64, err error) {
	remove := func(w ringdex.Writer, f ringdex.JobFilter) (int64, error) { return jobs.In(w).RemoveJobs(f) }
	return h.dead(ctx, org, id, job, remove)
}

func (h *Endpoints) dead(ctx context.Context, org ringdex.OrganizationID, id ringdex.ID, job int64, do func(ringdex.Writer, ringdex.JobFilter) (int64, error)) (n int64, err error) {
	err = h.store.Update(ctx, org, func(w ringdex.Writer) error {
		if _, err := find(w, id); err != nil {
			return err
		}
		f := deliveriesOf(id, ringdex.JobDead)
		f.ID = job
		if n, err = do(w, f); err == nil && n == 0 && job != 0 {
			err = ringdex.Fail(ringdex.NotFound, "webhook.no_dead_delivery", job)
		}
		return err
	})
	return n, err
}
