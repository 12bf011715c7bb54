package intake

import (
	"context"

	"ringdex/internal/ringdex"
)

// recent is how many runs of an organization are looked at: a crash interrupts the newest.
const recent = 100

// Recover closes runs that a crash has left running. What their batches committed is in; the same records sent again
// are recognised, so the rest can simply follow. A run that another process is still working on opens itself again
// with its next batch.
func (in *Intake) Recover(ctx context.Context) error {
	organizations, err := in.Store.Organizations(ctx)
	if err != nil {
		return err
	}
	for _, o := range organizations {
		if err := in.recover(ctx, o.ID); err != nil {
			return err
		}
	}
	return nil
}

func (in *Intake) recover(ctx context.Context, org ringdex.OrganizationID) error {
	var left []ringdex.Run
	err := in.Store.View(ctx, org, func(r ringdex.Reader) error {
		runs, err := r.Runs(ringdex.Page{Limit: recent})
		for _, run := range runs {
			if run.State == ringdex.RunRunning {
				left = append(left, run)
			}
		}
		return err
	})
	if err != nil || len(left) == 0 {
		return err
	}
	return in.Store.Update(ctx, org, func(w ringdex.Writer) error {
		for _, run := range left {
			run.State, run.Finished = ringdex.RunStopped, in.Clock()
			run.Error = "the program ended before the run did; what it had taken in is in, send the records again for the rest"
			if err := w.PutRun(run); err != nil {
				return err
			}
		}
		return nil
	})
}
