package webhook

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"ringdex/internal/jobs"
	"ringdex/internal/journal"
	"ringdex/internal/ringdex"
)

// replayPause is how long a replay waits for room in the window.
const replayPause = time.Second

// replay sends an endpoint the changes of a period again, batch by batch, as far as its window has
// room. The events keep their ids, so that a receiver can drop duplicates. It does not send runs
// again.
func (s *Sender) replay(ctx context.Context, job ringdex.Job) error {
	var args period
	if err := json.Unmarshal(job.Args, &args); err != nil {
		return jobs.Dead(fmt.Errorf("its arguments cannot be read: %w", err))
	}
	id, err := ringdex.ParseID(job.Group)
	if err != nil {
		return jobs.Dead(err)
	}
	var p past
	err = s.deps.Store.View(ctx, job.Organization, func(r ringdex.Reader) error {
		p, err = s.readPast(r, job.Organization, id, args)
		return err
	})
	switch {
	case ringdex.CodeOf(err) == ringdex.NotFound:
		return nil // the endpoint was removed
	case err != nil:
		return err
	case p.busy:
		return jobs.Again(replayPause, args)
	}
	return s.sendAgain(ctx, job.Organization, &p, args)
}

// sendAgain enqueues a batch. If the node dies before the job is settled, another node enqueues the
// batch again.
func (s *Sender) sendAgain(ctx context.Context, org ringdex.OrganizationID, p *past, args period) error {
	if len(p.jobs) > 0 {
		if err := s.deps.Store.Update(ctx, org, func(w ringdex.Writer) error { return jobs.In(w).Enqueue(p.jobs) }); err != nil {
			return err
		}
	}
	if p.over {
		return nil
	}
	args.After = p.after
	return jobs.Again(0, args)
}

// past is a batch of past changes.
type past struct {
	jobs  []ringdex.Job
	after int64 // sequence up to which the journal was read
	busy  bool  // the window is full, so nothing was read
	over  bool  // the batch is the last one
}

func (s *Sender) readPast(r ringdex.Reader, org ringdex.OrganizationID, id ringdex.ID, args period) (p past, err error) {
	hook, err := find(r, id)
	if err != nil {
		return p, err
	}
	t := &target{org, &hook, s.deps.Clock}
	room, err := journal.HasRoom(r, t)
	if p.busy = !room || hook.Disabled; err != nil || p.busy {
		return p, err
	}
	if args.After == 0 {
		if args.After, err = journal.Since(r, args.From); err != nil {
			return p, err
		}
	}
	read, err := journal.Batch(r, t, args.After)
	if err != nil {
		return p, err
	}
	events, err := t.events(r, &read)
	p.after, p.over = read.To.Changes, !read.More || journal.Past(read.Last, args.Until)
	p.jobs = t.deliveries(within(events, args))
	return p, err
}

// within returns the events of a period.
func within(events []*Event, p period) (some []*Event) {
	for _, e := range events {
		if !e.At.Before(p.From) && e.At.Before(p.Until) {
			some = append(some, e)
		}
	}
	return some
}
