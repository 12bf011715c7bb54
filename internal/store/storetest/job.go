package storetest

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"ringdex/internal/jobs"
	"ringdex/internal/ringdex"
)

var jobSuite = suite{
	"a job comes back whole":                      jobComesBack,
	"a transaction that fails enqueues nothing":   enqueueRolledBack,
	"what is due is given out, longest due first": claimDue,
	"of each kind as many as asked for":           claimByKind,
	"jobs of one key go one after the other":      claimInOrder,
	"a job waits and those behind it with it":     postponeFollowers,
	"a new job waits as long as those before it":  postponeNew,
	"a dead job lets those behind it pass":        deadLetsPass,
	"a job brought back waits for who runs":       broughtBackWaits,
	"an attempt is settled as it ended":           settleAttempts,
	"who lost a job settles nothing":              settleLost,
	"a running job advances":                      advanceJob,
	"two claimers never get the same":             claimersApart,
	"dead jobs are retried":                       retryJobs,
	"jobs are removed":                            removeJobs,
	"jobs are filtered and paged":                 filterJobs,
	"figures count by organization and kind":      jobFigures,
}

// newJob is a job of the kind "work" that is due at a moment.
func newJob(key string, due int) ringdex.Job {
	return ringdex.Job{Kind: "work", Group: "group", Key: key, Due: at(due), Created: at(0)}
}

func (f *fixture) enqueue(list ...ringdex.Job) {
	f.t.Helper()
	f.update(func(w ringdex.Writer) error { return jobs.In(w).Enqueue(list) })
}

// claim asks for jobs of the kind "work" on behalf of a node.
func (f *fixture) claim(node string, now, limit int) []ringdex.Job {
	f.t.Helper()
	got, err := f.ClaimJobs(f.t.Context(), ringdex.JobClaim{Node: node, Kinds: map[string]int{"work": limit}, Now: at(now)})
	if err != nil {
		f.t.Fatal(err)
	}
	return got
}

func (f *fixture) wantClaim(what, node string, now int, want ...int64) []ringdex.Job {
	f.t.Helper()
	got := f.claim(node, now, 100)
	wantEqual(f.t, what, jobIDs(got), want)
	return got
}

func jobIDs(jobs []ringdex.Job) (ids []int64) {
	for _, j := range jobs {
		ids = append(ids, j.ID)
	}
	return ids
}

// settle ends attempts of a node.
func (f *fixture) settle(node string, results ...ringdex.JobResult) {
	f.t.Helper()
	if err := f.SettleJobs(f.t.Context(), node, results); err != nil {
		f.t.Fatal(err)
	}
}

// done is the result of an attempt that went well.
func done(j ringdex.Job) ringdex.JobResult {
	return ringdex.JobResult{Organization: j.Organization, ID: j.ID, Attempts: j.Attempts}
}

func ended(j ringdex.Job, state ringdex.JobState, due int, text string) ringdex.JobResult {
	r := done(j)
	r.State, r.Due, r.Error = state, at(due), text
	return r
}

func (f *fixture) jobs(filter ringdex.JobFilter) (found []ringdex.Job) {
	f.t.Helper()
	f.view(func(r ringdex.Reader) (err error) {
		found, err = jobs.Of(r).Jobs(filter, ringdex.Page{Limit: 1000})
		return err
	})
	return found
}

