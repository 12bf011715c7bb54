package journal

import (
	"slices"
	"time"

	"ringdex/internal/ringdex"
)

// How much is read at once.
const (
	batch   = 200    // changes for a target
	stride  = 10_000 // changes that are passed over in one step when the target wants none of them
	endings = 20     // runs
)

// Portion is a part of the journal, as a target gets it.
type Portion struct {
	Changes []ringdex.Change // that the target wants, with their images
	Runs    []ringdex.Run    // that have ended, each after all of its changes
	To      ringdex.Cursor   // up to which the portion was read
	Last    time.Time        // of the newest change that was read
	More    bool             // there may be more
}

// read reads on from a cursor.
func read(r ringdex.Reader, t Target, from ringdex.Cursor) (p Portion, err error) {
	p = Portion{To: from, More: true}
	for p.More && len(p.Changes) == 0 && p.To.Changes < from.Changes+stride {
		if err := p.readChanges(r, t); err != nil {
			return p, err
		}
	}
	return p, p.readRuns(r)
}

// Batch reads at most 200 changes after a sequence, and no runs.
func Batch(r ringdex.JournalReader, t Target, after int64) (p Portion, err error) {
	p.To.Changes = after
	return p, p.readChanges(r, t)
}

func (p *Portion) readChanges(r ringdex.JournalReader, t Target) error {
	changes, err := r.Changes(p.To.Changes, batch)
	p.More = len(changes) == batch
	if err != nil || len(changes) == 0 {
		return err
	}
	p.To.Changes = changes[len(changes)-1].Seq
	p.Last = changes[len(changes)-1].Cause.At
	if err := r.FillAfter(changes, t.Wants); err != nil {
		return err
	}
	p.Changes = slices.DeleteFunc(changes, func(c ringdex.Change) bool { return !t.Wants(&c) })
	return nil
}

// readRuns reads the runs that have ended and whose changes have all been read: a target that gets a run may rely on that.
func (p *Portion) readRuns(r ringdex.RunReader) error {
	for range endings {
		runs, next, err := r.EndedRuns(p.To.Runs, 1)
		if err != nil || len(runs) == 0 || runs[0].LastSeq > p.To.Changes {
			return err
		}
		p.To.Runs = next
		p.Runs = append(p.Runs, runs[0])
	}
	p.More = true
	return nil
}
