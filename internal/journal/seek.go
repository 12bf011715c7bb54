package journal

import (
	"sort"
	"time"

	"ringdex/internal/ringdex"
)

// slack is the maximum disorder of times relative to sequences: a change has the time at which its
// writer began.
const slack = time.Hour

// Since returns a sequence that precedes all changes since a time. It may be up to an hour of
// changes too early, because the journal is in commit order. It takes about 30 look-ups (binary
// search).
func Since(r ringdex.JournalReader, since time.Time) (seq int64, err error) {
	since = since.Add(-slack)
	after := sort.Search(int(r.Head().Changes), func(n int) bool {
		changes, failure := r.Changes(int64(n), 1)
		if failure != nil {
			err = failure
		}
		return len(changes) == 0 || !changes[0].Cause.At.Before(since)
	})
	return int64(after), err
}

// Past reports whether every change after one with time at is later than until.
func Past(at, until time.Time) bool { return at.After(until.Add(slack)) }
