package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"ringdex/internal/moment"
	"ringdex/internal/ringdex"
	"ringdex/internal/store"
	"ringdex/internal/webhook"
)

type webhookCommands struct {
	Add        webhookAdd        `cmd:"" help:"Create a webhook, and print its secret once."`
	List       webhookList       `cmd:"" help:"List the webhooks with their state."`
	Show       webhookShow       `cmd:"" help:"Show one webhook."`
	Set        webhookSet        `cmd:"" help:"Change a webhook."`
	Remove     webhookRemove     `cmd:"" help:"Remove a webhook and its waiting deliveries."`
	Rotate     webhookRotate     `cmd:"" help:"Create a new secret, and print it once."`
	Enable     webhookEnable     `cmd:"" help:"Enable deliveries; waiting events are sent."`
	Disable    webhookDisable    `cmd:"" help:"Disable deliveries; events wait."`
	Replay     webhookReplay     `cmd:"" help:"Send the changes of a period again."`
	Deliveries webhookDeliveries `cmd:"" help:"List attempts, newest first."`
	Dead       webhookDead       `cmd:"" help:"List dead deliveries: those that are not retried automatically."`
	Retry      webhookRetry      `cmd:"" help:"Retry dead deliveries."`
	Drop       webhookDrop       `cmd:"" help:"Delete dead deliveries."`
	Test       webhookTest       `cmd:"" help:"Send a ping."`
}

// hooks opens the database and returns its webhook endpoints.
func (e *environment) hooks(open func() (*store.Store, ringdex.Organization, error)) (*webhook.Endpoints, ringdex.OrganizationID, func(), error) {
	outbound, err := e.outbound()
	if err != nil {
		return nil, 0, nil, err
	}
	st, org, err := open()
	if err != nil {
		return nil, 0, nil, err
	}
	hooks := webhook.NewEndpoints(webhook.EndpointDeps{Store: st, Clock: e.clock, Box: e.box(), Check: outbound.Check})
	return hooks, org.ID, func() { _ = st.Close() }, nil
}

// one selects a webhook by id or name.
type one struct {
	Webhook string `arg:"" help:"Id or name of the webhook."`
}

// run finds the webhook and calls do.
func (c *one) run(e *environment, do func(hooks *webhook.Endpoints, org ringdex.OrganizationID, hook webhook.State) error) error {
	hooks, org, done, err := e.hooks(e.organization)
	if err != nil {
		return err
	}
	defer done()
	all, err := hooks.List(e.ctx, org)
	if err != nil {
		return err
	}
	var found []webhook.State
	for _, hook := range all {
		if hook.ID.String() == c.Webhook || hook.Name == c.Webhook {
			found = append(found, hook)
		}
	}
	if len(found) != 1 {
		return ringdex.Fail(ringdex.NotFound, "cmd.webhooks_named", len(found), ringdex.Show(c.Webhook))
	}
	return do(hooks, org, found[0])
}

// told prints the text of the key done, unless err.
func (c *one) told(e *environment, done string, err error) error {
	if err == nil {
		e.tell(done, c.Webhook)
	}
	return err
}

type webhookOptions struct {
	Name       *string  `help:"Name for people."`
	Format     *string  `help:"Form of events: standard (the default), or helpdesk, which sends only ids." enum:"standard,helpdesk"`
	Event      []string `help:"Events to send, such as contact.created, contact.* or run.finished; \"all\" removes the limit. Default of a new webhook: all." placeholder:"EVENT"`
	Source     []string `help:"Sources whose changes are sent; \"all\" removes the limit. Default of a new webhook: all." placeholder:"KEY"`
	Field      []string `help:"Fields of which an update must change at least one; \"all\" removes the limit. Default of a new webhook: all." placeholder:"FIELD"`
	EchoSource *string  `help:"Source as which the receiver writes; its own changes are not sent back." placeholder:"KEY"`
}

// apply changes what is given. The word all takes a restriction away.
func (o *webhookOptions) apply(hook *ringdex.Webhook) {
	given(&hook.Name, o.Name)
	given(&hook.Source, o.EchoSource)
	if o.Format != nil {
		hook.Format = ringdex.WebhookFormat(*o.Format)
	}
	for to, list := range map[*[]string][]string{&hook.Events: o.Event, &hook.Sources: o.Source, &hook.Fields: o.Field} {
		switch {
		case slices.Equal(list, []string{"all"}):
			*to = nil
		case len(list) > 0:
			*to = list
		}
	}
}

type webhookAdd struct {
	URL string `arg:"" help:"Address of the receiver, such as https://example.com/hook."`
	webhookOptions
}

