package directory

import (
	"context"
	"time"

	"ringdex/internal/ringdex"
)

// How long is kept what people look at only while it is new. Runs with their figures, and the journal, stay.
const (
	keepRefusals   = 90 * 24 * time.Hour
	keepDeliveries = 30 * 24 * time.Hour
	keepDeadJobs   = 30 * 24 * time.Hour
)

// pruneAtOnce is how many rows of each sort one transaction takes away: few enough that nobody waits for it.
const pruneAtOnce = 1000

// Prune takes away refused records after 90 days, attempts of deliveries and dead jobs after 30, and says how many rows
// went. It works in small transactions; when it is interrupted, the rest goes the next time.
func (d *Directory) Prune(ctx context.Context, org ringdex.OrganizationID) (removed int64, err error) {
	now := d.clock()
	h := ringdex.Horizon{Refusals: now.Add(-keepRefusals), Deliveries: now.Add(-keepDeliveries), DeadJobs: now.Add(-keepDeadJobs)}
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
