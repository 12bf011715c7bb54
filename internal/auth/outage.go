package auth

import (
	"context"
	"time"

	"ringdex/internal/ringdex"
)

// While the store does not answer, those who were let in a short while before are let in again, as the store knew
// them last: an agent sees who is calling while the database restarts. Nobody else is, and nobody is turned away for
// good: it is not known whether the password has changed meanwhile.

const (
	outage   = 10 * time.Minute       // for how long what the store has said counts while it says nothing
	patience = 500 * time.Millisecond // that it has to say something, when there is something to fall back on
)

// ask reads, unless what was read before has to do: stale says so. remembered is when that was, zero for never. One
// caller a second waits for a store that does not answer; the others do not.
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

// silent is when the store was last found not to answer.
func (a *Auth) silent() time.Time { return time.Unix(0, a.silence.Load()) }

func (a *Auth) noteSilence(ctx context.Context, now time.Time, err error) {
	if before := a.silent(); !fresh(before, now, forgiving) {
		a.log.WarnContext(ctx, "the database does not answer; who was let in before is let in again", "for", outage, "error", err)
	}
	a.silence.Store(now.UnixNano())
}

// unverifiable is what somebody hears who would be refused by what is remembered only.
func unverifiable() error {
	return ringdex.Fail(ringdex.Unavailable, "auth.outage")
}
