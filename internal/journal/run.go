package journal

import (
	"context"
	"slices"

	"ringdex/internal/ringdex"
)

// RunChanges calls fn for every change of a run with the action, "" for any, in order, without
// images after. It stops when fn fails. It reads the journal from the first change of the run to
// the last one, other writers' changes included.
func (j *Journal) RunChanges(
	ctx context.Context, org ringdex.OrganizationID, run ringdex.Run, action ringdex.Action, fn func(ringdex.Change) error,
) error {
	for after, more := run.FirstSeq, true; more; {
		var changes []ringdex.Change
		err := j.store.View(ctx, org, func(r ringdex.Reader) (err error) {
			changes, err = r.Changes(after, portion)
			return err
		})
		if err != nil {
			return err
		}
		after, more = goOn(&run, changes)
		for _, c := range changes {
			if !isOf(&run, action, &c) {
				continue
			}
			if err := fn(c); err != nil {
				return err
			}
		}
	}
	return nil
}

// RunPage returns at most limit changes of a run with the action, "" for any, that come after a
// sequence, in order, with their images before and after.
func (j *Journal) RunPage(
	ctx context.Context, org ringdex.OrganizationID, run ringdex.Run, action ringdex.Action, after int64, limit int,
) (page []ringdex.Change, err error) {
	after = max(after, run.FirstSeq)
	err = j.store.View(ctx, org, func(r ringdex.Reader) error {
		for more := true; more && len(page) < limit; {
			changes, err := r.Changes(after, portion)
			if err != nil {
				return err
			}
			after, more = goOn(&run, changes)
			if err := r.FillAfter(changes, func(c *ringdex.Change) bool { return isOf(&run, action, c) }); err != nil {
				return err
			}
			page = append(page, slices.DeleteFunc(changes, func(c ringdex.Change) bool { return !isOf(&run, action, &c) })...)
		}
		return nil
	})
	return page[:min(len(page), limit)], err
}

// goOn returns where the next portion begins, and whether it may have changes of the run.
func goOn(run *ringdex.Run, changes []ringdex.Change) (after int64, more bool) {
	if len(changes) == 0 {
		return 0, false
	}
	after = changes[len(changes)-1].Seq
	return after, len(changes) == portion && (run.LastSeq == 0 || after < run.LastSeq)
}

func isOf(run *ringdex.Run, action ringdex.Action, c *ringdex.Change) bool {
	return c.Cause.Run == run.ID && (action == "" || c.Action == action)
}
