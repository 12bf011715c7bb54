package bench

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"runtime"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"ringdex/internal/ringdex"
)

// Target is the program under test, wired as in production.
type Target struct {
	Store        ringdex.Store
	Organization ringdex.OrganizationID
	Handler      http.Handler
	Load         func(context.Context) error                  // loads the index
	Restart      func(context.Context) (time.Duration, error) // to the first answer, with a snapshot of the index; nil for none
	Follow       func(context.Context)                        // keeps the index current
	Find         func(number string) bool
	Numbers      func() int                                                   // in the index
	Search       func(ctx context.Context, text string) (hits int, err error) // a page of 20, with its records
	Absorb       func() (bytes int)                                           // indexes all words at once; the memory of their index
	Files        func() (int64, error)                                        // bytes of the database on disk; nil if the engine has no files
	Key          string                                                       // API key with scope write
	Clock        ringdex.Clock
	Keys         Keys // of imported contacts
}

// lookupSample is how many numbers are looked up, and how many answers the floor serves.
const lookupSample = 20_000

// Lookup measures lookups in a directory of n contacts with two numbers each.
func Lookup(ctx context.Context, t Target, n int) (*Report, error) {
	r := &Report{Name: "lookup", Records: n}
	began := time.Now()
	if err := fill(ctx, t.Store, t.Organization, 0, n, t.Clock()); err != nil {
		return nil, err
	}
	r.add(Figure{Work: "fill through the store, journal and all", Value: float64(n) / time.Since(began).Seconds(), Unit: "contacts/s"})
	if err := start(ctx, t, r); err != nil {
		return nil, err
	}
	numbers := sampleNumbers(n)
	r.inProcess("lookup in process", quantiles(t.find(numbers, 2*time.Second)))
	if err := overHTTP(ctx, t, r, numbers); err != nil {
		return nil, err
	}
	return r, duringImport(ctx, t, r, numbers, n)
}

// start measures the time from start to first answer, and the memory of the index.
func start(ctx context.Context, t Target, r *Report) error {
	before := heap()
	began := time.Now()
	if err := t.Load(ctx); err != nil {
		return err
	}
	if !t.Find(mobile(0)) {
		return fmt.Errorf("the number %s was not found", mobile(0))
	}
	took := time.Since(began).Seconds()
	r.add(Figure{Work: "start to first answer", Value: took, Unit: "s"}.atMost(5, took, "< 5 s at 1 M"))
	if err := restart(ctx, t, r); err != nil {
		return err
	}
	words := int64(t.Absorb())
	weight := float64(heap()-before-words) / float64(t.Numbers())
	r.add(Figure{Work: "index", Value: weight, Unit: "bytes/number"}.atMost(100, weight, "< 100"))
	r.add(Figure{Work: "index of words", Value: float64(words) / float64(r.Records), Unit: "bytes/contact"})
	return t.weigh(r)
}

// weigh measures the memory after a start, without garbage, and the database on disk.
func (t Target) weigh(r *Report) error {
	debug.FreeOSMemory()
	r.add(Figure{Work: "memory (RSS) after the start", Value: float64(resident()) / 1e6, Unit: "MB"})
	if t.Files == nil {
		return nil
	}
	size, err := t.Files()
	r.add(Figure{Work: "files of the database", Value: float64(size) / 1e6, Unit: "MB"})
	return err
}

// restart measures a start with a snapshot.
func restart(ctx context.Context, t Target, r *Report) error {
	if t.Restart == nil {
		return nil
	}
	took, err := t.Restart(ctx)
	if err != nil {
		return err
	}
	r.add(Figure{Work: "… with a snapshot", Value: took.Seconds(), Unit: "s"}.atMost(1.5, took.Seconds(), "< 1.5 s at 1 M"))
	return nil
}

func heap() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

func sampleNumbers(n int) []string {
	random := rand.New(rand.NewPCG(1, 2)) // reproducible, not secret
	numbers := make([]string, lookupSample)
	for i := range numbers {
		if numbers[i] = mobile(random.IntN(n)); i%2 == 1 {
			numbers[i] = second(random.IntN(n))
		}
	}
	return numbers
}

// find runs lookups in process, one after the other, for a while.
func (t Target) find(numbers []string, span time.Duration) []time.Duration {
	var took []time.Duration
	for i, until := 0, time.Now().Add(span); time.Now().Before(until); i++ {
		began := time.Now()
		t.Find(numbers[i%len(numbers)])
		took = append(took, time.Since(began))
	}
	slices.Sort(took)
	return took
}

