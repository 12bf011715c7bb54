package syncer

import (
	"encoding/json"

	"ringdex/internal/jobs"
	"ringdex/internal/ringdex"
)

// resumePage is how many jobs are read at a time.
const resumePage = 500

// resume makes the waiting jobs of a target due now, in their order. What an attempt of theirs may
// have sent stays unsure.
func (s *Syncer) resume(w ringdex.Writer, id ringdex.ID) error {
	for _, kind := range []string{JobPush, JobReplace} {
		f := ringdex.JobFilter{Kind: kind, Group: id.String(), State: ringdex.JobWaiting}
		again, err := s.waiting(w, f)
		if err != nil || len(again) == 0 {
			return err
		}
		if _, err := jobs.In(w).RemoveJobs(f); err != nil {
			return err
		}
		if err := jobs.In(w).Enqueue(again); err != nil {
			return err
		}
	}
	return nil
}

// waiting returns the jobs of a filter as they are to be enqueued again.
func (s *Syncer) waiting(w ringdex.Writer, f ringdex.JobFilter) (again []ringdex.Job, err error) {
	for {
		list, err := jobs.Of(w).Jobs(f, ringdex.Page{Offset: len(again), Limit: resumePage})
		if err != nil {
			return nil, err
		}
		for _, job := range list {
			var args records
			if job.Attempts > 0 && json.Unmarshal(job.Args, &args) == nil {
				job.Args, _ = json.Marshal(args.again(job.Attempts))
			}
			job.Due = s.deps.Clock()
			again = append(again, job)
		}
		if len(list) < resumePage {
			return again, nil
		}
	}
}
