package jobs

import (
	"context"
	"time"

	"ringdex/internal/ringdex"
)

// watch takes over the jobs of dead nodes, and stops this node's handlers when other nodes may
// consider it dead.
func (q *Queue) watch(ctx context.Context) {
	look, rescue := time.NewTicker(q.pace.beat/2), time.NewTicker(q.pace.rescue)
	defer look.Stop()
	defer rescue.Stop()
	var missed map[attempt]bool
	silent := false
	for {
		select {
		case <-ctx.Done():
			return
		case <-look.C:
			silent = q.hush(silent)
		case <-rescue.C:
			q.rescue(ctx)
			missed = q.findMissed(ctx, missed)
		}
	}
}

// hush cancels all handlers while the node's heartbeats fail; already reports that it did so
// before. It repeats the call because a handler may have started in between.
func (q *Queue) hush(already bool) (silent bool) {
	if q.heart.heard() || q.busy() == 0 {
		return false
	}
	if !already {
		q.deps.Log.Error("the database has not heard from this node for too long; its jobs are left to others", "node", q.deps.Node.ID)
	}
	q.drop(errSilent)
	return true
}

func (q *Queue) rescue(ctx context.Context) {
	if !q.heart.judges() {
		return
	}
	n, err := q.deps.Store.Rescue(ctx)
	switch {
	case err != nil && ctx.Err() == nil:
		q.deps.Log.Error("the queue could not look for dead nodes; trying again", "error", err)
	case n > 0:
		q.deps.Log.Warn("jobs of a dead node are taken over", "jobs", n)
		q.Wake()
	}
}

// findMissed returns jobs that the database assigns to this node and that the node does not run:
// those of a claim whose answer was lost. A job must be found twice, since a claim may be in
// flight; missed are those of the first pass.
func (q *Queue) findMissed(ctx context.Context, missed map[attempt]bool) map[attempt]bool {
	if !q.doubts() {
		return nil
	}
	ours, err := q.deps.Store.HeldJobs(ctx, q.deps.Node.ID)
	if err != nil {
		return nil // the next call checks again
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	found := map[attempt]bool{}
	for _, j := range ours {
		switch a := attemptOf(j); {
		case q.held[a]:
		case missed[a]:
			q.held[a] = true
			q.results = append(q.results, given(j, q.deps.Clock()))
			q.Wake()
		default:
			found[a] = true
		}
	}
	q.doubt = len(found) > 0 || missed == nil
	return found
}

func (q *Queue) doubts() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.doubt
}

// given returns a job unchanged to the queue.
func given(j ringdex.Job, now time.Time) ringdex.JobResult {
	return ringdex.JobResult{Organization: j.Organization, ID: j.ID, Attempts: j.Attempts, State: ringdex.JobWaiting, Due: now, Error: j.Error}
}