func (r *Report) inProcess(work string, quantile func(q float64) float64) {
	p50, p99 := quantile(0.5), quantile(0.99)
	r.add(Figure{Work: work + ", p50", Value: p50, Unit: "µs"}.atMost(50, p50, "< 50 µs"))
	r.add(Figure{Work: work + ", p99", Value: p99, Unit: "µs"}.atMost(1000, p99, "< 1 ms"))
	r.add(Figure{Work: work + ", worst", Value: quantile(1), Unit: "µs"})
}

// Rounds of the comparison over HTTP: ringdex and the floor alternate.
const (
	rounds      = 7
	roundTime   = 1500 * time.Millisecond
	connections = 8
)

func overHTTP(ctx context.Context, t Target, r *Report, numbers []string) error {
	ours, stop, err := listen(ctx, t.Handler)
	if err != nil {
		return err
	}
	defer stop()
	requests := make([][]byte, len(numbers))
	for i, n := range numbers {
		requests[i] = request(http.MethodGet, "/v1/lookup?number="+url.QueryEscape(n), "Bearer "+t.Key, nil)
	}
	answers, err := collect(ctx, ours, numbers, requests)
	if err != nil {
		return err
	}
	bare := floorHandler(answers)
	floor, stopFloor, err := listen(ctx, bare)
	if err != nil {
		return err
	}
	defer stopFloor()
	err = compare(ctx, r, ours, floor, requests)
	t.withoutNetwork(r, numbers, bare)
	return err
}

// collect looks up every number once, so that the floor can answer the same bytes.
func collect(ctx context.Context, addr string, numbers []string, requests [][]byte) (map[string][]byte, error) {
	c, err := dial(ctx, addr)
	if err != nil {
		return nil, err
	}
	defer func() { _ = c.conn.Close() }()
	answers := make(map[string][]byte, len(numbers))
	for i, request := range requests {
		var body []byte
		if status, err := c.ask(request, &body); err != nil || status != http.StatusOK {
			return nil, fmt.Errorf("lookup of %s: status %d: %w", numbers[i], status, err)
		}
		answers[numbers[i]] = body
	}
	return answers, nil
}

// floorHandler is the bare handler: the same bytes from a map.
func floorHandler(answers map[string][]byte) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body := answers[r.URL.Query().Get("number")]
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(body)
	})
}

func compare(ctx context.Context, r *Report, ours, floor string, requests [][]byte) error {
	var mine, bare, ratios, mineCPU, bareCPU []float64
	for round := range rounds + 1 {
		o, err := hammer(ctx, ours, requests, connections, roundTime)
		if err != nil {
			return err
		}
		f, err := hammer(ctx, floor, requests, connections, roundTime)
		if err != nil {
			return err
		}
		if round > 0 { // the first one warms up
			mine, bare, ratios = append(mine, o.rate), append(bare, f.rate), append(ratios, o.rate/f.rate)
			mineCPU, bareCPU = append(mineCPU, o.cpu), append(bareCPU, f.cpu)
		}
	}
	ratio := median(ratios)
	r.add(Figure{Work: "lookup over HTTP", Value: median(mine), Unit: "requests/s", Floor: median(bare), Ratio: ratio, CPU: median(mineCPU)}.atLeast(0.7, ratio, "≥ 0.7 of the floor"))
	r.add(Figure{Work: "its floor, the bare handler", Value: median(bare), Unit: "requests/s", CPU: median(bareCPU)})
	return nil
}

// duringImport measures lookups while an import runs.
func duringImport(ctx context.Context, t Target, r *Report, numbers []string, n int) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var failed error
	var importing sync.WaitGroup
	go t.Follow(ctx)
	importing.Go(func() { failed = fill(ctx, t.Store, t.Organization, n, importSize, t.Clock()) })
	done := make(chan struct{})
	go func() { importing.Wait(); close(done) }()
	var took []time.Duration
	for {
		select {
		case <-done:
			slices.Sort(took)
			r.inProcess(fmt.Sprintf("lookup while %d contacts come in", importSize), quantiles(took))
			return failed
		default:
			took = append(took, t.find(numbers, 100*time.Millisecond)...)
		}
	}
}

const importSize = 200_000
