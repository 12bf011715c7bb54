package call

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"ringdex/internal/connector"
	"ringdex/internal/message"
)

// Error is a call that failed.
type Error struct {
	Status  int           // 0 without an answer
	Body    []byte        // of the answer
	Header  http.Header   // of the answer
	After   time.Duration // when the system wants to be asked again; 0 if it does not say
	Garbled bool          // it answered, but not in its own language
	Partly  bool          // earlier calls of the same batch were processed
	Cause   error
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Cause }

// Error returns the message in English.
func (e *Error) Error() string { return e.Message().String() }

// Message says what happened, with the system's own words if it has any, and without its address,
// which may contain a secret.
func (e *Error) Message() message.Text {
	said := strings.TrimSpace(strconv.Itoa(e.Status) + " " + http.StatusText(e.Status))
	switch {
	case e.Garbled:
		return message.New("call.garbled", said, excerpt(e.Body))
	case e.Status == http.StatusUnauthorized:
		return message.New("call.unauthorized")
	case e.Status == http.StatusForbidden:
		return message.New("call.forbidden")
	case e.Status != 0 && len(e.Body) > 0:
		return message.New("call.answered_with", said, excerpt(e.Body))
	case e.Status != 0:
		return message.New("call.answered", said)
	}
	if timeout, ok := errors.AsType[net.Error](e.Cause); ok && timeout.Timeout() {
		return message.New("call.timeout")
	}
	return message.New("call.not_reached", bare(e.Cause))
}

// Unknown reports that the system may have processed the call or a part of its batch, or may not.
func (e *Error) Unknown() bool {
	return e.Partly || e.Status == 0 || e.Garbled || e.Status == http.StatusRequestTimeout || e.Status >= 500
}

// Temporary reports that the same call may succeed later.
func (e *Error) Temporary() bool {
	return e.Unknown() || e.Status == http.StatusTooManyRequests
}

// Answered reports whether a call failed by an answer of one of the statuses, in the system's own
// language.
func Answered(err error, statuses ...int) bool {
	failed, ok := errors.AsType[*Error](err)
	return ok && !failed.Garbled && slices.Contains(statuses, failed.Status)
}

// Unknown reports whether the system may have processed a call that failed.
func Unknown(err error) bool {
	failed, ok := errors.AsType[*Error](err)
	return ok && failed.Unknown()
}

// Partly returns the failure of a batch of which some records have results already: if the system
// has changed one of them, the failure leaves open what became of the batch.
func Partly(err error, results []connector.Result) error {
	failed, ok := errors.AsType[*Error](err)
	if !ok || !slices.ContainsFunc(results, func(r connector.Result) bool { return r.Changes() }) {
		return err
	}
	part := *failed
	part.Partly = true
	return &part
}

// Garbled returns the failure of an answer that has another form than the call has. Request.Read is
// for those that may be asked for again.
func (a Answer) Garbled(cause error) error {
	return &Error{Status: a.Status, Header: a.Header, Body: a.Body, Garbled: true, Cause: cause}
}

// again reports whether the call is to be repeated now.
func (e *Error) again(r *Request) bool {
	return e.Status == http.StatusTooManyRequests && e.After <= longestPause || r.repeats() && e.Unknown() && e.After <= longestPause
}

// repeats reports whether the call may be repeated although the system may have processed it.
func (r *Request) repeats() bool {
	return r.Repeat || r.Method == "" || r.Method == http.MethodGet
}

// Pauses before a call is repeated. A system that wants a longer one gets it from the caller, who
// has other work to do meanwhile.
const (
	firstPause   = 10 * time.Millisecond
	refusedPause = time.Second // after a 429 without Retry-After
	growth       = 4
	longestPause = 10 * time.Second
)

// Pause returns the back-off of a system after that many failures in a row: 10 ms, then four times
// longer each time. The first ones are short, because most failures are of a single call: a system
// that fails at every fourth call takes hardly longer for it. The caller limits it.
func Pause(failures int) time.Duration {
	const most = 24 * time.Hour
	d := firstPause
	for ; failures > 1 && d < most; failures-- {
		d *= growth
	}
	return min(d, most)
}

func (e *Error) pause(try int) time.Duration {
	switch {
	case e.After > 0:
		return e.After
	case e.Status == http.StatusTooManyRequests:
		return min(refusedPause<<(try-1), longestPause)
	}
	return min(Pause(try), longestPause)
}

// after reads Retry-After, in seconds or as a date.
func (c *Client) after(h http.Header) time.Duration {
	text := h.Get("Retry-After")
	if seconds, err := strconv.ParseInt(text, 10, 64); err == nil {
		return time.Duration(max(0, min(seconds, 24*3600))) * time.Second
	}
	date, err := http.ParseTime(text)
	if err != nil || c.deps.Clock == nil {
		return 0
	}
	return max(0, min(date.Sub(c.deps.Clock()), 24*time.Hour))
}

// unanswered returns why there was no answer.
func unanswered(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return &Error{Cause: err}
}

// bare returns an error without the address of the request.
func bare(err error) error {
	if e, ok := errors.AsType[*url.Error](err); ok {
		return e.Err
	}
	return err
}

// excerptSize limits what is shown of an answer, in bytes.
const excerptSize = 300

// excerpt returns the beginning of a body in one line, without the tags of a page.
func excerpt(body []byte) string {
	var b strings.Builder
	tag := false
	for _, c := range strings.ToValidUTF8(string(body[:min(len(body), 8*excerptSize)]), "") {
		switch {
		case c == '<':
			tag = true
		case c == '>' && tag:
			tag = false
			b.WriteByte(' ')
		case !tag:
			b.WriteRune(c)
		}
	}
	text := strings.Join(strings.Fields(b.String()), " ")
	if len(text) <= excerptSize {
		return text
	}
	return strings.ToValidUTF8(text[:excerptSize], "") + " …"
}
