// Package intake takes many records in and says of each what became of it.
//
//	read -> map -> normalise -> match -> plan -> apply -> report
//
// A door (a dialect, a file, a connector) reads its wire into Records and renders Outcomes in its own words;
// everything between is here, once. Every record has exactly one outcome, in input order: created, updated,
// unchanged, or refused with all its problems. An error of a run means only that the run stopped.
//
// A plan is data, made from a snapshot. Applying carries out that very plan when nothing in the organization
// has changed since, and plans again under the organization's lock when something has; so what is predicted
// is what happens. A dry run stops after the plan. Unchanged records are not written, and where the source's
// last record is remembered by its digest, not even read.
//
// It leaves the meaning of single operations to ringdex, and rows to the store.
package intake

import (
	"context"
	"log/slog"
	"sync"

	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// Deps are what an Intake needs.
type Deps struct {
	Store   ringdex.Store
	Clock   ringdex.Clock
	Log     *slog.Logger
	Regions []string                                                   // for organizations that have none of their own
	Hash    func(ctx context.Context, password string) (string, error) // of passwords that records bring
	Node    string                                                     // which works on the runs: they are its own until it is silent
}

// Intake runs intakes. It may be used by many goroutines at once.
type Intake struct {
	deps      Deps
	replacing sync.Map // the sources that a run replaces just now
	stagers   stagers
	quiet     sync.Map // the sources whose last call changed nothing
	unheard   sync.Map // runs by id that have ended while the store could not be told
}

// New makes an Intake.
func New(d Deps) *Intake { return &Intake{deps: d} }

// Order says on whose behalf records come, and how they are to be taken.
type Order struct {
	Organization ringdex.OrganizationID
	Source       string // key; a source that is not configured has the defaults
	Kind         ringdex.Kind
	Door         string
	Actor        string
	Name         string // of a file
	DryRun       bool
	Replace      bool              // contacts of the source that do not come are deleted; a Stream only
	Meaning      string            // what Record.Content means besides itself: the header of a file
	UserNames    bool              // contacts need a user name, as the helpdesk's do: e-mail or external id where none is sent
	WantRecords  bool              // outcomes carry the record as it stands afterwards, also of the unchanged
	Authority    ringdex.Authority // of the sender; the zero one changes nobody of the staff
}

// Record is one record as a door has read it.
type Record struct {
	At        ringdex.Position
	Key       Key
	MustExist bool // a record that matches nothing is refused, instead of created
	MustBeNew bool // a record whose external id is known is refused, instead of changing that contact
	// Alike, when a door sets it, makes the external id of a contact that is to be new, of the nth that is alike,
	// from 0: the first one that is free is taken.
	Alike     func(n int) string
	Ops       []ringdex.Op
	Company   *CompanyRef                  // the contact's default company
	Companies []CompanyList                // memberships, by name
	Password  string                       // a password to be set, if the rules allow it
	Original  string                       // as it came, kept with a refusal
	Clean     func(original string) string // what of it may be kept; nil for all
	Problems  []*ringdex.Error
	IfNew     []*ringdex.Error // what is missing when the record makes a contact, and does not matter when there is one

	// Read, when a door sets it, reads the record only when it is needed: it fills in Ops and Problems, which are
	// empty until then. Content is what the record is recognised by instead, and says all that Read depends on.
	// Such a record names no companies, and its operations change nothing when they are carried out again.
	Read    func(*Record)
	Content string

	// Complete, when a door sets it, finishes the record with the custom fields of the organization, in the snapshot or
	// transaction that plans it: the door needs no snapshot of its own to read them. It is called again when they have
	// changed. Password is known before.
	Complete func(rec *Record, fields []ringdex.Field)

	loaded bool // Read has been called
}

// complete finishes the record.
func (rec *Record) complete(fields []ringdex.Field) {
	if rec.Complete != nil {
		rec.Complete(rec, fields)
	}
}

// load reads the record, if that has not been done.
func (rec *Record) load() {
	if rec.Read != nil && !rec.loaded {
		rec.Read(rec)
		rec.loaded = true
	}
}

// unload lets go of what can be read again. A record with problems stays: not all of them need be its own.
func (rec *Record) unload() {
	if rec.loaded && len(rec.Problems) == 0 {
		rec.Ops, rec.loaded = nil, false
	}
}

// Key is what a record is matched by, strongest first.
type Key struct {
	ID         ringdex.ID // of a contact
	Number     int64      // of a company
	ExternalID string     // or one that MadeID has made
	Former     string     // made of the content: what the contact was called before it had an external id
	Email      string     // counts when it stands alone
	Person     *Person    // of the source; nil to match by nothing of the kind
	Adopt      string     // name of a company: one of the source that has no external id, or Former, becomes the record's
}

// Person is a contact of the source that has a number, and no name that contradicts. A number by itself is nobody: an
// office has one for all.
type Person struct {
	Phone                             phone.Key
	FirstName, LastName, Organization string // "" agrees with every name
}

// Text is the key as outcomes show it.
func (k Key) Text() string {
	switch {
	case ringdex.GivenID(k.ExternalID) != "":
		return k.ExternalID
	case !k.ID.IsZero():
		return k.ID.String()
	case k.Number != 0:
		return ringdex.Ref{Kind: ringdex.KindCompany, Company: k.Number}.String()
	}
	return k.Email
}

// CompanyRef names a company: by external id, else by number, else by name. The first two of a company that
// is not known make it, when there is a name or an external id to make it with; an unknown number is a problem.
type CompanyRef struct {
	ExternalID string
	Number     int64
	Name       string
	MustExist  bool   // an unknown company is a problem in every case
	At         string // what the sender calls the place
}

// CompanyList names companies, all of which must exist, that a contact belongs to.
type CompanyList struct {
	Names []string
	Whole bool   // it belongs to no other; else these are added
	At    string // what the sender calls the place
}

// Report is what a run comes to.
type Report struct {
	Run      ringdex.Run
	Outcomes []ringdex.Outcome
}

// Call takes in records that fit into memory, in one transaction: a call of an API. With an error, nothing was written.
//
// A dry run plans on a snapshot. So does a call with passwords, since hashing takes long and must not hold up the
// organization; and one of a source whose last call changed nothing, since this one may not either. Every other call
// plans where it writes, once. A call that changes and refuses nothing writes nothing; the others of an hour, by one
// actor at one door, are one run.
func (in *Intake) Call(ctx context.Context, order Order, records []Record) (Report, error) {
	b := in.newBatch(ctx, order, records)
	if order.DryRun || b.hasPasswords() || in.wasQuiet(order) {
		if err := b.getReady(); err != nil {
			return Report{}, err
		}
	}
	if order.DryRun || b.planned() && b.plan.settled() {
		return b.report(ringdex.RunFinished), nil
	}
	if err := in.deps.Store.Update(ctx, order.Organization, b.carryOut); err != nil {
		return Report{}, err
	}
	in.quiet.Store(order.source(), b.plan.settled())
	return b.report(ringdex.RunFinished), nil
}

func (in *Intake) wasQuiet(order Order) bool {
	quiet, known := in.quiet.Load(order.source())
	return known && quiet.(bool)
}

// source names the order's source among all organizations'.
func (j Order) source() sourceKey { return sourceKey{j.Organization, j.Source} }

type sourceKey struct {
	organization ringdex.OrganizationID
	source       string
}
