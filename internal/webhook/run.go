package webhook

import (
	"slices"

	"ringdex/internal/i18n"
	"ringdex/internal/ringdex"
	"ringdex/internal/wire/native"
)

type runData struct {
	native.Run
	Seq int64 `json:"seq"` // sequence of the run's last change
}

// runEvent returns run.finished, or nil if the endpoint does not want it. The helpdesk format has
// no such event.
func runEvent(org ringdex.OrganizationID, hook *ringdex.Webhook, run *ringdex.Run) *Event {
	if !tellsRun(hook, run) || !fromWanted(hook, run.Source) || hook.Format == ringdex.WebhookHelpdesk {
		return nil
	}
	body := encode(eventBody{EventRunFinished, run.Finished, runData{native.ToRun(run, i18n.English), run.LastSeq}})
	return &Event{
		ID: eventID(org, 0, run.ID.String(), run.Started), Type: EventRunFinished, Record: "run/" + run.ID.String(), At: run.Finished, Body: body,
	}
}

// tellsRun reports whether the endpoint wants the run. An endpoint that chooses runs by name gets
// all of them. Others get only runs that changed something, so that a sync without changes causes
// no event.
func tellsRun(hook *ringdex.Webhook, run *ringdex.Run) bool {
	if slices.Contains(hook.Events, EventRunFinished) || slices.Contains(hook.Events, "run.*") {
		return true
	}
	n := run.Counts
	return tells(hook, EventRunFinished) && (n.Created+n.Updated+n.Refused+n.Deleted > 0 || run.State == ringdex.RunStopped)
}
