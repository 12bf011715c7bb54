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
