package connector

import (
	"context"
	"io"
	"iter"

	"ringdex/internal/fileimport"
	"ringdex/internal/intake"
	"ringdex/internal/message"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
	"ringdex/internal/table"
)

// Reader is a connector that reads records from its system.
type Reader interface {
	// Read reads the records that changed since a state, or all records, and passes them to sink:
	// companies before the contacts that refer to them. It returns the state for the next read;
	// with a nil one the next read begins where this one did.
	//
	// A killed or failed read is repeated from the same state: records come at least once, and the
	// same record is unchanged the second time. A read that a guard of the sink has stopped before,
	// and that would only be stopped again, returns ErrHeld without reading.
	Read(ctx context.Context, q Query, sink Sink) (State, error)
}

// Query is what a Reader reads.
type Query struct {
	Since  State // nil: everything
	DryRun bool  // nothing may be changed in the system, such as marks on the records
	Held   bool  // a guard has stopped the last read, and nobody has said to go on
}

// ErrHeld says that a read waits for a person, as the one before did.
var ErrHeld = message.Err("connector.held")

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
	// Import imports a file of contacts or companies, as the command import does: it is a run of
	// its own. The error is why it stopped, see fileimport.IsFault and fileimport.IsGuard; the
	// report is valid up to there.
	Import(ctx context.Context, f File) (*fileimport.Report, error)
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

// File is a file that a connector has found.
type File struct {
	Rows *table.Reader
	// How the rows are read. Organization, source, actor and dry run are those of the read.
	How fileimport.Options
	// Refused is called at the end if rows were refused and it is no dry run: write writes them as
	// a file.
	Refused func(write func(io.Writer) error) error
}
