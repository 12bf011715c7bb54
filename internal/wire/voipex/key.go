package voipex

import (
	"strconv"
	"strings"

	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// MadeID is what a contact without an external id is known again by: its first number, however it
// is written, and its names (wire/voipex.md, decided 2). The nth of those that are alike, from 0,
// has an id of its own: all are kept.
func MadeID(n int, phone1 string, names ...string) string {
	made := ringdex.MadeID(append([]string{digits(phone1)}, names...)...)
	if n == 0 {
		return made
	}
	return ringdex.MadeID(made, strconv.Itoa(n))
}

// MadeID is the id of the values.
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

// PhoneKey is the first number, 0 when it is not valid.
func (v Values) PhoneKey() phone.Key {
	e164, _ := phone.Check(v["phone1"])
	return phone.KeyOf(e164)
}
