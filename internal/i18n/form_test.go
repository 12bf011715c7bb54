package i18n

import (
	"strings"
	"testing"
	"time"

	"ringdex/internal/message"
)

// plainSpaces makes the no-break spaces of an expectation readable.
func plainSpaces(text string) string { return strings.ReplaceAll(text, space, " ") }

func TestForms(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 7, 9, 5, 0, 0, time.UTC)
	for l, want := range map[Language][]string{
		English: {"0", "999", "1,234", "1,234,567", "−12,345", "1,234.50", "7 Mar 2026", "7 Mar 2026, 09:05"},
		"cs":    {"0", "999", "1 234", "1 234 567", "−12 345", "1 234,50", "7. 3. 2026", "7. 3. 2026 09:05"},
		"de":    {"0", "999", "1.234", "1.234.567", "−12.345", "1.234,50", "07.03.2026", "07.03.2026, 09:05"},
		"pl":    {"0", "999", "1234", "1 234 567", "−12 345", "1234,50", "7.03.2026", "7.03.2026, 09:05"},
		"sk":    {"0", "999", "1 234", "1 234 567", "−12 345", "1 234,50", "7. 3. 2026", "7. 3. 2026 09:05"},
	} {
		got := []string{
			l.Number(0), l.Number(999), l.Number(1234), l.Number(1234567), l.Number(-12345), l.Decimal("1234.50"), l.Date(at), l.Time(at),
		}
		for i := range want {
			if plainSpaces(got[i]) != want[i] {
				t.Errorf("%s: got %q, want %q", l, got[i], want[i])
			}
		}
	}
	for _, text := range []string{"", "x", "1.2.3", "1,5", "0x10", "1e5", "Infinity"} {
		if got := English.Decimal(text); got != text {
			t.Errorf("%q: got %q", text, got)
		}
	}
	if got := Language("cs").Decimal("-0.5"); got != "−0,5" {
		t.Errorf("got %q", got)
	}
}

func TestSay(t *testing.T) {
	t.Parallel()
	for l, want := range map[Language]string{English: "12,345 elements", "cs": "12 345 prvků", "": "12,345 elements", "fr": "12,345 elements"} {
		got := plainSpaces(l.Say(message.New("list.no_element", 9, 12345)))
		if !strings.HasSuffix(got, want) {
			t.Errorf("%s: got %q, want it to end in %q", l, got, want)
		}
	}
}
