package file

import (
	"encoding/json"
	"io/fs"
	"time"

	"ringdex/internal/connector"
)

// state is what a read must know of the one before.
type state struct {
	Seen map[string]sight `json:"seen,omitempty"` // files that may still have been growing
	Held *waits           `json:"held,omitempty"` // a guard has stopped the read at this file
}

// stamp tells one content of a file from another.
type stamp struct {
	Size int64     `json:"size"`
	Mod  time.Time `json:"mod"`
}

// sight is since when a file has been as it is.
type sight struct {
	stamp
	Since time.Time `json:"since"`
}

// waits is a file that waits for a person.
type waits struct {
	stamp
	Name string `json:"name"`
}

func stampOf(i fs.FileInfo) stamp { return stamp{i.Size(), i.ModTime().UTC()} }

func (s stamp) same(as stamp) bool { return s.Size == as.Size && s.Mod.Equal(as.Mod) }

func stateOf(kept connector.State) state {
	var s state
	if kept != nil && json.Unmarshal(kept, &s) != nil {
		return state{}
	}
	return s
}

// settled reports whether a file is complete: nobody has written to it for a while, by its own time
// or, as the clock of its server may be wrong, by ours. If not, it notes when it was seen.
func (r *reading) settled(f *found) bool {
	now, pause := r.now(), r.settle
	if pause == 0 || !f.Mod.After(now.Add(-pause)) {
		return true
	}
	seen := r.before.Seen[f.name]
	if !seen.same(f.stamp) {
		seen = sight{f.stamp, now}
	}
	if now.Sub(seen.Since) >= pause {
		return true
	}
	if r.after.Seen == nil {
		r.after.Seen = map[string]sight{}
	}
	r.after.Seen[f.name] = seen
	return false
}
