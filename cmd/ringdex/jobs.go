package main

import (
	"encoding/json"
	"time"

	"ringdex/internal/jobs"
	"ringdex/internal/message"
	"ringdex/internal/ringdex"
	"ringdex/internal/store"
)

type jobsCommands struct {
	List   jobsList   `cmd:"" help:"List jobs, oldest first."`
	Retry  jobsRetry  `cmd:"" help:"Retry dead jobs, with all their attempts."`
	Remove jobsRemove `cmd:"" help:"Remove jobs. The work of a running job is not undone."`
}

// jobsFilter are the flags that choose jobs.
type jobsFilter struct {
	Kind  string  `help:"Only jobs of this kind." placeholder:"KIND"`
	Group string  `help:"Only jobs of this group." placeholder:"GROUP"`
	State *string `help:"Only jobs in this state; default: all." enum:"waiting,running,dead"`
	ID    int64   `name:"id" help:"Only the job with this number." placeholder:"N"`
}

func (f jobsFilter) filter() ringdex.JobFilter {
	filter := ringdex.JobFilter{Kind: f.Kind, Group: f.Group, ID: f.ID}
	if f.State != nil {
		filter.State = ringdex.JobState(*f.State)
	}
	return filter
}

type jobsList struct {
	jobsFilter
	Limit int  `help:"Largest number of jobs." default:"100" placeholder:"N"`
	JSON  bool `help:"Print JSON: an array of jobs with all their fields."`
}

// Run lists jobs.
func (c *jobsList) Run(e *environment) error {
	list, total, err := c.read(e)
	switch {
	case err != nil:
		return err
	case c.JSON:
		return json.NewEncoder(e.stdout.Data()).Encode(jobsToJSON(list))
	case total == 0:
		e.tell("cmd.no_jobs")
		return nil
	}
	return c.table(e, list, total)
}

func (c *jobsList) read(e *environment) (list []ringdex.Job, total int64, err error) {
	err = e.with(e.organization, func(st *store.Store, org ringdex.Organization) error {
		return st.View(e.ctx, org.ID, func(r ringdex.Reader) (err error) {
			if list, err = jobs.Of(r).Jobs(c.filter(), ringdex.Page{Limit: c.Limit}); err == nil {
				total, err = jobs.Of(r).CountJobs(c.filter())
			}
			return err
		})
	})
	return list, total, err
}

func (c *jobsList) table(e *environment, list []ringdex.Job, total int64) error {
	table := e.table("ID", "KIND", "GROUP", "KEY", "STATE", "DUE", "ATTEMPTS", "LAST ERROR")
	for _, j := range list {
		table.row(j.ID, j.Kind, j.Group, j.Key, j.State, j.Due.Format(time.DateTime), j.Attempts, beginning(j.Error))
	}
	if err := table.end(); err != nil {
		return err
	}
	if n := int64(len(list)); n < total {
		e.tell("cmd.more_jobs", n, total)
	}
	return nil
}

// beginning shortens a text for a column.
func beginning(text string) string {
	const most = 80
	runes := []rune(ringdex.OneLine(text))
	if len(runes) <= most {
		return string(runes)
	}
	return string(runes[:most-1]) + "…"
}

// jobJSON is the JSON of a job.
type jobJSON struct {
	ID       int64           `json:"id"`
	Kind     string          `json:"kind"`
	Group    string          `json:"group,omitempty"`
	Key      string          `json:"key,omitempty"`
	State    string          `json:"state"`
	Due      time.Time       `json:"due"`
	Created  time.Time       `json:"created"`
	Attempts int             `json:"attempts"`
	Error    string          `json:"error,omitempty"`
	Node     string          `json:"node,omitempty"`
	Args     json.RawMessage `json:"args"`
}

func jobsToJSON(list []ringdex.Job) []jobJSON {
	all := make([]jobJSON, 0, len(list))
	for _, j := range list {
		all = append(all, jobJSON{j.ID, j.Kind, j.Group, j.Key, string(j.State), j.Due, j.Created, j.Attempts, j.Error, j.Node, j.Args})
	}
	return all
}

type jobsRetry struct {
	Kind  string `help:"Only jobs of this kind." placeholder:"KIND"`
	Group string `help:"Only jobs of this group." placeholder:"GROUP"`
	ID    int64  `name:"id" help:"Only the job with this number." placeholder:"N"`
}

// Run retries dead jobs; a running server starts them within a second.
func (c *jobsRetry) Run(e *environment) error {
	f := ringdex.JobFilter{Kind: c.Kind, Group: c.Group, ID: c.ID}
	return e.changeJobs("cmd.jobs_retried", func(w ringdex.Writer) (int64, error) { return jobs.In(w).RetryJobs(f, e.clock()) })
}

type jobsRemove struct {
	jobsFilter
	All bool `help:"All jobs of the organization; needed if no other flag chooses jobs."`
}

// Run removes jobs. Without a filter it requires confirmation by a second flag.
func (c *jobsRemove) Run(e *environment) error {
	if c.filter() == (ringdex.JobFilter{}) && !c.All {
		return usage(message.Err("cmd.which_jobs"))
	}
	return e.changeJobs("cmd.jobs_removed", func(w ringdex.Writer) (int64, error) { return jobs.In(w).RemoveJobs(c.filter()) })
}

// changeJobs prints the text of the key done with the number of changed jobs.
func (e *environment) changeJobs(done string, change func(w ringdex.Writer) (int64, error)) error {
	return e.with(e.organization, func(st *store.Store, org ringdex.Organization) (err error) {
		var n int64
		err = st.Update(e.ctx, org.ID, func(w ringdex.Writer) error {
			n, err = change(w)
			return err
		})
		if err == nil {
			e.tell(done, n)
		}
		return err
	})
}
