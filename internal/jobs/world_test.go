package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"ringdex/internal/await"
	"ringdex/internal/ringdex"
	"ringdex/internal/store"
	"ringdex/internal/store/storetest/enginetest"
)

// world is a database with an organization and a clock that stands still until it is moved. Nodes
// open it by themselves.
type world struct {
	t     testing.TB
	db    enginetest.Database
	store *store.Store
	org   ringdex.OrganizationID
	mu    sync.Mutex
	now   time.Time
}

var morning = time.Date(2026, 3, 28, 8, 0, 0, 0, time.UTC)

func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{t: t, db: enginetest.New(t), now: morning}
	w.store = w.open()
	w.org = w.addOrganization("default")
	return w
}

func (w *world) open() *store.Store {
	w.t.Helper()
	return w.db.Open(w.t)
}

func (w *world) addOrganization(key string) ringdex.OrganizationID {
	w.t.Helper()
	o, err := w.store.PutOrganization(context.Background(), ringdex.Organization{Key: key})
	if err != nil {
		w.t.Fatal(err)
	}
	return o.ID
}

// in is the same world, seen from another organization. Its clock is not to be moved.
func (w *world) in(org ringdex.OrganizationID) *world {
	return &world{t: w.t, db: w.db, store: w.store, org: org, now: w.clock()}
}

func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

// quick is a pace for tests: only what a test waits for is quick. A node is taken for dead as late
// as ever, since tests run on busy machines.
func quick() pace {
	p := usual
	p.beat, p.poll, p.rescue, p.schedule, p.steady = 200*time.Millisecond, 20*time.Millisecond, 50*time.Millisecond, 20*time.Millisecond, 100*time.Millisecond
	return p
}

// member is a node with its queue.
type member struct {
	*Queue
	stop func() // returns when Run has
}

// node returns a node that has not started, with its own store, like a second process on the same
// file.
func (w *world) node(id string, st Store, work ...Work) *member {
	if st == nil {
		st = w.open()
	}
	q := NewQueue(Deps{Store: st, Clock: w.clock, Log: slog.New(slog.DiscardHandler), Node: ringdex.Node{ID: id, Started: morning}})
	q.setPace(quick())
	for _, one := range work {
		q.Register(one)
	}
	return &member{Queue: q}
}

func (w *world) run(m *member) *member {
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { m.Run(ctx) })
	m.stop = func() { cancel(); running.Wait() }
	w.t.Cleanup(m.stop)
	return m
}

func (w *world) update(fn func(wr ringdex.Writer) error) {
	w.t.Helper()
	if err := w.store.Update(context.Background(), w.org, fn); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) enqueue(jobs ...ringdex.Job) {
	w.t.Helper()
	w.update(func(wr ringdex.Writer) error { return In(wr).Enqueue(jobs) })
}

func (w *world) jobs(f ringdex.JobFilter) (found []ringdex.Job) {
	w.t.Helper()
	err := w.store.View(context.Background(), w.org, func(r ringdex.Reader) (err error) {
		found, err = Of(r).Jobs(f, ringdex.Page{Limit: 10_000})
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return found
}

// pass moves the clock, and wakes the nodes.
func (w *world) pass(d time.Duration, nodes ...*member) {
	w.mu.Lock()
	w.now = w.now.Add(d)
	w.mu.Unlock()
	for _, n := range nodes {
		n.Wake()
	}
}

// until waits for something that must come to be, however long a busy machine takes for it.
func (w *world) until(what string, ok func() bool) {
	w.t.Helper()
	await.Until(w.t, what, ok, func() string {
		left := w.jobs(ringdex.JobFilter{})
		return fmt.Sprintf("there are %d jobs, such as %+v", len(left), left[:min(3, len(left))])
	})
}

func (w *world) empty() bool { return len(w.jobs(ringdex.JobFilter{})) == 0 }

// plain is a job of the kind "work".
func (w *world) plain(key string) ringdex.Job { return New("work", "", key, nil, w.clock()) }

// ill is a store of which some of what nodes depend on can be broken.
type ill struct {
	Store
	mute   atomic.Bool // heartbeats are lost without an error
	broken atomic.Bool // beats fail
	lost   atomic.Bool // the answer of the next claim is lost
}

var errIll = errors.New("the database is ill")

func (s *ill) Beat(ctx context.Context, n ringdex.Node) error {
	switch {
	case s.broken.Load():
		return errIll
	case s.mute.Load():
		return nil
	}
	return s.Store.Beat(ctx, n)
}

// Rescue by a node whose beats arrive nowhere would take its own jobs away.
func (s *ill) Rescue(ctx context.Context) (int64, error) {
	if s.mute.Load() {
		return 0, nil
	}
	return s.Store.Rescue(ctx)
}

func (s *ill) ClaimJobs(ctx context.Context, c ringdex.JobClaim) ([]ringdex.Job, error) {
	jobs, err := s.Store.ClaimJobs(ctx, c)
	if len(jobs) > 0 && s.lost.CompareAndSwap(true, false) {
		return nil, errIll
	}
	return jobs, err
}
