package phone

import (
	"errors"
	"strconv"
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// The minimum number of digits without a plus that are read as an international number: with the
// calling code of a default region, and with any other. The first is the length of a +48 number,
// the second exceeds what people write nationally.
const (
	minBareHome    = 11
	minBareForeign = 12
)

// maxDialled is the maximum number of digits of a valid number as written: the longest national
// number, a calling code and dialling prefixes. Longer texts are not passed to the library.
const maxDialled = maxNSN + 3 + 4

// oldTrunk holds the regions that abolished a trunk zero: Czechia on 2002-09-22, Poland on
// 2010-05-15. Numbers with it are still in use.
var oldTrunk = map[string]string{"CZ": "420", "PL": "48"}

// verdict is a valid number, or zero for none.
type verdict struct {
	code   string // calling code
	nsn    string // the rest, without a trunk prefix
	region string
	kind   Kind
}

func (v verdict) ok() bool { return v.code != "" }

// e164 returns the E.164 form. It returns text if that is equal, so that numbers in E.164 cost no
// allocation.
func (v verdict) e164(text string) string {
	if !v.ok() {
		return ""
	}
	if len(text) == 1+len(v.code)+len(v.nsn) && text[0] == '+' && text[1:1+len(v.code)] == v.code &&
		text[1+len(v.code):] == v.nsn {
		return text
	}
	return "+" + v.code + v.nsn
}

func (v verdict) key() Digits { return digitsOf2(v.code, v.nsn) }

// judge checks the digits against the numbering plans. If no reading is valid, the reason is that
// of all digits in the first region.
func (w written) judge(regions Regions) (verdict, Reason) {
	if w.reason != "" {
		return verdict{}, w.reason
	}
	if len(w.digits)-w.tail > maxDialled {
		return verdict{}, TooLong
	}
	v, reason := w.judgeDigits(w.digits, regions)
	if !v.ok() && w.tail > 0 && w.tail < len(w.digits) {
		v, _ = w.judgeDigits(w.digits[:len(w.digits)-w.tail], regions)
	}
	if v.ok() {
		return v, ""
	}
	return verdict{}, w.closer(reason, regions)
}

// closer finds a more helpful reason than NotAssigned.
func (w written) closer(reason Reason, regions Regions) Reason {
	c, nsn := countryOf(w.digits), w.digits
	switch {
	case reason != NotAssigned:
		return reason
	case w.plus && c != nil:
		nsn = nsn[len(c.code):]
	case len(regions) > 0:
		c = countryIn(regions[0])
	}
	if c == nil || c.plan() == nil {
		return reason
	}
	return c.plan().miss(nsn)
}

func (w written) judgeDigits(digits string, regions Regions) (verdict, Reason) {
	if w.plus {
		return judgePlus(digits)
	}
	return judgeBare(digits, regions)
}

// judgePlus reads digits that begin with a calling code.
func judgePlus(digits string) (verdict, Reason) {
	v, reason := international(digits)
	if v.ok() {
		return v, ""
	}
	for region, code := range oldTrunk {
		if rest, ok := strings.CutPrefix(digits, code); ok {
			if v := withoutOldTrunk(rest, region); v.ok() {
				return v, ""
			}
		}
	}
	return verdict{}, reason
}

// judgeBare reads digits without a plus.
func judgeBare(digits string, regions Regions) (verdict, Reason) {
	if v := bareHome(digits, regions); v.ok() {
		return v, ""
	}
	reason := UnknownCountry
	for i, region := range regions {
		v, why := national(digits, region)
		if v.ok() {
			return v, ""
		}
		if i == 0 {
			reason = why
		}
	}
	for _, region := range regions {
		if v := withoutOldTrunk(digits, region); v.ok() {
			return v, ""
		}
	}
	return bareForeign(digits, regions), reason
}

// bareHome reads "420603303963" if 420 is the code of a default region. It precedes the national
// readings because a German number without its zero can begin with any digit.
func bareHome(digits string, regions Regions) verdict {
	if len(digits) < minBareHome || digits[0] == '0' {
		return verdict{}
	}
	for _, region := range regions {
		if c := countryIn(region); c != nil && strings.HasPrefix(digits, c.code) {
			if v, _ := international(digits); v.ok() {
				return v
			}
		}
	}
	return verdict{}
}

// bareForeign reads digits as international if they are too long for anything else.
func bareForeign(digits string, regions Regions) verdict {
	least := minBareForeign
	if len(regions) == 0 {
		least = minBareHome
	}
	if len(digits) < least || digits[0] == '0' {
		return verdict{}
	}
	v, _ := international(digits)
	return v
}

// withoutOldTrunk reads "0603303963" and "0221234567" in regions that dropped the
// trunk zero.
func withoutOldTrunk(digits, region string) verdict {
	if _, ok := oldTrunk[region]; !ok || len(digits) < 2 || digits[0] != '0' || digits[1] == '0' {
		return verdict{}
	}
	v, _ := national(digits[1:], region)
	return v
}

// international judges digits with a calling code: by the table of the code if that is conclusive,
// else by the library.
func international(digits string) (verdict, Reason) {
	if len(digits) <= phonenumbers.MIN_LENGTH_FOR_NSN {
		return verdict{}, TooShort
	}
	c := countryOf(digits)
	if c == nil {
		return verdict{}, UnknownCountry
	}
	if p := c.plan(); p != nil {
		if v, reason, sure := p.decide(digits[len(c.code):]); sure {
			return v, reason
		}
	}
	return settle(ask("+"+digits, ""))
}

// national judges digits as they are dialled in a region.
func national(digits, region string) (verdict, Reason) {
	c := countryIn(region)
	if c == nil {
		return verdict{}, UnknownCountry
	}
	if c.isMain(region) {
		if p := c.plan(); p != nil {
			if v, reason, sure := p.decideNational(digits); sure {
				return v, reason
			}
		}
	}
	return settle(ask(digits, region))
}

// settle parses the library's result again until it is stable, because the library may strip a
// second trunk prefix from its own E.164. Conclusive table results are stable already.
func settle(v verdict, reason Reason) (verdict, Reason) {
	for range 3 {
		if !v.ok() {
			return v, reason
		}
		again, _ := ask("+"+v.code+v.nsn, "")
		if !again.ok() || again == v {
			return v, reason
		}
		v = again
	}
	return v, reason
}

// ask parses a number with the library.
func ask(number, region string) (verdict, Reason) {
	n, err := phonenumbers.Parse(number, region)
	if err != nil {
		return verdict{}, reasonOf(err)
	}
	if !phonenumbers.IsValidNumber(n) {
		return verdict{}, reasonOfLength(phonenumbers.IsPossibleNumberWithReason(n))
	}
	return verdict{
		code:   strconv.Itoa(int(n.GetCountryCode())),
		nsn:    phonenumbers.GetNationalSignificantNumber(n),
		region: phonenumbers.GetRegionCodeForNumber(n),
		kind:   kinds[phonenumbers.GetNumberType(n)],
	}, ""
}

func reasonOf(err error) Reason {
	switch {
	case errors.Is(err, phonenumbers.ErrInvalidCountryCode):
		return UnknownCountry
	case errors.Is(err, phonenumbers.ErrNumTooLong):
		return TooLong
	}
	return TooShort
}

func reasonOfLength(result phonenumbers.ValidationResult) Reason {
	switch result {
	case phonenumbers.TOO_SHORT, phonenumbers.IS_POSSIBLE_LOCAL_ONLY:
		return TooShort
	case phonenumbers.TOO_LONG:
		return TooLong
	case phonenumbers.INVALID_COUNTRY_CODE:
		return UnknownCountry
	}
	return NotAssigned
}

var kinds = map[phonenumbers.PhoneNumberType]Kind{
	phonenumbers.FIXED_LINE:           Fixed,
	phonenumbers.MOBILE:               Mobile,
	phonenumbers.FIXED_LINE_OR_MOBILE: FixedOrMobile,
	phonenumbers.TOLL_FREE:            TollFree,
	phonenumbers.PREMIUM_RATE:         Premium,
	phonenumbers.SHARED_COST:          SharedCost,
	phonenumbers.VOIP:                 VoIP,
	phonenumbers.PERSONAL_NUMBER:      Personal,
	phonenumbers.PAGER:                Pager,
	phonenumbers.UAN:                  UAN,
	phonenumbers.VOICEMAIL:            Voicemail,
}
