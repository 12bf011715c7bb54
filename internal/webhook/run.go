package webhook

import (
	"slices"

	"ringdex/internal/i18n"
	"ringdex/internal/ringdex"
	"ringdex/internal/wire/native"
)

type runData struct {
	native.Run
	Seq int64 `json:"seq"` // all changes of the run are up to it
}

// runEvent is run.finished, nil when the endpoint is not to be told. A helpdesk has no word for it.
func runEvent(org ringdex.OrganizationID, hook *ringdex.Webhook, run *ringdex.Run) *Event {
	if !tellsRun(hook, run) || !fromWanted(hook, run.Source) || hook.Format == ringdex.WebhookHelpdesk {
		return nil
	}
	body := encode(eventBody{EventRunFinished, run.Finished, runData{native.ToRun(run, i18n.English), run.LastSeq}})
	return &Event{
		ID: eventID(org, 0, run.ID.String(), run.Started), Type: EventRunFinished, Record: "run/" + run.ID.String(), At: run.Finished, Body: body,
	}
}

// tellsRun says whether the endpoint wants to know of the run. Whoever asks for runs by name is told of each one.
// Others are told of those that did something: each call of an import is a run, and one that brings nothing new is to
// cause nothing at all.
func tellsRun(hook *ringdex.Webhook, run *ringdex.Run) bool {
	if slices.Contains(hook.Events, EventRunFinished) || slices.Contains(hook.Events, "run.*") {
		return true
	}
	n := run.Counts
	return tells(hook, EventRunFinished) && (n.Created+n.Updated+n.Refused+n.Deleted > 0 || run.State == ringdex.RunStopped)
}