func jobComesBack(t *testing.T, f *fixture) {
	want := ringdex.Job{
		Kind: "kind " + hard, Group: "group " + hard, Key: "key " + hard, Args: json.RawMessage(`{"a":[1,"ž"]}`), Due: at(10), Created: at(5),
	}
	f.enqueue(want, ringdex.Job{Kind: "bare"})
	want.Organization, want.ID, want.State = f.org, 1, ringdex.JobWaiting
	bare := ringdex.Job{Organization: f.org, ID: 2, Kind: "bare", Args: json.RawMessage("{}"), State: ringdex.JobWaiting}
	wantEqual(t, "jobs that wait", f.jobs(ringdex.JobFilter{}), []ringdex.Job{want, bare})
	got, err := f.ClaimJobs(t.Context(), ringdex.JobClaim{Node: "node " + hard, Kinds: map[string]int{want.Kind: 1}, Now: at(10)})
	wantCode(t, err, "")
	want.State, want.Node, want.Attempts = ringdex.JobRunning, "node "+hard, 1
	wantEqual(t, "the job that was claimed", got, []ringdex.Job{want})
	f.settle(want.Node, ringdex.JobResult{
		Organization: f.org, ID: 1, Attempts: 1, State: ringdex.JobDead, Due: at(11), Args: json.RawMessage(`["other"]`), Error: hard,
	})
	want.State, want.Due, want.Args, want.Error, want.Node = ringdex.JobDead, at(11), json.RawMessage(`["other"]`), hard, ""
	wantEqual(t, "the dead job", f.jobs(ringdex.JobFilter{ID: 1}), []ringdex.Job{want})
	again, err := f.ClaimJobs(t.Context(), ringdex.JobClaim{Node: "n", Kinds: map[string]int{"bare": 1}, Now: at(0)})
	wantCode(t, err, "")
	full := want
	full.Node = again[0].Node // a job is not both dead and held
	wantFull(t, full)
}

func enqueueRolledBack(t *testing.T, f *fixture) {
	f.enqueue(newJob("", 0))
	no := errors.New("no")
	err := f.Update(t.Context(), f.org, func(w ringdex.Writer) error {
		return errors.Join(jobs.In(w).Enqueue([]ringdex.Job{newJob("", 0), newJob("", 0)}), w.Apply([]ringdex.Change{created(f.newContact(bare))}), no)
	})
	if !errors.Is(err, no) {
		t.Errorf("got %v", err)
	}
	f.enqueue(newJob("", 0))
	f.wantClaim("what is there", "a", 0, 1, 2)
}

func claimDue(t *testing.T, f *fixture) {
	f.enqueue(newJob("", 30), newJob("", 10), newJob("", 20), newJob("", 10), ringdex.Job{Kind: "other", Due: at(0)})
	f.wantClaim("before anything is due", "a", 9)
	wantEqual(t, "one at a time", jobIDs(f.claim("a", 25, 1)), []int64{2})
	f.wantClaim("the rest that is due", "b", 25, 4, 3)
	f.wantClaim("nothing is given out twice", "a", 25)
	f.wantClaim("the last one", "a", 30, 1)
	held, err := f.HeldJobs(t.Context(), "a")
	wantCode(t, err, "")
	wantEqual(t, "what a holds", jobIDs(held), []int64{2, 1})
}

func claimByKind(t *testing.T, f *fixture) {
	var all []ringdex.Job
	for i := range 10 {
		all = append(all, ringdex.Job{Kind: fmt.Sprint("kind ", i%3), Due: at(i)})
	}
	f.enqueue(all...)
	got, err := f.ClaimJobs(t.Context(), ringdex.JobClaim{Node: "a", Kinds: map[string]int{"kind 0": 2, "kind 1": 100, "kind 7": 5}, Now: at(100)})
	wantCode(t, err, "")
	wantEqual(t, "what was given out", jobIDs(got), []int64{1, 2, 4, 5, 8})
	none, err := f.ClaimJobs(t.Context(), ringdex.JobClaim{Node: "a", Now: at(100)})
	wantCode(t, err, "")
	wantEqual(t, "of no kind", jobIDs(none), nil)
}

