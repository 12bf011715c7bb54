package ringdex

import (
	"cmp"
	"strings"
)

// Source is where records come from: an API credential, a file, a connector. It owns its records and its external ids.
type Source struct {
	Key      string // unique within the organization
	Name     string
	Priority int // among several contacts with one number, the higher priority comes first

	StrictNumbers      bool // a number that is not valid refuses its record, instead of being kept as written
	OverwritePasswords bool // a password that is sent replaces the one that is set
	MatchUserName      bool // match rules, off by default: records may be taken over
	MatchEmail         bool // from other sources when these say so
	MatchPhoneAndName  bool
	MaxDelete          string // of a replace-all: "100" or "10%"; empty for no limit
}

// Check says what is wrong with a source.
func (s *Source) Check() error {
	if strings.TrimSpace(s.Key) == "" {
		return Fail(Invalid, "source.no_key")
	}
	return cmp.Or(CheckNames("key", s.Key), CheckNames("name", s.Name))
}

// Matches says whether any match rule is on.
func (s *Source) Matches() bool { return s.MatchUserName || s.MatchEmail || s.MatchPhoneAndName }
