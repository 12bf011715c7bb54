package jobs

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"ringdex/internal/ringdex"
)

// Deps are what a Queue needs.
type Deps struct {
	Store Store
	Clock ringdex.Clock // decides what is due
	Log   *slog.Logger
	Node  ringdex.Node // its ID is new at each start
}

// Queue runs the jobs of a node. A single goroutine uses the store: it settles ended attempts,
// claims as many jobs as there are free workers, and waits for the next signal.
type Queue struct {
	deps  Deps
	kinds map[string]*kind
	heart *Heart
	pace  pace
	wake  chan struct{}

	mu      sync.Mutex
	leash   context.Context // parent context of all handlers
	release context.CancelCauseFunc
	results []ringdex.JobResult
	held    map[attempt]bool // attempts claimed and not yet settled
	soon    time.Time        // when the next known job is due
	doubt   bool             // a claim failed and may still have committed
}

// kind is a registered Work and its current state.
type kind struct {
	Work
	schedule *schedule // nil without Cron
	running  int
}

// attempt names one attempt of one job.
type attempt struct {
	organization ringdex.OrganizationID
	id           int64
	number       int
}

func attemptOf(j ringdex.Job) attempt { return attempt{j.Organization, j.ID, j.Attempts} }

// NewQueue returns a Queue without any kinds of work.
func NewQueue(d Deps) *Queue {
	q := &Queue{deps: d, kinds: map[string]*kind{}, wake: make(chan struct{}, 1), held: map[attempt]bool{}}
	q.leash, q.release = context.WithCancelCause(context.Background())
	q.setPace(usual)
	return q
}

func (q *Queue) setPace(p pace) {
	q.pace = p
	q.heart = &Heart{store: q.deps.Store, node: q.deps.Node, log: q.deps.Log, pace: p}
}

// Register adds a kind of work; call it before Run. It panics if the kind is already registered or
// its Cron is invalid: both are programming errors.
func (q *Queue) Register(w Work) {
	if q.kinds[w.Kind] != nil {
		panic("jobs: " + w.Kind + " is registered twice")
	}
	if w.Workers == 0 {
		w.Workers = 4
	}
	if w.Timeout == 0 {
		w.Timeout = time.Minute
	}
	if w.GiveUp == 0 {
		w.GiveUp = 3 * 24 * time.Hour
	}
	q.kinds[w.Kind] = &kind{Work: w, schedule: parseSchedule(w)}
}

// Wake makes the queue poll now.
func (q *Queue) Wake() {
	select {
	case q.wake <- struct{}{}:
	default: // a signal is already pending
	}
}

// Run works until ctx ends. Then it cancels the handlers and waits a few seconds for them. What
// they leave unfinished is available again when Run returns.
func (q *Queue) Run(ctx context.Context) {
	aside, stop := context.WithCancel(context.WithoutCancel(ctx))
	q.heart.beat(ctx)
	var parts sync.WaitGroup
	parts.Go(func() { q.heart.run(aside) })
	parts.Go(func() { q.watch(aside) })
	parts.Go(func() { q.keepSchedules(ctx) })
	q.work(ctx)
	q.finish(ctx)
	stop()
	parts.Wait()
	q.heart.leave(ctx)
}

func (q *Queue) work(ctx context.Context) {
	committed := q.deps.Store.Subscribe()
	for ctx.Err() == nil {
		if q.settle(ctx) {
			q.claim(ctx)
		}
		select {
		case <-ctx.Done():
		case <-committed:
		case <-q.wake:
			q.gather(ctx)
		case <-time.After(q.pause()):
		}
	}
}

// gather waits briefly while other handlers run, so that one transaction settles all that end
// together.
func (q *Queue) gather(ctx context.Context) {
	over := time.After(q.pace.gather)
	for q.busy() > 0 {
		select {
		case <-q.wake:
		case <-ctx.Done():
			return
		case <-over:
			return
		}
	}
}

// pause returns how long to wait without a signal.
func (q *Queue) pause() time.Duration {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.soon.IsZero() {
		return q.pace.poll
	}
	until := q.soon.Sub(q.deps.Clock())
	if until <= 0 {
		q.soon = time.Time{} // the next poll finds the job
	}
	return min(q.pace.poll, max(until, 0))
}

// busy counts the running handlers.
func (q *Queue) busy() (n int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, k := range q.kinds {
		n += k.running
	}
	return n
}

// free returns the number of free workers of each kind.
func (q *Queue) free() map[string]int {
	q.mu.Lock()
	defer q.mu.Unlock()
	free := map[string]int{}
	for name, k := range q.kinds {
		if n := k.Workers - k.running; n > 0 {
			free[name] = n
		}
	}
	return free
}

// claim starts as many jobs as there are free workers. It starts none while the node's heartbeats
// fail: other nodes would take the jobs over.
func (q *Queue) claim(ctx context.Context) {
	free := q.free()
	if len(free) == 0 || !q.heart.heard() {
		return
	}
	jobs, err := q.deps.Store.ClaimJobs(ctx, ringdex.JobClaim{Node: q.deps.Node.ID, Kinds: free, Now: q.deps.Clock()})
	if err != nil {
		q.mu.Lock()
		q.doubt = true
		q.mu.Unlock()
		if ctx.Err() == nil {
			q.deps.Log.Error("the queue could not ask for work; trying again", "error", err)
		}
		return
	}
	for _, j := range jobs {
		q.begin(j)
	}
}

func (q *Queue) begin(j ringdex.Job) {
	q.mu.Lock()
	defer q.mu.Unlock()
	k := q.kinds[j.Kind]
	k.running++
	q.held[attemptOf(j)] = true
	go q.attempt(q.leash, k, j)
}

// end records a result and frees the worker.
func (q *Queue) end(k *kind, r ringdex.JobResult) {
	q.mu.Lock()
	k.running--
	q.results = append(q.results, r)
	if r.State == ringdex.JobWaiting && (q.soon.IsZero() || r.Due.Before(q.soon)) {
		q.soon = r.Due
	}
	q.mu.Unlock()
	q.Wake()
}

// settle stores the results of all ended attempts in one transaction and reports whether that
// succeeded. On failure it keeps them for the next call.
func (q *Queue) settle(ctx context.Context) bool {
	q.mu.Lock()
	results := q.results
	q.results = nil
	q.mu.Unlock()
	limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
	defer cancel()
	err := q.deps.Store.SettleJobs(limited, q.deps.Node.ID, results)
	q.mu.Lock()
	defer q.mu.Unlock()
	if err != nil {
		q.results = append(results, q.results...)
		q.deps.Log.Error("the queue could not write down what is done; trying again", "jobs", len(results), "error", err)
		return false
	}
	for _, r := range results {
		delete(q.held, attempt{r.Organization, r.ID, r.Attempts})
	}
	return true
}

// finish cancels the handlers and stores their results.
func (q *Queue) finish(ctx context.Context) {
	q.drop(errStopping)
	over := time.After(q.pace.grace)
	for patient := true; patient && q.busy() > 0; {
		select {
		case <-q.wake:
		case <-over:
			patient = false
			q.deps.Log.Warn("some handlers did not end in time; others will begin their jobs anew", "handlers", q.busy())
		}
	}
	q.settle(ctx)
}

// drop cancels all handlers.
func (q *Queue) drop(why error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.release(why)
	q.leash, q.release = context.WithCancelCause(context.Background())
}