func claimInOrder(t *testing.T, f *fixture) {
	other := newJob("a", 0)
	other.Group = "another group"
	f.enqueue(newJob("a", 20), newJob("a", 0), newJob("b", 0), other, newJob("", 0), newJob("", 0))
	// The second job of a is due before the first one, and waits for it all the same.
	f.wantClaim("the first of each key", "n", 10, 3, 4, 5, 6)
	first := f.wantClaim("the first of a, once it is due", "n", 20, 1)
	f.wantClaim("nothing while it runs", "n", 30)
	f.settle("n", done(first[0]))
	f.wantClaim("the next one", "n", 30, 2)
	acme := f.in(f.addOrganization("acme"))
	acme.enqueue(newJob("a", 0))
	f.wantClaim("the same key elsewhere", "n", 30, 1)
}

func postponeFollowers(t *testing.T, f *fixture) {
	f.enqueue(newJob("a", 0), newJob("a", 0), newJob("a", 500), newJob("b", 0), newJob("b", 0), newJob("", 0))
	all := f.wantClaim("the first ones", "n", 0, 1, 4, 6)
	f.settle("n", ended(all[0], ringdex.JobWaiting, 100, "no"), ended(all[2], ringdex.JobWaiting, 100, "no"))
	var due []time.Time
	for _, j := range f.jobs(ringdex.JobFilter{}) {
		due = append(due, j.Due)
	}
	wantEqual(t, "when they are due", due, []time.Time{at(100), at(100), at(500), at(0), at(0), at(100)})
	f.wantClaim("nothing before", "n", 99)
	f.wantClaim("the one that failed, and not those behind it", "n", 100, 1, 6)
}

func postponeNew(t *testing.T, f *fixture) {
	f.enqueue(newJob("a", 0), newJob("b", 0), newJob("c", 0), newJob("", 0))
	all := f.wantClaim("the first ones", "n", 0, 1, 2, 3, 4)
	f.settle("n", ended(all[0], ringdex.JobWaiting, 100, "no"), ended(all[1], ringdex.JobDead, 100, "no"), ended(all[3], ringdex.JobWaiting, 100, "no"))
	f.enqueue(newJob("a", 0), newJob("a", 500), newJob("b", 0), newJob("c", 0), newJob("", 0), newJob("new", 0))
	f.enqueue(newJob("a", 0))
	var due []time.Time
	for _, j := range f.jobs(ringdex.JobFilter{State: ringdex.JobWaiting}) {
		due = append(due, j.Due)
	}
	wantEqual(t, "when they are due", due, []time.Time{at(100), at(100), at(100), at(500), at(0), at(0), at(0), at(0), at(500)})
	f.wantClaim("those with nobody before them", "n", 99, 7, 9, 10)
}

func deadLetsPass(t *testing.T, f *fixture) {
	f.enqueue(newJob("a", 0), newJob("a", 0), newJob("a", 0))
	for want := range int64(3) {
		j := f.wantClaim("the next one", "n", 5, want+1)
		f.settle("n", ended(j[0], ringdex.JobDead, 5, "never"))
	}
	wantEqual(t, "dead jobs", jobIDs(f.jobs(ringdex.JobFilter{State: ringdex.JobDead})), []int64{1, 2, 3})
}

func broughtBackWaits(t *testing.T, f *fixture) {
	f.enqueue(newJob("a", 0), newJob("a", 0))
	first := f.wantClaim("the first", "n", 0, 1)
	f.settle("n", ended(first[0], ringdex.JobDead, 0, "no"))
	second := f.wantClaim("the second", "n", 0, 2)
	f.update(func(w ringdex.Writer) error {
		n, err := jobs.In(w).RetryJobs(ringdex.JobFilter{ID: 1}, at(1))
		wantEqual(t, "brought back", n, 1)
		return err
	})
	f.wantClaim("the first, while the second runs", "n", 10)
	f.settle("n", done(second[0]))
	f.wantClaim("the first, at last", "n", 10, 1)
}

