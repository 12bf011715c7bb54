package main

import (
	"os"

	"ringdex/internal/jobs"
	"ringdex/internal/ringdex"
)

// works is the queue of this node, with all that it can do.
func (a *app) works() *jobs.Queue {
	host, _ := os.Hostname() // for people only
	node := ringdex.Node{ID: ringdex.NewID(a.clock()).String(), Host: host, Version: versionText(), Started: a.clock()}
	queue := jobs.NewQueue(jobs.Deps{Store: a.store, Clock: a.clock, Log: a.log, Node: node})
	for _, work := range a.sender.Works() {
		queue.Register(work)
	}
	return queue
}
