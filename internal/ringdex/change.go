package ringdex

import (
	"strconv"
	"time"

	"ringdex/internal/message"
)

// Kind is the type of a record: contact or company.
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
	Contact ID    // of a contact
	Company int64 // of a company
}

// String returns the id as text.
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

// Change is one entry of the journal, and the only way to write a contact or a company:
// Writer.Apply writes the row and the entry together.
type Change struct {
	Seq    int64 // sequence within the organization, from 1; set by the store
	Ref    Ref
	Action Action
	Cause  Cause

	// The images. Before is nil for a creation, After for a deletion. When a change is read back,
	// After may also be nil because it is stored elsewhere: it is the Before of the record's next
	// change, or else the current row.
	Contact Images[Contact]
	Company Images[Company]

	// Erased says that the person was erased: the images have an id only. Apply stores no image of
	// a deletion with it.
	Erased bool

	// Mark, if set, is stored with the record; see Mark.
	Mark *Mark
}

// Images are a record before and after a change.
type Images[T any] struct{ Before, After *T }

// Record returns the record after the change, or before a deletion; nil if the change is of the
// other kind, or the journal no longer has an image.
func (i *Images[T]) Record() *T {
	if i.After != nil {
		return i.After
	}
	return i.Before
}

// Cause is the origin and time of a change.
type Cause struct {
	Source string // "" for a person on a page
	Run    ID     // zero outside an intake
	Actor  string // user name or key name
	At     time.Time
}

// Cursor is a reader's position in the journal.
type Cursor struct {
	Changes int64 // sequence of the last change read
	Runs    int64 // number of the last run read, in the order of their ends
}

// Mark remembers the digest of the record that a source sent under an external id. Until something
// else changes the contact, an equal digest means that the record is unchanged, without reading the
// contact.
type Mark struct {
	Source, ExternalID string
	Digest             uint64
}
