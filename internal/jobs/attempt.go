package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"
	"time"

	"ringdex/internal/ringdex"
)

// attempt runs a handler and records the result.
func (q *Queue) attempt(leash context.Context, k *kind, j ringdex.Job) {
	err := q.handle(leash, k, j)
	if err != nil && leash.Err() != nil {
		q.deps.Log.Debug("a job was interrupted", "kind", j.Kind, "job", j.ID, "why", context.Cause(leash), "error", err)
		q.end(k, given(j, q.deps.Clock()))
		return
	}
	q.end(k, q.result(k, j, err))
}

// handle calls the handler with its timeout, and turns a panic into an error.
func (q *Queue) handle(ctx context.Context, k *kind, j ringdex.Job) (err error) {
	if k.Timeout > 0 {
		limited, cancel := context.WithTimeoutCause(ctx, k.Timeout, fmt.Errorf("it took longer than %s", k.Timeout))
		defer cancel()
		ctx = limited
	}
	defer func() {
		if cause := recover(); cause != nil {
			q.deps.Log.Error("a handler panicked", "kind", j.Kind, "job", j.ID, "type", fmt.Sprintf("%T", cause), "stack", string(debug.Stack()))
			err = fmt.Errorf("the handler panicked: %v", cause)
		}
	}()
	err = k.Run(ctx, j)
	if err != nil && ctx.Err() != nil {
		err = fmt.Errorf("%w: %w", context.Cause(ctx), err)
	}
	return err
}

// result maps the error of a finished attempt to the job's next state.
func (q *Queue) result(k *kind, j ringdex.Job, err error) ringdex.JobResult {
	now := q.deps.Clock()
	r := given(j, now)
	r.Error = ""
	switch more, ok := errors.AsType[*again](err); {
	case ok:
		return q.more(k, j, r, now, more)
	case err != nil:
		return q.failed(k, j, r, now, err)
	case k.scheduled(j):
		return k.rest(r, now)
	}
	r.State, r.Due = "", time.Time{}
	return r
}

// more makes the job run again, as Again asks.
func (q *Queue) more(k *kind, j ringdex.Job, r ringdex.JobResult, now time.Time, a *again) ringdex.JobResult {
	r.Due, r.Fresh = now.Add(a.after), true
	if a.args == nil {
		return r
	}
	args, err := json.Marshal(a.args)
	if err != nil {
		r.Fresh = false
		return q.failed(k, j, r, now, err)
	}
	r.Args = args
	return r
}

// failed schedules a retry, or marks the job dead. A scheduled job is retried until its next
// regular time.
func (q *Queue) failed(k *kind, j ringdex.Job, r ringdex.JobResult, now time.Time, err error) ringdex.JobResult {
	q.deps.Log.Debug("an attempt failed", "kind", j.Kind, "job", j.ID, "error", err)
	_, hopeless := errors.AsType[*dead](err)
	r.Error = brief(err)
	r.Due = now.Add(k.delay(j.Attempts, err))
	if asked, ok := errors.AsType[*delayed](err); ok && asked.args != nil {
		if args, bad := json.Marshal(asked.args); bad == nil { // else the old ones stay
			r.Args = args
		}
	}
	log := q.deps.Log.With("kind", j.Kind, "organization", j.Organization, "job", j.ID, "attempts", j.Attempts, "code", ringdex.CodeOf(err))
	switch {
	case k.scheduled(j):
		if next := k.schedule.next(now); hopeless || !r.Due.Before(next) {
			log.Error("a scheduled job failed; it comes again at its time")
			return k.rest(r, now)
		}
	case hopeless || k.givesUp(j.Attempts):
		log.Error("a job is dead: it will not be tried again by itself")
		r.State, r.Due = ringdex.JobDead, now
		return r
	}
	log.Info("a job failed; it will be tried again", "at", r.Due)
	return r
}

// errorText limits the stored text of an error, in bytes.
const errorText = 1 << 10

// brief returns the text of an error, shortened for storage.
func brief(err error) string {
	text := strings.ReplaceAll(err.Error(), "\x00", "")
	if len(text) > errorText {
		text = text[:errorText]
	}
	return strings.ToValidUTF8(text, "")
}
