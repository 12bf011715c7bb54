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
	Clock ringdex.Clock // says what is due
	Log   *slog.Logger
	Node  ringdex.Node // its ID is made at each start
}

// Queue runs the jobs of a node. One goroutine of it talks to the store: it settles what has ended, claims as many
// jobs as there are free workers, and waits for a reason to do it again.
type Queue struct {
	deps  Deps
	kinds map[string]*kind
	heart *Heart
	pace  pace
	wake  chan struct{}

	mu      sync.Mutex
	leash   context.Context // of all handlers that begin
	release context.CancelCauseFunc
	results []ringdex.JobResult
	held    map[attempt]bool // claimed and not yet settled
	soon    time.Time        // when something is due, as far as we know
	doubt   bool             // a claim has failed: perhaps it was committed, and nobody knows of its jobs
}

// kind is a Work with what it does just now.
type kind struct {
	Work
	schedule *schedule // nil when it is not scheduled
	running  int
}

// attempt names one attempt of one job.
type attempt struct {
	organization ringdex.OrganizationID
	id           int64
	number       int
}

func attemptOf(j ringdex.Job) attempt { return attempt{j.Organization, j.ID, j.Attempts} }

// NewQueue makes a Queue without any work.
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

// Register adds a kind of work, before Run. It panics when the kind is there already, or its Cron cannot be read:
// these are mistakes in the wiring.
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

// Wake has the queue look for work now.
func (q *Queue) Wake() {
	select {
	case q.wake <- struct{}{}:
	default: // it is about to look
	}
}

// Run works until ctx ends. Then handlers are told to end and get a few seconds for it; what they leave unfinished is
// available again when Run returns.
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

// gather waits a moment for others that end as well, while there are any: one transaction then settles them all.
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

// pause is how long to wait without a signal.
func (q *Queue) pause() time.Duration {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.soon.IsZero() {
		return q.pace.poll
	}
	until := q.soon.Sub(q.deps.Clock())
	if until <= 0 {
		q.soon = time.Time{} // the look that follows finds it
	}
	return min(q.pace.poll, max(until, 0))
}

// busy is how many handlers run.
func (q *Queue) busy() (n int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, k := range q.kinds {
		n += k.running
	}
	return n
}

// free is how many jobs of each kind could begin.
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

// claim begins as much as it can. A node that is not heard of begins nothing: it would be taken away at once.
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

// end notes a result, and makes the worker free.
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

// settle writes down how attempts have ended, all that have by now in one transaction. It says whether that went well;
// if not, they are kept for the next time.
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

// finish ends the handlers, and writes down what they came to.
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

// drop tells all handlers to end.
func (q *Queue) drop(why error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.release(why)
	q.leash, q.release = context.WithCancelCause(context.Background())
}
