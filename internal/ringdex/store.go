package ringdex

import (
	"context"
	"fmt"
	"reflect"
	"time"
)

// Store is the storage contract. An organization has one writer at a time: Update locks it until
// the transaction ends, so that sequences follow the order of commits, and a writer's checks stay
// true until it commits. Different organizations may write concurrently if the engine supports it.
type Store interface {
	// View reads one organization on a snapshot. NotFound if there is no such organization.
	View(ctx context.Context, org OrganizationID, fn func(Reader) error) error
	// Update reads and writes one organization in a transaction, which is rolled back if fn, a
	// write or the commit fails. Unavailable if the database is busy, unreachable or full.
	Update(ctx context.Context, org OrganizationID, fn func(Writer) error) error

	// Organizations returns all tenants, oldest first.
	Organizations(ctx context.Context) ([]Organization, error)
	// PutOrganization creates (ID 0) or changes a tenant, except its time of creation, and returns
	// it with its new version. Conflict if the key or a host belongs to another tenant, or if it
	// does not have the version of o, 0 for any; NotFound if there is none with that id.
	PutOrganization(ctx context.Context, o Organization) (Organization, error)
	// Heads returns the newest journal sequence of each organization, which journal readers compare
	// with their cursors.
	Heads(ctx context.Context) (map[OrganizationID]int64, error)
	// Subscribe returns a channel that gets a signal soon after a commit. It is never closed, and
	// signals are merged. Commits of other processes send signals only if the engine supports that,
	// and not reliably: poll Heads as well.
	Subscribe() <-chan struct{}
}

// Reader reads one organization. A missing item is NotFound if a method returns one item, and
// absent from the map if it returns many. A callback for single records must not use the reader.
type Reader interface {
	Finder
	ContactReader
	CompanyReader
	JournalReader
	RunReader
	SettingsReader
}

// Writer writes one organization. Its reads see its own writes.
type Writer interface {
	Reader

	// Apply writes records and their journal entries. Records must have their new Version and
	// times. Conflict if a user name, an external id or a value of a unique field belongs to
	// another record, Invalid if a text has a zero byte or is not UTF-8.
	Apply(changes []Change) error
	// Stage makes this transaction commit its changes invisibly, until a transaction publishes all
	// that the run has staged. One run stages at a time: to stage for another run, or to write a
	// staged contact, Update waits and calls its function again. began reports that the run has
	// staged nothing yet. The transaction may only create contacts, and change contacts that keep
	// their user name, external ids and unique values; anything else, such as a password, is an
	// Internal error.
	Stage(run ID) (began bool, err error)
	// Publish adds the run's staged changes to the journal at the position of this transaction;
	// later changes of the transaction are not staged. Conflict if the run has nothing staged,
	// because another node declared it dead.
	Publish(run ID) error
	// RollBack discards limit staged changes of the run, newest first, and reports whether there
	// may be more. It may exceed limit by a hundred changes that were staged together. Others can
	// write between calls; the run can no longer stage or publish. It does nothing if the run has
	// nothing staged.
	RollBack(run ID, limit int) (more bool, err error)
	// MoveCursor moves the cursor of a journal reader (compare and swap). Conflict if it is not at
	// from, because another process has moved it. Moving it to the zero Cursor deletes it.
	MoveCursor(name string, from, to Cursor) error
	// NewCompanyID returns the next number of a company.
	NewCompanyID() int64

	// Remember stores marks of unchanged contacts, each for an external id of its contact. It makes
	// no journal entry: only the source's next import reads marks.
	Remember(marks map[ID]Mark) error
	// SetPassword stores the hash of a contact's password.
	SetPassword(contact ID, hash string) error
	// PutRun creates or changes a run.
	PutRun(r Run) error
	// AddRefusals stores refused records of a run. before is the number of records read earlier; it
	// is added to their positions.
	AddRefusals(run ID, before int64, refusals []Refusal) error

	// PutDocument creates or changes a document. Conflict if another one of its kind has its name,
	// or if it is a field that becomes unique and two records have the same value.
	PutDocument(d Document) error
	// RemoveDocument removes the document with an ID, and the log of deliveries with a webhook.
	// NotFound if there is none.
	RemoveDocument(ref DocumentRef) error

	// Prune deletes what is older than the horizon, at most limit rows of each kind, and returns
	// the number of deleted rows. Unless that is 0, there may be more.
	Prune(h Horizon, limit int) (int64, error)
}

// Part returns a part of a transaction that another package declares as an interface, such as the
// queue (jobs.Writer): it reads the same snapshot and commits together with it. A Writer that wraps
// another one passes it on by a method Unwrap. Part panics if the store has no such part.
func Part[T any](r Reader) T {
	for {
		if part, ok := r.(T); ok {
			return part
		}
		wrapper, ok := r.(interface{ Unwrap() Writer })
		if !ok {
			panic(fmt.Sprintf("ringdex: %T has no %s", r, reflect.TypeFor[T]()))
		}
		r = wrapper.Unwrap()
	}
}

