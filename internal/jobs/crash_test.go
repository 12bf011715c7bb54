package jobs

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"testing"
	"time"

	"ringdex/internal/ringdex"
	"ringdex/internal/store/storetest/enginetest"
)

func TestOnPostgreSQL(t *testing.T) {
	t.Parallel()
	enginetest.Again(t)
}

// crashDatabase names the database of which a child of the test takes a job, to be killed with it
// in its hands.
const crashDatabase = "RINGDEX_TEST_CRASH_DATABASE"

func TestMain(m *testing.M) {
	if path := os.Getenv(crashDatabase); path != "" {
		os.Exit(takeAndHold(path))
	}
	os.Exit(enginetest.Main(m))
}

// takeAndHold is the child: it begins jobs, says which, and never ends them.
func takeAndHold(path string) int {
	st, err := enginetest.OpenAt(context.Background(), path)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	q := NewQueue(Deps{
		Store: st, Clock: func() time.Time { return morning }, Log: slog.New(slog.DiscardHandler), Node: ringdex.Node{ID: "killed", Started: morning},
	})
	q.Register(Work{Kind: "work", Run: func(_ context.Context, j ringdex.Job) error {
		fmt.Println(j.ID)
		select {}
	}})
	q.Run(context.Background())
	return 0
}

// TestKilledNode kills a process with SIGKILL while it works. It takes as long as
// ringdex.NodeTimeout.
func TestKilledNode(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.enqueue(w.plain("k"), w.plain("k"), w.plain(""))
	kill(t, w.db.Location(), 2)
	for _, j := range w.jobs(ringdex.JobFilter{State: ringdex.JobRunning}) {
		if j.Node != "killed" || j.Attempts != 1 {
			t.Errorf("after the end: %+v", j)
		}
	}
	var n tally
	w.run(w.node("b", nil, Work{Kind: "work", Run: func(_ context.Context, j ringdex.Job) error {
		if n.begin(j); j.ID != 2 && j.Attempts != 2 {
			t.Errorf("taken over: %+v", j)
		}
		return nil
	}}))
	w.until("another node has done all of them", w.empty)
	for id := range int64(3) {
		if n.of(id+1) != 1 {
			t.Errorf("job %d was begun %d times after the end of its first node", id+1, n.of(id+1))
		}
	}
}

// kill runs a child until it has begun so many jobs.
func kill(t *testing.T, path string, begun int) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	child := exec.CommandContext(t.Context(), self)
	child.Env = append(os.Environ(), crashDatabase+"="+path)
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for range begun {
		if !lines.Scan() {
			t.Fatalf("the child ended: %v", child.Wait())
		}
	}
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = child.Wait() // killed
}