func settleAttempts(t *testing.T, f *fixture) {
	f.enqueue(newJob("", 0), newJob("", 0), newJob("", 0))
	all := f.wantClaim("all", "n", 0, 1, 2, 3)
	fresh := ended(all[2], ringdex.JobWaiting, 7, "")
	fresh.Fresh, fresh.Args = true, json.RawMessage(`{"piece":2}`)
	f.settle("n", done(all[0]), ended(all[1], ringdex.JobWaiting, 5, "no"), fresh)
	again, piece := newJob("", 5), newJob("", 7)
	again.Organization, again.ID, again.State, again.Attempts, again.Error, again.Args = f.org, 2, ringdex.JobWaiting, 1, "no", json.RawMessage("{}")
	piece.Organization, piece.ID, piece.State, piece.Args = f.org, 3, ringdex.JobWaiting, json.RawMessage(`{"piece":2}`)
	wantEqual(t, "what is left", f.jobs(ringdex.JobFilter{}), []ringdex.Job{again, piece})
	got := f.claim("n", 10, 10)
	wantEqual(t, "attempts", []int{got[0].Attempts, got[1].Attempts}, []int{2, 1})
	wantEqual(t, "the error of the attempt before", got[0].Error, "no")
	wantCode(t, f.SettleJobs(t.Context(), "n", nil), "")
}

func advanceJob(t *testing.T, f *fixture) {
	f.enqueue(newJob("", 0))
	held := f.wantClaim("a", "a", 0, 1)[0]
	advance := func(j ringdex.Job, args string) (err error) {
		return f.Update(t.Context(), f.org, func(w ringdex.Writer) error { return jobs.In(w).Advance(j, json.RawMessage(args)) })
	}
	wantCode(t, advance(held, `{"rest":1}`), "")
	wantCode(t, f.Leave(t.Context(), "a"), "")
	again := f.wantClaim("b", "b", 0, 1)[0]
	wantEqual(t, "the arguments", string(again.Args), `{"rest":1}`)
	wantCode(t, advance(held, `{"rest":2}`), ringdex.Conflict)
	wantCode(t, advance(again, `{"rest":0}`), "")
	wantEqual(t, "the arguments", string(f.jobs(ringdex.JobFilter{})[0].Args), `{"rest":0}`)
}

func settleLost(t *testing.T, f *fixture) {
	f.enqueue(newJob("", 0))
	lost := f.wantClaim("a", "a", 0, 1)[0]
	for _, r := range []ringdex.JobResult{done(lost), ended(lost, ringdex.JobDead, 0, "no"), ended(lost, ringdex.JobWaiting, 0, "no")} {
		f.settle("b", r)
	}
	wantEqual(t, "a job that another node holds", f.jobs(ringdex.JobFilter{})[0], lost)
	wantCode(t, f.Leave(t.Context(), "a"), "")
	f.settle("a", done(lost))
	held := f.wantClaim("a again", "a", 0, 1)[0]
	wantEqual(t, "the attempt", held.Attempts, 2)
	for _, r := range []ringdex.JobResult{done(lost), ended(lost, ringdex.JobDead, 0, "no"), ended(lost, ringdex.JobWaiting, 0, "no")} {
		f.settle("a", r)
	}
	wantEqual(t, "a job of which an older attempt ends", f.jobs(ringdex.JobFilter{})[0], held)
	f.settle("a", done(held))
	f.settle("a", done(held))
	wantEqual(t, "what is left", len(f.jobs(ringdex.JobFilter{})), 0)
}

