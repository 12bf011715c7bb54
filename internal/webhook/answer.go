package webhook

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"ringdex/internal/ringdex"
)

// attemptTimeout is how long a receiver has to answer.
const attemptTimeout = 15 * time.Second

// longestRest is how long a receiver can ask to be left alone at once.
const longestRest = 24 * time.Hour

// answer is what came of an attempt.
type answer struct {
	status  int    // 0 when there was none
	text    string // the beginning of the body
	failure string // "" when the event was taken
	rest    time.Duration
	took    time.Duration
}

// send makes a request and waits for the answer. It never fails otherwise than by an answer that says so.
func (s *Sender) send(ctx context.Context, hook *ringdex.Webhook, event *Event, now time.Time) (a answer) {
	ctx, cancel := context.WithTimeout(ctx, attemptTimeout)
	defer cancel()
	began := time.Now()
	defer func() { a.took = time.Since(began) }()
	request, err := s.request(ctx, hook, event, now)
	if err != nil {
		return answer{failure: err.Error()}
	}
	response, err := s.deps.Outbound.Do(request)
	if err != nil {
		return answer{failure: unanswered(err)}
	}
	defer func() { _ = response.Body.Close() }()
	body, _ := io.ReadAll(io.LimitReader(response.Body, ringdex.DeliveryText+1)) // what is there of it is for people
	return answer{
		status: response.StatusCode, text: cut(body), failure: failureOf(response), rest: restOf(response, now),
	}
}

// unanswered says why there was no answer. The address is left out: it may hold a secret of the receiver's.
func unanswered(err error) string {
	if e, ok := errors.AsType[*url.Error](err); ok {
		if e.Timeout() {
			return fmt.Sprintf("the receiver did not answer within %s", attemptTimeout)
		}
		err = e.Err
	}
	if e, ok := errors.AsType[*net.OpError](err); ok && e.Op == "dial" {
		err = e.Err // the RefusedError of the dialled address, or what the system says
	}
	return "the receiver was not reached: " + err.Error()
}

// failureOf is what is wrong with an answer, "" when it says that the event was taken.
func failureOf(r *http.Response) string {
	said := strings.TrimSpace(strconv.Itoa(r.StatusCode) + " " + http.StatusText(r.StatusCode))
	switch {
	case r.StatusCode >= 200 && r.StatusCode < 300:
		return ""
	case r.StatusCode >= 300 && r.StatusCode < 400:
		return "the receiver answered " + said + " and wants it at " + destination(r) + "; redirects are not followed, so change the address of the webhook"
	}
	return "the receiver answered " + said
}

func destination(r *http.Response) string {
	to, err := r.Location()
	if err != nil {
		return "an address that it does not name"
	}
	return to.Redacted()
}

// restOf is how long the receiver asks to be left alone, in seconds or by a date.
func restOf(r *http.Response, now time.Time) time.Duration {
	text := r.Header.Get("Retry-After")
	if text == "" || r.StatusCode != http.StatusTooManyRequests && r.StatusCode != http.StatusServiceUnavailable {
		return 0
	}
	if seconds, err := strconv.ParseInt(text, 10, 64); err == nil {
		return time.Duration(max(1, min(seconds, int64(longestRest.Seconds())))) * time.Second
	}
	date, err := http.ParseTime(text)
	if err != nil {
		return 0
	}
	return max(time.Second, min(date.Sub(now), longestRest))
}

// down says that nobody was there to take it, or that whoever was has too much to do: the next event would fare no
// better.
func (a *answer) down() bool {
	return a.status == 0 || a.status >= http.StatusInternalServerError || a.status == http.StatusTooManyRequests
}

// row is the attempt in the log of deliveries. The headers, and with them the signatures, are not kept.
func (a *answer) row(d *delivery, now time.Time) ringdex.Delivery {
	e := &d.event
	return ringdex.Delivery{
		ID: ringdex.NewID(now), Webhook: d.hook.ID, Event: e.ID, Type: e.Type, Record: e.Record, At: now, Took: a.took,
		Attempt: d.attempt, Status: a.status, Error: a.failure, Request: cut(e.Body), Response: a.text,
	}
}

// cut is the beginning of a body, as text.
func cut(body []byte) string {
	return strings.ToValidUTF8(strings.ReplaceAll(string(body[:min(len(body), ringdex.DeliveryText)]), "\x00", "\uFFFD"), "\uFFFD")
}
