package ringdex

import "time"

// Node is a running program on a database. It sends heartbeats; other nodes take over the jobs and
// runs of a node whose heartbeats stop.
type Node struct {
	ID      string // new at each start
	Host    string // host and process, for people
	Version string
	Started time.Time
	Seen    time.Time // by the clock of the database
	Alive   bool      // seen within NodeTimeout
}

// The interval of heartbeats, and the time without one after which a node counts as dead.
const (
	NodeBeat    = 2 * time.Second
	NodeTimeout = 10 * time.Second
)