// claimersApart: four nodes claim and settle concurrently. Each job is claimed once, and those of a
// key in order.
func claimersApart(t *testing.T, f *fixture) {
	const total, keys = 300, 7
	var all []ringdex.Job
	for i := range total {
		key := ""
		if i%3 > 0 {
			key = fmt.Sprint("key ", i%keys)
		}
		all = append(all, newJob(key, 0))
	}
	f.enqueue(all...)
	var mu sync.Mutex
	last, given := map[string]int64{}, map[int64]int{}
	note := func(some []ringdex.Job) {
		mu.Lock()
		defer mu.Unlock()
		for _, j := range some {
			given[j.ID]++
			if j.Key != "" && j.ID <= last[j.Key] {
				t.Errorf("job %d of %s came after %d", j.ID, j.Key, last[j.Key])
			}
			last[j.Key] = j.ID
		}
	}
	left := func() bool { mu.Lock(); defer mu.Unlock(); return len(given) < total }
	var claimers sync.WaitGroup
	for n := range 4 {
		node := fmt.Sprint("node ", n)
		claimers.Go(func() {
			for left() && t.Context().Err() == nil && !t.Failed() {
				got, err := f.ClaimJobs(t.Context(), ringdex.JobClaim{Node: node, Kinds: map[string]int{"work": 5}, Now: at(0)})
				if err != nil {
					t.Error(err)
					return
				}
				note(got)
				var results []ringdex.JobResult
				for _, j := range got {
					results = append(results, done(j))
				}
				if err := f.SettleJobs(t.Context(), node, results); err != nil {
					t.Error(err)
				}
			}
		})
	}
	claimers.Wait()
	for id, times := range given {
		if times != 1 {
			t.Errorf("job %d was given out %d times", id, times)
		}
	}
	wantEqual(t, "jobs given out", len(given), total)
	wantEqual(t, "what is left", len(f.jobs(ringdex.JobFilter{})), 0)
}

func retryJobs(t *testing.T, f *fixture) {
	f.enqueue(newJob("a", 0), newJob("b", 0), newJob("c", 0), newJob("d", 50))
	all := f.wantClaim("all that is due", "n", 0, 1, 2, 3)
	f.settle("n", ended(all[0], ringdex.JobDead, 0, "no"), ended(all[1], ringdex.JobDead, 0, "no"))
	f.update(func(w ringdex.Writer) error {
		n, err := jobs.In(w).RetryJobs(ringdex.JobFilter{Key: "b", State: ringdex.JobRunning}, at(20))
		wantEqual(t, "retried of b", n, 1)
		return err
	})
	got := f.wantClaim("b", "n", 20, 2)
	wantEqual(t, "its attempt", got[0].Attempts, 1)
	wantEqual(t, "its error until then", got[0].Error, "no")
	f.update(func(w ringdex.Writer) error {
		n, err := jobs.In(w).RetryJobs(ringdex.JobFilter{}, at(20))
		wantEqual(t, "retried of all", n, 1)
		return err
	})
	f.wantClaim("a", "n", 20, 1)
}

func removeJobs(t *testing.T, f *fixture) {
	f.enqueue(newJob("a", 0), newJob("a", 0), newJob("b", 0))
	running := f.wantClaim("the first ones", "n", 0, 1, 3)
	remove := func(filter ringdex.JobFilter, want int64) {
		t.Helper()
		f.update(func(w ringdex.Writer) error {
			n, err := jobs.In(w).RemoveJobs(filter)
			wantEqual(t, "removed", n, want)
			return err
		})
	}
	remove(ringdex.JobFilter{Kind: "other"}, 0)
	remove(ringdex.JobFilter{ID: 1}, 1)
	f.settle("n", ended(running[0], ringdex.JobWaiting, 0, "no"))
	f.wantClaim("the one behind it", "n", 0, 2)
	remove(ringdex.JobFilter{}, 2)
	f.enqueue(newJob("", 0))
	wantEqual(t, "numbers are not given twice", jobIDs(f.jobs(ringdex.JobFilter{})), []int64{4})
}

