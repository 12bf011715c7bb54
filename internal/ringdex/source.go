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
	Priority int // the higher one's values stand; also ranks contacts with the same number

	Rule       FieldRule            // what it may do with fields; "" for MaySet
	FieldRules map[string]FieldRule // of single fields: "phones", "home", "custom.36"
	LockEdits  bool                 // edits by a person lock the fields that they change

	StrictNumbers      bool // an invalid number refuses its record; otherwise it is stored as written
	OverwritePasswords bool // a sent password replaces an existing one
	MatchUserName      bool // match rules, off by default: they may take over
	MatchEmail         bool // records of other sources
	MatchPhoneAndName  bool
	MaxDelete          string // of a replace-all: "100" or "10%"; empty for the default
	KeepRefused        bool   // a replace-all keeps the contact of a refused record
}

// Document implements Document.
func (s Source) Document() DocumentRef { return DocumentRef{Kind: SourceDocument, ID: s.Key} }

// Check validates a source.
func (s *Source) Check() error {
	if strings.TrimSpace(s.Key) == "" {
		return Fail(Invalid, "source.no_key")
	}
	return cmp.Or(CheckNames("key", s.Key), CheckNames("name", s.Name), CheckMaxDelete(s.MaxDelete), s.checkRules())
}

// The default limit of deletions: a replace-all stops if it would delete more than this share of
// the source's contacts and more than this many.
const (
	defaultDeletedPercent = 10
	defaultDeleted        = 20
)

// CheckMaxDelete refuses a limit that cannot be read: it would limit nothing.
func CheckMaxDelete(limit string) error {
	if _, _, ok := parseMaxDelete(limit); ok || limit == "" {
		return nil
	}
	return Fail(Invalid, KeyMaxDelete, Show(limit)).At("maxDelete")
}

// KeyMaxDelete is the message key of a limit of deletions that cannot be read.
const KeyMaxDelete = "source.max_delete"

// parseMaxDelete reads "100" or "10%".
func parseMaxDelete(limit string) (n float64, percent, ok bool) {
	number, percent := strings.CutSuffix(strings.TrimSpace(limit), "%")
	n, err := strconv.ParseFloat(number, 64)
	return n, percent, err == nil && n >= 0 && (n <= 100 || !percent) && !math.IsInf(n, 0)
}

// MayDelete returns how many of a source's contacts a replace-all may delete by a limit, and the
// limit as text. An empty limit is the default.
func MayDelete(limit string, of int) (n int, text string) {
	value, percent, ok := parseMaxDelete(limit)
	if !ok {
		value, percent, limit = defaultDeletedPercent, true, strconv.Itoa(defaultDeletedPercent)+"%"
		if of*defaultDeletedPercent/100 < defaultDeleted {
			value, percent, limit = defaultDeleted, false, strconv.Itoa(defaultDeleted)
		}
	}
	if percent {
		value *= float64(of) / 100
	}
	return int(min(value, float64(of))), limit
}

// Matches reports whether any match rule is enabled.
func (s *Source) Matches() bool { return s.MatchUserName || s.MatchEmail || s.MatchPhoneAndName }
