package connector

import (
	"context"
	"iter"

	"ringdex/internal/message"
	"ringdex/internal/ringdex"
)

// Writer is a connector that writes changes into its system.
type Writer interface {
	// Limit returns how many changes of a kind one call of Write takes; 0 if the system has no such
	// records.
	Limit(kind ringdex.Kind) int
	// Write writes the changes of a batch, which are of one kind, and returns a result for each, in
	// order. It changes only what differs from Change.Memory: equal values are not sent.
	//
	// With an error it returns no results: nothing is known of any change, and the caller tries the
	// whole batch again with Change.Unsure set. A *call.Error says when. So a Write that was cut
	// off after the system has processed it must not make doubles when it is repeated.
	Write(ctx context.Context, b *Batch) ([]Result, error)
}

// Batch is changes of one kind, with what they refer to.
type Batch struct {
	Kind    ringdex.Kind
	Changes []Change
	Fields  []ringdex.Field // custom fields of the organization
	// Companies are the companies of the contacts, by number, each with its key in the system and
	// its Memory. They were written before.
	Companies map[int64]Change
}

// CompanyOf returns the default company of a contact, if it is in the system. missing reports that
// the contact has a company that is not there: it was refused, or companies are not sent.
func (b *Batch) CompanyOf(c *ringdex.Contact) (company Change, missing bool) {
	company, known := b.Companies[c.DefaultCompany]
	if known && company.Memory == nil {
		return Change{}, true
	}
	return company, false
}

// CompanyMissing returns a note if a contact has a company that is not in the system.
func (b *Batch) CompanyMissing(c *Change) error {
	if c.Contact == nil {
		return nil
	}
	if _, missing := b.CompanyOf(c.Contact); missing {
		return message.Err("connector.no_company")
	}
	return nil
}

// Change is one record as the system should have it.
type Change struct {
	Ref     ringdex.Ref
	Key     string           // our key of the record in the system
	Contact *ringdex.Contact // of a contact, as it is now; nil if it was deleted
	Company *ringdex.Company // of a company, likewise
	OnGone  OnGone           // what to do with a deleted record
	Memory  []byte           // of the last Result; nil if the record was never written
	Unsure  bool             // an earlier Write got no answer, so the system may have the record already
}

// Gone reports whether the record was deleted.
func (c *Change) Gone() bool { return c.Contact == nil && c.Company == nil }

// Stays returns the result for a deleted record that stays in a system which cannot disable one;
// false if it is to be deleted there.
func (c *Change) Stays() (Result, bool) {
	written := c.Memory != nil || c.Unsure
	switch {
	case c.OnGone == DisableGone && written:
		return Result{Action: ringdex.Unchanged, Note: message.Err("connector.cannot_disable")}, true
	case c.OnGone != DeleteGone || !written:
		return Result{Action: ringdex.Unchanged}, true
	}
	return Result{}, false
}

// OnGone is what happens in the system to a record that was deleted here.
type OnGone string

// A deleted record is kept there, disabled or deleted.
const (
	KeepGone    OnGone = "keep"
	DisableGone OnGone = "disable"
	DeleteGone  OnGone = "delete"
)

// Result is what became of one change.
type Result struct {
	Action ringdex.Action // Created, Updated, Unchanged, Deleted or Refused
	// Memory is what the connector needs to know of the record the next time: its id in the system
	// and the values that were written. The caller keeps it and never reads it. nil keeps the old
	// one.
	Memory  []byte
	Problem error // why it was refused, for a person
	Note    error // what was left out although the record was written, such as too many numbers
}

// Changes reports whether the system has changed a record by it.
func (r *Result) Changes() bool {
	return r.Action == ringdex.Created || r.Action == ringdex.Updated || r.Action == ringdex.Deleted
}

// Replacer is a connector whose system takes the complete set of contacts in one call.
type Replacer interface {
	// Replace replaces what the system has by all, and calls report with a result for each refused
	// contact; that Change has no record. b has the fields and all companies, and no changes. The
	// error is why nothing was replaced. It reads all before it replaces anything: all may end with
	// an error, because they are too few.
	Replace(ctx context.Context, all iter.Seq2[Change, error], b *Batch, report func(Change, Result) error) error
	// Complete reports whether Replace is to be used, rather than Write, by the settings.
	Complete() bool
}

// Comparer is a Writer that can also read what its system has.
type Comparer interface {
	Writer
	// Remote yields the records of a kind that the system has and that are ours by their key.
	Remote(ctx context.Context, kind ringdex.Kind) iter.Seq2[Remote, error]
	// Join returns the Memory of a record that the system has as Remote has yielded it, of which
	// kept is the Memory before: nil if the record was never written. A value of a list that was
	// sent, is gone here and is still there counts as different.
	Join(kept, there []byte) []byte
	// Differs returns the names of the values that Write would change, in the system's words, and
	// nil if it would change nothing. The error is why Write would refuse the record, whatever the
	// system has. It makes no call.
	Differs(c *Change, b *Batch) ([]string, error)
}

// Remote is a record in the system.
type Remote struct {
	Key    string // our key
	Memory []byte // as of a Write that wrote just these values
}
