package journal

import (
	"sort"
	"time"

	"ringdex/internal/ringdex"
)

// slack is how far the times of changes may differ from the order of their sequences: a change has the time at which its
// writer began.
const slack = time.Hour

// Since returns a sequence after which all changes since a time are. It may be too early by an hour of changes, because
// these are in the order of their commits. It takes some 30 look-ups.
func Since(r ringdex.JournalReader, since time.Time) (seq int64, err error) {
	since = since.Add(-slack)
	after := sort.Search(int(r.Head()), func(n int) bool {
		changes, failure := r.Changes(int64(n), 1)
		if failure != nil {
			err = failure
		}
		return len(changes) == 0 || !changes[0].Cause.At.Before(since)
	})
	return int64(after), err
}

// Past reports whether no change before until can follow one of the time at.
func Past(at, until time.Time) bool { return at.After(until.Add(slack)) }
