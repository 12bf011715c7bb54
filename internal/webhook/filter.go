package webhook

import (
	"slices"
	"strings"

	"ringdex/internal/ringdex"
)

// The events besides those of records: a run has finished, and "ping", which an administrator sends.
const (
	EventRunFinished = "run.finished"
	EventPing        = "ping"
)

// Events are the events that an endpoint can choose from.
var Events = []string{
	"contact.created", "contact.updated", "contact.deleted",
	"company.created", "company.updated", "company.deleted", EventRunFinished,
}

// eventOf is the event of a change: "contact.created".
func eventOf(kind ringdex.Kind, action ringdex.Action) string {
	return string(kind) + "." + string(action)
}

// matchEvent reports whether a choice means an event: "contact.created", "contact.*" and "*" mean contact.created.
func matchEvent(choice, event string) bool {
	prefix, any := strings.CutSuffix(choice, "*")
	return choice == event || any && strings.HasPrefix(event, prefix) && (prefix == "" || strings.HasSuffix(prefix, "."))
}

// tells reports whether the endpoint has chosen an event; one that has chosen none gets all.
func tells(hook *ringdex.Webhook, event string) bool {
	return len(hook.Events) == 0 || slices.ContainsFunc(hook.Events, func(choice string) bool { return matchEvent(choice, event) })
}

// wants reports whether the endpoint may want a change, by what is known without its images: kind, action and source.
func wants(hook *ringdex.Webhook, c *ringdex.Change) bool {
	return tells(hook, eventOf(c.Ref.Kind, c.Action)) && fromWanted(hook, c.Cause.Source)
}

// fromWanted says whether the endpoint wants changes of a source. Those that the receiver has made itself never come
// back to it: two systems that tell each other everything would not stop.
func fromWanted(hook *ringdex.Webhook, source string) bool {
	if hook.Source != "" && hook.Source == source {
		return false
	}
	return len(hook.Sources) == 0 || slices.Contains(hook.Sources, source)
}

// touchesWanted says whether an update touches a field that the endpoint wants. "home" means all of "home.city" and
// its like; a custom field may be called by its number or its key.
func (sc *scene) touchesWanted(hook *ringdex.Webhook, kind ringdex.Kind, deltas []ringdex.Delta) bool {
	if len(hook.Fields) == 0 {
		return true
	}
	return slices.ContainsFunc(deltas, func(d ringdex.Delta) bool {
		return slices.ContainsFunc(hook.Fields, func(field string) bool {
			return d.Field == sc.FieldName(kind, field) || strings.HasPrefix(d.Field, field+".")
		})
	})
}
