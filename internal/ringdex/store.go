package ringdex

import (
	"context"
	"time"

	"ringdex/internal/phone"
)

// Store keeps everything that ringdex knows. An organization has one writer at a time: Update holds it
// until its transaction ends, so that changes are numbered in the order in which they become visible,
// and what a writer has checked stays true until it commits. Different organizations may write at once
// where the engine can.
type Store interface {
	// View reads one organization as it is at one moment. NotFound when there is no such organization.
	View(ctx context.Context, org OrganizationID, fn func(Reader) error) error
	// Update reads and writes one organization; all of it happens, or none when fn, any write in it or the
	// commit fails. Unavailable when the database is busy, out of reach or full.
	Update(ctx context.Context, org OrganizationID, fn func(Writer) error) error

	// Organizations are all tenants, oldest first.
	Organizations(ctx context.Context) ([]Organization, error)
	// PutOrganization creates (ID 0) or changes a tenant, but for when it was created. Conflict when the key or a
	// host belongs to another one, NotFound when there is none of that id.
	PutOrganization(ctx context.Context, o Organization) (Organization, error)
	// Heads are the newest journal sequences of the organizations: what a journal reader compares its cursor with.
	Heads(ctx context.Context) (map[OrganizationID]int64, error)
	// Subscribe gives a signal soon after something was committed; the channel is never closed. Signals are merged.
	// What other processes commit gives one where the engine can carry it, and not always: whoever must know polls
	// Heads as well.
	Subscribe() <-chan struct{}

	// Nodes are those that have been seen within a day, newest first.
	Nodes(ctx context.Context) ([]Node, error)

	Close() error
}

// Reader reads one organization. Names that are not found: NotFound where one thing is asked for, absence
// from the map where many are. A function that is handed records one by one must not ask the reader meanwhile.
type Reader interface {
	ContactReader
	CompanyReader
	JournalReader
	RunReader
	SettingsReader
	JobReader
	WebhookReader
}

// Writer writes one organization, and reads it as it will be.
type Writer interface {
	Reader

	// Apply writes records and their journal entries. Records must carry their new Version and times.
	// Conflict when a user name, an external id or a value of a unique field belongs to another record, Invalid when
	// a text has a zero byte or is not UTF-8.
	Apply(changes []Change) error
	// Stage has what this transaction applies committed, but not shown to anybody, until a transaction publishes all that
	// the run has staged. One run stages at a time: for another one, and to write a contact that a run has staged,
	// Update waits and calls its function again. began says that the run has nothing staged yet. Internal is what it
	// comes to when the transaction applies more than new contacts and changes of contacts that keep their user name,
	// external ids and unique values, or sets a password.
	Stage(run ID) (began bool, err error)
	// Publish makes what the run has staged a part of the journal, in the place where this transaction stands; what it
	// applies afterwards is not staged. Conflict when the run has nothing staged: somebody has taken it for dead.
	Publish(run ID) error
	// RollBack takes back limit changes that the run has staged, or up to a hundred more where they were made together, the
	// newest first, and says whether there may be more. Others can write in between; the run itself can stage and publish no more. It does nothing when the run has
	// nothing staged.
	RollBack(run ID, limit int) (more bool, err error)
	// MoveCursor moves a reader of the journal. Conflict when it is not at from any more: another process has moved it. A
	// cursor that is moved to the beginning, the zero Cursor, is forgotten.
	MoveCursor(name string, from, to Cursor) error
	// NewCompanyID is the next number of a company.
	NewCompanyID() int64

	// Remember keeps marks of contacts that do not change, each of an external id that its contact has. The journal does
	// not show it: nobody but the source's next import asks for marks.
	Remember(marks map[ID]Mark) error
	// SetPassword keeps the hash of a contact's password.
	SetPassword(contact ID, hash string) error
	// PutRun creates or changes a run.
	PutRun(r Run) error
	// AddRefusals keeps refused records of a run that has read so many before those that their positions count from.
	AddRefusals(run ID, before int64, refusals []Refusal) error

	// PutField creates (ID 0: the next free number) or changes a definition. Conflict when the key is taken, or
	// when the field becomes unique and two records hold the same value.
	PutField(f Field) (Field, error)
	PutSource(s Source) error
	// PutKey creates or changes a key. Conflict when another one has its hash.
	PutKey(k Key) error
	RemoveKey(id ID) error

	JobWriter
	WebhookWriter

	// Prune takes away what is older than the horizon, at most limit rows of each sort, and says how many it took.
	// When it took some there may be more.
	Prune(h Horizon, limit int) (int64, error)
}

// ContactReader finds contacts.
type ContactReader interface {
	Contact(id ID) (*Contact, error)
	Contacts(ids []ID) (map[ID]*Contact, error)
	ContactsByExternalID(source string, ids []string) (map[string]Match, error)
	ContactsByUserName(names []string) (map[string]ID, error) // by the names in lower case
	ContactsByEmail(emails []string) (map[string][]ID, error) // by the addresses in lower case
	ContactsByPhone(keys []phone.Key) (map[phone.Key][]ID, error)
	ContactHolding(field int64, values []string) (map[string]ID, error) // of a unique field
	ListContacts(f ContactFilter, p Page) ([]*Contact, int64, error)    // and how many there are in all
	EachContact(fn func(*Contact) error) error                          // all, by id
	EachCaller(fn func(*Contact) error) error                           // the same in any order, with no more than a lookup needs
	ContactsOfSource(source string, fn func(ID)) error                  // all to which the source has given an external id
	PasswordHash(contact ID) (string, error)                            // "" when none is set
}

