package syncer

import (
	"encoding/json"
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

// records are the arguments of JobPush.
type records struct {
	Contacts  []string `json:"contacts,omitempty"`
	Companies []int64  `json:"companies,omitempty"`
	Unsure    bool     `json:"unsure,omitempty"` // an attempt of an earlier job may have sent them
}

func (a *records) refs() (refs []ringdex.Ref) {
	for _, n := range a.Companies {
		refs = append(refs, ringdex.Ref{Kind: ringdex.KindCompany, Company: n})
	}
	for _, text := range a.Contacts {
		if id, err := ringdex.ParseID(text); err == nil {
			refs = append(refs, ringdex.Ref{Kind: ringdex.KindContact, Contact: id})
		}
	}
	return refs
}

// pushJobs returns the jobs that send records, each once. Companies come before the contacts that
// may refer to them. All jobs of a connector have one key, so they run one after the other.
func (s *Syncer) pushJobs(id ringdex.ID, refs []ringdex.Ref) (all []ringdex.Job) {
	var companies, contacts records
	seen := map[ringdex.Ref]bool{}
	for _, ref := range refs {
		switch {
		case seen[ref]:
		case ref.Kind == ringdex.KindCompany:
			companies.Companies = append(companies.Companies, ref.Company)
		default:
			contacts.Contacts = append(contacts.Contacts, ref.String())
		}
		seen[ref] = true
	}
	for _, args := range []records{companies, contacts} {
		if len(args.Companies)+len(args.Contacts) > 0 {
			all = append(all, jobs.New(JobPush, id.String(), id.String(), args, s.deps.Clock()))
		}
	}
	return all
}

func recordsOf(job ringdex.Job) (a records, err error) {
	if err := json.Unmarshal(job.Args, &a); err != nil {
		return a, jobs.Dead(err)
	}
	return a, nil
}
