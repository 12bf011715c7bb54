package jobs

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"ringdex/internal/ringdex"
)

// tally counts what handlers do.
type tally struct {
	mu    sync.Mutex
	begun map[int64]int
}

func (n *tally) begin(j ringdex.Job) int {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.begun == nil {
		n.begun = map[int64]int{}
	}
	n.begun[j.ID]++
	return n.begun[j.ID]
}

func (n *tally) of(id int64) int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.begun[id]
}

// TestExactlyOnce: two nodes on one file share the work, without a crash.
func TestExactlyOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var n tally
	var most atomic.Int64
	var now atomic.Int64
	work := Work{Kind: "work", Workers: 3, Run: func(context.Context, ringdex.Job) error { return nil }}
	work.Run = func(_ context.Context, j ringdex.Job) error {
		for running, seen := now.Add(1), most.Load(); running > seen && !most.CompareAndSwap(seen, running); seen = most.Load() {
		}
		defer now.Add(-1)
		n.begin(j)
		return nil
	}
	w.run(w.node("a", nil, work))
	w.run(w.node("b", nil, work))
	const total = 200
	for range 10 {
		var some []ringdex.Job
		for range total / 10 {
			some = append(some, w.plain(""))
		}
		w.enqueue(some...)
	}
	w.enqueue(New("unknown", "", "", nil, morning))
	w.until("all but the unknown one are done", func() bool { return len(w.jobs(ringdex.JobFilter{})) == 1 })
	for id := range int64(total) {
		if n.of(id+1) != 1 {
			t.Errorf("job %d ran %d times", id+1, n.of(id+1))
		}
	}
	if left := w.jobs(ringdex.JobFilter{})[0]; left.Kind != "unknown" || left.Attempts != 0 {
		t.Errorf("what is left is %+v", left)
	}
	if most.Load() > 6 {
		t.Errorf("%d ran at once on two nodes with 3 workers each", most.Load())
	}
}

// TestOrderWithFailures: one job of each key runs at a time, in order, regardless of failures and
// nodes.
func TestOrderWithFailures(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var mu sync.Mutex
	inside, last := map[string]int64{}, map[string]int64{}
	work := Work{Kind: "work", Delay: func(int) time.Duration { return 0 }, GiveUp: -1}
	work.Run = func(_ context.Context, j ringdex.Job) error {
		mu.Lock()
		if inside[j.Key] != 0 {
			t.Errorf("job %d of %s began beside %d", j.ID, j.Key, inside[j.Key])
		}
		inside[j.Key] = j.ID
		mu.Unlock()
		time.Sleep(time.Duration(rand.IntN(1000)) * time.Microsecond) // so that others can get in between
		mu.Lock()
		defer mu.Unlock()
		inside[j.Key] = 0
		if rand.IntN(3) == 0 {
			return errors.New("not this time")
		}
		if j.ID <= last[j.Key] {
			t.Errorf("job %d of %s was done after %d", j.ID, j.Key, last[j.Key])
		}
		last[j.Key] = j.ID
		return nil
	}
	var all []ringdex.Job
	for i := range 120 {
		all = append(all, w.plain(fmt.Sprint("key ", i%7)))
	}
	w.enqueue(all...)
	w.run(w.node("a", nil, work))
	w.run(w.node("b", nil, work))
	w.until("all are done", w.empty)
}

// blocking is work that signals its start, and ends on cancellation or on a signal.
func blocking(begun chan<- ringdex.Job, may <-chan struct{}) Work {
	return Work{Kind: "work", Run: func(ctx context.Context, j ringdex.Job) error {
		begun <- j
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-may:
			return nil
		}
	}}
}

// TestStopGivesBack: a job that a normal shutdown interrupts is available immediately, and has not
// failed.
func TestStopGivesBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.enqueue(w.plain("a"), w.plain("a"))
	begun, may := make(chan ringdex.Job, 10), make(chan struct{})
	a := w.run(w.node("a", nil, blocking(begun, may)))
	<-begun
	a.stop()
	left := w.jobs(ringdex.JobFilter{})
	if len(left) != 2 || left[0].State != ringdex.JobWaiting || left[0].Node != "" || left[0].Error != "" || left[0].Due.After(w.clock()) {
		t.Errorf("after the stop: %+v", left)
	}
	nodes, err := w.store.Nodes(t.Context())
	if err != nil || len(nodes) != 0 {
		t.Errorf("after the stop there are the nodes %+v, %v", nodes, err)
	}
	close(may)
	w.run(w.node("b", nil, blocking(begun, may)))
	w.until("another node does them", w.empty)
}

