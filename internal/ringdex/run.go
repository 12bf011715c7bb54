package ringdex

import (
	"time"

	"ringdex/internal/message"
)

// RunState is the state of a run.
type RunState string

// A run ends as finished, or as stopped with the reason in Run.Error.
const (
	RunRunning  RunState = "running"
	RunFinished RunState = "finished"
	RunStopped  RunState = "stopped"
)

// Run is one intake from a source: a file, a sync, or the calls of one caller at one door within an
// hour. Old runs become the figures of their day; see Daily.
type Run struct {
	ID       ID
	Source   string
	Kind     Kind
	Door     string // "helpdesk", "voipex", "import"
	Actor    string
	Name     string // of the file, if there is one
	Node     string // the node that works on it
	State    RunState
	Error    message.Text // why it stopped
	Counts   Counts
	Calls    int64 // calls that changed or refused something; 0 if it is not a run of calls
	Runs     int64 // runs that the figures of a day sum up; 0 if it is a run
	Started  time.Time
	Active   time.Time // when it last took or refused records; lists are in this order
	Finished time.Time
	Findings *Findings // of a file; nil for other runs
	Undoes   ID        // the run that it takes back; zero for other runs

	// The run's changes are in the journal after FirstSeq, up to LastSeq, possibly mixed with
	// others.
	FirstSeq, LastSeq int64
}

// CallsEnd returns the end of a run of calls.
func (r *Run) CallsEnd() time.Time { return r.Started.Truncate(time.Hour).Add(time.Hour) }

// Daily returns the figures of the run's day (UTC), source, kind and door, as far as this run makes
// them. The figures of another run of that day have the same id: Together adds them.
func (r *Run) Daily() Run {
	const length = 24 * time.Hour
	day := r.Started.UTC().Truncate(length)
	return Run{
		ID:     DerivedID(day, "day", r.Source, string(r.Kind), r.Door),
		Source: r.Source, Kind: r.Kind, Door: r.Door, State: RunFinished,
		Counts: r.Counts, Calls: r.Calls, Runs: max(r.Runs, 1), Started: day, Active: day.Add(length - time.Millisecond), Finished: day.Add(length),
	}
}

// Together returns the sum of two figures of one day.
func (r Run) Together(other Run) Run {
	r.Counts, r.Calls, r.Runs = r.Counts.Plus(other.Counts), r.Calls+other.Calls, r.Runs+other.Runs
	return r
}

// Counts are the figures of a run; Read is always the sum of Created, Updated, Unchanged and
// Refused.
type Counts struct {
	Read, Created, Updated, Unchanged, Refused int64

	Deleted int64 // by a replacing run, in addition to its records
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

// Plus returns the sum.
func (n Counts) Plus(m Counts) Counts {
	return Counts{
		n.Read + m.Read, n.Created + m.Created, n.Updated + m.Updated, n.Unchanged + m.Unchanged, n.Refused + m.Refused, n.Deleted + m.Deleted,
	}
}

// Position is the position of a record in the input.
type Position struct {
	Index int // from 0
	Line  int // physical line of a file, from 1; 0 without a file
}

// Outcome is the result of one record. Every record has exactly one, in input order.
type Outcome struct {
	At       Position
	Key      string // the sender's name of the record
	Action   Action
	Ref      Ref      // unset if a creation was refused
	Deltas   []Delta  // of an update: field, old, new
	Problems []*Error // why it was refused
	Notes    []*Error // ignored and adjusted values of an accepted record

	// The current record, for the dialects' answers.
	Contact *Contact // nil when refused
	Company *Company // nil when refused

	// Holder is the other contact that has the user name.
	Holder ID
}

// Delta is the change of one field.
type Delta struct{ Field, Old, New string }

// Refusal is a stored refused record, with its original text, so that it can be corrected and sent
// again.
type Refusal struct {
	At       Position
	Key      string
	Original string
	Problems []*Error
}
