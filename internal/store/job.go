package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"ringdex/internal/ringdex"
)

const jobColumns = "organization, id, kind, job_group, order_key, args, due, created, state, attempts, error, node"

var insertJob = insert{head: "INSERT INTO jobs (" + jobColumns + ") VALUES ", width: 12}

// Enqueue implements ringdex.JobWriter.
func (w *writer) Enqueue(jobs []ringdex.Job) error {
	if len(jobs) == 0 {
		return nil
	}
	last, err := w.lastJob()
	if err != nil {
		return err
	}
	args := make([]any, 0, len(jobs)*insertJob.width)
	for _, j := range jobs {
		last++
		args = append(args, w.org, last, j.Kind, j.Group, j.Key, text(j.Args), millis(j.Due), millis(j.Created), string(ringdex.JobWaiting), 0, "", "")
	}
	if err := w.tx.insertAll(insertJob, args); err != nil {
		return err
	}
	return w.tx.exec("UPDATE organizations SET last_job = $2 WHERE id = $1", w.org, last)
}

// lastJob is the number of the newest job. Only the organization's writer enqueues: it cannot move meanwhile.
func (w *writer) lastJob() (last int64, err error) {
	_, err = w.tx.row("SELECT last_job FROM organizations WHERE id = $1", []any{w.org}, &last)
	return last, err
}

// text is the arguments as they are kept; none are an empty object.
func text(args json.RawMessage) string {
	if len(args) == 0 {
		return "{}"
	}
	return string(args)
}

// ClaimJobs implements ringdex.JobStore. Two nodes that ask at once get different jobs: the one that comes second
// steps over rows that the first has locked, or on SQLite waits for it.
func (s *Store) ClaimJobs(ctx context.Context, c ringdex.JobClaim) (jobs []ringdex.Job, err error) {
	err = s.write(ctx, func(tx *session) error {
		jobs, err = collect(tx, `UPDATE jobs SET state = 'running', node = $1, attempts = attempts + 1 WHERE (organization, id) IN (
			SELECT organization, id FROM jobs AS one WHERE state = 'waiting' AND due <= $2 AND kind IN `+s.engine.TextList("$3")+`
				AND (order_key = '' OR NOT EXISTS (SELECT 1 FROM jobs AS earlier WHERE earlier.organization = one.organization
					AND earlier.kind = one.kind AND earlier.job_group = one.job_group AND earlier.order_key = one.order_key
					AND earlier.id < one.id AND earlier.state <> 'dead'))
			ORDER BY due LIMIT $4`+s.engine.SkipLocked+`) RETURNING `+jobColumns,
			[]any{c.Node, millis(c.Now), listOf(c.Kinds), c.Limit}, scanJob)
		return err
	})
	return jobs, err
}

func scanJob(rows *sql.Rows) (j ringdex.Job, err error) {
	var args string
	var due, created int64
	err = rows.Scan(&j.Organization, &j.ID, &j.Kind, &j.Group, &j.Key, &args, &due, &created, &j.State, &j.Attempts, &j.Error, &j.Node)
	j.Args, j.Due, j.Created = json.RawMessage(args), fromMillis(due), fromMillis(created)
	return j, err
}

