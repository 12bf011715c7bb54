package journal

import (
	"ringdex/internal/jobs"
	"ringdex/internal/ringdex"
)

// The window of a target: reading pauses at these numbers of open jobs.
const (
	window  = 1000   // runnable jobs
	backlog = 10_000 // all open jobs, including failed ones and those behind them
)

// HasRoom reports whether the window of a target has room for a batch. Failed jobs and those behind
// them have a separate limit: a record that the receiver refuses must not block the others.
func HasRoom(r ringdex.Reader, t Target) (bool, error) {
	f := t.Queue()
	all, err := OpenJobs(r, f)
	if err != nil || all <= window-batch || all > backlog-batch {
		return err == nil && all <= window-batch, err
	}
	f.NotFailing = true
	running, err := OpenJobs(r, f)
	return running <= window-batch, err
}

// OpenJobs counts the jobs that are not dead.
func OpenJobs(r ringdex.Reader, f ringdex.JobFilter) (int64, error) {
	all, err := jobs.Of(r).CountJobs(f)
	if err != nil || all == 0 {
		return 0, err
	}
	f.State = ringdex.JobDead
	dead, err := jobs.Of(r).CountJobs(f)
	return all - dead, err
}
