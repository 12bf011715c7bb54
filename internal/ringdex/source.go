package ringdex

import (
	"cmp"
	"strings"
)

// Source is an origin of records: an API credential, a file, a connector. It owns its records and
// its external ids.
type Source struct {
	Key      string // unique within the organization
	Name     string
	Priority int // ranks contacts with the same number, highest first

	StrictNumbers      bool // an invalid number refuses its record; otherwise it is stored as written
	OverwritePasswords bool // a sent password replaces an existing one
	MatchUserName      bool // match rules, off by default: they may take over
	MatchEmail         bool // records of other sources
	MatchPhoneAndName  bool
	MaxDelete          string // of a replace-all: "100" or "10%"; empty for no limit
}

// Check validates a source.
func (s *Source) Check() error {
	if strings.TrimSpace(s.Key) == "" {
		return Fail(Invalid, "source.no_key")
	}
	return cmp.Or(CheckNames("key", s.Key), CheckNames("name", s.Name))
}

// Matches reports whether any match rule is enabled.
func (s *Source) Matches() bool { return s.MatchUserName || s.MatchEmail || s.MatchPhoneAndName }
