package storetest

import (
	"ringdex/internal/jobs"
	"ringdex/internal/ringdex"
)

// runs wants the runs that have ended to come once each to whoever follows them, and those that go
// on not at all.
func (v *verifier) runs() error {
	left := map[ringdex.ID]bool{}
	for offset := 0; ; offset = len(left) {
		page, err := v.r.Runs(ringdex.Page{Offset: offset, Limit: 1000})
		if err != nil {
			return err
		}
		if len(page) == 0 {
			break
		}
		for _, run := range page {
			left[run.ID] = run.State != ringdex.RunRunning && run.ID != run.Daily().ID // the figures of a day never end
		}
	}
	for cursor := int64(0); ; {
		some, next, err := v.r.EndedRuns(cursor, 100)
		if err != nil {
			return err
		}
		if len(some) == 0 {
			break
		}
		if next <= cursor {
			v.t.Errorf("the cursor of ended runs went from %d to %d", cursor, next)
			break
		}
		for _, run := range some {
			if !left[run.ID] {
				v.t.Errorf("the run %s is %s, and comes as one that ended, or comes twice", run.ID, run.State)
			}
			left[run.ID] = false
		}
		cursor = next
	}
	for id, missing := range left {
		if missing {
			v.t.Errorf("the run %s has ended, and whoever follows does not hear of it", id)
		}
	}
	return nil
}

// jobs wants a job to have a node while it runs, and only then.
func (v *verifier) jobs() error {
	seen := 0
	for last := int64(0); ; {
		page, err := jobs.Of(v.r).Jobs(ringdex.JobFilter{}, ringdex.Page{Offset: seen, Limit: 1000})
		if err != nil || len(page) == 0 {
			return err
		}
		for _, j := range page {
			if j.ID <= last {
				v.t.Errorf("job %d comes after %d", j.ID, last)
			}
			if runs := j.State == ringdex.JobRunning; runs != (j.Node != "") || runs && j.Attempts == 0 {
				v.t.Errorf("job %d is %s on the node %q, attempt %d", j.ID, j.State, j.Node, j.Attempts)
			}
			last = j.ID
			seen++
		}
	}
}
