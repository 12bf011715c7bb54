package ringdex

import (
	"cmp"
	"time"

	"ringdex/internal/phone"
)

// OrganizationID numbers the tenants; every row leads with it.
type OrganizationID int64

// DefaultOrganization is the key of the organization that the first start creates.
const DefaultOrganization = "default"

// Organization is a tenant: all data belongs to exactly one.
type Organization struct {
	ID       OrganizationID
	Key      string   // unique, as in ORG\login
	Name     string   //
	Hosts    []string // host names whose requests belong to it
	Settings Settings
	Created  time.Time
}

// Check says what is wrong with an organization.
func (o *Organization) Check() error {
	return cmp.Or(CheckNames("key", o.Key), CheckNames("name", o.Name), CheckNames("hosts", o.Hosts...))
}

// Settings are what an organization may choose for itself; zero values mean the server's.
type Settings struct {
	Regions phone.Regions // where numbers without a country code are from, in order
	Ladder  Ladder        // which lookup steps are off
	Guesses Guesses       // which guesses are shown where an answer cannot say how sure it is
}

// Ladder switches the steps of the lookup; the zero value has them all on.
type Ladder struct {
	NoNational   bool // do not read numbers without a country code in the regions
	NoHeadOffice bool // do not take the tail of an unknown number for an extension
	NoSuffix     bool // do not compare last digits
	SuffixDigits int  // how many last digits must agree; 0 means 9, at least 7
}
