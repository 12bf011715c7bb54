// Package numfmt shows the numbers of a workbook by the format of their cell: dates, times, leading
// zeros.
package numfmt

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// Format is what matters of a number format.
type Format struct {
	date, clock bool
	elapsed     bool // hours beyond 24: [h]:mm
	zeros       int  // filled up with zeros to so many digits: 00000

	// prefix is the text with digits or a plus in front of a whole number: "+420 "0. It is part of
	// what a person sees, and so of the number.
	prefix string
}

// Of knows the formats that have a number and no code (ECMA-376 part 1, 18.8.30; 27 to 58 are
// dates in the Asian editions).
func Of(id string, codes map[string]string) Format {
	if code, ok := codes[id]; ok {
		return parseFormat(code)
	}
	switch n, _ := strconv.Atoi(id); {
	case n >= 14 && n <= 17, n >= 27 && n <= 31, n == 36, n >= 50 && n <= 54, n >= 57 && n <= 58:
		return Format{date: true}
	case n >= 18 && n <= 21, n >= 32 && n <= 35, n == 45, n == 47, n >= 55 && n <= 56:
		return Format{clock: true}
	case n == 22:
		return Format{date: true, clock: true}
	case n == 46:
		return Format{clock: true, elapsed: true}
	}
	return Format{}
}

// parseFormat looks for the letters of dates and times in a code such as `d. m. yyyy;@`, outside of
// quoted text, escapes and brackets. Only the first section counts; the others are for negative
// numbers, zero and text.
func parseFormat(code string) Format {
	letters, f := formatLetters(code)
	has := func(set string) bool { return strings.ContainsAny(letters, set) }
	if prefix, zeros, ok := prefixOf(code); ok {
		return Format{prefix: prefix, zeros: zeros}
	}
	if strings.Contains(letters, "general") || has("e#?") && !has("ydhs") {
		return Format{}
	}
	f.clock = f.elapsed || has("hs")
	f.date = has("yd") || has("m") && !f.clock
	if !f.date && !f.clock && strings.Trim(letters, "0 -/()+") == "" {
		if n := strings.Count(letters, "0"); n > 1 {
			f.zeros = n
		}
	}
	return f
}

// formatLetters drops quoted text, escapes and brackets, except that [h], [m], [s] mean elapsed
// time.
func formatLetters(code string) (string, Format) {
	var b strings.Builder
	var f Format
	s := strings.ToLower(code)
	for i := 0; i < len(s); i++ {
		switch c := s[i]; c {
		case ';':
			return b.String(), f
		case '\\', '_', '*':
			i++
		case '"':
			if n := strings.IndexByte(s[i+1:], '"'); n >= 0 {
				i += n + 1
			}
		case '[':
			n := max(0, strings.IndexByte(s[i:], ']'))
			if inside := strings.Trim(s[i:i+n], "["); inside != "" && strings.Trim(inside, "hms") == "" {
				f.elapsed = true
			}
			i += n
		default:
			b.WriteByte(c)
		}
	}
	return b.String(), f
}

// Number writes a stored number as a person would type it: 420603303963 and not 4.20603303963E+11,
// 1.1 and not 1.1000000000000001, a date as 2024-05-06. date04 says that days are counted from
// 1904.
func (f Format) Number(v string, date04 bool) string {
	v = strings.TrimSpace(v)
	x, err := strconv.ParseFloat(v, 64)
	if err != nil || math.IsInf(x, 0) || math.IsNaN(x) {
		return v
	}
	if f.date || f.clock {
		if s, ok := f.moment(x, date04); ok {
			return s
		}
	}
	digits := fillUp(plainDigits(v, x), f.zeros)
	if f.prefix != "" && digitsOnly(digits) {
		return f.prefix + digits
	}
	return digits
}

// plainDigits keeps digits as they are, also more than a float holds; everything else is rounded to
// the 15 digits that Excel knows.
func plainDigits(v string, x float64) string {
	if digitsOnly(v) && !strings.HasPrefix(v, "0") {
		return v
	}
	if math.Abs(x) >= 1e21 {
		return v // no number that a person typed
	}
	if rounded, err := strconv.ParseFloat(strconv.FormatFloat(x, 'g', 15, 64), 64); err == nil && math.Abs(x) < 1e15 {
		x = rounded
	}
	if x == 0 {
		return "0" // also for -0
	}
	return strconv.FormatFloat(x, 'f', -1, 64)
}

// fillUp is for postal codes and the like, whose leading zeros are only in the format.
func fillUp(digits string, zeros int) string {
	if n := zeros - len(digits); n > 0 && digitsOnly(digits) {
		return strings.Repeat("0", min(n, 32)) + digits
	}
	return digits
}

// moment writes a day number as ISO 8601. A time of midnight is left out, as is one that the format
// does not show.
func (f Format) moment(x float64, date04 bool) (string, bool) {
	const lastDay = 2958466 // the first day of the year 10000
	if x < 0 || x >= lastDay {
		return "", false
	}
	if f.elapsed || !f.date || x < 1 && f.clock {
		return clock(x, f.elapsed), true
	}
	if x < 1 && !date04 {
		return "", false // an empty date, which Excel shows as 0. 1. 1900
	}
	if date04 {
		x += 1462
	} else if x < 60 {
		x++ // Excel believes that there was a 29 February 1900, as Lotus 1-2-3 did
	}
	seconds := math.Round(x * 86400)
	t := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).
		Add(time.Duration(math.Floor(seconds/86400)) * 24 * time.Hour)
	t = t.Add(time.Duration(math.Mod(seconds, 86400)) * time.Second)
	if !f.clock || t.Hour()+t.Minute()+t.Second() == 0 {
		return t.Format("2006-01-02"), true
	}
	return t.Format("2006-01-02T15:04:05"), true
}

// clock writes a time of day, or a duration that may be longer than a day.
func clock(x float64, elapsed bool) string {
	seconds := int64(math.Round(x * 86400))
	if !elapsed {
		seconds %= 86400
	}
	two := func(n int64) string {
		if n < 10 {
			return "0" + strconv.FormatInt(n, 10)
		}
		return strconv.FormatInt(n, 10)
	}
	return two(seconds/3600) + ":" + two(seconds/60%60) + ":" + two(seconds%60)
}

func digitsOnly(text string) bool { return strings.Trim(text, "0123456789") == "" }
