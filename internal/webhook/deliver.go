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
	"ringdex/internal/message"
	"ringdex/internal/outbound"
	"ringdex/internal/ringdex"
)

// away is the postponement of deliveries to a disabled endpoint. Enable reschedules them
// immediately.
const away = time.Hour

// The retry period of a delivery and its minimum number of attempts: a program that was switched
// off for a week has not tried. The queue itself has no limit, because it does not distinguish
// failed from postponed attempts.
const (
	giveUp = 3 * 24 * time.Hour
	fewest = 3
)

// The first retries are soon: most failures are short, and a waiting event blocks the later ones of
// its record.
var delays = []time.Duration{2 * time.Second, 5 * time.Second, 10 * time.Second, 30 * time.Second, 2 * time.Minute, 10 * time.Minute, 30 * time.Minute, time.Hour, 2 * time.Hour, 4 * time.Hour}

// delay returns the backoff after that many attempts of an event, from seconds to hours, with a
// jitter of up to 20 %, so that deliveries that failed together do not retry together.
func delay(attempts int) time.Duration {
	d := delays[max(0, min(attempts, len(delays))-1)]
	return outbound.Jittered(d)
}

// delivery is one attempt.
type delivery struct {
	job     ringdex.Job
	event   Event
	hook    ringdex.Webhook
	attempt int // number of the attempt for this event
}

// deliver is the handler of JobDeliver.
func (s *Sender) deliver(ctx context.Context, job ringdex.Job) error {
	d := delivery{job: job}
	if err := json.Unmarshal(job.Args, &d.event); err != nil {
		return jobs.Dead(fmt.Errorf("its arguments cannot be read: %w", err))
	}
	err := s.prepare(ctx, &d)
	switch {
	case ringdex.CodeOf(err) == ringdex.NotFound:
		return nil // the endpoint was removed
	case err != nil:
		return err
	case d.hook.Disabled:
		return jobs.Again(away, nil)
	}
	return s.try(ctx, &d)
}

// try sends the event and returns the result of the job.
func (s *Sender) try(ctx context.Context, d *delivery) error {
	a, err := s.out.Send(ctx, s.attempt(d))
	held, isHeld := errors.AsType[*outbound.HeldError](err)
	switch {
	case isHeld && held.Down && s.deps.Clock().Sub(d.job.Created) > giveUp:
		return jobs.Dead(errNobody)
	case isHeld:
		return jobs.Again(held.Wait, nil)
	case err != nil:
		return err
	}
	return s.settle(ctx, d, &a)
}

// errNobody is the error of deliveries that the open circuit breaker has held for three days.
var errNobody = message.Err("webhook.unreachable")

// prepare loads the endpoint and counts the attempt.
func (s *Sender) prepare(ctx context.Context, d *delivery) error {
	id, err := ringdex.ParseID(d.job.Group)
	if err != nil {
		return ringdex.FailAs(ringdex.NotFound, err)
	}
	return s.deps.Store.View(ctx, d.job.Organization, func(r ringdex.Reader) error {
		if d.hook, err = find(r, id); err != nil {
			return err
		}
		before, err := outbound.LogOf(r).Deliveries(ringdex.DeliveryFilter{Webhook: id, Event: d.event.ID}, ringdex.Page{Limit: 1})
		if d.attempt = 1; len(before) > 0 {
			d.attempt = before[0].Attempt + 1
		}
		return err
	})
}

// settle returns the result of the job: done, retry or dead.
func (s *Sender) settle(ctx context.Context, d *delivery, a *outbound.Answer) error {
	switch {
	case a.Failure.IsZero():
		return nil
	case a.Status == http.StatusGone:
		if err := s.disable(ctx, d.job.Organization, d.hook.ID); err != nil {
			return err
		}
		return jobs.Again(away, nil)
	case d.attempt >= fewest && s.deps.Clock().Sub(d.job.Created) > giveUp:
		return jobs.Dead(a.Failure.Err())
	case a.Rest > 0:
		return jobs.Again(a.Rest, nil)
	}
	return jobs.After(delay(d.attempt), nil, a.Failure.Err())
}

// disable disables the endpoint after an answer that asks for that (410).
func (s *Sender) disable(ctx context.Context, org ringdex.OrganizationID, id ringdex.ID) error {
	now := s.deps.Clock()
	err := s.deps.Store.Update(ctx, org, func(w ringdex.Writer) error {
		hook, err := find(w, id)
		if err != nil || hook.Disabled {
			return err
		}
		hook.Disabled, hook.Updated = true, now
		hook.Why = message.New("webhook.gone", now.Format(time.RFC3339))
		return w.PutDocument(hook)
	})
	if ringdex.CodeOf(err) == ringdex.NotFound {
		return nil
	}
	if err == nil {
		s.deps.Log.WarnContext(ctx, "a webhook was disabled: its receiver is gone", "webhook", id)
	}
	return err
}

// attempt returns the request for the event; it is signed when it is sent.
func (s *Sender) attempt(d *delivery) *outbound.Request {
	e := &d.event
	return &outbound.Request{
		Organization: d.job.Organization, Target: d.hook.ID,
		Make: func(ctx context.Context, now time.Time) (*http.Request, error) {
			return s.request(ctx, &d.hook, e, now)
		},
		Delivery: ringdex.Delivery{
			Event: e.ID, Type: e.Type, Record: e.Record, Attempt: d.attempt, Request: outbound.Cut(e.Body),
		},
	}
}

// request builds a signed request.
func (s *Sender) request(ctx context.Context, hook *ringdex.Webhook, event *Event, now time.Time) (*http.Request, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, hook.URL, bytes.NewReader(event.Body))
	if err != nil {
		return nil, message.Err("webhook.bad_address")
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("User-Agent", "ringdex-webhook")
	return r, s.sign(r.Header, hook, event, now)
}