func filterJobs(t *testing.T, f *fixture) {
	var all []ringdex.Job
	for i := range 24 {
		all = append(all, ringdex.Job{Kind: fmt.Sprint("kind ", i%2), Group: fmt.Sprint("group ", i%3), Key: fmt.Sprint("key ", i%5), Due: at(i)})
	}
	f.enqueue(all...)
	claimed, err := f.ClaimJobs(t.Context(), ringdex.JobClaim{Node: "n", Kinds: map[string]int{"kind 0": 5}, Now: at(100)})
	wantCode(t, err, "")
	f.settle("n", ended(claimed[0], ringdex.JobDead, 100, "no"), ended(claimed[1], ringdex.JobDead, 100, "no"))
	f.settle("n", ended(claimed[2], ringdex.JobWaiting, 200, "no"))
	f.enqueue(ringdex.Job{Kind: "kind 0", Group: claimed[2].Group, Key: claimed[2].Key}, ringdex.Job{Kind: "kind 0", Group: claimed[0].Group, Key: claimed[0].Key})
	whole := f.jobs(ringdex.JobFilter{})
	wantEqual(t, "the number of jobs", len(whole), 26)
	failing := claimed[2]
	for _, filter := range []ringdex.JobFilter{
		{},
		{Kind: "kind 1"},
		{Group: "group 1"},
		{Key: "key 3"},
		{Kind: "kind 0", Group: "group 2", Key: "key 0"},
		{ID: 7},
		{ID: 700},
		{State: ringdex.JobWaiting},
		{State: ringdex.JobRunning},
		{State: ringdex.JobDead},
		{State: "unheard of"},
		{Kind: "kind 0", State: ringdex.JobDead},
		{NotFailing: true},
		{Kind: "kind 0", Group: failing.Group, NotFailing: true},
		{Kind: "kind 1", Key: failing.Key, NotFailing: true, State: ringdex.JobWaiting},
	} {
		want := slices.DeleteFunc(slices.Clone(whole), func(j ringdex.Job) bool {
			behind := j.Kind == failing.Kind && j.Group == failing.Group && j.Key == failing.Key
			return !fits(filter, j) || filter.NotFailing && (j.Error != "" || behind)
		})
		wantPages(t, want, func(p ringdex.Page) (list []ringdex.Job, total int64) {
			f.view(func(r ringdex.Reader) (err error) {
				if list, err = jobs.Of(r).Jobs(filter, p); err == nil {
					total, err = jobs.Of(r).CountJobs(filter)
				}
				return err
			})
			return list, total
		})
	}
}

// fits is the filter in Go.
func fits(f ringdex.JobFilter, j ringdex.Job) bool {
	return (f.Kind == "" || f.Kind == j.Kind) && (f.Group == "" || f.Group == j.Group) && (f.Key == "" || f.Key == j.Key) &&
		(f.State == "" || f.State == j.State) && (f.ID == 0 || f.ID == j.ID)
}

func jobFigures(t *testing.T, f *fixture) {
	acme := f.in(f.addOrganization("acme"))
	f.enqueue(newJob("", 1), newJob("", 2), newJob("", 3), newJob("", 400), ringdex.Job{Kind: "other", Due: at(5)})
	all := f.wantClaim("three", "n", 3, 1, 2, 3)
	f.settle("n", ended(all[0], ringdex.JobDead, 3, "no"), ended(all[1], ringdex.JobWaiting, 300, "no"))
	acme.enqueue(newJob("", 9))
	got, err := f.JobFigures(t.Context())
	wantCode(t, err, "")
	wantEqual(t, "figures", got, []ringdex.JobFigures{
		{Organization: f.org, Kind: "other", Waiting: 1, Oldest: at(5)},
		{Organization: f.org, Kind: "work", Waiting: 2, Running: 1, Dead: 1, Failing: 1, Oldest: at(300)},
		{Organization: acme.org, Kind: "work", Waiting: 1, Oldest: at(9)},
	})
	for _, j := range acme.claim("n", 9, 1) {
		f.settle("n", ended(j, ringdex.JobDead, 9, "no"))
	}
	got, err = f.JobFigures(t.Context())
	wantCode(t, err, "")
	wantEqual(t, "figures of acme", got[2], ringdex.JobFigures{Organization: acme.org, Kind: "work", Dead: 1})
}
