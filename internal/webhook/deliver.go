package webhook

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"ringdex/internal/jobs"
	"ringdex/internal/ringdex"
)

// away is how long a delivery to a disabled endpoint stays away. Enabling it calls them all back at once.
const away = time.Hour

// delivery is one attempt to be made.
type delivery struct {
	job     ringdex.Job
	event   Event
	hook    ringdex.Webhook
	attempt int // which one of the event it is
}

// deliver makes one attempt.
func (s *Sender) deliver(ctx context.Context, job ringdex.Job) error {
	d := delivery{job: job}
	if err := json.Unmarshal(job.Args, &d.event); err != nil {
		return jobs.Dead(fmt.Errorf("its arguments cannot be read: %w", err))
	}
	err := s.prepare(ctx, &d)
	switch {
	case ringdex.CodeOf(err) == ringdex.NotFound:
		return nil // the endpoint is gone, and with it whoever wanted to know
	case err != nil:
		return err
	case d.hook.Disabled:
		return jobs.Again(away, nil)
	}
	line := s.lines.of(d.hook.ID)
	if wait, down := line.enter(ctx, s.deps.Clock); wait > 0 {
		if down && s.deps.Clock().Sub(job.Created) > giveUp {
			return jobs.Dead(errNobody)
		}
		return jobs.Again(wait, nil)
	}
	return s.try(ctx, &d, line)
}

// try sends what has got a place on the line.
func (s *Sender) try(ctx context.Context, d *delivery, line *line) error {
	now := s.deps.Clock()
	a := s.send(ctx, &d.hook, &d.event, now)
	if ctx.Err() != nil && a.status == 0 {
		line.abandon()
		return context.Cause(ctx)
	}
	line.leave(s.deps.Clock(), a.down(), a.rest)
	s.record(ctx, d.job.Organization, a.row(d, now))
	return s.settle(ctx, d, &a)
}

// errNobody is of deliveries that were not even tried for three days, because others have found nobody there.
var errNobody = errors.New("the receiver has not been there for three days")

// prepare finds the endpoint, and which attempt of the event this will be.
func (s *Sender) prepare(ctx context.Context, d *delivery) error {
	id, err := ringdex.ParseID(d.job.Group)
	if err != nil {
		return ringdex.Errorf(ringdex.NotFound, "%s", err)
	}
	return s.deps.Store.View(ctx, d.job.Organization, func(r ringdex.Reader) error {
		if d.hook, err = r.Webhook(id); err != nil {
			return err
		}
		before, err := r.Deliveries(ringdex.DeliveryFilter{Webhook: id, Event: d.event.ID}, ringdex.Page{Limit: 1})
		if d.attempt = 1; len(before) > 0 {
			d.attempt = before[0].Attempt + 1
		}
		return err
	})
}

// record writes the log of deliveries. That it cannot be written is no reason to deliver again.
func (s *Sender) record(ctx context.Context, org ringdex.OrganizationID, d ringdex.Delivery) {
	if err := s.logbook.add(ctx, org, d); err != nil {
		s.deps.Log.ErrorContext(ctx, "a delivery was not logged", "webhook", d.Webhook, "event", d.Event, "error", err)
	}
}

// settle says what becomes of the job.
func (s *Sender) settle(ctx context.Context, d *delivery, a *answer) error {
	switch {
	case a.failure == "":
		return nil
	case a.status == http.StatusGone:
		if err := s.disable(ctx, d.job.Organization, d.hook.ID); err != nil {
			return err
		}
		return jobs.Again(away, nil)
	case d.attempt >= fewest && s.deps.Clock().Sub(d.job.Created) > giveUp:
		return jobs.Dead(errors.New(a.failure))
	case a.rest > 0:
		return jobs.Again(a.rest, nil)
	}
	return errors.New(a.failure)
}

// disable takes the receiver at its word: it has said that it wants nothing any more.
func (s *Sender) disable(ctx context.Context, org ringdex.OrganizationID, id ringdex.ID) error {
	now := s.deps.Clock()
	err := s.deps.Store.Update(ctx, org, func(w ringdex.Writer) error {
		hook, err := w.Webhook(id)
		if err != nil || hook.Disabled {
			return err
		}
		hook.Disabled, hook.Updated = true, now
		hook.Why = "the receiver answered 410 Gone on " + now.Format(time.RFC3339)
		return w.PutWebhook(hook)
	})
	if ringdex.CodeOf(err) == ringdex.NotFound {
		return nil
	}
	if err == nil {
		s.deps.Log.WarnContext(ctx, "a webhook was disabled: its receiver is gone", "webhook", id)
	}
	return err
}

// request is a signed request.
func (s *Sender) request(ctx context.Context, hook *ringdex.Webhook, event *Event, now time.Time) (*http.Request, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, hook.URL, bytes.NewReader(event.Body))
	if err != nil {
		return nil, errors.New("the address of the webhook cannot be read")
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("User-Agent", "ringdex-webhook")
	return r, s.sign(r.Header, hook, event, now)
}
