package directory

import (
	"context"
	"time"

	"ringdex/internal/ringdex"
)

// Retention of data that people need only while it is new. The journal is kept, and of runs the
// figures of their days.
const (
	keepRefusals   = 90 * 24 * time.Hour
	keepDeliveries = 30 * 24 * time.Hour
	keepDeadJobs   = 30 * 24 * time.Hour
)

// pruneAtOnce is how many rows of each sort one transaction deletes: few enough not to delay other
// writers.
const pruneAtOnce = 1000

// Keep is how long the server is set to keep what it need not keep; 0 for always.
type Keep struct{ Runs, Calls time.Duration }

// Prune deletes refused records after 90 days, and attempts of deliveries and dead jobs after 30.
// It folds runs into the figures of their days, and deletes calls, at the ages of keep. It returns
// the number of deleted rows. It works in small transactions, so the next call continues an
// interrupted one.
func (d *Directory) Prune(ctx context.Context, org ringdex.OrganizationID, keep Keep) (removed int64, err error) {
	h := horizon(d.clock(), keep)
	for {
		some := int64(0)
		err := d.store.Update(ctx, org, func(w ringdex.Writer) (err error) {
			some, err = w.Prune(h, pruneAtOnce)
			return err
		})
		if removed += some; err != nil || some == 0 {
			return removed, err
		}
	}
}

// horizon folds whole days, and refused records go with their runs.
func horizon(now time.Time, keep Keep) ringdex.Horizon {
	h := ringdex.Horizon{Refusals: now.Add(-keepRefusals), Deliveries: now.Add(-keepDeliveries), DeadJobs: now.Add(-keepDeadJobs)}
	if keep.Calls > 0 {
		h.Calls = now.Add(-keep.Calls)
	}
	if keep.Runs > 0 {
		h.Runs = now.Add(-keep.Runs).Truncate(24 * time.Hour)
		if h.Runs.After(h.Refusals) {
			h.Refusals = h.Runs
		}
	}
	return h
}
