package webhook

import (
	"context"
	"encoding/json"
	"fmt"
	"sort"
	"time"

	"ringdex/internal/jobs"
	"ringdex/internal/ringdex"
)

// slack is how far the times of changes may stand out of the order of their sequences: a change has the time at which
// its writer began.
const slack = time.Hour

// replay tells an endpoint again of the changes of a time, portion by portion, as its window has room. The events have
// the ids that they had before, so that a receiver can drop what it has. Runs are not told again.
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
		p, err = readPast(r, id, args)
		return err
	})
	switch {
	case ringdex.CodeOf(err) == ringdex.NotFound:
		return nil // the endpoint is gone
	case err != nil:
		return err
	case p.busy:
		return jobs.Again(tick, args)
	}
	return s.tellAgain(ctx, job.Organization, &p, args)
}

// tellAgain enqueues a portion. A node that dies before the job is settled makes another one tell it once more.
func (s *Sender) tellAgain(ctx context.Context, org ringdex.OrganizationID, p *past, args period) error {
	now := s.deps.Clock()
	var list []ringdex.Job
	for _, e := range p.events(org) {
		if !e.At.Before(args.From) && e.At.Before(args.Until) {
			list = append(list, e.Job(p.hook.ID, now))
		}
	}
	if len(list) > 0 {
		if err := s.deps.Store.Update(ctx, org, func(w ringdex.Writer) error { return w.Enqueue(list) }); err != nil {
			return err
		}
	}
	if p.over {
		return nil
	}
	args.After = p.to.Changes
	return jobs.Again(0, args)
}

// past is a portion of what was.
type past struct {
	portion
	busy bool // the window is full: nothing was read
	over bool // nothing comes after it
}

func readPast(r ringdex.Reader, id ringdex.ID, args period) (p past, err error) {
	if p.hook, err = r.Webhook(id); err != nil {
		return p, err
	}
	room, err := hasRoom(r, id)
	if p.busy = !room || p.hook.Disabled; err != nil || p.busy {
		return p, err
	}
	if args.After == 0 {
		if args.After, err = before(r, args.From.Add(-slack)); err != nil {
			return p, err
		}
	}
	if err = p.readChanges(r, args.After); err != nil {
		return p, err
	}
	p.over = !p.full || p.last.After(args.Until.Add(slack))
	p.scene, err = newScene(r, p.changes)
	return p, err
}

// before is the sequence after which the changes since a time begin.
func before(r ringdex.JournalReader, since time.Time) (seq int64, err error) {
	after := sort.Search(int(r.Head()), func(n int) bool {
		changes, failure := r.Changes(int64(n), 1)
		if failure != nil {
			err = failure
		}
		return len(changes) == 0 || !changes[0].Cause.At.Before(since)
	})
	return int64(after), err
}
