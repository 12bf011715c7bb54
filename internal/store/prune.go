package store

import (
	"time"

	"ringdex/internal/ringdex"
)

// prunes are the statements of Prune. Each has the parameters organization, horizon and limit.
// Refusals have no time, but the ids of runs are in chronological order.
var prunes = []struct {
	text    string
	horizon func(ringdex.Horizon) (from time.Time, arg any)
}{
	{`DELETE FROM refusals WHERE organization = $1 AND run < $2 AND (run, position) IN (SELECT run, position FROM refusals
		WHERE organization = $1 AND run < $2 ORDER BY run, position LIMIT $3)`, func(h ringdex.Horizon) (time.Time, any) {
		first := ringdex.FirstID(h.Refusals)
		return h.Refusals, first[:]
	}},
	{`DELETE FROM deliveries WHERE organization = $1 AND at < $2 AND (webhook, at, id) IN (SELECT webhook, at, id FROM deliveries
		WHERE organization = $1 AND at < $2 ORDER BY at LIMIT $3)`, func(h ringdex.Horizon) (time.Time, any) {
		return h.Deliveries, millis(h.Deliveries)
	}},
	{`DELETE FROM jobs WHERE organization = $1 AND state = 'dead' AND due < $2 AND (organization, id) IN (SELECT organization, id FROM jobs
		WHERE organization = $1 AND state = 'dead' AND due < $2 ORDER BY due LIMIT $3)`, func(h ringdex.Horizon) (time.Time, any) { return h.DeadJobs, millis(h.DeadJobs) }},
	{`DELETE FROM calls WHERE organization = $1 AND id < $2 AND (organization, id) IN (SELECT organization, id FROM calls
		WHERE organization = $1 AND id < $2 ORDER BY id LIMIT $3)`, func(h ringdex.Horizon) (time.Time, any) {
		first := ringdex.FirstID(h.Calls)
		return h.Calls, first[:]
	}},
}

// Prune implements ringdex.Writer.
func (w *writer) Prune(h ringdex.Horizon, limit int) (removed int64, err error) {
	if !h.Runs.IsZero() {
		if removed, err = w.foldRuns(h.Runs, limit); err != nil {
			return removed, err
		}
	}
	for _, p := range prunes {
		from, arg := p.horizon(h)
		if from.IsZero() {
			continue
		}
		n, err := w.tx.execCounted(p.text, []any{w.org, arg, limit})
		if err != nil {
			return removed, err
		}
		removed += n
	}
	return removed, nil
}
