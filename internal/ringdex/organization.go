package ringdex

import (
	"cmp"
	"slices"
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
	Version  int64 // counts its changes, from 1
	Created  time.Time
}

// Check validates an organization.
func (o *Organization) Check() error {
	return cmp.Or(CheckNames("key", o.Key), CheckNames("name", o.Name), CheckNames("hosts", o.Hosts...), o.Settings.check())
}

// KeyOrganizationChanged is the message key of the Conflict of an organization that has another
// version than the one to be stored.
const KeyOrganizationChanged = "organization.changed"

// Settings are the choices of an organization; zero values mean the server's defaults.
type Settings struct {
	Regions phone.Regions // default regions of numbers, in order
	Ladder  Ladder        // disabled steps of the lookup
	Guesses Guesses       // allowed guesses on wires without certainty
}

// Suffixes of numbers have 7 to 15 digits: fewer fit strangers, and no number has more.
const (
	leastSuffix   = 7
	DefaultSuffix = 9
	mostSuffix    = 15
)

func (s *Settings) check() error {
	if n := s.Ladder.SuffixDigits; n != 0 && (n < leastSuffix || n > mostSuffix) {
		return Problem("suffixDigits", "call.number_range", "suffixDigits", leastSuffix, mostSuffix, n)
	}
	if !slices.Contains([]Guesses{"", GuessNone, GuessHeadOffice, GuessSuffix}, s.Guesses) {
		return Problem("guesses", "organization.guesses", Show(string(s.Guesses)))
	}
	return nil
}

// Ladder disables steps of the lookup. The zero value enables all.
type Ladder struct {
	NoNational   bool // do not read numbers without a country code in the regions
	NoHeadOffice bool // do not match the tail of an unknown number as an extension
	NoSuffix     bool // do not compare last digits
	SuffixDigits int  // how many last digits must agree; 0 means 9, at least 7
}
