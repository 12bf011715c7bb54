package store

import (
	"time"

	"ringdex/internal/ringdex"
)

// Runs of long ago are folded into the figures of their days, so that their number is bounded. The
// figures of a day are a row of runs as well. They never ended, so ended is 0: readers of ended
// runs pass over them, and they are not folded again.

var removeRun = removal("runs", "id")

// foldRuns folds at most limit ended runs that started before a moment, and returns how many.
func (w *writer) foldRuns(before time.Time, limit int) (int64, error) {
	first := ringdex.FirstID(before)
	old, err := collect(w.tx, "SELECT body FROM runs WHERE organization = $1 AND ended > 0 AND id < $2 ORDER BY ended LIMIT $3",
		[]any{w.org, first[:], limit}, scanDocument[runRow])
	if err != nil {
		return 0, err
	}
	days, ids := map[ringdex.ID]ringdex.Run{}, make([]any, len(old))
	for i := range old {
		day := old[i].Daily()
		if sum, is := days[day.ID]; is {
			day = sum.Together(day)
		}
		days[day.ID], ids[i] = day, old[i].ID[:]
	}
	for _, day := range days {
		if err := w.addToDay(day); err != nil {
			return 0, err
		}
	}
	return int64(len(old)), w.removeAll([]gone{{removeRun, ids}})
}

// addToDay adds figures to those that are stored.
func (w *writer) addToDay(day ringdex.Run) error {
	switch stored, err := w.Run(day.ID); {
	case err == nil:
		day = stored.Together(day)
	case ringdex.CodeOf(err) != ringdex.NotFound:
		return err
	}
	return w.putRun(day, 0)
}
