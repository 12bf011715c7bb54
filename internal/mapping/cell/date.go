package cell

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// DayOrder is the order of day and month in a column of dates with slashes.
type DayOrder int

// The orders. If all values of a column are ambiguous, 5/11/1979 is refused.
const (
	OrderUnknown DayOrder = iota
	DayFirst
	MonthFirst
)

// Date parses a date and returns it as 2006-01-02. empty is true for a placeholder ("0.0.00"); ok
// is false for an invalid or ambiguous date.
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
	if len(text) == 8 && digitsOnly(text) && text[:2] >= "18" && text[:2] <= "21" {
		return day3(text[:4], text[4:6], text[6:])
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

// dateParts splits a date into its three numbers. It ignores a time of midnight.
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

// day3 returns the date of three numbers. A year of two digits is refused, because it has no
// century.
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

// DateOf returns the date of three cells. empty is true if all of them are empty.
func DateOf(year, month, day string) (text string, empty, ok bool) {
	for _, part := range []*string{&year, &month, &day} {
		if *part = Whole(strings.TrimSpace(*part)); *part == "" {
			*part = "0"
		}
	}
	return day3(year, month, day)
}

// OrderOf detects the order of day and month in a column, by its unambiguous values.
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
