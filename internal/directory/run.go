package directory

import (
	"context"

	"ringdex/internal/ringdex"
)

// Runs returns the runs of an organization, the latest activity first.
func (d *Directory) Runs(ctx context.Context, org ringdex.OrganizationID, p ringdex.Page) (runs []ringdex.Run, err error) {
	err = d.store.View(ctx, org, func(r ringdex.Reader) error {
		runs, err = r.Runs(p)
		return err
	})
	return runs, err
}

// Run returns one run; NotFound if there is none with that id.
func (d *Directory) Run(ctx context.Context, org ringdex.OrganizationID, id ringdex.ID) (run ringdex.Run, err error) {
	err = d.store.View(ctx, org, func(r ringdex.Reader) error {
		run, err = r.Run(id)
		return err
	})
	return run, err
}

// Refusals returns records that a run refused, in the order in which they came.
func (d *Directory) Refusals(ctx context.Context, org ringdex.OrganizationID, run ringdex.ID, p ringdex.Page) (list []ringdex.Refusal, err error) {
	err = d.store.View(ctx, org, func(r ringdex.Reader) error {
		list, err = r.Refusals(run, p)
		return err
	})
	return list, err
}

// refusalsAtOnce is how many refused records one query reads.
const refusalsAtOnce = 1000

// EachRefusal calls fn for each record that a run refused, in the order in which they came, and
// stops when fn fails.
func (d *Directory) EachRefusal(ctx context.Context, org ringdex.OrganizationID, run ringdex.ID, fn func(*ringdex.Refusal) error) error {
	for page := (ringdex.Page{Limit: refusalsAtOnce}); ; page.Offset += page.Limit {
		refusals, err := d.Refusals(ctx, org, run, page)
		if err != nil {
			return err
		}
		for i := range refusals {
			if err := fn(&refusals[i]); err != nil {
				return err
			}
		}
		if len(refusals) < page.Limit {
			return nil
		}
	}
}
