package calls

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"ringdex/internal/ringdex"
)

// Event is what a phone system tells, as texts. wire/calls.md section 2 has the form.
type Event struct {
	Event     string // ringing, answered, ended, or as Names has it
	CallID    string // "" makes one of number, agents and minute
	Number    string // of the outside party, in any notation, also as a SIP address
	Line      string
	Direction string // in, out, incoming, outgoing; "" for in
	Agents    []string
	Queue     string
	Cause     string
	At        string // RFC 3339 or seconds since 1970; "" for now
	Seconds   string
	Recording string
	Note      string
}

// Limits of what is told, in characters.
const (
	longestKey  = 250
	longestText = 500
	longestNote = 5000
)

// Names are the events by the names that phone systems have for them (wire/calls.md sections 2 and
// 5), in small letters.
var Names = map[string]ringdex.CallState{
	"ringing": ringdex.Ringing, "newcall": ringdex.Ringing, "incomingcall": ringdex.Ringing, "outgoingcall": ringdex.Ringing,
	"incoming": ringdex.Ringing, "alert": ringdex.Ringing, "ring": ringdex.Ringing,
	"answered": ringdex.Talking, "answer": ringdex.Talking, "callaccepted": ringdex.Talking, "established": ringdex.Talking,
	"ended": ringdex.Over, "hangup": ringdex.Over, "hungup": ringdex.Over, "terminated": ringdex.Over, "missed": ringdex.Over,
	"bye": ringdex.Over, "call_close": ringdex.Over,
}

// known are the names that a refusal lists.
const known = "ringing, answered, ended"

var directions = map[string]ringdex.Direction{
	"": ringdex.Incoming, "in": ringdex.Incoming, "incoming": ringdex.Incoming, "incominglocal": ringdex.Incoming, "inbound": ringdex.Incoming,
	"out": ringdex.Outgoing, "outgoing": ringdex.Outgoing, "outgoinglocal": ringdex.Outgoing, "outbound": ringdex.Outgoing,
}

// read checks an event. Every problem names its field.
func (told *Event) read(now time.Time) (e ringdex.CallEvent, err error) {
	var problems ringdex.Problems
	fail := func(field, key string, args ...any) {
		problems = append(problems, ringdex.Problem(field, key, args...))
	}
	var ok bool
	if e.State, ok = Names[strings.ToLower(told.Event)]; !ok {
		fail("event", "calls.event", ringdex.Show(told.Event), known)
	}
	if e.Call.Direction, ok = directions[strings.ToLower(told.Direction)]; !ok {
		fail("direction", "calls.direction", ringdex.Show(told.Direction))
	}
	if e.At, ok = timeOf(told.At, now); !ok {
		fail("at", "calls.at", ringdex.Show(told.At))
	}
	if e.Call.Seconds, ok = secondsOf(told.Seconds); !ok {
		fail("seconds", "calls.seconds", ringdex.Show(told.Seconds))
	}
	for _, text := range []struct {
		field, from string
		to          *string
		most        int
	}{
		{"callId", told.CallID, &e.Call.Key, longestKey},
		{"number", numberOf(told.Number), &e.Call.Number, longestKey},
		{"line", numberOf(told.Line), &e.Call.Line, longestKey},
		{"queue", told.Queue, &e.Call.Queue, longestText},
		{"cause", told.Cause, &e.Call.Ending, longestText},
		{"recording", told.Recording, &e.Call.Recording, longestText},
		{"note", told.Note, &e.Call.Note, longestNote},
	} {
		*text.to = clean(text.from)
		if n := utf8.RuneCountInString(*text.to); n > text.most {
			fail(text.field, "calls.long", n, text.most)
		}
	}
	for _, agent := range told.Agents {
		if name := clean(numberOf(agent)); name != "" && len(e.Agent) < ringdex.MostCallAgents && utf8.RuneCountInString(name) <= longestKey {
			e.Agent = append(e.Agent, name)
		}
	}
	if len(problems) > 0 {
		return e, problems
	}
	if e.Call.Key == "" {
		e.Call.Key = madeKey(e.Call.Number, strings.Join(e.Agent, ","), e.At.Truncate(time.Minute).Format(time.RFC3339))
	}
	return e, nil
}

// madeKey returns a name for a call whose sender has none: the same for the same number, agents and
// minute.
func madeKey(parts ...string) string { return ringdex.DerivedID(time.Unix(0, 0), parts...).String() }

// clean returns a text without what no store can hold.
func clean(text string) string {
	return strings.TrimSpace(strings.ToValidUTF8(strings.ReplaceAll(text, "\x00", ""), "\uFFFD"))
}

// hidden are what phone systems say of a caller who hides the number.
var hidden = []string{"anonymous", "unknown", "private", "restricted", "unavailable", "withheld"}

// numberOf returns the number of an address: "sip:603303963@host;user=phone" and
// `"Jan" <603303963>` are 603303963. It is empty for a hidden one.
func numberOf(text string) string {
	if _, in, ok := strings.Cut(text, "<"); ok {
		text, _, _ = strings.Cut(in, ">")
	}
	text = strings.TrimSpace(text)
	for _, scheme := range []string{"sips:", "sip:", "tel:"} {
		if len(text) > len(scheme) && strings.EqualFold(text[:len(scheme)], scheme) {
			text = text[len(scheme):]
		}
	}
	whole := text
	text, _, _ = strings.Cut(text, ";")
	if user, _, at := strings.Cut(text, "@"); at && strings.Trim(user, "+0123456789") == "" {
		text = user
	} else if at {
		text = whole // an e-mail
	}
	for _, word := range hidden {
		if strings.EqualFold(text, word) {
			return ""
		}
	}
	return text
}

// mostAway is how far an event may be from now: clocks of phone systems are wrong by hours, not by
// days.
const mostAway = 24 * time.Hour

func timeOf(text string, now time.Time) (time.Time, bool) {
	if text == "" {
		return now.UTC().Truncate(time.Millisecond), true
	}
	at, err := time.Parse(time.RFC3339, text)
	if seconds, failed := strconv.ParseFloat(text, 64); err != nil && failed == nil {
		at, err = time.UnixMilli(int64(seconds*1000)), nil
	}
	if err != nil || at.Sub(now).Abs() > mostAway {
		return now, false
	}
	return at.UTC().Truncate(time.Millisecond), true
}

func secondsOf(text string) (int, bool) {
	if text == "" {
		return 0, true
	}
	n, err := strconv.Atoi(text)
	return n, err == nil && n >= 0 && n < 7*24*3600
}
