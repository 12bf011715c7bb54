package ringdex

import (
	"fmt"
	"math"
	"net/mail"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"ringdex/internal/message"
	"ringdex/internal/phone"
)

// Show formats a value for a message: texts are quoted and long ones cut.
func Show(value any) any {
	switch v := value.(type) {
	case nil:
		return message.New("value.null")
	case string:
		return Quote(v)
	case []any:
		return message.New("value.list")
	case map[string]any:
		return message.New("value.object")
	}
	return cut(fmt.Sprint(value), 80)
}

// Quote returns a text in quotes, shortened for a message.
func Quote(text string) string { return strconv.Quote(cut(text, 80)) }

func cut(s string, limit int) string {
	if utf8.RuneCountInString(s) <= limit {
		return s
	}
	return string([]rune(s)[:limit]) + "…"
}

// readText accepts text of at most limit characters. It refuses NUL because PostgreSQL cannot store
// it. A text without visible characters counts as empty.
func readText(limit int) func(any, *Rules) (string, error) {
	return func(value any, _ *Rules) (string, error) {
		text, ok := value.(string)
		switch {
		case !ok:
			return "", Fail(Invalid, "value.not_text", Show(value))
		case strings.ContainsRune(text, 0) || !utf8.ValidString(text):
			return "", Fail(Invalid, "value.characters", Show(value))
		case len(text) > limit && utf8.RuneCountInString(text) > limit:
			return "", Fail(Invalid, "value.too_long", Show(value), utf8.RuneCountInString(text), limit)
		case IsBlank(text):
			return "", nil
		}
		return text, nil
	}
}

// readFlag accepts booleans, and "true" and "false" as clients of the reference API send them.
func readFlag(value any, _ *Rules) (bool, error) {
	switch v := value.(type) {
	case bool:
		return v, nil
	case string:
		if b, err := strconv.ParseBool(strings.ToLower(strings.TrimSpace(v))); err == nil {
			return b, nil
		}
	}
	return false, Fail(Invalid, "value.not_flag", Show(value))
}

// readInteger accepts a whole number, also as text.
func readInteger(value any, _ *Rules) (int64, error) {
	switch v := value.(type) {
	case int64:
		return v, nil
	case float64:
		if v == math.Trunc(v) && math.Abs(v) < 1<<53 {
			return int64(v), nil
		}
	case string:
		if n, err := strconv.ParseInt(strings.TrimSpace(v), 10, 64); err == nil {
			return n, nil
		}
	}
	return 0, Fail(Invalid, "value.not_integer", Show(value))
}

// readDecimal accepts a number, also as text with a decimal point.
func readDecimal(value any) (float64, error) {
	n, err := math.NaN(), error(nil)
	switch v := value.(type) {
	case float64:
		n = v
	case int64:
		n = float64(v)
	case string:
		n, err = strconv.ParseFloat(strings.TrimSpace(v), 64)
	}
	if err == nil && !math.IsInf(n, 0) && !math.IsNaN(n) {
		return n, nil
	}
	return 0, Fail(Invalid, "value.not_number", Show(value))
}

func readEmail(value any, rules *Rules) (string, error) {
	text, err := readText(254)(value, rules)
	if err != nil {
		return "", err
	}
	text = strings.TrimSpace(text)
	address, err := mail.ParseAddress(text)
	if err != nil || address.Address != text {
		return "", Fail(Invalid, "value.not_email", Show(value))
	}
	return text, nil
}

// readPhone accepts any text with a digit. An invalid number is stored as written with its reason,
// unless the source is strict. It refuses two numbers in one text: lookups would find neither.
func readPhone(value any, rules *Rules) (phone.Number, error) {
	text, err := readText(100)(value, rules)
	if err != nil {
		return phone.Number{}, err
	}
	n := phone.Parse(text, rules.Regions)
	if n.Reason == phone.Several {
		return n, Fail(Invalid, "value.several_numbers", Show(value))
	}
	if !n.HasDigits() || !n.Valid() && rules.Source.StrictNumbers {
		return n, Fail(Invalid, "value.not_phone", Show(value), n.Reason)
	}
	return n, nil
}

// phonesIn splits a text with several numbers, as systems with a single field have them: "222 777
// 333, 603 303 963". As one value, lookups would find neither.
func phonesIn(value any, rules *Rules) []any {
	text, ok := value.(string)
	if !ok || len(text) > 1000 || phone.Parse(text, rules.Regions).Valid() {
		return []any{value}
	}
	numbers := phone.Split(text, rules.Regions)
	if len(numbers) < 2 {
		return []any{value}
	}
	parts := make([]any, len(numbers))
	for i, n := range numbers {
		parts[i] = n
	}
	return parts
}

// dateLayouts are the unambiguous forms of a date.
var dateLayouts = []string{time.DateOnly, time.RFC3339, "2.1.2006", "2. 1. 2006", "2006-01-02T15:04:05", "2006-01-02 15:04:05"}

func readDate(value any, rules *Rules) (string, error) {
	text, err := readText(40)(value, rules)
	if err != nil || text == "" {
		return "", err
	}
	day, err := parseTime(text)
	if err != nil {
		return "", err
	}
	return day.Format(time.DateOnly), nil
}

func parseTime(text string) (time.Time, error) {
	for _, layout := range dateLayouts {
		if t, err := time.Parse(layout, strings.TrimSpace(text)); err == nil && isCommonEra(t) && isCommonEra(t.UTC()) {
			return t, nil
		}
	}
	return time.Time{}, Fail(Invalid, "value.not_date", Show(text))
}

// isCommonEra reports whether the year is from 1 to 9999.
func isCommonEra(t time.Time) bool { return t.Year() > 0 && t.Year() < 10_000 }

func readLanguage(value any, _ *Rules) (Language, error) {
	text, _ := value.(string)
	if l, ok := ParseLanguage(text); ok || value == "" {
		return l, nil
	}
	return "", Fail(Invalid, "value.not_language", Show(value))
}

func readCountry(value any, _ *Rules) (string, error) {
	text, ok := value.(string)
	if ok && text == "" {
		return "", nil
	}
	if code, known := ParseCountry(text); known {
		return code, nil
	}
	return "", Fail(Invalid, "value.not_country", Show(value))
}
