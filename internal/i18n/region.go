package i18n

import (
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// Region returns the name of a country by its code of two letters, such as CZ; the code itself if
// there is no such country.
func (l Language) Region(code string) string {
	r, err := language.ParseRegion(code)
	if err != nil {
		return code
	}
	return display.Regions(language.Make(string(l))).Name(r)
}
