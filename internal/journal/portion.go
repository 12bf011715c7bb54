package journal

import (
	"slices"
	"time"

	"ringdex/internal/ringdex"
)

// Limits of one read.
const (
	batch   = 200    // changes for a target
	plain   = 5000   // changes for a Plain one
	stride  = 10_000 // unwanted changes skipped in one step
	endings = 20     // runs
)

// Portion is a part of the journal for a target.
type Portion struct {
	Changes []ringdex.Change // wanted changes with their images, unless the target is Plain
	Runs    []ringdex.Run    // ended runs, each after all of its changes
	To      ringdex.Cursor   // the cursor after the portion
	Last    time.Time        // time of the newest change read
	More    bool             // there may be more
}

// read reads a portion from a cursor on.
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
	_, isPlain := t.(Plain)
	most := batch
	if isPlain {
		most = plain
	}
	changes, err := r.Changes(p.To.Changes, most)
	p.More = len(changes) == most
	if err != nil || len(changes) == 0 {
		return err
	}
	p.To.Changes = changes[len(changes)-1].Seq
	p.Last = changes[len(changes)-1].Cause.At
	if !isPlain {
		if err := r.FillAfter(changes, t.Wants); err != nil {
			return err
		}
	}
	p.Changes = slices.DeleteFunc(changes, func(c ringdex.Change) bool { return !t.Wants(&c) })
	return nil
}

// readRuns reads the ended runs whose changes have all been read: targets rely on that order.
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
