package webhook

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strings"

	"ringdex/internal/jobs"
	"ringdex/internal/journal"
	"ringdex/internal/ringdex"
	"ringdex/internal/seal"
	"ringdex/internal/wire/helpdesk"
)

// Endpoints creates, changes, lists and removes endpoints. It is safe for concurrent use.
type Endpoints struct {
	store ringdex.Store
	clock ringdex.Clock
	box   *seal.Box
	check func(address string) error
}

// EndpointDeps are what Endpoints needs. Check validates an address.
type EndpointDeps struct {
	Store ringdex.Store
	Clock ringdex.Clock
	Box   *seal.Box
	Check func(address string) error
}

// NewEndpoints returns Endpoints.
func NewEndpoints(d EndpointDeps) *Endpoints { return &Endpoints{d.Store, d.Clock, d.Box, d.Check} }

// State is an endpoint with its figures.
type State struct {
	ringdex.Webhook
	Behind  int64 // changes in the journal after its cursor
	Waiting int64 // deliveries that run or will be retried
	Dead    int64 // deliveries without further retries
}

// List returns all endpoints, oldest first.
func (h *Endpoints) List(ctx context.Context, org ringdex.OrganizationID) (states []State, err error) {
	err = h.store.View(ctx, org, func(r ringdex.Reader) error {
		hooks, err := ringdex.Documents[ringdex.Webhook](r)
		if err != nil {
			return err
		}
		for _, hook := range hooks {
			state, err := stateOf(r, hook)
			if err != nil {
				return err
			}
			states = append(states, state)
		}
		return nil
	})
	return states, err
}

// Show returns one endpoint; NotFound if there is none with that id.
func (h *Endpoints) Show(ctx context.Context, org ringdex.OrganizationID, id ringdex.ID) (state State, err error) {
	err = h.store.View(ctx, org, func(r ringdex.Reader) error {
		hook, err := find(r, id)
		if err != nil {
			return err
		}
		state, err = stateOf(r, hook)
		return err
	})
	return state, err
}

func find(r ringdex.SettingsReader, id ringdex.ID) (ringdex.Webhook, error) {
	return ringdex.FindDocument[ringdex.Webhook](r, id.String())
}

func stateOf(r ringdex.Reader, hook ringdex.Webhook) (State, error) {
	state := State{Webhook: hook}
	cursor, err := r.Cursor(cursorOf(hook.ID))
	if err != nil {
		return state, err
	}
	state.Behind = max(0, r.Head().Changes-cursor.Changes)
	all, err := jobs.Of(r).CountJobs(deliveriesOf(hook.ID, ""))
	if err != nil {
		return state, err
	}
	state.Dead, err = jobs.Of(r).CountJobs(deliveriesOf(hook.ID, ringdex.JobDead))
	state.Waiting = all - state.Dead
	return state, err
}

// Add creates an endpoint with the settings of want (Name, URL, Format, Events, Sources, Fields,
// Source) and returns its secret, which is shown only once. The endpoint receives events from now
// on.
func (h *Endpoints) Add(ctx context.Context, org ringdex.OrganizationID, want ringdex.Webhook) (hook ringdex.Webhook, secret string, err error) {
	hook = ringdex.Webhook{
		ID: ringdex.NewID(h.clock()), Name: want.Name, URL: want.URL, Format: want.Format, Events: want.Events,
		Sources: want.Sources, Fields: want.Fields, Source: want.Source, Created: h.clock(), Updated: h.clock(),
	}
	var sealed []byte
	if secret, sealed, err = h.newSecret(hook.ID); err != nil {
		return hook, "", err
	}
	hook.Secrets = []ringdex.WebhookSecret{{Sealed: sealed}}
	err = h.store.Update(ctx, org, func(w ringdex.Writer) error {
		if err := h.settle(w, &hook); err != nil {
			return err
		}
		hook.ChangesFrom = w.Head().Changes
		if err := w.PutDocument(hook); err != nil {
			return err
		}
		if err := journal.Start(w, cursorOf(hook.ID)); err != nil {
			return err
		}
		return enqueueFollow(w, h.clock())
	})
	return hook, secret, err
}

