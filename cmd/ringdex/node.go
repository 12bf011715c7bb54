package main

import (
	"fmt"
	"os"

	"ringdex/internal/ringdex"
)

// node returns this program as a node of the database, with a new id at each start.
func (e *environment) node() ringdex.Node {
	now := e.clock()
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	return ringdex.Node{ID: ringdex.NewID(now).String(), Host: fmt.Sprintf("%s/%d", host, os.Getpid()), Version: versionText(), Started: now}
}
