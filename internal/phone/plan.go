package phone

import (
	"strings"

	"github.com/nyaruka/phonenumbers"

	"ringdex/internal/phone/automaton"
)

// maxNSN is the longest national number that the library accepts (phonenumbers.MAX_LENGTH_FOR_NSN).
const maxNSN = 17

// plan is the numbering plan of one calling code as a table. It returns the library's answer in a
// hundredth of the time, or reports that only the library can decide. It is built from the
// library's data (phonenumbers.MetadataCollection), so an update of the data needs no change here.
// It reimplements parseHelper and getNumberTypeHelper in phonenumberutil.go.
type plan struct {
	automaton *automaton.Automaton[ending]
	code      string // calling code
	regions   []string
	trunk     string // the national prefix if it is plain digits, "0"
	lengths   [maxNSN + 1]phonenumbers.ValidationResult
}

// ending is the verdict on a number at its last digit.
type ending struct {
	kind    uint8 // index in kindList, 0 for an invalid number
	region  uint8 // index in the plan's regions
	general bool  // matches the main region's general pattern, at any length
	trunk   bool  // may begin with a national prefix
	idd     bool  // may begin with an international prefix
	more    bool  // more digits can make it valid
}

// kindList holds the kinds in the order of descriptions; the last entry is for
// numbers that match both Fixed and Mobile.
var kindList = [...]Kind{
	"", Premium, TollFree, SharedCost, VoIP, Personal, Pager, UAN, Voicemail, Fixed, Mobile, FixedOrMobile,
}

// Indexes of some entries in kindList and descriptions.
const (
	kindFixed = iota + 9
	kindMobile
	kindFixedOrMobile
)

// decide judges a number that follows the calling code. sure is false if only the library can
// decide.
func (p *plan) decide(nsn string) (v verdict, reason Reason, sure bool) {
	if len(nsn) > maxNSN {
		return verdict{}, "", false
	}
	e := p.automaton.Walk(nsn)
	if !e.trunk {
		v, reason = p.conclude(nsn, e)
		return v, reason, true
	}
	if p.trunk == "" {
		return verdict{}, "", false
	}
	v, reason = p.conclude(p.withoutTrunk(nsn, e))
	return v, reason, true
}

// withoutTrunk removes the national prefix under the library's conditions: the remaining number
// must be at least as valid, and not too short.
func (p *plan) withoutTrunk(nsn string, e ending) (string, ending) {
	rest := nsn[len(p.trunk):]
	f := p.automaton.Walk(rest)
	if e.general && !f.general {
		return nsn, e
	}
	switch p.lengths[len(rest)] {
	case phonenumbers.TOO_SHORT, phonenumbers.IS_POSSIBLE_LOCAL_ONLY, phonenumbers.INVALID_LENGTH:
		return nsn, e
	}
	return rest, f
}

func (p *plan) conclude(nsn string, e ending) (verdict, Reason) {
	if len(nsn) < phonenumbers.MIN_LENGTH_FOR_NSN {
		return verdict{}, TooShort
	}
	if e.kind == 0 {
		return verdict{}, reasonOfLength(p.lengths[len(nsn)])
	}
	return verdict{p.code, nsn, p.regions[e.region], kindList[e.kind]}, ""
}

// decideNational judges digits as dialled inside the plan's main region. They may begin with an
// international prefix or the region's own calling code.
func (p *plan) decideNational(digits string) (v verdict, reason Reason, sure bool) {
	if len(digits) > maxNSN {
		return verdict{}, "", false
	}
	e := p.automaton.Walk(digits)
	if e.idd {
		return verdict{}, "", false
	}
	rest, hasCode := strings.CutPrefix(digits, p.code)
	if !hasCode {
		return p.decide(digits)
	}
	return p.decideWithCode(digits, rest, e)
}

// decideWithCode is the library's maybeExtractCountryCode: it strips the region's own calling code
// if the rest is a better number.
func (p *plan) decideWithCode(digits, rest string, e ending) (v verdict, reason Reason, sure bool) {
	f := p.automaton.Walk(rest)
	if f.trunk {
		return verdict{}, "", false
	}
	if !e.general && f.general || p.lengths[len(digits)] == phonenumbers.TOO_LONG {
		return p.decide(rest)
	}
	return p.decide(digits)
}

// miss returns the reason for an unassigned number of a possible length. The library stops there.
// We also report a digit too few or too many, which in plans with many lengths only the digits
// show.
func (p *plan) miss(nsn string) Reason {
	if p.trunk != "" {
		nsn = strings.TrimPrefix(nsn, p.trunk)
	}
	if len(nsn) > maxNSN {
		return TooLong
	}
	if p.automaton.Walk(nsn).more {
		return TooShort
	}
	for n := 1; n <= 3 && n < len(nsn); n++ {
		if p.automaton.Walk(nsn[:len(nsn)-n]).kind != 0 {
			return TooLong
		}
	}
	return NotAssigned
}
