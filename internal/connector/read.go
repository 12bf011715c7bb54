package connector

import (
	"context"
	"iter"

	"ringdex/internal/intake"
	"ringdex/internal/message"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// Reader is a connector that reads records from its system.
type Reader interface {
	// Read reads the records that changed since a state, or all records, and passes them to sink:
	// companies before the contacts that refer to them. It returns the state for the next read,
	// which the caller keeps only without an error.
	//
	// A killed or failed read is repeated from the same state: records come at least once, and the
	// same record is unchanged the second time.
	Read(ctx context.Context, q Query, sink Sink) (State, error)
}

// Query is what a Reader reads.
type Query struct {
	Since  State // nil: everything
	DryRun bool  // nothing may be changed in the system, such as marks on the records
}

// Sink takes what a Reader reads. Its methods are called from one goroutine.
type Sink interface {
	// Fields returns the custom fields of the organization.
	Fields() []ringdex.Field
	// AddField adds a custom field of the organization, so that Fields returns it, too. A dry run
	// stores nothing.
	AddField(ctx context.Context, f ringdex.Field) error
	// Regions returns where numbers without a country code are from.
	Regions() phone.Regions
	// Take imports records of one kind and calls took with each outcome, in order and soon after it
	// is stored. took may be nil. Identity.ExternalID of each record is its key in the system. An
	// error of the sequence stops the run, and Take returns it.
	Take(ctx context.Context, kind ringdex.Kind, records iter.Seq2[intake.Record, error], took func(*ringdex.Outcome) error) error
	// Complete says that Take got every record of the kind that the system has now. The others of
	// the source are marked as missing; none is deleted. An error if they are too many.
	Complete(ctx context.Context, kind ringdex.Kind) error
	// Recall returns what Remember has kept of records; the others are absent.
	Recall(ctx context.Context, refs []ringdex.Ref) (map[ringdex.Ref][]byte, error)
	// Remember keeps what a later read has to know of records, also if this one fails; an empty
	// text forgets. It is not for a connector that writes, too, which has a Memory of each record.
	Remember(ctx context.Context, kept map[ringdex.Ref][]byte) error
	// Note adds a remark to the report of the run, such as a mark that could not be set.
	Note(remark message.Text)
}
