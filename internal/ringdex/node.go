package ringdex

import "time"

// Node is a running program on a database. It says that it is alive every so often; jobs and runs of a node that no
// longer does are taken over by others.
type Node struct {
	ID      string // made at each start
	Host    string // and process, for people
	Version string
	Started time.Time
	Seen    time.Time // by the clock of the database
	Alive   bool      // seen within NodeTimeout
}

// How often a node says that it is alive, and after how long without it is taken for dead.
const (
	NodeBeat    = 2 * time.Second
	NodeTimeout = 10 * time.Second
)