// CompanyReader finds companies.
type CompanyReader interface {
	Company(id int64) (*Company, error)
	Companies(ids []int64) (map[int64]*Company, error)
	CompaniesByExternalID(source string, ids []string) (map[string]int64, error)
	CompaniesByName(names []string) (map[string]int64, error) // the oldest one of each name
	CompanyHolding(field int64, values []string) (map[string]int64, error)
	ListCompanies(f CompanyFilter, p Page) ([]*Company, int64, error)
	EachCompany(fn func(*Company) error) error
}

// JournalReader reads the journal.
type JournalReader interface {
	// Head is the sequence of the newest change, 0 when there is none.
	Head() int64
	// Refs are the records that changed after a sequence, each with its last change, in order of those;
	// at most limit changes are looked at. next is the sequence up to which they were.
	Refs(after int64, limit int) (refs []Ref, next int64, err error)
	// Changes are the entries after a sequence, oldest first, with the images that are stored.
	Changes(after int64, limit int) ([]Change, error)
	// RecordChanges are the entries of one record before a sequence that have an image: all but creations, newest first.
	RecordChanges(ref Ref, before int64, limit int) ([]Change, error)
	// FillAfter puts the images in that Changes leaves out, of the changes that are wanted; nil wants all. The changes
	// are of one organization and follow each other without a gap. A change that is not wanted costs no query.
	FillAfter(changes []Change, wanted func(*Change) bool) error
	// Cursor is the place of a reader of the journal by its name; one that was never moved is at the beginning.
	Cursor(name string) (Cursor, error)
	// Staging is the run whose changes are staged, zero when there is none; see Writer.Stage. A run that is being rolled
	// back has another id, which no run has.
	Staging() ID
}

// RunReader reads runs.
type RunReader interface {
	Run(id ID) (Run, error)
	Runs(p Page) ([]Run, error) // newest first
	Refusals(run ID, p Page) ([]Refusal, error)
	// RunsEnded is how many runs have ended: the cursor of EndedRuns after all of them.
	RunsEnded() int64
	// EndedRuns are the runs that ended after a cursor, in the order in which they did; next is the cursor after them.
	// A run that was given up too early and goes on is not among them until it ends again.
	EndedRuns(after int64, limit int) (runs []Run, next int64, err error)
}

// JobReader reads the queue.
type JobReader interface {
	Jobs(f JobFilter, p Page) ([]Job, error) // by ID
	CountJobs(f JobFilter) (int64, error)
}

// JobWriter fills the queue.
type JobWriter interface {
	// Enqueue adds jobs; those with the same kind, group and key will run in this order. One whose predecessor waits is
	// not due before that.
	Enqueue(jobs []Job) error
	// RetryJobs makes dead jobs wait again, from their first attempt, and says how many. Only dead ones: a State in
	// the filter is not looked at.
	RetryJobs(f JobFilter, due time.Time) (int64, error)
	// RemoveJobs takes jobs away, running ones as well, and says how many. What a running one does is not undone.
	RemoveJobs(f JobFilter) (int64, error)
}

// WebhookReader reads endpoints and what became of deliveries.
type WebhookReader interface {
	Webhook(id ID) (Webhook, error)
	Webhooks() ([]Webhook, error)                            // oldest first
	Deliveries(f DeliveryFilter, p Page) ([]Delivery, error) // newest first
}

// WebhookWriter changes endpoints.
type WebhookWriter interface {
	// PutWebhook creates or changes an endpoint.
	PutWebhook(w Webhook) error
	// RemoveWebhook takes an endpoint and the log of its deliveries away.
	RemoveWebhook(id ID) error
}

// SettingsReader reads what is configured. There is little of it, so it comes whole.
type SettingsReader interface {
	Organization() (Organization, error)
	Fields() ([]Field, error) // by id
	Source(key string) (Source, error)
	Sources() ([]Source, error)
	KeyByHash(hash [32]byte) (Key, error)
	Keys() ([]Key, error)
}

// Match is a contact found by an external id.
type Match struct {
	ID     ID
	Digest uint64 // of the record that was last applied, 0 when the contact has changed since; see Mark
}

// ContactFilter narrows a list; zero values do not.
type ContactFilter struct {
	UserName, Email           string // whole, without regard to case
	AnyRole                   Roles
	Company                   int64
	UpdatedFrom, UpdatedUntil time.Time // inclusive, exclusive
}

// CompanyFilter narrows a list; zero values do not.
type CompanyFilter struct {
	Name                      string // whole, without regard to case
	Email, EmailDomain        string
	UpdatedFrom, UpdatedUntil time.Time // inclusive, exclusive
}

// Horizon is how far back is kept what nobody asks for any more. A zero time: everything.
type Horizon struct {
	Refusals   time.Time // of runs that began before
	Deliveries time.Time
	DeadJobs   time.Time // that died before
}

// Page is a part of a list.
type Page struct{ Offset, Limit int }

// Clock tells the time; tests bring their own.
type Clock func() time.Time
