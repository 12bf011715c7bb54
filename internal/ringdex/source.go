package ringdex

import (
	"cmp"
	"math"
	"strconv"
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
	return cmp.Or(CheckNames("key", s.Key), CheckNames("name", s.Name), checkMaxDelete(s.MaxDelete))
}

// checkMaxDelete refuses a limit that cannot be read: it would limit nothing.
func checkMaxDelete(limit string) error {
	number, percent := strings.CutSuffix(strings.TrimSpace(limit), "%")
	n, err := strconv.ParseFloat(number, 64)
	if limit == "" || err == nil && n >= 0 && (n <= 100 || !percent) && !math.IsInf(n, 0) {
		return nil
	}
	return Fail(Invalid, "source.max_delete", Show(limit)).At("maxDelete")
}

// Matches reports whether any match rule is enabled.
func (s *Source) Matches() bool { return s.MatchUserName || s.MatchEmail || s.MatchPhoneAndName }
