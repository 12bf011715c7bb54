package connectortest

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"ringdex/internal/connector"
	"ringdex/internal/emulator/fault"
	"ringdex/internal/ringdex"
)

// Target opens a world whose system is empty, fails by a plan, and refuses the record with a key.
// World.Has must be set.
type Target func(t *testing.T, plan fault.Plan, refuse string, settings ...string) *World

// Faults tries what goes wrong with any system. Whatever it is, a system that answers again has
// every contact once, with the numbers of its last version.
func Faults(t *testing.T, open Target) {
	t.Helper()
	t.Run("lost answers", open.lostAnswers)
	t.Run("many lost answers", open.manyLostAnswers)
	t.Run("every n-th call fails", open.everyNth)
	t.Run("too many calls in the middle", open.tooManyInTheMiddle)
	t.Run("one is refused", open.oneIsRefused)
	t.Run("a removal that did not come", open.staysThere)
	t.Run("stopped", open.stopped)
	t.Run("too many calls", open.tooManyCalls)
}

// lostAnswers loses the answer to each writing call in turn, after it was processed.
func (open Target) lostAnswers(t *testing.T) {
	t.Parallel()
	for lost := 1; lost <= 10; lost++ {
		w := open(t, CutWrite(lost), "")
		one, two := Contact("1", Named("Nový", "603303963")), Contact("2", Named("Malá", "777123456"))
		for _, number := range []string{"603303963", "608608608"} {
			one.Contact.Phones = Numbers("CZ", number)
			w.Again(one, two)
		}
		w.has("1 +420608608608", "2 +420777123456")
	}
}

// manyLostAnswers loses a third of the answers to calls that write: what was processed is found
// again.
func (open Target) manyLostAnswers(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	random := rand.New(rand.NewPCG(11, 3))
	plan := fault.Plan{Choose: func(_ int, r *http.Request) fault.Failure {
		mu.Lock()
		defer mu.Unlock()
		if r.Method != http.MethodGet && random.IntN(3) == 0 {
			return fault.Cut
		}
		return fault.None
	}}
	w := open(t, plan, "")
	w.has(w.insist(200)...)
}

// insist writes three batches, each until it succeeds, and returns what the system has then.
func (w *World) insist(tries int) (want []string) {
	w.Helper()
	for range 3 {
		var all []*connector.Change
		for range 20 {
			all = append(all, many(len(want)))
			want = append(want, fmt.Sprintf("%s %s", all[len(all)-1].Key, all[len(all)-1].Contact.Phones[0].E164))
		}
		for n := 1; ; n++ {
			if _, err := w.TryWrite(all...); err == nil {
				break
			} else if n == tries {
				w.Fatalf("a batch does not succeed in %d tries: %v", n, err)
			}
		}
	}
	return want
}

// everyNth lets every n-th call fail. Whatever n is, a batch gets through in a few tries.
func (open Target) everyNth(t *testing.T) {
	t.Parallel()
	for name, f := range map[string]fault.Failure{"cut": fault.Cut, "broken": fault.Broken, "rubbish": fault.Rubbish} {
		for n := 2; n <= 7; n++ {
			t.Run(fmt.Sprint(name, n), func(t *testing.T) {
				t.Parallel()
				w := open(t, fault.Plan{Every: map[fault.Failure]int{f: n}}, "")
				w.has(w.insist(5)...)
			})
		}
	}
}

// tooManyInTheMiddle refuses each call in turn for a long time: what the calls before have written
// is not written twice.
func (open Target) tooManyInTheMiddle(t *testing.T) {
	t.Parallel()
	for refused := 1; refused <= 16; refused++ {
		var armed atomic.Bool
		var calls atomic.Int64
		w := open(t, fault.Plan{Retry: 60, Choose: func(int, *http.Request) fault.Failure {
			if armed.Load() && int(calls.Add(1)) == refused {
				return fault.TooMany
			}
			return fault.None
		}}, "")
		var all []*connector.Change
		var want []string
		for n := range 10 {
			all = append(all, many(n))
		}
		w.Write(all...)
		for n, c := range all {
			c.Contact.Phones = Numbers("CZ", fmt.Sprintf("608608%03d", n))
		}
		for n := 10; n < 40; n++ {
			all = append(all, many(n))
		}
		for _, c := range all {
			want = append(want, fmt.Sprintf("%s %s", c.Key, c.Contact.Phones[0].E164))
		}
		armed.Store(true)
		for range 2 {
			if _, err := w.TryWrite(all...); err == nil {
				break
			}
			w.Pass(2 * time.Minute)
		}
		w.has(want...)
	}
}

