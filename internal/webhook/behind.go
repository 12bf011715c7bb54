package webhook

import (
	"context"
	"time"

	"ringdex/internal/jobs"
	"ringdex/internal/ringdex"
)

// Limits of the report that an endpoint is behind, with hysteresis: it has caught up only when it
// is well below the upper limit, so that the log does not repeat itself. An import fills the queue
// for some seconds, which is normal.
const (
	lookEvery   = 10 * time.Second
	behindLimit = time.Minute
	behindOver  = 10 * time.Second
)

// Lag is how long the oldest undelivered event of an endpoint has waited.
type Lag struct {
	Organization ringdex.OrganizationID
	Webhook      ringdex.ID
	Behind       time.Duration // 0 if nothing waits
}

// Lags returns the lag of the enabled endpoints whose journal this node follows; each organization
// is followed by one node. The figures are updated every 10 s.
func (s *Sender) Lags() (lags []Lag) {
	now := s.deps.Clock()
	s.mu.Lock()
	defer s.mu.Unlock()
	for org, since := range s.waiting {
		for hook, oldest := range since {
			lags = append(lags, Lag{org, hook, age(oldest, now)})
		}
	}
	return lags
}

// age returns the time since a moment; 0 for the zero time and for a future one (after a clock was
// set back).
func age(since, now time.Time) time.Duration {
	if since.IsZero() {
		return 0
	}
	return max(0, now.Sub(since))
}

// lookout watches the endpoints of one organization.
type lookout struct {
	looked time.Time
	behind map[ringdex.ID]bool // endpoints logged as behind
}

// look measures the lag of the endpoints every 10 s and logs which fall behind or catch up.
func (s *Sender) look(ctx context.Context, org ringdex.OrganizationID, l *lookout) {
	now := s.deps.Clock()
	if !l.looked.IsZero() && now.Sub(l.looked) < lookEvery {
		return
	}
	l.looked = now
	var hooks []ringdex.Webhook
	var since map[ringdex.ID]time.Time
	err := s.deps.Store.View(ctx, org, func(r ringdex.Reader) (err error) {
		hooks, since, err = waiting(r)
		return err
	})
	if err != nil {
		return // the next pass logs the same failure
	}
	s.mu.Lock()
	s.waiting[org] = since
	s.mu.Unlock()
	behind := map[ringdex.ID]bool{}
	for i := range hooks {
		behind[hooks[i].ID] = s.judge(ctx, org, &hooks[i], age(since[hooks[i].ID], now), l.behind[hooks[i].ID])
	}
	l.behind = behind
}

// judge logs once when an endpoint falls behind and once when it has caught up, and returns its
// state.
func (s *Sender) judge(ctx context.Context, org ringdex.OrganizationID, hook *ringdex.Webhook, lag time.Duration, was bool) bool {
	log := s.deps.Log.With("organization", org, "webhook", hook.ID, "behind", lag.Round(time.Second))
	switch {
	case !was && lag > behindLimit:
		log.WarnContext(ctx, "a webhook is behind: its receiver refuses events or takes them slowly")
		return true
	case was && lag <= behindOver:
		log.InfoContext(ctx, "a webhook has caught up")
		return false
	}
	return was
}

// forget drops the figures of an organization whose journal another node now follows.
func (s *Sender) forget(org ringdex.OrganizationID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.waiting, org)
}

// waiting returns the enabled endpoints, each with the time since which its oldest event waits.
func waiting(r ringdex.Reader) (hooks []ringdex.Webhook, since map[ringdex.ID]time.Time, err error) {
	all, err := ringdex.Documents[ringdex.Webhook](r)
	since = map[ringdex.ID]time.Time{}
	for _, hook := range all {
		if hook.Disabled || err != nil {
			continue
		}
		hooks = append(hooks, hook)
		since[hook.ID], err = oldest(r, hook.ID)
	}
	return hooks, since, err
}

// oldest returns the time of an endpoint's oldest open delivery, else the time of the first change
// that its cursor has not passed, else the zero time.
func oldest(r ringdex.Reader, hook ringdex.ID) (oldest time.Time, err error) {
	for _, state := range []ringdex.JobState{ringdex.JobWaiting, ringdex.JobRunning} {
		f := ringdex.JobFilter{Kind: JobDeliver, Group: hook.String(), State: state}
		list, err := jobs.Of(r).Jobs(f, ringdex.Page{Limit: 1})
		if err != nil {
			return oldest, err
		}
		if len(list) > 0 && (oldest.IsZero() || list[0].Created.Before(oldest)) {
			oldest = list[0].Created
		}
	}
	if !oldest.IsZero() {
		return oldest, nil
	}
	cursor, err := r.Cursor(cursorOf(hook))
	if err != nil {
		return oldest, err
	}
	unread, err := r.Changes(cursor.Changes, 1)
	if len(unread) > 0 {
		oldest = unread[0].Cause.At
	}
	return oldest, err
}
