package helios

import (
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"ringdex/internal/connector"
	"ringdex/internal/ringdex"
	"ringdex/internal/wire/servicegate"
)

// state is up to when the rows of each kind were read.
type state map[ringdex.Kind]cursor

// cursor is a time of the server in its own zone, as it writes it, for one template.
type cursor struct {
	Of  string `json:"of"`
	At  string `json:"at"`
	Due []mark `json:"due,omitempty"` // that failed
}

// stateOf reads what state wrote. Anything else reads everything.
func stateOf(kept connector.State) state {
	s := state{}
	if kept != nil && json.Unmarshal(kept, &s) != nil {
		return state{}
	}
	return s
}

func (s state) bytes() (connector.State, error) { return json.Marshal(s) }

// name identifies a template, because another one is read from its beginning.
func (t *template) name() string {
	return strconv.Itoa(t.folder) + "/" + strconv.Itoa(t.number)
}

// since returns from when rows are to be read, for the filter; "" for all.
func (h *helios) since(c cursor, t template) string {
	at, ok := servicegate.ParseTime(c.At, time.UTC) // without a zone: a difference of wall clocks
	if !ok || c.Of != t.name() {
		return ""
	}
	return servicegate.FormatTime(at.Add(-h.overlap - h.shift(c.At)))
}

// shift returns an hour on days when clocks change, and on those beside them: a change before the
// cursor can bear a later time than it.
func (h *helios) shift(text string) time.Duration {
	at, _ := servicegate.ParseTime(text, h.zone)
	_, before := at.Add(-24 * time.Hour).Zone()
	_, after := at.Add(24 * time.Hour).Zone()
	if before == after {
		return 0
	}
	return time.Hour
}

// cursorOf returns the server's time when it answered: its own word, else the Date of HTTP.
func (h *helios) cursorOf(t template, start, date string) cursor {
	if _, ok := servicegate.ParseTime(start, h.zone); ok {
		return cursor{Of: t.name(), At: start}
	}
	at, err := http.ParseTime(date)
	if err != nil {
		return cursor{} // the next read is of everything
	}
	return cursor{Of: t.name(), At: servicegate.FormatTime(at.In(h.zone))}
}
