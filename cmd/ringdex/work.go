package main

import (
	"context"
	"time"

	"ringdex/internal/directory"
	"ringdex/internal/erasure"
	"ringdex/internal/intake"
	"ringdex/internal/jobs"
	"ringdex/internal/ringdex"
)

// register registers all kinds of work with the queue. The use cases do not depend on it.
func register(q *jobs.Queue, in *intake.Intake, dir *directory.Directory, erasures *erasure.Erasures, works []jobs.Work, keep directory.Keep) {
	for _, work := range works {
		q.Register(work)
	}
	q.Register(jobs.Work{
		Kind: "runs.recover", Cron: "* * * * *",
		Run: func(ctx context.Context, j ringdex.Job) error { return in.RecoverIn(ctx, j.Organization) },
	})
	q.Register(jobs.Work{
		Kind: erasure.JobSweep, Workers: 1, Timeout: time.Hour, // a large file is written anew
		Run: func(ctx context.Context, j ringdex.Job) error { return erasures.Sweep(ctx, j.Organization, false) },
	})
	q.Register(jobs.Work{
		Kind: "prune", Cron: "17 2 * * *", Workers: 1, Timeout: 10 * time.Minute,
		Run: func(ctx context.Context, j ringdex.Job) error {
			_, err := dir.Prune(ctx, j.Organization, keep)
			return err
		},
	})
}
