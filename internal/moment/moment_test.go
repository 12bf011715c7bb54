package moment

import (
	"testing"
	"time"
)

func TestMoments(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for text, want := range map[string][2]string{
		"2026-05-09":                {"2026-05-09T00:00:00Z", "2026-05-09T00:00:00Z"},
		"2026-05-09 14:30":          {"2026-05-09T14:30:00Z", "2026-05-09T14:30:00Z"},
		"2026-05-09T14:30:00+02:00": {"2026-05-09T12:30:00Z", "2026-05-09T12:30:00Z"},
		"30d":                       {"2026-03-31T12:00:00Z", "2026-01-30T12:00:00Z"},
		"2w":                        {"2026-03-15T12:00:00Z", "2026-02-15T12:00:00Z"},
		"1d12h":                     {"2026-03-03T00:00:00Z", "2026-02-28T00:00:00Z"},
		"90m":                       {"2026-03-01T13:30:00Z", "2026-03-01T10:30:00Z"},
	} {
		var m Moment
		if err := m.UnmarshalText([]byte(text)); err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		if got := [2]string{m.After(now).Format(time.RFC3339), m.Before(now).Format(time.RFC3339)}; got != want {
			t.Errorf("%q: got %v, want %v", text, got, want)
		}
	}
	for _, text := range []string{"", "d", "30", "30 d", "-3d", "0d", "2026-13-01", "1.5.2026", "soon", "30d4", "999999d"} {
		var m Moment
		if err := m.UnmarshalText([]byte(text)); err == nil {
			t.Errorf("%q is taken for %v", text, m)
		}
	}
	if none := (Moment{}); !none.After(now).IsZero() || !none.Before(now).IsZero() {
		t.Error("no moment is one")
	}
}
