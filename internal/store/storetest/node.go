package storetest

import (
	"testing"
	"time"

	"ringdex/internal/ringdex"
)

var nodes = suite{
	"a node is seen":                            nodeIsSeen,
	"a node that leaves gives its jobs back":    nodeLeaves,
	"jobs of a node that is silent are rescued": nodeIsSilent,
	"keeping the queue going wakes nobody":      queueIsSilent,
}

func node(id string, started int) ringdex.Node {
	return ringdex.Node{ID: id, Host: "host " + hard, Version: "v1", Started: at(started)}
}

func (f *fixture) beat(n ringdex.Node) {
	f.t.Helper()
	if err := f.Beat(f.t.Context(), n); err != nil {
		f.t.Fatal(err)
	}
}

func (f *fixture) nodes() []ringdex.Node {
	f.t.Helper()
	all, err := f.Nodes(f.t.Context())
	if err != nil {
		f.t.Fatal(err)
	}
	return all
}

func nodeIsSeen(t *testing.T, f *fixture) {
	wantEqual(t, "nodes before the first", len(f.nodes()), 0)
	f.beat(node("a", 1))
	f.beat(node("b", 2))
	before := f.nodes()
	wantFull(t, before[0])
	f.beat(node("a", 1))
	after := f.nodes()
	if after[1].Seen.Before(before[1].Seen) {
		t.Errorf("a was seen at %v, and then at %v", before[1].Seen, after[1].Seen)
	}
	for i, want := range []ringdex.Node{node("b", 2), node("a", 1)} {
		want.Seen, want.Alive = after[i].Seen, true
		wantEqual(t, "a node", after[i], want)
	}
}

func nodeLeaves(t *testing.T, f *fixture) {
	f.beat(node("a", 1))
	f.beat(node("b", 2))
	f.enqueue(newJob("", 0), newJob("", 0))
	wantEqual(t, "of a", jobIDs(f.claim("a", 0, 1)), []int64{1})
	wantEqual(t, "of b", jobIDs(f.claim("b", 0, 1)), []int64{2})
	wantCode(t, f.Leave(t.Context(), "a"), "")
	wantCode(t, f.Leave(t.Context(), "nobody"), "")
	wantEqual(t, "the nodes left", len(f.nodes()), 1)
	got := f.wantClaim("what a gave back", "b", 0, 1)
	wantEqual(t, "the attempt", got[0].Attempts, 2)
}

// nodeIsSilent: a node that has never said that it is alive is as silent as can be.
func nodeIsSilent(t *testing.T, f *fixture) {
	f.beat(node("alive", 1))
	f.enqueue(newJob("", 0), newJob("", 0), newJob("", 0), newJob("", 5))
	wantEqual(t, "of the living", jobIDs(f.claim("alive", 0, 1)), []int64{1})
	wantEqual(t, "of the silent", jobIDs(f.claim("silent", 0, 1)), []int64{2})
	dead := f.claim("alive", 0, 1)[0]
	f.settle("alive", ended(dead, ringdex.JobDead, 0, "no"))
	for _, want := range []int64{1, 0} {
		n, err := f.Rescue(t.Context())
		wantCode(t, err, "")
		wantEqual(t, "rescued", n, want)
	}
	var states []ringdex.JobState
	for _, j := range f.jobs(ringdex.JobFilter{}) {
		states = append(states, j.State)
	}
	wantEqual(t, "how they stand", states, []ringdex.JobState{ringdex.JobRunning, ringdex.JobWaiting, ringdex.JobDead, ringdex.JobWaiting})
	f.wantClaim("what was rescued", "alive", 0, 2)
}

func queueIsSilent(t *testing.T, f *fixture) {
	signal := f.Subscribe()
	f.enqueue(newJob("", 0), newJob("", 0))
	<-signal // of the jobs
	f.beat(node("a", 1))
	all := f.claim("a", 0, 2)
	f.settle("a", done(all[0]))
	_, err := f.Rescue(t.Context())
	wantCode(t, err, "")
	wantCode(t, f.Leave(t.Context(), "a"), "")
	wantCode(t, f.AddDeliveries(t.Context(), f.org, []ringdex.Delivery{{ID: f.id(), At: time.Now()}}), "")
	select {
	case <-signal:
		t.Error("somebody was woken")
	default:
	}
}
