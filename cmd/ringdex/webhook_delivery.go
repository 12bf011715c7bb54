package main

import (
	"time"

	"ringdex/internal/moment"
	"ringdex/internal/ringdex"
	"ringdex/internal/webhook"
)

type webhookReplay struct {
	one
	From  moment.Moment `help:"Start of the period: a date, a time, or a span before now such as 2h or 3d. Times without a zone are UTC." required:"" placeholder:"2026-03-01"`
	Until moment.Moment `help:"End of the period (exclusive), in the same forms; default: now." placeholder:"2026-03-02"`
}

// Run enqueues the replay for a running server.
func (c *webhookReplay) Run(e *environment) error {
	return c.run(e, func(hooks *webhook.Endpoints, org ringdex.OrganizationID, hook webhook.State) error {
		from, until := c.From.Before(e.clock()), c.Until.Before(e.clock())
		if until.IsZero() {
			until = e.clock()
		}
		if err := hooks.Replay(e.ctx, org, hook.ID, from, until); err != nil {
			return err
		}
		e.tell("cmd.replay", second(from), second(until))
		return nil
	})
}

type webhookDeliveries struct {
	one
	Failed bool   `help:"Only failed attempts."`
	Event  string `help:"Only attempts of this event." placeholder:"msg_…"`
	Limit  int    `help:"Largest number of attempts." default:"20" placeholder:"N"`
}

// Run lists attempts, newest first.
func (c *webhookDeliveries) Run(e *environment) error {
	return c.run(e, func(hooks *webhook.Endpoints, org ringdex.OrganizationID, hook webhook.State) error {
		f := ringdex.DeliveryFilter{Webhook: hook.ID, Event: c.Event, FailedOnly: c.Failed}
		list, err := hooks.Deliveries(e.ctx, org, f, ringdex.Page{Limit: c.Limit})
		if err != nil {
			return err
		}
		table := e.table("AT", "EVENT", "TYPE", "RECORD", "ATTEMPT", "STATUS", "TOOK", "ERROR")
		for _, d := range list {
			table.row(d.At.Format(time.RFC3339), d.Event, d.Type, d.Record, d.Attempt, d.Status,
				d.Took.Round(time.Millisecond), e.language.Render(d.Error))
		}
		return table.end()
	})
}

type webhookDead struct {
	one
	Limit int `help:"Largest number of deliveries." default:"100" placeholder:"N"`
}

// Run lists dead deliveries, oldest first.
func (c *webhookDead) Run(e *environment) error {
	return c.run(e, func(hooks *webhook.Endpoints, org ringdex.OrganizationID, hook webhook.State) error {
		list, err := hooks.DeadDeliveries(e.ctx, org, hook.ID, ringdex.Page{Limit: c.Limit})
		if err != nil {
			return err
		}
		table := e.table("JOB", "EVENT", "TYPE", "RECORD", "HAPPENED", "ERROR")
		for _, d := range list {
			table.row(d.Job, d.Event.ID, d.Event.Type, d.Event.Record, d.Event.At.Format(time.RFC3339), d.Error)
		}
		return table.end()
	})
}

type webhookRetry struct {
	one
	Job int64 `help:"Only the delivery with this number; default: all." placeholder:"N"`
}

// Run retries dead deliveries.
func (c *webhookRetry) Run(e *environment) error {
	return c.run(e, func(hooks *webhook.Endpoints, org ringdex.OrganizationID, hook webhook.State) error {
		n, err := hooks.RetryDead(e.ctx, org, hook.ID, c.Job)
		if err == nil {
			e.tell("cmd.deliveries_retried", n)
		}
		return err
	})
}

type webhookDrop struct {
	one
	Job int64 `help:"Only the delivery with this number; default: all." placeholder:"N"`
}

// Run removes dead deliveries.
func (c *webhookDrop) Run(e *environment) error {
	return c.run(e, func(hooks *webhook.Endpoints, org ringdex.OrganizationID, hook webhook.State) error {
		n, err := hooks.DropDead(e.ctx, org, hook.ID, c.Job)
		if err == nil {
			e.tell("cmd.deliveries_dropped", n)
		}
		return err
	})
}

type webhookTest struct{ one }

// Run enqueues a ping for a running server.
func (c *webhookTest) Run(e *environment) error {
	return c.run(e, func(hooks *webhook.Endpoints, org ringdex.OrganizationID, hook webhook.State) error {
		event, err := hooks.Ping(e.ctx, org, hook.ID)
		if err == nil {
			e.printf("%s\n", event)
		}
		return err
	})
}
