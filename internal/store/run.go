package store

import (
	"database/sql"

	"ringdex/internal/ringdex"
)

// PutRun implements ringdex.Writer. An ended run gets a number in the order of ends. A run that was
// closed too early and reopened loses it and gets a new one at its end, so that readers of
// EndedRuns see it again.
func (w *writer) PutRun(r ringdex.Run) error {
	ended := int64(0)
	if r.State != ringdex.RunRunning {
		w.lastRunEnd++
		w.moved = true
		ended = w.lastRunEnd
	}
	return w.putRun(r, ended)
}

func (w *writer) putRun(r ringdex.Run, ended int64) error {
	row := toRunRow(r)
	return w.tx.exec(`INSERT INTO runs (organization, id, state, started, active, body, ended) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (organization, id) DO UPDATE SET state = excluded.state, active = excluded.active, body = excluded.body,
			ended = CASE WHEN runs.ended > 0 AND excluded.ended > 0 THEN runs.ended ELSE excluded.ended END`,
		w.org, r.ID[:], string(r.State), millis(r.Started), millis(row.active()), encodeDocument(row), ended)
}

// EndedRuns implements ringdex.RunReader.
func (r *reader) EndedRuns(after int64, limit int) (runs []ringdex.Run, next int64, err error) {
	next = after
	runs, err = collect(r.tx, "SELECT ended, body FROM runs WHERE organization = $1 AND ended > 0 AND ended > $2 ORDER BY ended LIMIT $3",
		[]any{r.org, after, limit}, func(rows *sql.Rows) (run ringdex.Run, err error) {
			var body []byte
			if err := rows.Scan(&next, &body); err != nil {
				return run, err
			}
			return decodeDocument[runRow](body)
		})
	return runs, next, err
}

// Run implements ringdex.RunReader.
func (r *reader) Run(id ringdex.ID) (ringdex.Run, error) {
	var body []byte
	found, err := r.tx.row("SELECT body FROM runs WHERE organization = $1 AND id = $2", []any{r.org, id[:]}, &body)
	if err == nil && !found {
		err = ringdex.Fail(ringdex.NotFound, "run.unknown", id)
	}
	if err != nil {
		return ringdex.Run{}, err
	}
	return decodeDocument[runRow](body)
}

// Runs implements ringdex.RunReader.
func (r *reader) Runs(p ringdex.Page) ([]ringdex.Run, error) {
	return collect(r.tx, "SELECT body FROM runs WHERE organization = $1 ORDER BY active DESC, id DESC LIMIT $2 OFFSET $3",
		[]any{r.org, p.Limit, p.Offset}, scanDocument[runRow])
}

var insertRefusal = insert{head: "INSERT INTO refusals (organization, run, position, body) VALUES ", width: 4}

// AddRefusals implements ringdex.Writer.
func (w *writer) AddRefusals(run ringdex.ID, before int64, refusals []ringdex.Refusal) error {
	args := make([]any, 0, len(refusals)*insertRefusal.width)
	for i := range refusals {
		args = append(args, w.org, run[:], before+int64(refusals[i].At.Index), encodeDocument(toRefusalRow(&refusals[i])))
	}
	return w.tx.insertAll(insertRefusal, args)
}

// Refusals implements ringdex.RunReader.
func (r *reader) Refusals(run ringdex.ID, p ringdex.Page) ([]ringdex.Refusal, error) {
	return collect(r.tx, "SELECT body FROM refusals WHERE organization = $1 AND run = $2 ORDER BY position LIMIT $3 OFFSET $4",
		[]any{r.org, run[:], p.Limit, p.Offset}, scanDocument[refusalRow])
}
