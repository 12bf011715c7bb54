package outbound

import (
	"errors"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"ringdex/internal/message"
	"ringdex/internal/ringdex"
)

// longestRest limits Retry-After.
const longestRest = 24 * time.Hour

// unanswered returns why there was no answer, without the address, which may contain a secret of
// the receiver.
func unanswered(err error) message.Text {
	if e, ok := errors.AsType[*url.Error](err); ok {
		if e.Timeout() {
			return message.New("webhook.timeout", AttemptTimeout)
		}
		err = e.Err
	}
	if e, ok := errors.AsType[*net.OpError](err); ok && e.Op == "dial" {
		err = e.Err // the RefusedError of the dialled address, or a system error
	}
	return message.New("webhook.not_reached", err)
}

// failureOf returns what is wrong with an answer, the zero Text when its status is 2xx.
func failureOf(r *http.Response) message.Text {
	said := strings.TrimSpace(strconv.Itoa(r.StatusCode) + " " + http.StatusText(r.StatusCode))
	switch {
	case r.StatusCode >= 200 && r.StatusCode < 300:
		return message.Text{}
	case r.StatusCode >= 300 && r.StatusCode < 400:
		return message.New("webhook.redirected", said, destination(r))
	}
	return message.New("webhook.answered", said)
}

func destination(r *http.Response) string {
	to, err := r.Location()
	if err != nil {
		return "?"
	}
	return to.Redacted()
}

// restOf reads Retry-After, in seconds or as a date.
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

// down reports whether the receiver is unreachable or overloaded, so that another request would
// fail as well.
func (a *Answer) down() bool {
	return a.Status == 0 || a.Status >= http.StatusInternalServerError || a.Status == http.StatusTooManyRequests
}

// Cut is the beginning of a body, as text.
func Cut(body []byte) string {
	text := string(body[:min(len(body), ringdex.DeliveryText)])
	return strings.ToValidUTF8(strings.ReplaceAll(text, "\x00", "\uFFFD"), "\uFFFD")
}