// Change changes an endpoint: change gets the current one and may set what Add accepts.
func (h *Endpoints) Change(ctx context.Context, org ringdex.OrganizationID, id ringdex.ID, change func(*ringdex.Webhook)) (ringdex.Webhook, error) {
	return h.update(ctx, org, id, func(w ringdex.Writer, hook *ringdex.Webhook) error {
		change(hook)
		return h.settle(w, hook)
	})
}

func (h *Endpoints) update(ctx context.Context, org ringdex.OrganizationID, id ringdex.ID, fn func(ringdex.Writer, *ringdex.Webhook) error) (hook ringdex.Webhook, err error) {
	err = h.store.Update(ctx, org, func(w ringdex.Writer) error {
		if hook, err = find(w, id); err != nil {
			return err
		}
		if err := fn(w, &hook); err != nil {
			return err
		}
		hook.Updated = h.clock()
		return w.PutDocument(hook)
	})
	return hook, err
}

// Remove removes an endpoint with its open deliveries and its log of deliveries.
func (h *Endpoints) Remove(ctx context.Context, org ringdex.OrganizationID, id ringdex.ID) error {
	return h.store.Update(ctx, org, func(w ringdex.Writer) error {
		for _, kind := range []string{JobDeliver, JobReplay} {
			if _, err := jobs.In(w).RemoveJobs(ringdex.JobFilter{Kind: kind, Group: id.String()}); err != nil {
				return err
			}
		}
		if err := w.RemoveDocument(ringdex.Webhook{ID: id}.Document()); err != nil {
			return err
		}
		return journal.Forget(w, cursorOf(id))
	})
}

// settle validates and normalizes an endpoint.
func (h *Endpoints) settle(r ringdex.SettingsReader, hook *ringdex.Webhook) error {
	if hook.Name = strings.TrimSpace(hook.Name); hook.Name == "" {
		hook.Name = hostOf(hook.URL)
	}
	if err := checkNames(hook); err != nil {
		return err
	}
	if err := h.check(hook.URL); err != nil {
		return ringdex.Problem("url", "webhook.url", err).Because(err)
	}
	if hook.Format == "" {
		hook.Format = ringdex.WebhookStandard
	}
	if hook.Format != ringdex.WebhookStandard && hook.Format != ringdex.WebhookHelpdesk {
		return ringdex.Problem("format", "webhook.format", ringdex.Show(string(hook.Format)))
	}
	if err := checkEvents(hook); err != nil {
		return err
	}
	return checkFields(r, hook)
}

func checkNames(hook *ringdex.Webhook) error {
	return cmp.Or(ringdex.CheckNames("name", hook.Name), ringdex.CheckNames("echoSource", hook.Source), ringdex.CheckNames("sources", hook.Sources...))
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Host
}

func checkEvents(hook *ringdex.Webhook) error {
	for _, choice := range hook.Events {
		if !slices.ContainsFunc(Events, func(event string) bool { return matchEvent(choice, event) }) {
			return ringdex.Problem("events", "webhook.event", ringdex.Show(choice), strings.Join(Events, ", "))
		}
	}
	if hook.Format == ringdex.WebhookHelpdesk && !slices.ContainsFunc(helpdesk.Events, func(event string) bool { return tells(hook, event) }) {
		return ringdex.Problem("events", "webhook.helpdesk_events", strings.Join(helpdesk.Events, ", "))
	}
	return nil
}

// checkFields refuses unknown field names: a misspelt one would silently filter out all updates.
func checkFields(r ringdex.SettingsReader, hook *ringdex.Webhook) error {
	fields, err := ringdex.Fields(r)
	if err != nil {
		return err
	}
	for i, name := range hook.Fields {
		hook.Fields[i] = ringdex.WholeField(name)
		if !ringdex.IsField(ringdex.KindContact, name, fields) && !ringdex.IsField(ringdex.KindCompany, name, fields) {
			return ringdex.Problem("fields", "webhook.field", ringdex.Show(name))
		}
	}
	return nil
}