// many returns the nth of many contacts.
func many(n int) *connector.Change {
	return Contact(fmt.Sprint("K-", n), Named(fmt.Sprint("Nový", n), fmt.Sprintf("603303%03d", n)))
}

// oneIsRefused writes contacts of which the system refuses one, with its reason.
func (open Target) oneIsRefused(t *testing.T) {
	t.Parallel()
	w := open(t, fault.Plan{}, "K-7")
	var all []*connector.Change
	var want []string
	for n := range 20 {
		all = append(all, many(n))
		if n != 7 {
			want = append(want, fmt.Sprintf("%s %s", all[n].Key, all[n].Contact.Phones[0].E164))
		}
	}
	for n, r := range w.Write(all...) {
		if refused := r.Action == ringdex.Refused; refused != (n == 7) || refused == (r.Problem == nil) {
			t.Errorf("%d is %s: %v", n, r.Action, r.Problem)
		}
	}
	w.has(want...)
}

// staysThere compares a contact that has lost a number, of which the system was not told yet: the
// number is shown as different, and a repair removes it.
func (open Target) staysThere(t *testing.T) {
	t.Parallel()
	w := open(t, fault.Plan{}, "")
	c := Contact("1", Named("Nový", "603303963", "608608608"))
	w.Write(c)
	if differing := w.Compare(c); differing != "" {
		t.Errorf("as it was sent, it differs: %s", differing)
	}
	c.Contact.Phones = c.Contact.Phones[:1]
	if differing := w.Compare(c); differing == "" {
		t.Error("it does not differ by the number that is gone here")
	}
	w.Same("the repair", w.Actions(c), "updated")
	w.has("1 +420603303963")
	if differing := w.Compare(c); differing != "" {
		t.Errorf("after the repair, it differs: %s", differing)
	}
}

// stopped tries what stops a batch, with the words for it.
func (open Target) stopped(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		plan      fault.Plan
		settings  []string
		want      string
		processed bool // the system may have processed the call
	}{
		"a wrong password":  {settings: []string{"password=spatne"}, want: "the system does not accept the user name and the password (401)"},
		"a page for people": {plan: Every(fault.Rubbish), want: Page},
		"too many calls":    {plan: fault.Plan{Every: map[fault.Failure]int{fault.TooMany: 1}, Retry: 60}, want: "the system answered 429 Too Many Requests"},
		"an error":          {plan: Every(fault.Broken), want: `the system answered 500 Internal Server Error: {"Message":"An error has occurred."}`},
		"a cut connection":  {plan: Every(fault.Cut), want: "the system cannot be reached: EOF", processed: true},
		"slowness":          {plan: fault.Plan{Slow: time.Hour}, want: "the system did not answer in time", processed: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := open(t, c.plan, "", c.settings...)
			if c.plan.Slow > 0 {
				w.Client().Timeout = time.Millisecond // must expire
			}
			_, err := w.TryWrite(many(0))
			w.Same("write", text(err), c.want)
			w.Same("check", w.Check(), c.want)
			if !c.processed {
				w.has()
			}
		})
	}
}

// tooManyCalls has the first calls refused, for a pause that the client waits for.
func (open Target) tooManyCalls(t *testing.T) {
	t.Parallel()
	w := open(t, fault.Plan{Retry: 1, Choose: func(call int, _ *http.Request) fault.Failure {
		if call <= 2 {
			return fault.TooMany
		}
		return fault.None
	}}, "")
	w.Write(many(0), many(1))
	w.has("K-0 +420603303000", "K-1 +420603303001")
}

func (w *World) has(want ...string) {
	w.Helper()
	slices.Sort(want)
	got := slices.Sorted(slices.Values(w.Has()))
	w.Same("the system", strings.Join(got, "\n"), strings.Join(want, "\n"))
}

// Page is what is said when a page for people comes instead of an answer.
const Page = "the system answered 200 OK in another form than expected, perhaps by a page for people or cut off: Maintenance We will be back soon."

// Every returns a plan in which each call fails.
func Every(f fault.Failure) fault.Plan { return fault.Plan{Every: map[fault.Failure]int{f: 1}} }

// CutWrite returns a plan in which the answer to the nth call is lost if that writes.
func CutWrite(n int) fault.Plan {
	return fault.Plan{Choose: func(call int, r *http.Request) fault.Failure {
		if call == n && r.Method != http.MethodGet {
			return fault.Cut
		}
		return fault.None
	}}
}