// SettleJobs implements ringdex.JobStore.
func (s *Store) SettleJobs(ctx context.Context, node string, results []ringdex.JobResult) error {
	return s.write(ctx, func(tx *session) error {
		for i := range results {
			if err := settle(tx, node, &results[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

func settle(tx *session, node string, r *ringdex.JobResult) error {
	if r.State == "" {
		return tx.exec("DELETE FROM jobs WHERE organization = $1 AND id = $2 AND node = $3 AND state = 'running'", r.Organization, r.ID, node)
	}
	var args any
	if r.Args != nil {
		args = string(r.Args)
	}
	held, err := tx.execCounted(`UPDATE jobs SET state = $4, due = $5, args = COALESCE($6, args), error = $7, node = '',
		attempts = CASE WHEN $8 = 1 THEN 0 ELSE attempts END WHERE organization = $1 AND id = $2 AND node = $3 AND state = 'running'`,
		[]any{r.Organization, r.ID, node, string(r.State), millis(r.Due), args, r.Error, number(r.Fresh)})
	if err != nil || held == 0 || r.State != ringdex.JobWaiting {
		return err
	}
	return postpone(tx, r)
}

// postpone lets the jobs behind r wait as long as it does, so that no claim has to step over them.
func postpone(tx *session, r *ringdex.JobResult) error {
	return tx.exec(`UPDATE jobs SET due = $3 WHERE organization = $1 AND id > $2 AND due < $3 AND state = 'waiting' AND order_key <> ''
		AND (kind, job_group, order_key) = (SELECT kind, job_group, order_key FROM jobs WHERE organization = $1 AND id = $2)`,
		r.Organization, r.ID, millis(r.Due))
}

func number(yes bool) int64 {
	if yes {
		return 1
	}
	return 0
}

// JobFigures implements ringdex.JobStore.
func (s *Store) JobFigures(ctx context.Context) (all []ringdex.JobFigures, err error) {
	err = s.read(ctx, func(tx *session) error {
		all, err = collect(tx, `SELECT organization, kind, SUM(CASE WHEN state = 'waiting' THEN 1 ELSE 0 END),
			SUM(CASE WHEN state = 'running' THEN 1 ELSE 0 END), SUM(CASE WHEN state = 'dead' THEN 1 ELSE 0 END),
			SUM(CASE WHEN state = 'waiting' AND error <> '' THEN 1 ELSE 0 END), COALESCE(MIN(CASE WHEN state = 'waiting' THEN due END), 0)
			FROM jobs GROUP BY organization, kind ORDER BY organization, kind`, nil, scanJobFigures)
		return err
	})
	return all, err
}

func scanJobFigures(rows *sql.Rows) (f ringdex.JobFigures, err error) {
	var oldest int64
	err = rows.Scan(&f.Organization, &f.Kind, &f.Waiting, &f.Running, &f.Dead, &f.Failing, &oldest)
	f.Oldest = fromMillis(oldest)
	return f, err
}

// jobsWhere is the condition of a filter over $1 to $6. A member that is not asked for compares with itself.
const jobsWhere = ` WHERE organization = $1 AND ($2 = '' OR kind = $2) AND ($3 = '' OR job_group = $3) AND ($4 = '' OR order_key = $4)
	AND ($5 = '' OR state = $5) AND ($6 = 0 OR id = $6)`

func jobArgs(org ringdex.OrganizationID, f ringdex.JobFilter, more ...any) []any {
	return append([]any{org, f.Kind, f.Group, f.Key, string(f.State), f.ID}, more...)
}

// Jobs implements ringdex.JobReader.
func (r *reader) Jobs(f ringdex.JobFilter, p ringdex.Page) ([]ringdex.Job, error) {
	return collect(r.tx, "SELECT "+jobColumns+" FROM jobs"+jobsWhere+" ORDER BY id LIMIT $7 OFFSET $8", jobArgs(r.org, f, p.Limit, p.Offset), scanJob)
}

// CountJobs implements ringdex.JobReader.
func (r *reader) CountJobs(f ringdex.JobFilter) (n int64, err error) {
	_, err = r.tx.row("SELECT COUNT(*) FROM jobs"+jobsWhere, jobArgs(r.org, f), &n)
	return n, err
}

// RetryJobs implements ringdex.JobWriter.
func (w *writer) RetryJobs(f ringdex.JobFilter, due time.Time) (int64, error) {
	f.State = ringdex.JobDead
	return w.tx.execCounted("UPDATE jobs SET state = 'waiting', attempts = 0, due = $7"+jobsWhere, jobArgs(w.org, f, millis(due)))
}

// RemoveJobs implements ringdex.JobWriter.
func (w *writer) RemoveJobs(f ringdex.JobFilter) (int64, error) {
	return w.tx.execCounted("DELETE FROM jobs"+jobsWhere, jobArgs(w.org, f))
}
