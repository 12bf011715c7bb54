package syncer

import (
	"slices"
	"time"

	"ringdex/internal/connector"
	"ringdex/internal/jobs"
	"ringdex/internal/journal"
	"ringdex/internal/ringdex"
)

var _ journal.Plain = (*target)(nil)

// target is a connector that writes, as a reader of the journal.
type target struct {
	s        *Syncer
	c        ringdex.Connector
	complete bool // all records are sent in one call
}

// cursorOf returns the name of a connector's cursor. It begins at the first change: a new target
// gets all records.
func cursorOf(id ringdex.ID) string { return "connector/" + id.String() }

// targets returns the enabled connectors that write.
func (s *Syncer) targets(org ringdex.OrganizationID, r ringdex.Reader) ([]journal.Target, error) {
	all, err := ringdex.Documents[ringdex.Connector](r)
	var targets []journal.Target
	for _, c := range all {
		if c.Disabled {
			continue
		}
		if able, err := s.abilities(&c); err != nil || !able.Writes {
			continue // a kind that this program lacks waits for one that has it
		}
		open, err := s.open(org, &c)
		if err != nil {
			s.deps.Log.Warn("a connector cannot be opened", "connector", c.Name, "error", err)
			continue
		}
		targets = append(targets, &target{s, c, isComplete(open)})
	}
	return targets, err
}

// isComplete reports whether all records are to be sent in one call.
func isComplete(c connector.Connector) bool {
	r, ok := c.(connector.Replacer)
	return ok && r.Complete()
}

// Cursor implements journal.Target.
func (t *target) Cursor() string { return cursorOf(t.c.ID) }

// Queue implements journal.Target.
func (t *target) Queue() ringdex.JobFilter {
	return ringdex.JobFilter{Kind: JobPush, Group: t.c.ID.String()}
}

// Wants implements journal.Target: what the system's own source has changed is not sent back to it.
func (t *target) Wants(c *ringdex.Change) bool {
	return c.Cause.Source != t.c.Source && (len(t.c.Kinds) == 0 || slices.Contains(t.c.Kinds, c.Ref.Kind))
}

// Plain implements journal.Plain: a job sends records as they are when it runs.
func (t *target) Plain() {}

// Jobs implements journal.Target.
func (t *target) Jobs(r ringdex.Reader, p *journal.Portion) ([]ringdex.Job, error) {
	if len(p.Changes) == 0 {
		return nil, nil
	}
	if t.complete {
		return t.replaceJobs(r)
	}
	refs := make([]ringdex.Ref, len(p.Changes))
	for i := range p.Changes {
		refs[i] = p.Changes[i].Ref
	}
	return t.s.pushJobs(t.c.ID, refs), nil
}

// replaceGap is the least time between two calls that send all records.
const replaceGap = 15 * time.Minute

// replaceJobs returns the job that sends all records, unless it waits already.
func (t *target) replaceJobs(r ringdex.Reader) ([]ringdex.Job, error) {
	waiting := ringdex.JobFilter{Kind: JobReplace, Group: t.c.ID.String(), State: ringdex.JobWaiting}
	if n, err := jobs.Of(r).CountJobs(waiting); err != nil || n > 0 {
		return nil, err
	}
	state, err := doneBy(r, t.c.ID)
	job := jobs.New(JobReplace, t.c.ID.String(), t.c.ID.String(), nil, t.s.deps.Clock())
	if next := state.Ended.Add(replaceGap); next.After(job.Due) {
		job.Due = next
	}
	return []ringdex.Job{job}, err
}
