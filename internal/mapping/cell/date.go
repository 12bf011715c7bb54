package cell

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// DayOrder is how a column writes days with slashes.
type DayOrder int

// The orders. Without a value that has one reading only, 5/11/1979 is no date.
const (
	OrderUnknown DayOrder = iota
	DayFirst
	MonthFirst
)

// Date reads a day as 2006-01-02. empty is true for one that says that there is none ("0.0.00"); ok is false for what
// is no date, or more than one.
func Date(text string, order DayOrder) (day string, empty, ok bool) {
	text = strings.TrimSpace(text)
	if IsNone(text) {
		return "", true, true
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", time.DateTime} {
		if t, err := time.Parse(layout, text); err == nil && t.Year() > 0 {
			return t.Format(time.DateOnly), false, true
		}
	}
	parts, sign := dateParts(text)
	if len(parts) != 3 {
		return "", false, false
	}
	y, m, d := parts[0], parts[1], parts[2]
	switch {
	case len(parts[0]) == 4:
	case sign == '/' && order == MonthFirst:
		y, m, d = parts[2], parts[0], parts[1]
	case sign == '/' && order == OrderUnknown:
		return "", false, false
	default:
		y, m, d = parts[2], parts[1], parts[0]
	}
	return day3(y, m, d)
}

// dateParts cuts a day into its three numbers. A time of midnight behind it says nothing.
func dateParts(text string) (parts []string, sign rune) {
	if at := strings.LastIndexByte(text, ' '); at > 0 && strings.Contains(text[at:], ":") {
		if strings.Trim(text[at:], " 0:.") != "" {
			return nil, 0
		}
		text = text[:at]
	}
	for _, r := range text {
		if !unicode.IsDigit(r) && r != ' ' {
			if !strings.ContainsRune("./-", r) || sign != 0 && sign != r {
				return nil, 0
			}
			sign = r
		}
	}
	return strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsDigit(r) }), sign
}

// day3 makes a day of three numbers; a year of two digits has no century and is none.
func day3(year, month, day string) (text string, empty, ok bool) {
	y, m, d := atoi(year), atoi(month), atoi(day)
	if y == 0 && m == 0 && d == 0 {
		return "", true, true
	}
	t := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
	if len(year) != 4 || t.Day() != d || int(t.Month()) != m || y < 1000 {
		return "", false, false
	}
	return fmt.Sprintf("%04d-%02d-%02d", y, m, d), false, true
}

func atoi(text string) int {
	n, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil {
		return -1
	}
	return n
}

// DateOf makes a day of three cells. empty is true when none of them says anything.
func DateOf(year, month, day string) (text string, empty, ok bool) {
	for _, part := range []*string{&year, &month, &day} {
		if *part = Whole(strings.TrimSpace(*part)); *part == "" {
			*part = "0"
		}
	}
	return day3(year, month, day)
}

// OrderOf finds how the values of a column write days with slashes: by those that have one reading only.
func OrderOf(values []string) DayOrder {
	order := OrderUnknown
	for _, text := range values {
		parts, sign := dateParts(strings.TrimSpace(text))
		if len(parts) != 3 || sign != '/' || len(parts[2]) != 4 {
			continue
		}
		found := OrderUnknown
		switch a, b := atoi(parts[0]), atoi(parts[1]); {
		case a > 12 && b <= 12:
			found = DayFirst
		case b > 12 && a <= 12:
			found = MonthFirst
		}
		if found == OrderUnknown {
			continue
		}
		if order != OrderUnknown && order != found {
			return OrderUnknown
		}
		order = found
	}
	return order
}
