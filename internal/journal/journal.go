// Package journal reads the journal: every change of contacts and companies, in the order in which
// they happened.
//
// A reader has a cursor, its place in the journal. Follower is for readers whose cursor is in the
// database, such as webhooks: it moves the cursor and enqueues the resulting jobs in one
// transaction, so each change enqueues its jobs exactly once, and it pauses when a window of open
// jobs is full. The number index keeps its cursor in memory and uses Watch and Records. Journal
// answers questions about the past: the changes of a run, the history of a record.
//
// The store writes the journal, together with the records. Callers check permissions.
package journal

import (
	"context"

	"ringdex/internal/ringdex"
)

// Journal answers questions about past changes. It is safe for concurrent use.
type Journal struct{ store ringdex.Store }

// New returns a Journal.
func New(store ringdex.Store) *Journal { return &Journal{store} }

// RunChanges calls fn for every change of a run with the action, "" for any, in order, without
// images after. It stops when fn fails. It reads the journal from the first change of the run to
// the last one, other writers' changes included.
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
