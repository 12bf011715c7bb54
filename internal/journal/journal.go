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

import "ringdex/internal/ringdex"

// Journal answers questions about past changes. It is safe for concurrent use.
type Journal struct{ store ringdex.Store }

// New returns a Journal.
func New(store ringdex.Store) *Journal { return &Journal{store} }
