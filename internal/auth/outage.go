package auth

import (
	"context"
	"time"

	"ringdex/internal/ringdex"
)

// During a database outage, callers verified a short while ago stay valid with their last known
// rights, so that agents still see who is calling while the database restarts. Everyone else gets
// 503, never 401: the password may have changed since.

const (
	outage   = 10 * time.Minute       // maximum age of cached credentials during an outage
	patience = 500 * time.Millisecond // timeout of the store if there is a cached answer
)

// ask calls read, or reports stale if the cached answer must serve. remembered is the time of the
// cached answer, zero for none. During an outage one caller a second waits for the store; the
// others use the cache immediately.
func (a *Auth) ask(ctx context.Context, remembered time.Time, read func(context.Context) error) (stale bool, err error) {
	now := a.clock()
	if !fresh(remembered, now, outage) {
		return false, read(ctx)
	}
	if fresh(a.silent(), now, freshness) {
		return true, nil
	}
	limited, cancel := context.WithTimeout(ctx, a.patience)
	defer cancel()
	if err = read(limited); ringdex.CodeOf(err) != ringdex.Unavailable || ctx.Err() != nil {
		return false, err
	}
	a.noteSilence(ctx, now, err)
	return true, nil
}

// silent returns when the store last failed to answer.
func (a *Auth) silent() time.Time { return time.Unix(0, a.silence.Load()) }

func (a *Auth) noteSilence(ctx context.Context, now time.Time, err error) {
	if before := a.silent(); !fresh(before, now, forgiving) {
		a.log.WarnContext(ctx, "the database does not answer; who was let in before is let in again", "for", outage, "error", err)
	}
	a.silence.Store(now.UnixNano())
}

// unverifiable is the error of a caller that only the cache would refuse.
func unverifiable() error {
	return ringdex.Fail(ringdex.Unavailable, "auth.outage")
}
