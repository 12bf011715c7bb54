package directory

import (
	"context"

	"ringdex/internal/ringdex"
)

// Runs are the runs of an organization, newest first.
func (d *Directory) Runs(ctx context.Context, org ringdex.OrganizationID, p ringdex.Page) (runs []ringdex.Run, err error) {
	err = d.store.View(ctx, org, func(r ringdex.Reader) error {
		runs, err = r.Runs(p)
		return err
	})
	return runs, err
}

// Run is one run; NotFound when there is none of that id.
func (d *Directory) Run(ctx context.Context, org ringdex.OrganizationID, id ringdex.ID) (run ringdex.Run, err error) {
	err = d.store.View(ctx, org, func(r ringdex.Reader) error {
		run, err = r.Run(id)
		return err
	})
	return run, err
}

// Refusals are the records that a run refused, in the order in which they came.
func (d *Directory) Refusals(ctx context.Context, org ringdex.OrganizationID, run ringdex.ID, p ringdex.Page) (refusals []ringdex.Refusal, err error) {
	err = d.store.View(ctx, org, func(r ringdex.Reader) error {
		refusals, err = r.Refusals(run, p)
		return err
	})
	return refusals, err
}

// RunChanges calls fn for every change of a run with the action, in order. It reads the journal from its beginning
// up to where it ends, in portions, and stops when fn fails.
func (d *Directory) RunChanges(ctx context.Context, org ringdex.OrganizationID, run ringdex.Run, action ringdex.Action, fn func(ringdex.Change) error) error {
	const portion = 1000
	for after := run.FirstSeq; ; {
		var changes []ringdex.Change
		err := d.store.View(ctx, org, func(r ringdex.Reader) (err error) {
			changes, err = r.Changes(after, portion)
			return err
		})
		if err != nil {
			return err
		}
		for _, c := range changes {
			if after = c.Seq; run.LastSeq != 0 && c.Seq > run.LastSeq {
				return nil
			}
			if c.Cause.Run == run.ID && c.Action == action {
				if err := fn(c); err != nil {
					return err
				}
			}
		}
		if len(changes) < portion {
			return nil
		}
	}
}
