package fileimport

import (
	"sync"

	"ringdex/internal/mapping"
	"ringdex/internal/ringdex"
)

// row is an input row, stored until its outcome is known.
type row struct {
	index, line int
	cells       []string // nil if it could not be split
	text        string
	draft       *mapping.Draft // nil when it was not read
	unread      bool           // it was not readable, so other problems are meaningless
}

// tally stores the rows without an outcome yet, and counts. Reading and reporting are two
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

// take returns the row of an outcome. Outcomes arrive in the order of rows, each once; anything
// else is a bug and an error, because counts would be wrong.
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

// total returns the figures of the outcomes so far; Read is their sum.
func (t *tally) total() ringdex.Counts {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.counts
}

// check reports an error if a row has no outcome after a complete run.
func (t *tally) check() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.pending) > 0 || int(t.counts.Read) != t.rows {
		return ringdex.Fail(ringdex.Internal, "import.count", t.rows, t.counts.Read)
	}
	return nil
}
