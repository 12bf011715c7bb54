package webhook

import (
	"slices"
	"strings"

	"ringdex/internal/ringdex"
)

// The events besides those of records: a run has finished, and "ping", which an administrator
// sends.
const (
	EventRunFinished = "run.finished"
	EventPing        = "ping"
)

// Events are the events that an endpoint can choose from.
var Events = []string{
	"contact.created", "contact.updated", "contact.deleted",
	"company.created", "company.updated", "company.deleted", EventRunFinished,
}

// eventOf returns the event type of a change: "contact.created".
func eventOf(kind ringdex.Kind, action ringdex.Action) string {
	return string(kind) + "." + string(action)
}

// matchEvent reports whether a choice means an event: "contact.created", "contact.*" and "*" mean
// contact.created.
func matchEvent(choice, event string) bool {
	prefix, any := strings.CutSuffix(choice, "*")
	return choice == event || any && strings.HasPrefix(event, prefix) && (prefix == "" || strings.HasSuffix(prefix, "."))
}

// tells reports whether the endpoint has chosen an event type. Without a choice it gets all.
func tells(hook *ringdex.Webhook, event string) bool {
	return len(hook.Events) == 0 || slices.ContainsFunc(hook.Events, func(choice string) bool { return matchEvent(choice, event) })
}

// wants reports whether the endpoint may want a change, judged without its images: by kind, action
// and source.
func wants(hook *ringdex.Webhook, c *ringdex.Change) bool {
	return tells(hook, eventOf(c.Ref.Kind, c.Action)) && fromWanted(hook, c.Cause.Source)
}

// fromWanted reports whether the endpoint wants changes of a source. It never wants those that the
// receiver itself made: two systems that echo each other's changes would loop.
func fromWanted(hook *ringdex.Webhook, source string) bool {
	if hook.Source != "" && hook.Source == source {
		return false
	}
	return len(hook.Sources) == 0 || slices.Contains(hook.Sources, source)
}

// touchesWanted reports whether an update touches a field that the endpoint wants. "home" includes
// "home.city" and the other parts; a custom field may be named by number or by key. What sources
// say beside what stands is for nobody.
func (sc *scene) touchesWanted(hook *ringdex.Webhook, kind ringdex.Kind, deltas []ringdex.Delta) bool {
	if len(deltas) == 1 && deltas[0].Field == ringdex.SaidField {
		return false
	}
	if len(hook.Fields) == 0 {
		return true
	}
	return slices.ContainsFunc(deltas, func(d ringdex.Delta) bool {
		return slices.ContainsFunc(hook.Fields, func(field string) bool {
			return d.Field == sc.FieldName(kind, field) || strings.HasPrefix(d.Field, field+".")
		})
	})
}
