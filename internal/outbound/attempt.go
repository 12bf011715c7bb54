package outbound

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"time"

	"ringdex/internal/message"
	"ringdex/internal/ringdex"
)

// Sender makes one attempt to send a request. Paced and Logged wrap another Sender.
type Sender interface {
	// Send returns the answer; a failure is a part of it. The error is a *HeldError when the request was not sent yet, or
	// the cause of ctx when that ended before there was an answer.
	Send(ctx context.Context, r *Request) (Answer, error)
}

// Request is one attempt.
type Request struct {
	Organization ringdex.OrganizationID
	Target       ringdex.ID // the receiver: it has a pace and a circuit breaker of its own
	// Make makes the request when it is about to be sent: a signature contains the time.
	Make func(ctx context.Context, now time.Time) (*http.Request, error)
	// Delivery is the attempt as the log will have it: Event, Type, Record, Attempt and Request are the caller's.
	Delivery ringdex.Delivery
}

// Answer is the result of an attempt.
type Answer struct {
	At      time.Time // when the attempt began
	Took    time.Duration
	Status  int           // 0 when there was no answer
	Text    string        // the beginning of the body
	Failure message.Text  // the zero Text when the receiver accepted the request
	Rest    time.Duration // until when the receiver wants no request; 0 when it did not say
}

// HeldError says that a request was not sent, because its receiver is busy or down.
type HeldError struct {
	Wait time.Duration // before another attempt
	Down bool          // the circuit breaker is open
}

func (e *HeldError) Error() string { return fmt.Sprintf("the request is held back for %s", e.Wait) }

// AttemptTimeout is how long a receiver has to answer.
const AttemptTimeout = 15 * time.Second

// attempts is the Sender that sends.
type attempts struct {
	client *Client
	clock  ringdex.Clock
}

// Attempts is the Sender that sends at once by the client.
func Attempts(c *Client, clock ringdex.Clock) Sender { return &attempts{c, clock} }

// Send implements Sender.
func (s *attempts) Send(ctx context.Context, r *Request) (Answer, error) {
	timed, cancel := context.WithTimeout(ctx, AttemptTimeout)
	defer cancel()
	now, began := s.clock(), time.Now()
	a := s.attempt(timed, r, now)
	a.At, a.Took = now, time.Since(began)
	if ctx.Err() != nil && a.Status == 0 {
		return a, context.Cause(ctx)
	}
	return a, nil
}

func (s *attempts) attempt(ctx context.Context, r *Request, now time.Time) Answer {
	request, err := r.Make(ctx, now)
	if err != nil {
		return Answer{Failure: message.Of(err)}
	}
	response, err := s.client.Do(request)
	if err != nil {
		return Answer{Failure: unanswered(err)}
	}
	defer func() { _ = response.Body.Close() }()
	// People read the body in the log of deliveries, where a part is better than nothing.
	body, _ := io.ReadAll(io.LimitReader(response.Body, ringdex.DeliveryText+1))
	return Answer{Status: response.StatusCode, Text: Cut(body), Failure: failureOf(response), Rest: restOf(response, now)}
}
