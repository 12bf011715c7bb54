package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"ringdex/internal/ringdex"
)

const jobColumns = "organization, id, kind, job_group, order_key, args, due, created, state, attempts, error, node"

var insertJob = insert{head: "INSERT INTO jobs (" + jobColumns + ") VALUES ", width: 12}

// Enqueue implements jobs.Writer.
func (w *writer) Enqueue(jobs []ringdex.Job) error {
	if len(jobs) == 0 {
		return nil
	}
	args := make([]any, 0, len(jobs)*insertJob.width)
	before := w.lastJob
	for i := range jobs {
		j := &jobs[i]
		w.lastJob++
		args = append(args, w.org, w.lastJob, j.Kind, j.Group, j.Key, text(j.Args), millis(j.Due), millis(j.Created), string(ringdex.JobWaiting), int64(0), "", "")
	}
	w.moved = true
	if err := w.tx.insertAll(insertJob, args); err != nil {
		return err
	}
	return w.postponeNew(before)
}

// predecessor selects the due time of the last job that waits ahead of a new one with the same key;
// $2 is the last old job.
const predecessor = `(SELECT ahead.due FROM jobs AS ahead WHERE ahead.organization = jobs.organization AND ahead.kind = jobs.kind
	AND ahead.job_group = jobs.job_group AND ahead.order_key = jobs.order_key AND ahead.id <= $2 AND ahead.state = 'waiting'
	ORDER BY ahead.id DESC LIMIT 1)`

// postponeNew postpones the jobs after an ID to the due time of their predecessors.
func (w *writer) postponeNew(after int64) error {
	return w.tx.exec("UPDATE jobs SET due = "+predecessor+" WHERE organization = $1 AND id > $2 AND order_key <> '' AND due < "+predecessor, w.org, after)
}

// text returns the stored form of arguments; an empty object for none.
func text(args json.RawMessage) string {
	if len(args) == 0 {
		return "{}"
	}
	return string(args)
}

// blocked is the condition of a job that must wait for another one of its key: an earlier one, or a
// running one, which may be later if a dead job was retried.
const blocked = `(one.order_key <> '' AND (
	EXISTS (SELECT 1 FROM jobs AS other WHERE other.organization = one.organization AND other.kind = one.kind
		AND other.job_group = one.job_group AND other.order_key = one.order_key AND other.id < one.id AND other.state <> 'dead')
	OR EXISTS (SELECT 1 FROM jobs AS other WHERE other.organization = one.organization AND other.kind = one.kind
		AND other.job_group = one.job_group AND other.order_key = one.order_key AND other.order_key <> '' AND other.state = 'running')))`

// ClaimJobs implements jobs.Store. It reads before it writes, because a writer on SQLite would wait
// for an import, and a queue polls several times a second.
func (s *Store) ClaimJobs(ctx context.Context, c ringdex.JobClaim) (jobs []ringdex.Job, err error) {
	due, err := s.dueKinds(ctx, c)
	if err != nil || len(due) == 0 {
		return nil, err
	}
	err = s.writeSilently(ctx, func(tx *session) error {
		jobs = nil
		for _, kind := range due {
			some, err := claim(tx, c, kind)
			if err != nil {
				return err
			}
			jobs = append(jobs, some...)
		}
		return nil
	})
	if err != nil {
		return nil, err // a failed commit claims no jobs
	}
	slices.SortFunc(jobs, longestDue)
	return jobs, nil
}

// longestDue orders jobs of several kinds by due time.
func longestDue(a, b ringdex.Job) int {
	return cmp.Or(a.Due.Compare(b.Due), cmp.Compare(a.Organization, b.Organization), cmp.Compare(a.ID, b.ID))
}

// dueKinds returns the requested kinds that have due jobs.
func (s *Store) dueKinds(ctx context.Context, c ringdex.JobClaim) (due []string, err error) {
	kinds := listOf(slices.Sorted(maps.Keys(c.Kinds)))
	err = s.read(ctx, func(tx *session) error {
		due, err = collect(tx, "SELECT wanted.value FROM "+s.engine.TextRows("$1")+` WHERE EXISTS (SELECT 1 FROM jobs AS one
			WHERE one.kind = wanted.value AND one.state = 'waiting' AND one.due <= $2 AND NOT `+blocked+`)`,
			[]any{kinds, millis(c.Now)}, func(rows *sql.Rows) (kind string, err error) { return kind, rows.Scan(&kind) })
		return err
	})
	return due, err
}

// claim claims jobs of one kind. Concurrent nodes get different ones: the second skips rows that
// the first has locked (SKIP LOCKED), or waits on SQLite.
func claim(tx *session, c ringdex.JobClaim, kind string) ([]ringdex.Job, error) {
	chosen, err := collect(tx, "SELECT "+jobColumns+` FROM jobs AS one WHERE one.kind = $1 AND one.state = 'waiting' AND one.due <= $2
		AND NOT `+blocked+" ORDER BY one.due, one.organization, one.id LIMIT $3"+tx.store.engine.SkipLocked,
		[]any{kind, millis(c.Now), c.Kinds[kind]}, scanJob)
	if err != nil {
		return nil, err
	}
	for i := range chosen {
		j := &chosen[i]
		j.State, j.Node, j.Attempts = ringdex.JobRunning, c.Node, j.Attempts+1
		if err := tx.exec("UPDATE jobs SET state = 'running', node = $3, attempts = $4 WHERE organization = $1 AND id = $2",
			j.Organization, j.ID, j.Node, j.Attempts); err != nil {
			return nil, err
		}
	}
	return chosen, nil
}

