package ringdex

import (
	"time"

	"ringdex/internal/message"
)

// RunState is how far a run has come.
type RunState string

// A run that was started ends as finished, or as stopped, with the reason in Run.Error.
const (
	RunRunning  RunState = "running"
	RunFinished RunState = "finished"
	RunStopped  RunState = "stopped"
)

// Run is one intake from a source: a file, a sync, or the calls of an hour that one caller has made at one door.
type Run struct {
	ID       ID
	Source   string
	Kind     Kind
	Door     string // how the records came: "helpdesk", "voipex", "import"
	Actor    string
	Name     string // of the file, if there is one
	Node     string // which works on it
	State    RunState
	Error    message.Text // why it stopped
	Counts   Counts
	Calls    int64 // that changed or refused something; 0 for a run that is none of calls
	Started  time.Time
	Finished time.Time

	// The changes of the run stand in the journal after FirstSeq, up to LastSeq, perhaps among others'.
	FirstSeq, LastSeq int64
}

// CallsEnd is when a run of calls takes in no more of them.
func (r *Run) CallsEnd() time.Time { return r.Started.Truncate(time.Hour).Add(time.Hour) }

// Counts are the figures of a run; Read is always the sum of Created, Updated, Unchanged and Refused.
type Counts struct {
	Read, Created, Updated, Unchanged, Refused int64

	Deleted int64 // by a replacing run: no record of it stands for them
}

// Add counts one outcome.
func (n *Counts) Add(a Action) {
	n.Read++
	switch a {
	case Created:
		n.Created++
	case Updated:
		n.Updated++
	case Unchanged:
		n.Unchanged++
	default:
		n.Refused++
	}
}

// Plus is the sum of both.
func (n Counts) Plus(m Counts) Counts {
	return Counts{
		n.Read + m.Read, n.Created + m.Created, n.Updated + m.Updated, n.Unchanged + m.Unchanged, n.Refused + m.Refused, n.Deleted + m.Deleted,
	}
}

// Position is where a record stands in what was sent.
type Position struct {
	Index int // from 0
	Line  int // physical line of a file, from 1; 0 when there is no file
}

// Outcome says what became of one record. Every record read has exactly one, in input order.
type Outcome struct {
	At       Position
	Key      string // what the sender calls the record
	Action   Action
	Ref      Ref      // unset when refused on creation
	Deltas   []Delta  // of an update: field, old, new
	Problems []*Error // why it was refused
	Notes    []*Error // what was left alone or adjusted, of a record that went in

	// What the dialects' answers need of the record as it stands now.
	Contact *Contact // nil when refused
	Company *Company // nil when refused

	// Holder is the contact that already has the wanted user name.
	Holder ID
}

// Delta is one field of an update.
type Delta struct{ Field, Old, New string }

// Refusal is a refused record as it is kept: with its original text, so that it can be mended and sent again.
type Refusal struct {
	At       Position
	Key      string
	Original string
	Problems []*Error
}
