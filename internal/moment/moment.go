// Package moment reads durations and points in time as people write them in commands.
package moment

import (
	"regexp"
	"strconv"
	"time"

	"ringdex/internal/message"
	"ringdex/internal/ringdex"
)

// Span is a duration in the notation of people: 30d or 2w as well as 12h or 90m. A day has 24
// hours.
type Span time.Duration

var days = regexp.MustCompile(`^(\d{1,5})([dw])(.*)$`)

// UnmarshalText implements encoding.TextUnmarshaler.
func (s *Span) UnmarshalText(text []byte) error {
	total, rest := time.Duration(0), string(text)
	for match := days.FindStringSubmatch(rest); match != nil; match = days.FindStringSubmatch(rest) {
		n, _ := strconv.Atoi(match[1]) // five digits fit
		unit := 24 * time.Hour
		if match[2] == "w" {
			unit *= 7
		}
		total, rest = total+time.Duration(n)*unit, match[3]
	}
	if rest != "" || len(text) == 0 {
		d, err := time.ParseDuration(rest)
		if err != nil {
			return message.Err("cmd.span", ringdex.Show(string(text)))
		}
		total += d
	}
	if total < 0 {
		return message.Err("cmd.span", ringdex.Show(string(text)))
	}
	*s = Span(total)
	return nil
}

// Moment is a point in time in the notation of people: a date (its beginning, UTC), a time, or a
// span from now.
type Moment struct {
	at   time.Time
	away time.Duration // 0 if at is set
}

// layouts are the forms of a moment other than a span; without a zone it is UTC.
var layouts = []string{time.DateOnly, time.RFC3339, "2006-01-02 15:04", time.DateTime, "2006-01-02T15:04", "2006-01-02T15:04:05"}

// UnmarshalText implements encoding.TextUnmarshaler.
func (m *Moment) UnmarshalText(text []byte) error {
	for _, layout := range layouts {
		if at, err := time.Parse(layout, string(text)); err == nil {
			m.at = at.UTC()
			return nil
		}
	}
	var away Span
	if away.UnmarshalText(text) != nil || away <= 0 {
		return message.Err("cmd.moment", ringdex.Show(string(text)))
	}
	m.away = time.Duration(away)
	return nil
}

// After returns the moment, with a span counted forward from now; zero if unset.
func (m Moment) After(now time.Time) time.Time { return m.from(now, m.away) }

// Before returns the moment, with a span counted back from now; zero if unset.
func (m Moment) Before(now time.Time) time.Time { return m.from(now, -m.away) }

func (m Moment) from(now time.Time, away time.Duration) time.Time {
	if away == 0 {
		return m.at
	}
	return now.Add(away)
}
