package journal

import "ringdex/internal/ringdex"

// The window of a target: the numbers of its open jobs at which it is not read for any further.
const (
	window  = 1000   // jobs that can run
	backlog = 10_000 // the same with jobs that failed, and those behind them
)

// HasRoom reports whether the window of a target has room for a batch. Jobs that failed, and those behind them, have a
// limit of their own: a record that the receiver refuses must not stop all other ones.
func HasRoom(r ringdex.JobReader, t Target) (bool, error) {
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
func OpenJobs(r ringdex.JobReader, f ringdex.JobFilter) (int64, error) {
	all, err := r.CountJobs(f)
	if err != nil || all == 0 {
		return 0, err
	}
	f.State = ringdex.JobDead
	dead, err := r.CountJobs(f)
	return all - dead, err
}
