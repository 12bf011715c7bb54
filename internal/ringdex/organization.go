package ringdex

import (
	"cmp"
	"time"

	"ringdex/internal/phone"
)

// OrganizationID is the number of a tenant, the first column of every row.
type OrganizationID int64

// DefaultOrganization is the key of the organization that the first start creates.
const DefaultOrganization = "default"

// Organization is a tenant: all data belongs to exactly one.
type Organization struct {
	ID       OrganizationID
	Key      string   // unique, as in ORG\login
	Name     string   //
	Hosts    []string // host names that select it
	Settings Settings
	Created  time.Time
}

// Check validates an organization.
func (o *Organization) Check() error {
	return cmp.Or(CheckNames("key", o.Key), CheckNames("name", o.Name), CheckNames("hosts", o.Hosts...))
}

// Settings are the choices of an organization; zero values mean the server's defaults.
type Settings struct {
	Regions phone.Regions // default regions of numbers, in order
	Ladder  Ladder        // disabled steps of the lookup
	Guesses Guesses       // allowed guesses on wires without certainty
}

// Ladder disables steps of the lookup. The zero value enables all.
type Ladder struct {
	NoNational   bool // do not read numbers without a country code in the regions
	NoHeadOffice bool // do not match the tail of an unknown number as an extension
	NoSuffix     bool // do not compare last digits
	SuffixDigits int  // how many last digits must agree; 0 means 9, at least 7
}
