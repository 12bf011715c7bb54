package intake

import (
	"context"
	"time"

	"ringdex/internal/message"
	"ringdex/internal/ringdex"
)

// recent is how many runs of an organization are looked at: a crash interrupts the newest.
const recent = 100

// Recover closes runs that a crash has left running, in all organizations: those of nodes that are not alive, and those
// of no node. What their batches committed is in, but for what a replacing run has staged, which is taken back; the same
// records sent again are recognised, so the rest can simply follow. A node that was only silent for a while opens its run again with the next batch.
func (in *Intake) Recover(ctx context.Context) error {
	organizations, err := in.deps.Store.Organizations(ctx)
	if err != nil {
		return err
	}
	for _, o := range organizations {
		if err := in.RecoverIn(ctx, o.ID); err != nil {
			return err
		}
	}
	return nil
}

// RecoverLater is Recover for the runs of a node that a crash has ended just now: until it is taken for dead, it might
// be at work. Failures are logged; the queue looks once a minute.
func (in *Intake) RecoverLater(ctx context.Context) {
	timer := time.NewTimer(ringdex.NodeTimeout + ringdex.NodeBeat)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return
	case <-timer.C:
	}
	if err := in.Recover(ctx); err != nil && ctx.Err() == nil {
		in.deps.Log.Warn("runs that a crash has left could not be closed; trying again", "error", err)
	}
}

// endedRun is a run of an organization as it ended.
type endedRun struct {
	organization ringdex.OrganizationID
	ringdex.Run
}

// tellEnds keeps how runs of this process ended that the store could not be told of when they did: nobody else closes
// them as long as this node is alive.
func (in *Intake) tellEnds(ctx context.Context, org ringdex.OrganizationID) (err error) {
	in.unheard.Range(func(id, value any) bool {
		ended := value.(endedRun)
		if ended.organization != org {
			return true
		}
		err = in.deps.Store.Update(ctx, org, func(w ringdex.Writer) error { return w.PutRun(ended.Run) })
		if err == nil {
			in.unheard.Delete(id)
		}
		return err == nil
	})
	return err
}

// RecoverIn is Recover for one organization.
func (in *Intake) RecoverIn(ctx context.Context, org ringdex.OrganizationID) error {
	if err := in.tellEnds(ctx, org); err != nil {
		return err
	}
	working, err := in.working(ctx)
	if err != nil {
		return err
	}
	if err := in.rollBackLeft(ctx, org, working); err != nil {
		return err
	}
	var left []ringdex.ID
	err = in.deps.Store.View(ctx, org, func(r ringdex.Reader) error {
		runs, err := r.Runs(ringdex.Page{Limit: recent})
		for i := range runs {
			if in.overdue(&runs[i], working) {
				left = append(left, runs[i].ID)
			}
		}
		return err
	})
	if err != nil || len(left) == 0 {
		return err
	}
	return in.deps.Store.Update(ctx, org, func(w ringdex.Writer) error { return in.close(w, left, working) })
}

// rollBackLeft takes back what a run has staged on which nobody works any more.
func (in *Intake) rollBackLeft(ctx context.Context, org ringdex.OrganizationID, working map[string]bool) error {
	var left ringdex.ID
	err := in.deps.Store.View(ctx, org, func(r ringdex.Reader) error {
		staging := r.Staging()
		if staging.IsZero() || in.stagers.has(staging) {
			return nil
		}
		run, err := r.Run(staging)
		switch {
		case ringdex.CodeOf(err) == ringdex.NotFound:
			left, err = staging, nil // somebody had begun to take it back
		case run.State != ringdex.RunRunning || run.Node == in.deps.Node || !working[run.Node]:
			left = staging
		}
		return err
	})
	if err != nil || left.IsZero() {
		return err
	}
	return in.rollBack(ctx, org, left)
}

// working are the nodes that may be working on a run; this one is, whether the others hear of it or not.
func (in *Intake) working(ctx context.Context) (map[string]bool, error) {
	nodes, err := in.deps.Store.Nodes(ctx)
	working := map[string]bool{in.deps.Node: true}
	for _, n := range nodes {
		if n.Alive {
			working[n.ID] = true
		}
	}
	delete(working, "") // nobody by that name is alive
	return working, err
}

// overdue says whether a run does not end by itself: nobody works on it any more, or its hour is over.
func (in *Intake) overdue(run *ringdex.Run, working map[string]bool) bool {
	switch {
	case run.State != ringdex.RunRunning:
		return false
	case run.Calls > 0:
		return !in.deps.Clock().Before(run.CallsEnd())
	}
	return !working[run.Node]
}

// ended is an overdue run as it ended.
func (in *Intake) ended(run ringdex.Run) ringdex.Run {
	if run.Calls > 0 {
		run.State, run.Finished = ringdex.RunFinished, run.CallsEnd()
		return run
	}
	run.State, run.Finished = ringdex.RunStopped, in.deps.Clock()
	run.Error = message.New("intake.program_ended")
	return run
}

// close ends runs, but for those that have ended by themselves since they were found.
func (in *Intake) close(w ringdex.Writer, ids []ringdex.ID, working map[string]bool) error {
	for _, id := range ids {
		run, err := w.Run(id)
		if err != nil {
			return err
		}
		if !in.overdue(&run, working) {
			continue
		}
		if err := w.PutRun(in.ended(run)); err != nil {
			return err
		}
	}
	return nil
}
