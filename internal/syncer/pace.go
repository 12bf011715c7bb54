package syncer

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"
	"time"

	"ringdex/internal/connector"
	"ringdex/internal/connector/call"
	"ringdex/internal/ringdex"
)

// Limits of the back-off of a target.
const (
	patience     = time.Second // a longer pause occupies no worker: the job is retried later
	patientFor   = 4           // pauses until there
	longestDelay = time.Hour
)

// delay returns the pause of jobs after failures in a row, from 2.5 s to an hour: a system that is
// down is asked again for as long as it takes.
func delay(failures int) time.Duration {
	return min(call.Pause(patientFor+failures), longestDelay)
}

// pace is the back-off of a target. It counts failures in a row of all jobs, because they concern
// the system and not the job that met them.
type pace struct{ failures atomic.Int64 }

// paceOf returns the back-off of a connector on this node.
func (s *Syncer) paceOf(id ringdex.ID) *pace {
	kept, _ := s.paces.LoadOrStore(id, &pace{})
	return kept.(*pace)
}

// failed counts a failure and returns the pause before the next call. A system that may have
// processed the call has just failed; one that refuses calls needs more time.
func (p *pace) failed(e *call.Error) time.Duration {
	n := int(p.failures.Add(1))
	if e.Unknown() {
		return min(call.Pause(n), longestDelay)
	}
	return delay(n)
}

// mostLost is after how many calls in a row whose fate is unknown a batch is halved.
const mostLost = 2

// errHalve says that a batch may get through in parts.
var errHalve = errors.New("the batch is to be halved")

// write writes a batch. A call whose fate is unknown is repeated after the pause of the target, as
// long as that is short; then wait is set for the job.
func (p *push) write(ctx context.Context, b *connector.Batch) ([]connector.Result, error) {
	pace := p.s.paceOf(p.c.ID)
	for lost := 1; ; lost++ {
		results, err := p.w.Write(ctx, b)
		failed, isCall := errors.AsType[*call.Error](err)
		if !isCall || spoiled(err) {
			if answered(results) || isCall {
				pace.failures.Store(0)
			}
			return results, err
		}
		p.wait = max(failed.After, pace.failed(failed))
		if !failed.Unknown() {
			return nil, err
		}
		for i := range b.Changes {
			b.Changes[i].Unsure = true
		}
		p.size = max(1, len(b.Changes)/2)
		if p.wait > patience {
			return nil, err
		}
		if err := call.Sleep(ctx, p.wait); err != nil {
			return nil, err
		}
		if lost == mostLost && len(b.Changes) > 1 {
			return nil, errHalve
		}
	}
}

// answered reports whether the system has changed anything: without that it may not have been
// called.
func answered(results []connector.Result) bool {
	return slices.ContainsFunc(results, func(r connector.Result) bool { return r.Action != ringdex.Unchanged })
}
