package ringdex

import (
	"strconv"
	"time"

	"ringdex/internal/message"
)

// Kind tells contacts from companies.
type Kind string

// The kinds of record.
const (
	KindContact Kind = "contact"
	KindCompany Kind = "company"
)

// Message returns the word for the kind.
func (k Kind) Message() message.Text { return message.New("kind." + string(k)) }

// ParseKind reads a kind, in the singular or the plural.
func ParseKind(text string) (Kind, error) {
	switch text {
	case "contact", "contacts":
		return KindContact, nil
	case "company", "companies":
		return KindCompany, nil
	}
	return "", Fail(Invalid, "value.not_kind", Show(text))
}

// Ref names one record of an organization.
type Ref struct {
	Kind    Kind
	Contact ID    // when it is a contact
	Company int64 // when it is a company
}

func (r Ref) String() string {
	if r.Kind == KindCompany {
		return strconv.FormatInt(r.Company, 10)
	}
	return r.Contact.String()
}

// Action is what a change did to a record, or an intake with one.
type Action string

// Changes are created, updated or deleted; outcomes are created, updated, unchanged or refused.
const (
	Created   Action = "created"
	Updated   Action = "updated"
	Deleted   Action = "deleted"
	Unchanged Action = "unchanged"
	Refused   Action = "refused"
)

// Change is one entry of the journal, and at the same time the only way to write a contact or a company:
// whoever wants a row changed hands the store a Change, which writes row and entry together.
type Change struct {
	Seq    int64 // counts the changes of the organization from 1; given by the store
	Ref    Ref
	Action Action
	Cause  Cause

	// The images. Before is nil when created, After when deleted. Of a change that is read back, After
	// may be nil for another reason too: it is not stored twice. It is the Before of the next change
	// of the same record, or else the row itself.
	Contact Images[Contact]
	Company Images[Company]

	// Mark tells the store that the record now is what the source sent; see Mark.
	Mark *Mark
}

// Images are a record before and after a change.
type Images[T any] struct{ Before, After *T }

// Record returns the record as it is after the change, or as it was when it is deleted; nil when the change is of the
// other kind, or when the journal has no image any more.
func (i *Images[T]) Record() *T {
	if i.After != nil {
		return i.After
	}
	return i.Before
}

// Cause is who changed something, and when.
type Cause struct {
	Source string // "" for a person at a page
	Run    ID     // zero outside an intake
	Actor  string // user name or key name
	At     time.Time
}

// Cursor is a reader's place in the journal.
type Cursor struct {
	Changes int64 // sequence of the last change that was read
	Runs    int64 // number of the last run that was read, by the order in which runs end
}

// Mark remembers the digest of the record that a source sent under an external id. As long as nothing
// else changes the contact, the same digest means the same content: the record is unchanged, without reading it.
type Mark struct {
	Source, ExternalID string
	Digest             uint64
}
