package ringdex

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"ringdex/internal/phone"
)

// Contact is a person (or a line) one can call; it may sign in when it has a role.
type Contact struct {
	ID      ID
	Version int64 // counts its writes from 1

	Source      string       // key of the source that owns it
	ExternalIDs []ExternalID // what sources call it, at most one a source

	UserName           string
	Roles              Roles
	PasswordChanged    time.Time // zero when it has no password; the hash itself is kept apart
	MustChangePassword bool

	FirstName, MiddleName, LastName, DisplayName string

	Emails   []string // the first one is the primary
	Phones   []phone.Number
	Language Language
	TimeZone string
	Skype    string

	Note, AdminNote, OperatorNote, AdditionalInformation string

	DefaultCompany int64   // one of Companies, or 0
	Companies      []int64 // memberships
	InternalGroups []int64
	OperatorGroups []int64

	Tags   []string
	Agents []string          // routing tags, in the order to be tried
	Links  map[string]string // a URI for "name", "organization" or the name of a field

	Organization                              string // text, when no company is kept
	Department, Division, EmployeeID, Manager string

	Identifier, BirthDate, BirthPlace, Gender, MaritalStatus  string
	Job, JobTitle, Homepage, Industry, Fax, PESEL, REGON, NIP string

	Home, MailDrop, Invoice Address

	Custom map[int64]string // by field id, in the canonical form of the field's type
	Locked []string         // fields that a person has locked against syncs

	Created, Updated time.Time
}

// ExternalID is a source's own name for a record; unique within source and kind.
type ExternalID struct {
	Source string
	ID     string
}

// Address is one postal address of a contact.
type Address struct {
	Street, Building, Flat, PostalCode, City, Country string
}

// Ids that a source has not given itself begin with a character that no sender may use: a door makes one of a
// record's content when its wire has records without ids.
const madePrefix = "\x1f"

// MadeID is an id made of the parts.
func MadeID(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return madePrefix + hex.EncodeToString(sum[:12])
}

// GivenID is id, or "" when it was made.
func GivenID(id string) string {
	if strings.HasPrefix(id, madePrefix) {
		return ""
	}
	return id
}

// IsZero says whether nothing of the address is known.
func (a Address) IsZero() bool { return a == Address{} }

// Ref names the contact among all records.
func (c *Contact) Ref() Ref { return Ref{Kind: KindContact, Contact: c.ID} }

// ExternalID is what source calls the contact, "" when it calls it nothing.
func (c *Contact) ExternalID(source string) string { return externalID(c.ExternalIDs, source) }

// SetExternalID makes id the name that source has for the contact; "" takes it away.
func (c *Contact) SetExternalID(source, id string) {
	c.ExternalIDs = setExternalID(c.ExternalIDs, source, id)
}

// Email is the primary address, "" when there is none.
func (c *Contact) Email() string { return first(c.Emails) }

// FullName is the name to show: the display name, else first, middle and last name,
// else the organization, the user name, the first address or number. Empty only when nothing at all is known.
func (c *Contact) FullName() string {
	if c.DisplayName != "" {
		return c.DisplayName
	}
	name := strings.Join(strings.Fields(c.FirstName+" "+c.MiddleName+" "+c.LastName), " ")
	for _, other := range []string{name, c.Organization, c.UserName, c.Email()} {
		if other != "" {
			return other
		}
	}
	if len(c.Phones) > 0 {
		return c.Phones[0].Text
	}
	return ""
}

// Named says whether somebody has given the contact a name, so that showing it is worth more than a number.
func (c *Contact) Named() bool {
	return c.DisplayName != "" || c.FirstName != "" || c.LastName != "" || c.Organization != ""
}

// Clone is a copy that shares nothing with c.
func (c *Contact) Clone() *Contact {
	d := *c
	for _, separate := range contactCopiers {
		separate(&d)
	}
	return &d
}

// JoinCompany makes the contact a member of company, and company its default one.
func (c *Contact) JoinCompany(company int64) {
	if !slices.Contains(c.Companies, company) {
		c.Companies = append(c.Companies, company)
	}
	c.DefaultCompany = company
}

func externalID(ids []ExternalID, source string) string {
	for _, x := range ids {
		if x.Source == source {
			return x.ID
		}
	}
	return ""
}

func setExternalID(ids []ExternalID, source, id string) []ExternalID {
	i := slices.IndexFunc(ids, func(x ExternalID) bool { return x.Source == source })
	switch {
	case i < 0 && id == "":
		return ids
	case i < 0:
		return append(ids, ExternalID{source, id})
	case id == "":
		return slices.Delete(ids, i, i+1)
	}
	ids[i].ID = id
	return ids
}

func first(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}
