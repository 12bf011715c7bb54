package ringdex

import (
	"encoding/json"
	"time"
)

// Job is a piece of work that survives a restart. It is enqueued in the transaction that causes it,
// and a node runs it at least once.
type Job struct {
	Organization OrganizationID
	ID           int64  // sequence within the organization in commit order; set by the store
	Kind         string // selects the handler
	Group        string // ties related jobs together for counting, retrying and cancelling; optional
	Key          string // jobs with the same kind, group and key run one after the other, by ID; "" for no order
	Args         json.RawMessage
	Due          time.Time // not before this
	Created      time.Time
	State        JobState
	Attempts     int    // number of attempts begun
	Error        string // error of the last attempt
	Node         string // which runs it
}

// JobState is the state of a job. A job that is done is deleted.
type JobState string

// A job waits until it is due and runs on a node. Then it is deleted, waits again, or is dead: it
// is not retried automatically.
const (
	JobWaiting JobState = "waiting"
	JobRunning JobState = "running"
	JobDead    JobState = "dead"
)

// JobClaim is a request for jobs.
type JobClaim struct {
	Node  string
	Kinds map[string]int // maximum number of jobs of each kind
	Now   time.Time
}

// JobResult is the result of an attempt.
type JobResult struct {
	Organization OrganizationID
	ID           int64
	Attempts     int             // as claimed: results of older attempts are ignored
	State        JobState        // waiting: again at Due; dead: since Due; "" done
	Due          time.Time       // while it waits, later jobs of its key wait too
	Args         json.RawMessage // replaces the arguments, unless nil
	Error        string
	Fresh        bool // resets the count of attempts
}

// JobFilter selects jobs; zero values match all.
type JobFilter struct {
	Kind, Group, Key string
	State            JobState
	ID               int64
	NotFailing       bool // excludes failed jobs and those behind them in their key
}

// JobFigures are the figures of one kind of jobs in one organization.
type JobFigures struct {
	Organization           OrganizationID
	Kind                   string
	Waiting, Running, Dead int64     // Waiting includes jobs that are not due yet
	Failing                int64     // waiting after a failed attempt
	Oldest                 time.Time // earliest due time of waiting jobs; zero for none
}
