package fileimport

import (
	"sync"

	"ringdex/internal/mapping"
	"ringdex/internal/ringdex"
)

// row is a row as it came, kept until its outcome is known.
type row struct {
	index, line int
	cells       []string // nil when it could not be split
	text        string
	draft       *mapping.Draft // nil when it was not read
	unread      bool           // it never was a record: what else is wrong with it says nothing
}

// tally keeps the rows that were read and have no outcome yet, and counts. Reading and reporting are two
// goroutines.
type tally struct {
	mu      sync.Mutex
	pending []row
	rows    int
	counts  ringdex.Counts
}

func (t *tally) add(r row) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.rows++
	t.pending = append(t.pending, r)
}

func (t *tally) read() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.rows
}

// take gives the row of an outcome. Outcomes come in the order of rows, each once, so anything else is a fault of
// the program, and one that must not be passed over: rows would be counted wrong.
func (t *tally) take(o *ringdex.Outcome) (row, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.pending) == 0 || t.pending[0].index != o.At.Index {
		return row{}, ringdex.Fail(ringdex.Internal, "import.order", o.At.Index)
	}
	r := t.pending[0]
	t.pending[0] = row{}
	t.pending = t.pending[1:]
	t.counts.Add(o.Action)
	return r, nil
}

// total is the figures of the outcomes so far; what was read is their sum by the way they are made.
func (t *tally) total() ringdex.Counts {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.counts
}

// check says whether every row that was read has had its outcome; it holds after a run that came to its end.
func (t *tally) check() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.pending) > 0 || int(t.counts.Read) != t.rows {
		return ringdex.Fail(ringdex.Internal, "import.count", t.rows, t.counts.Read)
	}
	return nil
}
