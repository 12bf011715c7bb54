package ringdex

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"ringdex/internal/phone"
)

// Contact is a person or a line to call. A contact with a role may sign in.
type Contact struct {
	ID      ID
	Version int64 // counts its writes from 1

	Source      string       // key of the owning source
	ExternalIDs []ExternalID // at most one a source

	// MissingSince is when a source no longer had the record, by key of the source, as text in RFC
	// 3339.
	MissingSince map[string]string

	UserName           string
	Roles              Roles
	PasswordChanged    time.Time // zero without a password; the hash is stored separately
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
	Agents []string          // routing tags in order of preference
	Links  map[string]string // a URI for "name", "organization" or the name of a field

	Organization                              string // free text, if there is no company
	Department, Division, EmployeeID, Manager string

	Identifier, BirthDate, BirthPlace, Gender, MaritalStatus  string
	Job, JobTitle, Homepage, Industry, Fax, PESEL, REGON, NIP string

	Home, MailDrop, Invoice Address

	Custom map[int64]string // by field id, in the canonical form of the field's type
	Locked []string         // fields that syncs must not change
	Words  []Word           // what sources last said, by source

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

// Generated external ids begin with a character that no sender may use. A door derives one from a
// record's content if its wire has records without ids.
const madePrefix = "\x1f"

// MadeID returns a generated id for the parts.
func MadeID(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return madePrefix + hex.EncodeToString(sum[:12])
}

// GivenID returns id, or "" if it is generated.
func GivenID(id string) string {
	if strings.HasPrefix(id, madePrefix) {
		return ""
	}
	return id
}

// IsZero reports whether the address is empty.
func (a Address) IsZero() bool { return a == Address{} }

// Ref returns the reference of the contact.
func (c *Contact) Ref() Ref { return Ref{Kind: KindContact, Contact: c.ID} }

// Bookmark returns the place in a list.
func (c *Contact) Bookmark() Bookmark { return Bookmark{c.Ref(), c.Updated} }

// ExternalID returns the external id of a source, or "".
func (c *Contact) ExternalID(source string) string { return externalID(c.ExternalIDs, source) }

// SetExternalID sets the external id of a source; "" removes it.
func (c *Contact) SetExternalID(source, id string) {
	c.ExternalIDs = setExternalID(c.ExternalIDs, source, id)
}

// Email returns the primary address, or "".
func (c *Contact) Email() string { return first(c.Emails) }

// FullName returns the display name, else first, middle and last name, else the organization, the
// user name, the first address or the first number.
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

// Named reports whether the contact has a real name, which is more useful on a phone than a number.
func (c *Contact) Named() bool {
	return c.DisplayName != "" || c.FirstName != "" || c.MiddleName != "" || c.LastName != "" || c.Organization != ""
}

// CalledName returns the name that phones and address books show; company is the name of the
// default company. A contact without a real name is a line of its company.
func (c *Contact) CalledName(company string) string {
	if !c.Named() && company != "" {
		return company
	}
	return c.FullName()
}

// Clone returns a deep copy.
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

// LeaveCompany ends the contact's membership of company. The first of the others becomes the
// default one.
func (c *Contact) LeaveCompany(company int64) {
	c.Companies = slices.DeleteFunc(c.Companies, func(id int64) bool { return id == company })
	if c.DefaultCompany == company {
		c.DefaultCompany = 0
		if len(c.Companies) > 0 {
			c.DefaultCompany = c.Companies[0]
		}
	}
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

// FreesKey reports whether a change of a contact frees its user name or the value of one of the
// unique fields, so that another contact could take it. was is nil for a new contact.
func FreesKey(was, is *Contact, fields []Field) bool {
	if was == nil {
		return false
	}
	if was.UserName != "" && !SameName(was.UserName, is.UserName) {
		return true
	}
	return slices.ContainsFunc(fields, func(f Field) bool {
		value := was.Custom[f.ID]
		return f.Kind == KindContact && f.Unique && value != "" && value != is.Custom[f.ID]
	})
}
