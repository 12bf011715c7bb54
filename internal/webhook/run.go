package webhook

import (
	"slices"
	"time"

	"ringdex/internal/ringdex"
)

type runData struct {
	ID        string           `json:"id"`
	Source    string           `json:"source"`
	Actor     string           `json:"actor"`
	Kind      ringdex.Kind     `json:"kind"`
	Door      string           `json:"door"`
	Name      string           `json:"name,omitempty"`
	State     ringdex.RunState `json:"state"`
	Error     string           `json:"error,omitempty"`
	Seq       int64            `json:"seq"` // all changes of the run are up to it
	Read      int64            `json:"read"`
	Created   int64            `json:"created"`
	Updated   int64            `json:"updated"`
	Unchanged int64            `json:"unchanged"`
	Refused   int64            `json:"refused"`
	Deleted   int64            `json:"deleted"`
	Started   time.Time        `json:"started"`
	Finished  time.Time        `json:"finished"`
}

// runEvent is run.finished, nil when the endpoint is not to be told. A helpdesk has no word for it.
func runEvent(org ringdex.OrganizationID, hook *ringdex.Webhook, run *ringdex.Run) *ringdex.WebhookEvent {
	if !tellsRun(hook, run) || !fromWanted(hook, run.Source) || hook.Format == ringdex.WebhookHelpdesk {
		return nil
	}
	n := run.Counts
	body := encode(message{ringdex.EventRunFinished, run.Finished, runData{
		ID: run.ID.String(), Source: run.Source, Actor: run.Actor, Kind: run.Kind, Door: run.Door, Name: run.Name, State: run.State, Error: run.Error,
		Seq: run.LastSeq, Read: n.Read, Created: n.Created, Updated: n.Updated, Unchanged: n.Unchanged, Refused: n.Refused, Deleted: n.Deleted,
		Started: run.Started, Finished: run.Finished,
	}})
	return &ringdex.WebhookEvent{
		ID: eventID(org, 0, run.ID.String(), run.Started), Type: ringdex.EventRunFinished, Record: "run/" + run.ID.String(), At: run.Finished, Body: body,
	}
}

// tellsRun says whether the endpoint wants to know of the run. Whoever asks for runs by name is told of each one.
// Others are told of those that did something: each call of an import is a run, and one that brings nothing new is to
// cause nothing at all.
func tellsRun(hook *ringdex.Webhook, run *ringdex.Run) bool {
	if slices.Contains(hook.Events, ringdex.EventRunFinished) || slices.Contains(hook.Events, "run.*") {
		return true
	}
	n := run.Counts
	return hook.Tells(ringdex.EventRunFinished) && (n.Created+n.Updated+n.Refused+n.Deleted > 0 || run.State == ringdex.RunStopped)
}
