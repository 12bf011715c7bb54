package syncer

import (
	"context"
	"encoding/json"
	"time"

	"ringdex/internal/jobs"
	"ringdex/internal/ringdex"
)

var refusalDelays = []time.Duration{time.Minute, 10 * time.Minute, time.Hour, 6 * time.Hour, 24 * time.Hour}

// refusalDelay returns the pause after refusals in a row: the record may be mended there.
func refusalDelay(attempts int) time.Duration {
	return refusalDelays[max(0, min(attempts, len(refusalDelays))-1)]
}

// retryPause is the interval of looking for refused records that are due, and retryPortion how many
// are sent again at a time.
const (
	retryPause   = time.Minute
	retryPortion = 500
)

// retryJob is the handler of JobRetry.
func (s *Syncer) retryJob(ctx context.Context, job ringdex.Job) error {
	id, err := ringdex.ParseID(job.Group)
	if err != nil {
		return jobs.Dead(err)
	}
	if len(job.Args) > 0 {
		return s.retryNow(ctx, job, id)
	}
	err = s.retry(ctx, job.Organization, ringdex.SentFilter{Connector: id, Refused: true, Due: s.deps.Clock()})
	if ringdex.CodeOf(err) == ringdex.NotFound {
		return nil // the connector was removed
	}
	if err != nil {
		return err
	}
	return jobs.Again(retryPause, nil)
}

// retryNow sends everything again that was refused, on request.
func (s *Syncer) retryNow(ctx context.Context, job ringdex.Job, id ringdex.ID) error {
	var how once
	if err := json.Unmarshal(job.Args, &how); err != nil {
		return jobs.Dead(err)
	}
	c, state, err := s.scheduled(ctx, job)
	if err == nil {
		open, failed := s.open(job.Organization, &c)
		if err = failed; err == nil && isComplete(open) {
			return s.replace(ctx, job.Organization, &c, state, how.Accept)
		}
	}
	if err == nil {
		err = s.retry(ctx, job.Organization, ringdex.SentFilter{Connector: id, Refused: true})
	}
	if ringdex.CodeOf(err) == ringdex.NotFound {
		return nil
	}
	return err
}

// retry enqueues refused records to be sent again, in portions. They are due later, should this
// attempt be lost.
func (s *Syncer) retry(ctx context.Context, org ringdex.OrganizationID, f ringdex.SentFilter) error {
	waiting := false
	err := s.deps.Store.View(ctx, org, func(r ringdex.Reader) error {
		if _, err := ringdex.FindDocument[ringdex.Connector](r, f.Connector.String()); err != nil {
			return err
		}
		n, err := memoryOf(r).CountSent(f)
		waiting = n > 0
		return err
	})
	for after := (ringdex.Ref{}); waiting && err == nil; {
		err = s.deps.Store.Update(ctx, org, func(w ringdex.Writer) (err error) {
			after, err = s.retryIn(w, f, after)
			return err
		})
		waiting = after != ringdex.Ref{}
	}
	return err
}

// retryIn reads the next portion of what is due in the transaction that postpones it: a job may
// have just sent it. It returns the last record, or none if the portion was the last.
func (s *Syncer) retryIn(w ringdex.Writer, f ringdex.SentFilter, after ringdex.Ref) (last ringdex.Ref, err error) {
	due, err := memoryIn(w).ListSent(f, after, retryPortion)
	if err != nil || len(due) == 0 {
		return last, err
	}
	refs := make([]ringdex.Ref, len(due))
	for i := range due {
		refs[i], due[i].Due = due[i].Ref, s.deps.Clock().Add(refusalDelay(due[i].Attempts))
	}
	if err := memoryIn(w).PutSent(f.Connector, due); err != nil {
		return last, err
	}
	if len(due) == retryPortion {
		last = refs[len(refs)-1]
	}
	return last, enqueueAll(w, s.pushJobs(f.Connector, refs))
}
