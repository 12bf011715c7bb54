package voipex

import (
	"strconv"
	"strings"

	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// MadeID derives an id for a contact without an external id, from its normalized first number and
// its names (wire/voipex.md, decided 2). n, from 0, distinguishes equal rows, so that all are kept.
func MadeID(n int, phone1 string, names ...string) string {
	made := ringdex.MadeID(append([]string{digits(phone1)}, names...)...)
	if n == 0 {
		return made
	}
	return ringdex.MadeID(made, strconv.Itoa(n))
}

// MadeID returns the derived id of the values.
func (v Values) MadeID(n int) string {
	return MadeID(n, v["phone1"], v["firstName"], v["lastName"], v["organization"])
}

func digits(number string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, number)
}

// PhoneKey returns the key of the first number, or 0 if it is invalid.
func (v Values) PhoneKey() phone.Digits {
	e164, _ := phone.Check(v["phone1"])
	return phone.DigitsOf(e164)
}