// Finder finds records by index.
type Finder interface {
	// Find calls found for each record with one of the keys, in any order.
	Find(in Index, keys []string, found func(key string, m Found)) error
}

// ContactReader reads contacts.
type ContactReader interface {
	Contacts(ids []ID) (map[ID]*Contact, error)
	ListContacts(f ContactFilter, p Page) ([]*Contact, int64, error) // and the total
	EachContact(d Detail, fn func(*Contact) error) error             // all
	PasswordHash(contact ID) (string, error)                         // "" if none is set
}

// Detail is how much of each contact EachContact reads.
type Detail string

// The details of contacts.
const (
	Whole      Detail = "whole"  // everything, by id
	CallerOnly Detail = "caller" // the data for lookups, in any order: a faster scan
)

// CompanyReader reads companies.
type CompanyReader interface {
	Companies(ids []int64) (map[int64]*Company, error)
	ListCompanies(f CompanyFilter, p Page) ([]*Company, int64, error)
	EachCompany(fn func(*Company) error) error
}

// JournalReader reads the journal.
type JournalReader interface {
	// Head returns the end of the journal.
	Head() Head
	// Refs returns the records that changed after a sequence, in the order of their last changes.
	// It reads at most limit changes; next is the sequence of the last one.
	Refs(after int64, limit int) (refs []Ref, next int64, err error)
	// Changes returns the entries after a sequence, oldest first, with the stored images.
	Changes(after int64, limit int) ([]Change, error)
	// Past returns changes before a sequence, newest first, with the stored images.
	Past(of Entries, before int64, limit int) ([]Change, error)
	// FillAfter adds the After images that Changes omits, for the wanted changes; nil means all.
	// The changes must be consecutive. Other changes cost no query.
	FillAfter(changes []Change, wanted func(*Change) bool) error
	// Cursor returns the cursor of a journal reader, zero if it was never moved.
	Cursor(name string) (Cursor, error)
}

// Entries selects changes of the journal; the zero value selects all.
type Entries struct {
	Of        Ref  // of one record, except creations: they are not in the index of records
	Deletions bool // only deletions
}

// Head is the end of the journal of an organization.
type Head struct {
	Cursor // of a reader that has read everything

	// Staging is the run with staged changes, or zero; see Writer.Stage. During a rollback it is an
	// id that no run has.
	Staging ID
}

// RunReader reads runs.
type RunReader interface {
	Run(id ID) (Run, error)
	Runs(p Page) ([]Run, error) // newest activity first
	Refusals(run ID, p Page) ([]Refusal, error)
	// EndedRuns returns the runs that ended after a cursor, in the order of their ends; next is the
	// cursor after them. A run that was closed too early and reopened is missing until it ends
	// again.
	EndedRuns(after int64, limit int) (runs []Run, next int64, err error)
}

// SettingsReader reads the configuration.
type SettingsReader interface {
	Organization() (Organization, error)
	// Documents returns all documents of a kind by ID; see the function Documents.
	Documents(kind DocumentKind) ([]Document, error)
	// Document finds a document by its ID, or by its name if the ID is empty.
	Document(ref DocumentRef) (Document, error)
}

// ContactFilter selects contacts; zero values match all.
type ContactFilter struct {
	UserName, Email           string // whole, without regard to case
	AnyRole                   Roles
	Company                   int64
	UpdatedFrom, UpdatedUntil time.Time // inclusive, exclusive
}

// CompanyFilter selects companies; zero values match all.
type CompanyFilter struct {
	Name                      string // whole, without regard to case
	Email, EmailDomain        string
	UpdatedFrom, UpdatedUntil time.Time // inclusive, exclusive
}

// Horizon holds the retention limits of Prune. A zero time keeps everything.
type Horizon struct {
	Refusals   time.Time // of runs started before
	Runs       time.Time // started before; they are folded into the figures of their days
	Deliveries time.Time
	DeadJobs   time.Time // dead before
	Calls      time.Time // begun before
}

// Page is a part of a list: at most Limit items, without the first Offset ones.
type Page struct {
	Offset, Limit int

	// After, if set, starts a list of contacts or companies behind a record of it, which reads no
	// more for a late page than for the first one.
	After Bookmark
	// Uncounted leaves the total of such a list 0: counting takes longer than reading a page.
	Uncounted bool
}

// Bookmark is the place of a record in a list of contacts or companies. It stays valid when the
// record is gone.
type Bookmark struct {
	Ref
	Updated time.Time
}

// IsZero reports whether there is none.
func (b Bookmark) IsZero() bool { return b == Bookmark{} }

// Clock returns the current time; tests inject their own.
type Clock func() time.Time