// TestStubbornHandler: one that does not end does not keep the program from ending, and its job is
// given back.
func TestStubbornHandler(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	begun, may := make(chan bool), make(chan struct{})
	defer close(may)
	a := w.node("a", nil, Work{Kind: "work", Run: func(context.Context, ringdex.Job) error {
		begun <- true
		<-may
		return nil
	}})
	p := quick()
	p.grace = 10 * time.Millisecond
	a.setPace(p)
	w.run(a)
	w.enqueue(w.plain(""))
	<-begun
	a.stop()
	if left := w.jobs(ringdex.JobFilter{}); len(left) != 1 || left[0].State != ringdex.JobWaiting {
		t.Errorf("after the stop: %+v", left)
	}
}

// TestTakeOver: a node that is not heard of loses its jobs to another one, and what it says of them
// later counts for nothing. Here it does not notice itself.
func TestTakeOver(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	dead := &ill{Store: w.open()}
	dead.mute.Store(true)
	begun, may := make(chan ringdex.Job, 10), make(chan struct{})
	a := w.run(w.node("a", dead, blocking(begun, may)))
	w.enqueue(w.plain("k"), w.plain("k"))
	if j := <-begun; j.ID != 1 || j.Attempts != 1 {
		t.Errorf("a has begun %+v", j)
	}
	taken, mayToo := make(chan ringdex.Job, 10), make(chan struct{})
	b := w.run(w.node("b", nil, blocking(taken, mayToo)))
	if j := <-taken; j.ID != 1 || j.Attempts < 2 || j.Node != "b" { // a may have been the first to claim it again
		t.Errorf("b has taken over %+v", j)
	}
	close(may) // a ends, too late
	w.until("a has settled", func() bool {
		a.mu.Lock()
		defer a.mu.Unlock()
		return len(a.Queue.held) == 0
	})
	if j := w.jobs(ringdex.JobFilter{ID: 1}); len(j) != 1 || j[0].Node != "b" || j[0].State != ringdex.JobRunning {
		t.Errorf("after a has settled: %+v", j)
	}
	a.stop()
	close(mayToo)
	w.until("b has done both", w.empty)
	b.stop()
}

// TestSilentNodeLetsGo: a node that cannot say that it is alive ends what it does before others
// take it over, and goes on once it can.
func TestSilentNodeLetsGo(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	st := &ill{Store: w.open()}
	ended := make(chan error, 10)
	var n tally
	work := Work{Kind: "work", Run: func(ctx context.Context, j ringdex.Job) error {
		if n.begin(j) > 1 || j.ID > 1 {
			return nil
		}
		st.broken.Store(true)
		<-ctx.Done()
		ended <- context.Cause(ctx)
		return ctx.Err()
	}}
	a := w.node("a", st, work)
	p := quick()
	p.beat, p.timeout = 20*time.Millisecond, 200*time.Millisecond
	a.setPace(p)
	w.run(a)
	w.enqueue(w.plain(""))
	if why := <-ended; !errors.Is(why, errSilent) {
		t.Errorf("the handler was ended because %v", why)
	}
	w.until("it is given back", func() bool { return w.jobs(ringdex.JobFilter{})[0].State == ringdex.JobWaiting })
	w.enqueue(w.plain(""))
	for range 10 { // many looks
		time.Sleep(quick().poll)
		if n.of(2) != 0 {
			t.Fatal("a silent node has begun a job")
		}
	}
	st.broken.Store(false)
	w.until("both are done", w.empty)
	if n.of(1) < 2 {
		t.Errorf("the interrupted job was begun %d times", n.of(1))
	}
}

// TestLostAnswer: a claim that was committed, and of which the node knows nothing, does not hold
// its jobs for ever.
func TestLostAnswer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	st := &ill{Store: w.open()}
	st.lost.Store(true)
	w.enqueue(w.plain(""), w.plain("k"), w.plain("k"))
	w.run(w.node("a", st, Work{Kind: "work", Run: func(context.Context, ringdex.Job) error { return nil }}))
	w.until("all are done", w.empty)
	if st.lost.Load() {
		t.Error("no answer was lost")
	}
}
