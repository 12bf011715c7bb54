package webhook

import (
	"context"
	"time"

	"ringdex/internal/ringdex"
)

// When an endpoint is reported to be behind. An import fills its queue for some seconds at any time, so that is no news;
// and one that was behind has caught up only when it is well below the limit, or the log would say so again and again.
const (
	lookEvery   = 10 * time.Second
	behindLimit = time.Minute
	behindOver  = 10 * time.Second
)

// Lag is for how long the oldest event of an endpoint has been waiting for its delivery.
type Lag struct {
	Organization ringdex.OrganizationID
	Webhook      ringdex.ID
	Behind       time.Duration // 0 when nothing waits
}

// Lags returns how far the endpoints are behind whose journal this node follows: each organization is on one node. What
// waits is looked at every 10 s. Disabled endpoints are not among them, since nothing is delivered to these.
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

// age is how long ago something was; 0 for the zero time, and for what a clock that was set back has in the future.
func age(since, now time.Time) time.Duration {
	if since.IsZero() {
		return 0
	}
	return max(0, now.Sub(since))
}

// lookout watches the endpoints of one organization.
type lookout struct {
	looked time.Time
	behind map[ringdex.ID]bool // those that the log says to be behind
}

// look measures how far the endpoints are behind, every 10 s, and logs which begin or cease to be.
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
		return // the pass that follows meets the same failure and logs it
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

// judge logs when an endpoint begins to be behind, once, and when it has caught up, and returns which of the two holds.
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

// forget drops the figures of an organization whose journal another node follows from now on.
func (s *Sender) forget(org ringdex.OrganizationID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.waiting, org)
}

// waiting returns the enabled endpoints, and since when the oldest event of each waits.
func waiting(r ringdex.Reader) (hooks []ringdex.Webhook, since map[ringdex.ID]time.Time, err error) {
	all, err := r.Webhooks()
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

// oldest returns since when the oldest delivery of an endpoint waits or is under way, or else when the first change
// was made that has not been read for it; the zero time when there is neither.
func oldest(r ringdex.Reader, hook ringdex.ID) (oldest time.Time, err error) {
	for _, state := range []ringdex.JobState{ringdex.JobWaiting, ringdex.JobRunning} {
		f := ringdex.JobFilter{Kind: JobDeliver, Group: hook.String(), State: state}
		list, err := r.Jobs(f, ringdex.Page{Limit: 1})
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
