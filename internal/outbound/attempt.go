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
	// Send returns the answer, which includes a failure. The error is a *HeldError if the request
	// was not sent, or the cause of ctx if that ended before the answer.
	Send(ctx context.Context, r *Request) (Answer, error)
}

// Request is one attempt.
type Request struct {
	Organization ringdex.OrganizationID
	Target       ringdex.ID // the receiver; each has its own semaphore and circuit breaker
	// Make builds the request right before it is sent, since a signature contains the time.
	Make func(ctx context.Context, now time.Time) (*http.Request, error)
	// Delivery is the log entry of the attempt. The caller sets Event, Type, Record, Attempt and
	// Request.
	Delivery ringdex.Delivery
}

// Answer is the result of an attempt.
type Answer struct {
	At      time.Time // when the attempt began
	Took    time.Duration
	Status  int           // 0 without an answer
	Text    string        // the beginning of the body
	Failure message.Text  // zero if the receiver accepted the request
	Rest    time.Duration // the receiver's Retry-After; 0 for none
}

// HeldError reports that a request was not sent because its receiver is busy or down.
type HeldError struct {
	Wait time.Duration // before another attempt
	Down bool          // the circuit breaker is open
}

// Error is for the log; a held delivery is not shown as a failure.
func (e *HeldError) Error() string { return fmt.Sprintf("the request is held back for %s", e.Wait) }

// AttemptTimeout is how long a receiver has to answer.
const AttemptTimeout = 15 * time.Second

// attempts is the innermost Sender.
type attempts struct {
	client *Client
	clock  ringdex.Clock
}

// Attempts returns a Sender that sends immediately through the client.
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
	// An error keeps the part that arrived: the body is for people who read the log of deliveries.
	body, _ := io.ReadAll(io.LimitReader(response.Body, ringdex.DeliveryText+1))
	return Answer{Status: response.StatusCode, Text: Cut(body), Failure: failureOf(response), Rest: restOf(response, now)}
}
