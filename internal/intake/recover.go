package intake

import (
	"context"
	"time"

	"ringdex/internal/message"
	"ringdex/internal/ringdex"
)

// recent is how many of the newest runs are checked: a crash interrupts those.
const recent = 100

// Recover closes runs that a crash left open, in all organizations: those of dead nodes and those
// without a node. Committed batches stay; the staged changes of a replacing run are rolled back.
// Send the same records again to complete a run: unchanged ones are recognised. A node that was
// only silent reopens its run with the next batch.
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

// RecoverLater is Recover for a node that has just crashed: it waits until the node counts as dead.
// It logs failures; the queue repeats the check every minute.
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

// tellEnds stores the ends of runs of this process that could not be stored at the time: no other
// node closes them while this node is alive.
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

// rollBackLeft rolls back the staged changes of an abandoned run.
func (in *Intake) rollBackLeft(ctx context.Context, org ringdex.OrganizationID, working map[string]bool) error {
	var left ringdex.ID
	err := in.deps.Store.View(ctx, org, func(r ringdex.Reader) error {
		staging := r.Head().Staging
		if staging.IsZero() || in.stagers.has(staging) {
			return nil
		}
		run, err := r.Run(staging)
		switch {
		case ringdex.CodeOf(err) == ringdex.NotFound:
			left, err = staging, nil // a rollback was interrupted
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

// working returns the nodes that may work on a run. It always includes this one.
func (in *Intake) working(ctx context.Context) (map[string]bool, error) {
	nodes, err := in.deps.Nodes(ctx)
	working := map[string]bool{in.deps.Node: true}
	for _, n := range nodes {
		if n.Alive {
			working[n.ID] = true
		}
	}
	delete(working, "") // "" is not a node
	return working, err
}

// overdue reports whether a run must be closed: no node works on it, or its hour is over.
func (in *Intake) overdue(run *ringdex.Run, working map[string]bool) bool {
	switch {
	case run.State != ringdex.RunRunning:
		return false
	case run.Calls > 0:
		return !in.deps.Clock().Before(run.CallsEnd())
	}
	return !working[run.Node]
}

// ended returns an overdue run with its end.
func (in *Intake) ended(run ringdex.Run) ringdex.Run {
	if run.Calls > 0 {
		run.State, run.Finished = ringdex.RunFinished, run.CallsEnd()
		return run
	}
	run.State, run.Finished = ringdex.RunStopped, in.deps.Clock()
	run.Active = run.Finished
	run.Error = message.New("intake.program_ended")
	return run
}

// close closes runs, except those that have ended since they were found.
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
