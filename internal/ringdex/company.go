package ringdex

import (
	"time"

	"ringdex/internal/phone"
)

// Company is what joins several contacts.
type Company struct {
	ID      int64 // made by the store, counted within the organization
	Version int64

	Source      string
	ExternalIDs []ExternalID

	Name, Description, Web, Location, Street, PostalCode, City string

	Country  string // ISO 3166 alpha-3, upper case
	TimeZone string // a Windows zone id as the helpdesk has it: "Central Europe Standard Time"
	Disabled bool

	Emails       []string
	EmailDomains []string
	Phones       []phone.Number
	Tags         []string

	Custom map[int64]string
	Locked []string

	Created, Updated time.Time
}

// Ref names the company among all records.
func (c *Company) Ref() Ref { return Ref{Kind: KindCompany, Company: c.ID} }

// ExternalID is what source calls the company, "" when it calls it nothing.
func (c *Company) ExternalID(source string) string { return externalID(c.ExternalIDs, source) }

// SetExternalID makes id the name that source has for the company; "" takes it away.
func (c *Company) SetExternalID(source, id string) {
	c.ExternalIDs = setExternalID(c.ExternalIDs, source, id)
}

// Clone is a copy that shares nothing with c.
func (c *Company) Clone() *Company {
	d := *c
	for _, separate := range companyCopiers {
		separate(&d)
	}
	return &d
}
