// Package intake imports records and returns an outcome for each.
//
//	read -> map -> normalise -> match -> plan -> apply -> report
//
// A door (a dialect, a file, a connector) converts its wire to Records and renders Outcomes; intake
// does everything in between. Every record has exactly one outcome, in input order: created,
// updated, unchanged, or refused with all its problems. The error of a run means that the run
// stopped.
//
// A plan is data, made on a snapshot. Apply uses that plan if nothing in the organization has
// changed since, and plans again under the organization's lock if something has. So the result
// equals the prediction. A dry run stops after the plan. Unchanged records are not written. If the
// digest of the source's last record matches, they are not even read.
//
// It leaves the meaning of single operations to ringdex, and rows to the store.
package intake

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// Deps are what an Intake needs.
type Deps struct {
	Store   ringdex.Store
	Clock   ringdex.Clock
	Log     *slog.Logger
	Regions []string                                                   // defaults for organizations without regions
	Hash    func(ctx context.Context, password string) (string, error) // hashes passwords of records
	Node    string                                                     // this node, the owner of its runs while it is alive
	Nodes   func(ctx context.Context) ([]ringdex.Node, error)          // all nodes on the database
	Erased  Erased                                                     // who must not come back; nil for nobody
}

// Erased returns a check of contacts as they are to be stored: it returns the reason why one must
// not be, since its person was erased. The check is nil while nobody is. was is nil for a new
// contact.
type Erased func(ringdex.SettingsReader) (check func(was, is *ringdex.Contact) *ringdex.Error, err error)

// KeyErased is the message key of the refusal of a person that was erased.
const KeyErased = "erasure.refused"

// Intake runs intakes. It is safe for concurrent use.
type Intake struct {
	deps      Deps
	replacing sync.Map // sources with a replacing run in progress
	stagers   stagers
	quiet     sync.Map // sources whose last call changed nothing
	unheard   sync.Map // ended runs, by id, whose end is not stored yet
	remembers int      // limit of an inventory
}

// New returns an Intake.
func New(d Deps) *Intake { return &Intake{deps: d, remembers: inventoryLimit} }

// Now returns the time by the clock that stamps records.
func (in *Intake) Now() time.Time { return in.deps.Clock() }

// Order holds the origin of records and the options of their intake.
//
// Fields lets a door complete its records, or what their Read uses, without a snapshot of its own.
// It is called in the snapshot or transaction that plans a call or a batch, and again if the fields
// change; by a Stream concurrently. It must not set a Password.
type Order struct {
	Organization ringdex.OrganizationID
	Source       string // key; a source without configuration has the defaults
	Kind         ringdex.Kind
	Door         string
	Actor        string
	Name         string // of a file
	DryRun       bool
	Replace      bool                     // deletes contacts of the source that are missing in the input; Stream only
	MaxDelete    string                   // limit of deletions of a replacing run; "" for the source's
	Refusals     Refusals                 // what a replacing run does with the contacts of refused records
	Keyless      bool                     // no record has an external id of the sender's
	Missing      func(*ringdex.Contact)   // receives each contact that a dry run would delete; may be nil
	Made         func(*ringdex.Company)   // receives each company that is created because a contact names it; may be nil
	Findings     func() *ringdex.Findings // of the file, at the end of the run; may be nil
	Fields       func([]ringdex.Field)    // receives the custom fields before records are planned; see below
	Meaning      string                   // context of Record.Content, such as the header of a file
	UserNames    bool                     // contacts need a user name: by default the e-mail or the external id
	WantRecords  bool                     // outcomes include the resulting record, even if unchanged
	Authority    ringdex.Authority        // of the sender; the zero value must not change staff
	Hand         ringdex.Hand             // of a caller that is no source
}

// Record is one record from a door.
type Record struct {
	At        ringdex.Position
	Identity  Identity
	MustExist bool  // refused if it matches no record
	MustBeNew bool  // refused if its external id is known; match rules do not apply
	Version   int64 // refused if it matches a record of another version; 0 for any
	NoRecord  bool  // a total or a heading of a file: it stands for no contact
	// Alike, if set, generates external ids for a new contact; n counts equal records from 0. The
	// first id that is not in use is taken.
	Alike     func(n int) string
	Ops       []ringdex.Op
	Company   *CompanyRef                  // the contact's default company
	Companies []CompanyList                // memberships, by name
	Password  string                       // set if the rules allow it
	Original  string                       // as sent; stored with a refusal
	Clean     func(original string) string // returns the storable part; nil for all
	Problems  []*ringdex.Error
	IfNew     []*ringdex.Error // problems that count only if the record creates a contact

	// Read, if set, parses the record lazily: it sets Ops and adds to Problems. Such a record has a
	// Content, and a Company before Read if it has one after.
	Read func(*Record)
	// Content, if set, is what the digest covers instead of the operations. It must determine the
	// result of Read under the present custom fields, and contains no password.
	Content string

	loaded bool // Read has been called
}

