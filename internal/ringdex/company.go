package ringdex

import (
	"time"

	"ringdex/internal/phone"
)

// Company groups contacts.
type Company struct {
	ID      int64 // counted within the organization by the store
	Version int64

	Source      string
	ExternalIDs []ExternalID

	// MissingSince is when a source no longer had the record, by key of the source, as text in RFC
	// 3339.
	MissingSince map[string]string

	Name, Description, Web, Location, Street, PostalCode, City string

	Country  string // ISO 3166 alpha-3, upper case
	TimeZone string // a Windows zone id, as in the helpdesk: "Central Europe Standard Time"
	Disabled bool

	Emails       []string
	EmailDomains []string
	Phones       []phone.Number
	Tags         []string

	Custom map[int64]string
	Locked []string
	Words  []Word // what sources last said, by source

	Created, Updated time.Time
}

// Ref returns the reference of the company.
func (c *Company) Ref() Ref { return Ref{Kind: KindCompany, Company: c.ID} }

// Bookmark returns the place in a list.
func (c *Company) Bookmark() Bookmark { return Bookmark{c.Ref(), c.Updated} }

// ExternalID returns the external id of a source, or "".
func (c *Company) ExternalID(source string) string { return externalID(c.ExternalIDs, source) }

// SetExternalID sets the external id of a source; "" removes it.
func (c *Company) SetExternalID(source, id string) {
	c.ExternalIDs = setExternalID(c.ExternalIDs, source, id)
}

// Clone returns a deep copy.
func (c *Company) Clone() *Company {
	d := *c
	for _, separate := range companyCopiers {
		separate(&d)
	}
	return &d
}
