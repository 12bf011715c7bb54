package ringdex

import (
	"encoding/json"
	"time"
)

// Job is a piece of work that survives a restart. It is enqueued together with whatever makes it necessary, in one
// transaction, and run by some node at least once.
type Job struct {
	Organization OrganizationID
	ID           int64  // counts the jobs of the organization; given by the store, in the order in which they are committed
	Kind         string // names the handler
	Group        string // what it is about, so that it can be counted, retried and cancelled together with its like; may be empty
	Key          string // jobs of one kind, group and key run one after the other, in order of ID; "" waits for nobody
	Args         json.RawMessage
	Due          time.Time // not before this
	Created      time.Time
	State        JobState
	Attempts     int    // how often it was begun
	Error        string // how the last attempt ended
	Node         string // which runs it
}

// JobState is how far a job has come. A job that is done is gone.
type JobState string

// A job waits until it is due, runs on a node, and is gone, waits again, or is dead: it will not be tried again by itself.
const (
	JobWaiting JobState = "waiting"
	JobRunning JobState = "running"
	JobDead    JobState = "dead"
)

// JobClaim asks for work.
type JobClaim struct {
	Node  string
	Kinds map[string]int // how many jobs of each kind, at most
	Now   time.Time
}

// JobResult is how an attempt ended.
type JobResult struct {
	Organization OrganizationID
	ID           int64
	Attempts     int             // as the job said when it was claimed: an older attempt has no say any more
	State        JobState        // waiting: again at Due; dead: since Due; "" done
	Due          time.Time       // when it waits, those behind it in its key wait as long
	Args         json.RawMessage // replaces the arguments, unless nil
	Error        string
	Fresh        bool // attempts count from nothing again
}

// JobFilter narrows; zero values do not.
type JobFilter struct {
	Kind, Group, Key string
	State            JobState
	ID               int64
	NotFailing       bool // only jobs that have not failed and are not behind one of their key that has
}

// JobFigures are how the queue of one kind in one organization stands.
type JobFigures struct {
	Organization           OrganizationID
	Kind                   string
	Waiting, Running, Dead int64     // Waiting includes what is not due yet
	Failing                int64     // waiting after an attempt that failed
	Oldest                 time.Time // since when the first of the waiting ones has been due or will be; zero when none waits
}