func scanJob(rows *sql.Rows) (j ringdex.Job, err error) {
	var args string
	var due, created int64
	err = rows.Scan(&j.Organization, &j.ID, &j.Kind, &j.Group, &j.Key, &args, &due, &created, &j.State, &j.Attempts, &j.Error, &j.Node)
	j.Args, j.Due, j.Created = json.RawMessage(args), fromMillis(due), fromMillis(created)
	return j, err
}

// SettleJobs implements jobs.Store.
func (s *Store) SettleJobs(ctx context.Context, node string, results []ringdex.JobResult) error {
	if len(results) == 0 {
		return nil
	}
	return s.writeSilently(ctx, func(tx *session) error {
		for i := range results {
			if err := settle(tx, node, &results[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

// heldBy is the condition of a job whose attempt the node may settle.
const heldBy = " WHERE organization = $1 AND id = $2 AND node = $3 AND attempts = $4 AND state = 'running'"

func settle(tx *session, node string, r *ringdex.JobResult) error {
	held := []any{r.Organization, r.ID, node, r.Attempts}
	if r.State == "" {
		return tx.exec("DELETE FROM jobs"+heldBy, held...)
	}
	var args, due any // nil keeps the value
	if r.Args != nil {
		args = string(r.Args)
	}
	if !r.Due.IsZero() {
		due = millis(r.Due)
	}
	set := "state = $5, due = COALESCE($6, due), args = COALESCE($7, args), error = $8, node = ''"
	if r.Fresh {
		set += ", attempts = 0"
	}
	n, err := tx.execCounted("UPDATE jobs SET "+set+heldBy, append(held, string(r.State), due, args, r.Error))
	if err != nil || n == 0 || r.State != ringdex.JobWaiting {
		return err
	}
	return postpone(tx, r)
}

// postpone postpones the jobs behind r to its due time, so that claims need not skip them.
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

// HeldJobs implements jobs.Store.
func (s *Store) HeldJobs(ctx context.Context, node string) (held []ringdex.Job, err error) {
	columns := "organization, id, kind, job_group, order_key, '', due, created, state, attempts, error, node"
	err = s.read(ctx, func(tx *session) error {
		held, err = collect(tx, "SELECT "+columns+" FROM jobs WHERE node = $1 AND state = 'running'", []any{node}, scanJob)
		return err
	})
	slices.SortFunc(held, longestDue)
	return held, err
}

// JobFigures implements jobs.Store.
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

// jobsWhere adds the condition of a filter. States are literals, to match the partial indexes.
func jobsWhere(org ringdex.OrganizationID, f ringdex.JobFilter) *query {
	q := newQuery(org)
	q.and(f.ID != 0, "id = $", f.ID)
	q.and(f.Kind != "", "kind = $", f.Kind)
	q.and(f.Group != "", "job_group = $", f.Group)
	q.and(f.Key != "", "order_key = $", f.Key)
	if f.NotFailing {
		q.where += " AND error = '' AND (kind, job_group, order_key) NOT IN (SELECT kind, job_group, order_key FROM jobs" + q.where +
			" AND error <> '' AND state <> 'dead' AND order_key <> '')"
	}
	switch f.State {
	case "":
	case ringdex.JobWaiting, ringdex.JobRunning, ringdex.JobDead:
		q.where += " AND state = '" + string(f.State) + "'"
	default:
		q.and(true, "state = $", string(f.State)) // matches none
	}
	return q
}

// Jobs implements jobs.Reader.
func (r *reader) Jobs(f ringdex.JobFilter, p ringdex.Page) ([]ringdex.Job, error) {
	q := jobsWhere(r.org, f)
	end, args := q.page(p)
	return collect(r.tx, "SELECT "+jobColumns+" FROM jobs"+q.where+end, args, scanJob)
}

// CountJobs implements jobs.Reader.
func (r *reader) CountJobs(f ringdex.JobFilter) (n int64, err error) {
	q := jobsWhere(r.org, f)
	_, err = r.tx.row("SELECT COUNT(*) FROM jobs"+q.where, q.args, &n)
	return n, err
}

// Advance implements jobs.Writer.
func (w *writer) Advance(j ringdex.Job, args json.RawMessage) error {
	n, err := w.tx.execCounted("UPDATE jobs SET args = $5"+heldBy, []any{w.org, j.ID, j.Node, j.Attempts, string(args)})
	if err == nil && n == 0 {
		err = fmt.Errorf("another node has job %d: %w", j.ID, ringdex.Conflict)
	}
	return err
}

// RetryJobs implements jobs.Writer.
func (w *writer) RetryJobs(f ringdex.JobFilter, due time.Time) (int64, error) {
	f.State = ringdex.JobDead
	q := jobsWhere(w.org, f)
	return w.tx.execCounted("UPDATE jobs SET state = 'waiting', attempts = 0, due = $"+itoa(len(q.args)+1)+q.where, append(q.args, millis(due)))
}

// RemoveJobs implements jobs.Writer.
func (w *writer) RemoveJobs(f ringdex.JobFilter) (int64, error) {
	q := jobsWhere(w.org, f)
	return w.tx.execCounted("DELETE FROM jobs"+q.where, q.args)
}
