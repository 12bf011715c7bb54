package rest

import (
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"ringdex/internal/connector"
	"ringdex/internal/ringdex"
)

// The forms of a time in the parameter for what changed.
const (
	sinceRFC3339 = "rfc3339"
	sinceTime    = "datetime" // 2026-03-01 12:00:00, in the zone of the settings
	sinceDate    = "date"     // 2026-03-01, likewise
	sinceUnix    = "unix"     // in seconds
)

// state is up to when each address was read, by the clock of its server.
type state map[ringdex.Kind]cursor

type cursor struct {
	Of string    `json:"of"` // address
	At time.Time `json:"at"`
}

func stateOf(kept connector.State) state {
	s := state{}
	if kept != nil && json.Unmarshal(kept, &s) != nil {
		return state{}
	}
	return s
}

// from returns the value of the parameter for what changed since a cursor; "" for everything.
func (a *api) from(c cursor, e endpoint) string {
	if a.since == "" || c.Of != e.address || c.At.IsZero() {
		return ""
	}
	at := c.At.Add(-a.overlap).In(a.zone)
	switch a.sinceFormat {
	case sinceTime:
		return at.Add(-shift(at)).Format(time.DateTime)
	case sinceDate:
		return at.Format(time.DateOnly)
	case sinceUnix:
		return strconv.FormatInt(at.Unix(), 10)
	}
	return at.Format(time.RFC3339)
}

// shift returns an hour on the days around a change of clocks, when a time without a zone is not
// unique.
func shift(at time.Time) time.Duration {
	_, before := at.Add(-24 * time.Hour).Zone()
	_, after := at.Add(24 * time.Hour).Zone()
	if before == after {
		return 0
	}
	return time.Hour
}

// cursorOf returns the server's time, of its first answer. Without a Date, the next read is of
// everything.
func cursorOf(e endpoint, h http.Header) cursor {
	at, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		return cursor{}
	}
	return cursor{e.address, at.UTC()}
}