// load calls Read once.
func (rec *Record) load() {
	if rec.Read != nil && !rec.loaded {
		rec.Read(rec)
		rec.loaded = true
	}
}

// unload frees what Read can produce again. It keeps a record with problems, since others may have
// added some.
func (rec *Record) unload() {
	if rec.loaded && len(rec.Problems) == 0 {
		rec.Ops, rec.loaded = nil, false
	}
}

// Identity holds the values that match a record, strongest first.
type Identity struct {
	ID         ringdex.ID    // of a contact
	Number     int64         // of a company
	ExternalID string        // or one from ringdex.MadeID
	Former     string        // generated from the content: its id before it had an external id
	Email      string        // used only without other keys
	Person     *Person       // nil disables this match
	Adopt      string        // name of a company of the source to adopt, without an external id or with Former
	Home       *ringdex.Home // of a record in a file that was exported from here; it precedes all others
}

// Person matches a contact of the source with the number and compatible names. A number alone does
// not identify a person: an office may share one.
type Person struct {
	Phone                             phone.Digits
	FirstName, LastName, Organization string // "" matches every name
}

// Text returns the key for outcomes.
func (k Identity) Text() string {
	switch {
	case ringdex.GivenID(k.ExternalID) != "":
		return k.ExternalID
	case k.Home != nil:
		return k.Home.String()
	case !k.ID.IsZero():
		return k.ID.String()
	case k.Number != 0:
		return ringdex.Ref{Kind: ringdex.KindCompany, Company: k.Number}.String()
	}
	return k.Email
}

// CompanyRef refers to a company by external id, else by number, else by name. An unknown company
// is created if there is an external id or a name; an unknown number is a problem.
type CompanyRef struct {
	ExternalID string
	Number     int64
	Name       string
	MustExist  bool   // never create the company
	At         string // what the sender calls the place
}

// CompanyList holds the names of a contact's companies, which must exist.
type CompanyList struct {
	Names []string
	Whole bool   // replaces all memberships; else adds these
	At    string // what the sender calls the place
}

// Result is the result of a run.
type Result struct {
	Run      ringdex.Run
	Outcomes []ringdex.Outcome
}

// Call imports records that fit into memory in one transaction: a call of an API. On error nothing
// is written.
//
// A dry run plans on a snapshot. So does a call with passwords (hashing is slow and must not hold
// the write lock), and a call of a source whose previous call changed nothing: then the write lock
// is probably not needed at all. All other calls plan once, in the write transaction. A call
// without changes and refusals writes nothing. The other calls of one actor at one door in an hour
// are one run.
func (in *Intake) Call(ctx context.Context, order Order, records []Record) (Result, error) {
	b := in.newBatch(ctx, order, in.newCall(order), records)
	if order.DryRun || b.hasPasswords() || in.wasQuiet(order) {
		if err := b.getReady(); err != nil {
			return Result{}, err
		}
	}
	if order.DryRun || b.planned() && b.plan.settled() {
		return b.result(), nil
	}
	if err := in.deps.Store.Update(ctx, order.Organization, b.carryOut); err != nil {
		return Result{}, err
	}
	in.quiet.Store(order.source(), b.plan.settled())
	return b.result(), nil
}

// result returns the call as a run of its own.
func (b *batch) result() Result {
	run := b.run
	run.State, run.Finished, run.Counts = ringdex.RunFinished, b.in.deps.Clock(), b.counts()
	return Result{run, b.plan.outcomes}
}

func (in *Intake) wasQuiet(order Order) bool {
	quiet, known := in.quiet.Load(order.source())
	return known && quiet.(bool)
}

// source returns the order's source, unique across organizations.
func (j Order) source() sourceKey { return sourceKey{j.Organization, j.Source} }

type sourceKey struct {
	organization ringdex.OrganizationID
	source       string
}
