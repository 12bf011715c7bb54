package search

import (
	"encoding/base64"
	"strconv"
	"strings"

	"ringdex/internal/ringdex"
)

// Place is the place of a hit in the list of a query. It stays valid when the record is gone, and
// on every node.
type Place struct {
	Hit
	set bool
}

// IsZero reports whether it is the beginning of the list.
func (p Place) IsZero() bool { return !p.set }

// String returns the place as an opaque text; "" for the beginning.
func (p Place) String() string {
	if !p.set {
		return ""
	}
	parts := []string{strconv.Itoa(int(p.Rank)), string(p.Ref.Kind), p.Ref.String(), p.key}
	return base64.RawURLEncoding.EncodeToString([]byte(strings.Join(parts, " ")))
}

// ParsePlace reads what String returns.
func ParsePlace(text string) (p Place, ok bool) {
	if text == "" {
		return p, true
	}
	raw, err := base64.RawURLEncoding.DecodeString(text)
	parts := strings.SplitN(string(raw), " ", 4)
	if err != nil || len(parts) != 4 {
		return p, false
	}
	rank, err := strconv.Atoi(parts[0])
	if err != nil || rank < 0 || rank >= int(ranks) {
		return p, false
	}
	p = Place{Hit{Rank: Rank(rank), Ref: ringdex.Ref{Kind: ringdex.Kind(parts[1])}, key: parts[3]}, true}
	switch p.Ref.Kind {
	case ringdex.KindContact:
		p.Ref.Contact, err = ringdex.ParseID(parts[2])
	case ringdex.KindCompany:
		p.Ref.Company, err = strconv.ParseInt(parts[2], 10, 64)
	default:
		return p, false
	}
	return p, err == nil
}
