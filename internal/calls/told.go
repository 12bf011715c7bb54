package calls

import (
	"strings"

	"ringdex/internal/ringdex"
)

// names are the members of an event by the names that phone systems have for them (wire/calls.md
// section 2), in small letters, the usual one first. from and to depend on the direction.
var names = map[string][]string{
	"event":     {"event", "type", "status"},
	"callId":    {"callid", "call_id", "call-id", "uniqueid", "linkedid"},
	"number":    {"number", "phone", "caller", "callernumber", "remote"},
	"line":      {"line"},
	"direction": {"direction"},
	"agent":     {"agent", "agents", "user", "extension", "local", "answeringnumber"},
	"queue":     {"queue"},
	"cause":     {"cause"},
	"at":        {"at"},
	"seconds":   {"seconds"},
	"recording": {"recording"},
	"note":      {"note"},
}

// EventOf reads an event from named values, such as those of a form. "user[]" is a list as user is.
func EventOf(values map[string][]string) Event {
	given := map[string][]string{}
	for name, texts := range values {
		name = strings.ToLower(strings.TrimSuffix(name, "[]"))
		given[name] = append(given[name], texts...)
	}
	text := func(member string) string {
		for _, name := range names[member] {
			if len(given[name]) > 0 && given[name][0] != "" {
				return given[name][0]
			}
		}
		return ""
	}
	e := Event{
		Event: text("event"), CallID: text("callId"), Number: text("number"), Line: text("line"), Direction: text("direction"),
		Queue: text("queue"), Cause: text("cause"), At: text("at"), Seconds: text("seconds"), Recording: text("recording"), Note: text("note"),
	}
	for _, name := range names["agent"] {
		e.Agents = append(e.Agents, given[name]...)
	}
	e.sides(first(given["from"]), first(given["to"]))
	return e
}

// sides takes the two numbers of a call: who calls, and who is called.
func (e *Event) sides(from, to string) {
	if directions[strings.ToLower(e.Direction)] == ringdex.Outgoing {
		from, to = to, from
	}
	if e.Number == "" {
		e.Number = from
	}
	if e.Line == "" {
		e.Line = to
	}
}

func first(texts []string) string {
	if len(texts) == 0 {
		return ""
	}
	return texts[0]
}
