package i18n

import (
	"strconv"
	"strings"
	"time"

	"ringdex/internal/message"
)

// form is how readers of a language write numbers and times.
type form struct {
	group    string // between thousands
	grouped  int    // least number of digits that are grouped
	decimal  string
	date     string
	dateTime string
}

// No-break spaces keep a number and a date on one line.
const space = "\u00a0"

var forms = map[Language]form{
	English: {",", 4, ".", "2" + space + "Jan" + space + "2006", "2" + space + "Jan" + space + "2006, 15:04"},
	"cs":    {space, 4, ",", "2." + space + "1." + space + "2006", "2." + space + "1." + space + "2006 15:04"},
	"de":    {".", 4, ",", "02.01.2006", "02.01.2006, 15:04"},
	"pl":    {space, 5, ",", "2.01.2006", "2.01.2006, 15:04"},
	"sk":    {space, 4, ",", "2." + space + "1." + space + "2006", "2." + space + "1." + space + "2006 15:04"},
}

// Names are what the languages call themselves.
var Names = map[Language]string{English: "English", "cs": "Čeština", "de": "Deutsch", "pl": "Polski", "sk": "Slovenčina"}

func (l Language) form() form {
	if f, ok := forms[l]; ok {
		return f
	}
	return forms[English]
}

// spoken are the catalogues for readers of pages: numbers in them are grouped.
func spoken() map[Language]*message.Catalogue {
	all := map[Language]*message.Catalogue{}
	for l, c := range catalogues {
		all[l] = c.Written(l.Number)
	}
	return all
}

// Say returns a text for a reader of a page: numbers in it are written as by Number.
func (l Language) Say(t message.Text) string {
	if c, ok := said[l]; ok {
		return c.Render(t)
	}
	return said[English].Render(t)
}

// Number returns a number with its thousands apart: "1,234,567".
func (l Language) Number(n int64) string {
	f := l.form()
	digits, sign := strconv.FormatInt(n, 10), ""
	if n < 0 {
		digits, sign = digits[1:], "−"
	}
	if len(digits) < f.grouped {
		return sign + digits
	}
	first := (len(digits)-1)%3 + 1
	parts := []string{digits[:first]}
	for i := first; i < len(digits); i += 3 {
		parts = append(parts, digits[i:i+3])
	}
	return sign + strings.Join(parts, f.group)
}

// Decimal returns a number with a decimal point, such as "-12.5", as the reader writes it. It
// returns any other text as it is.
func (l Language) Decimal(text string) string {
	whole, fraction, cut := strings.Cut(text, ".")
	n, err := strconv.ParseInt(whole, 10, 64)
	if err != nil || strings.Trim(fraction, "0123456789") != "" {
		return text
	}
	shown := l.Number(n)
	if n == 0 && strings.HasPrefix(whole, "-") {
		shown = "−0"
	}
	if !cut {
		return shown
	}
	return shown + l.form().decimal + fraction
}

// Date returns a day: "27 Nov 2026".
func (l Language) Date(t time.Time) string { return t.Format(l.form().date) }

// Time returns a day and a time of 24 hours, without seconds.
func (l Language) Time(t time.Time) string { return t.Format(l.form().dateTime) }
