package store

import (
	"database/sql"
	"encoding/json"

	"ringdex/internal/ringdex"
)

// PutRun implements ringdex.Writer. A run that has ended has a number among those that have. One that others gave up
// too early loses it when it goes on, and gets a new one at its end: whoever follows hears of that too.
func (w *writer) PutRun(r ringdex.Run) error {
	ended := int64(0)
	if r.State != ringdex.RunRunning {
		w.lastRunEnd++
		w.moved = true
		ended = w.lastRunEnd
	}
	body, _ := json.Marshal(r) // a run holds nothing that JSON does not know
	return w.tx.exec(`INSERT INTO runs (organization, id, state, started, body, ended) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (organization, id) DO UPDATE SET state = excluded.state, body = excluded.body,
			ended = CASE WHEN runs.ended > 0 AND excluded.ended > 0 THEN runs.ended ELSE excluded.ended END`,
		w.org, r.ID[:], string(r.State), millis(r.Started), string(body), ended)
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
			return run, json.Unmarshal(body, &run)
		})
	return runs, next, err
}

// Run implements ringdex.RunReader.
func (r *reader) Run(id ringdex.ID) (ringdex.Run, error) {
	var run ringdex.Run
	var body []byte
	found, err := r.tx.row("SELECT body FROM runs WHERE organization = $1 AND id = $2", []any{r.org, id[:]}, &body)
	if err == nil && !found {
		err = ringdex.Errorf(ringdex.NotFound, "there is no run %s", id)
	}
	if err != nil {
		return run, err
	}
	return run, json.Unmarshal(body, &run)
}

// Runs implements ringdex.RunReader. Ids of runs are in order of time, so the key serves the order too.
func (r *reader) Runs(p ringdex.Page) ([]ringdex.Run, error) {
	return collect(r.tx, "SELECT body FROM runs WHERE organization = $1 ORDER BY id DESC LIMIT $2 OFFSET $3",
		[]any{r.org, p.Limit, p.Offset}, scanBody[ringdex.Run])
}

var insertRefusal = insert{head: "INSERT INTO refusals (organization, run, position, body) VALUES ", width: 4}

// AddRefusals implements ringdex.Writer.
func (w *writer) AddRefusals(run ringdex.ID, refusals []ringdex.Refusal) error {
	args := make([]any, 0, len(refusals)*insertRefusal.width)
	for i := range refusals {
		body, _ := json.Marshal(refusalRow(refusals[i]))
		args = append(args, w.org, run[:], int64(refusals[i].At.Index), string(body))
	}
	return w.tx.insertAll(insertRefusal, args)
}

// Refusals implements ringdex.RunReader.
func (r *reader) Refusals(run ringdex.ID, p ringdex.Page) ([]ringdex.Refusal, error) {
	return collect(r.tx, "SELECT body FROM refusals WHERE organization = $1 AND run = $2 ORDER BY position LIMIT $3 OFFSET $4",
		[]any{r.org, run[:], p.Limit, p.Offset}, func(rows *sql.Rows) (ringdex.Refusal, error) {
			row, err := scanBody[refused](rows)
			return row.refusal(), err
		})
}

// refused is the body of a refusal; causes are for the log and are not kept.
type refused struct {
	Index    int
	Line     int    `json:",omitempty"`
	Key      string `json:",omitempty"`
	Original string
	Problems []problemRow
}

type problemRow struct {
	Code    string
	Field   string `json:",omitempty"`
	Message string
}

func refusalRow(r ringdex.Refusal) refused {
	row := refused{Index: r.At.Index, Line: r.At.Line, Key: r.Key, Original: r.Original}
	for _, p := range r.Problems {
		row.Problems = append(row.Problems, problemRow{string(p.Code), p.Field, p.Message})
	}
	return row
}

func (r refused) refusal() ringdex.Refusal {
	refusal := ringdex.Refusal{At: ringdex.Position{Index: r.Index, Line: r.Line}, Key: r.Key, Original: r.Original}
	for _, p := range r.Problems {
		refusal.Problems = append(refusal.Problems, &ringdex.Error{Code: ringdex.Code(p.Code), Field: p.Field, Message: p.Message})
	}
	return refusal
}

// scanBody reads a row that is one JSON body.
func scanBody[T any](rows *sql.Rows) (T, error) {
	var v T
	var body sql.RawBytes
	if err := rows.Scan(&body); err != nil {
		return v, err
	}
	return v, json.Unmarshal(body, &v)
}