// Run creates the webhook. Only the secret goes to standard output, for scripts.
func (c *webhookAdd) Run(e *environment) error {
	hooks, org, done, err := e.hooks(e.prepared)
	if err != nil {
		return err
	}
	defer done()
	want := ringdex.Webhook{URL: c.URL}
	c.apply(&want)
	hook, secret, err := hooks.Add(e.ctx, org, want)
	if err != nil {
		return err
	}
	fmt.Fprintln(e.stderr, e.say("cmd.webhook_added", hook.ID, ringdex.Show(hook.Name)))
	e.printf("%s\n", secret)
	return nil
}

type webhookSet struct {
	one
	URL *string `help:"New address of the receiver." placeholder:"URL"`
	webhookOptions
}

// Run changes the given settings only.
func (c *webhookSet) Run(e *environment) error {
	return c.run(e, func(hooks *webhook.Endpoints, org ringdex.OrganizationID, hook webhook.State) error {
		_, err := hooks.Change(e.ctx, org, hook.ID, func(h *ringdex.Webhook) {
			given(&h.URL, c.URL)
			c.apply(h)
		})
		return c.told(e, "cmd.webhook_set", err)
	})
}

type webhookList struct{}

// Run lists the webhooks.
func (c *webhookList) Run(e *environment) error {
	hooks, org, done, err := e.hooks(e.organization)
	if err != nil {
		return err
	}
	defer done()
	all, err := hooks.List(e.ctx, org)
	if err != nil {
		return err
	}
	table := e.table("ID", "NAME", "URL", "STATE", "BEHIND", "WAITING", "DEAD")
	for _, h := range all {
		table.row(h.ID, h.Name, h.URL, e.stateText(&h), h.Behind, h.Waiting, h.Dead)
	}
	return table.end()
}

func (e *environment) stateText(h *webhook.State) string {
	switch {
	case h.Disabled && !h.Why.IsZero():
		return e.say("cmd.webhook_state_disabled", h.Why)
	case h.Disabled:
		return "disabled"
	}
	return "enabled"
}

type webhookShow struct{ one }

// Run prints the settings of a webhook, except its secrets.
func (c *webhookShow) Run(e *environment) error {
	return c.run(e, func(_ *webhook.Endpoints, _ ringdex.OrganizationID, h webhook.State) error {
		table := e.table()
		for _, row := range [][2]string{
			{"id", h.ID.String()},
			{"name", h.Name},
			{"url", h.URL},
			{"state", e.stateText(&h)},
			{"format", string(h.Format)},
			{"events", orAll(h.Events)},
			{"sources", orAll(h.Sources)},
			{"fields", orAll(h.Fields)},
			{"echo source", h.Source},
			{"behind", fmt.Sprint(h.Behind)},
			{"waiting", fmt.Sprint(h.Waiting)},
			{"dead", fmt.Sprint(h.Dead)},
		} {
			table.row(row[0], row[1])
		}
		return table.end()
	})
}

func orAll(list []string) string {
	if len(list) == 0 {
		return "all"
	}
	return strings.Join(list, ", ")
}

type webhookRemove struct{ one }

// Run removes the webhook.
func (c *webhookRemove) Run(e *environment) error {
	return c.run(e, func(hooks *webhook.Endpoints, org ringdex.OrganizationID, hook webhook.State) error {
		return c.told(e, "cmd.webhook_removed", hooks.Remove(e.ctx, org, hook.ID))
	})
}

type webhookRotate struct {
	one
	Overlap moment.Span `help:"Time in which the old secret signs, too, such as 12h or 7d." default:"24h" placeholder:"TIME"`
}

// Run creates a new secret and prints only that.
func (c *webhookRotate) Run(e *environment) error {
	return c.run(e, func(hooks *webhook.Endpoints, org ringdex.OrganizationID, hook webhook.State) error {
		secret, err := hooks.Rotate(e.ctx, org, hook.ID, time.Duration(c.Overlap))
		if err == nil {
			e.printf("%s\n", secret)
		}
		return err
	})
}

type webhookEnable struct{ one }

// Run enables the webhook.
func (c *webhookEnable) Run(e *environment) error {
	return c.run(e, func(hooks *webhook.Endpoints, org ringdex.OrganizationID, hook webhook.State) error {
		_, err := hooks.Enable(e.ctx, org, hook.ID)
		return c.told(e, "cmd.webhook_enabled", err)
	})
}

type webhookDisable struct{ one }

// Run disables the webhook.
func (c *webhookDisable) Run(e *environment) error {
	return c.run(e, func(hooks *webhook.Endpoints, org ringdex.OrganizationID, hook webhook.State) error {
		_, err := hooks.Disable(e.ctx, org, hook.ID)
		return c.told(e, "cmd.webhook_disabled", err)
	})
}
