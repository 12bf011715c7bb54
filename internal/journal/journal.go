// Package journal reads the journal: every change of contacts and companies, in the order in which they happened.
//
// A reader has a cursor, its place in the journal. Follower is for readers whose cursor is in the database, such as
// webhooks: it moves the cursor and enqueues what follows from the changes in one transaction, so each change leads to
// its jobs exactly once, and it stops at a window of open jobs. The number index keeps its cursor in memory and uses
// Watch and Records. Journal answers questions about the past: the changes of a run, the history of a record.
//
// The store writes the journal, together with the records. Who may see what is decided by callers.
package journal

import (
	"context"

	"ringdex/internal/ringdex"
)

// Journal answers questions about what has changed. Many goroutines may use it at once.
type Journal struct{ store ringdex.Store }

// New makes a Journal.
func New(store ringdex.Store) *Journal { return &Journal{store} }

// RunChanges calls fn for every change of a run with the action, "" for any, in order, without images after. It stops
// when fn fails. It reads the journal from the first change of the run to the last one, other writers' changes included.
func (j *Journal) RunChanges(
	ctx context.Context, org ringdex.OrganizationID, run ringdex.Run, action ringdex.Action, fn func(ringdex.Change) error,
) error {
	for after := run.FirstSeq; ; {
		var changes []ringdex.Change
		err := j.store.View(ctx, org, func(r ringdex.Reader) (err error) {
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
			if c.Cause.Run != run.ID || action != "" && c.Action != action {
				continue
			}
			if err := fn(c); err != nil {
				return err
			}
		}
		if len(changes) < portion {
			return nil
		}
	}
}
