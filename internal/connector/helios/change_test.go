package helios_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"ringdex/internal/connector"
	emulator "ringdex/internal/emulator/helios"
	"ringdex/internal/ringdex"
)

// erp changes rows at random while they are read, and knows what they are.
type erp struct {
	mu     sync.Mutex
	w      *world
	random *rand.Rand
	rows   map[string]string // title by key
	next   int
}

// change adds, changes or removes some rows. Half of the times the clock stands still, so that
// several rows are of one time.
func (e *erp) change(t *testing.T) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for range e.random.IntN(4) {
		if e.random.IntN(2) == 0 {
			e.w.now = e.w.now.Add(time.Second)
		}
		key := fmt.Sprintf("K-%d", e.random.IntN(e.next)+1)
		switch e.random.IntN(4) {
		case 0:
			e.w.Remove(emulator.ContactFolder, key)
			delete(e.rows, key)
		case 1:
			e.next++
			key = fmt.Sprintf("K-%d", e.next)
			e.put(t, key)
		default:
			if _, known := e.rows[key]; known {
				e.put(t, key)
			}
		}
	}
}

func (e *erp) put(t *testing.T, key string) {
	title := fmt.Sprintf("Jan Verze%d", e.random.IntN(1_000_000))
	if err := e.w.Put(emulator.ContactFolder, map[string]string{"name": key, "title": title, "cislo_subjektu": strings.TrimPrefix(key, "K-")}); err != nil {
		t.Error(err)
	}
	e.rows[key] = title
}

// Whatever changes while rows are read, the runs until all is quiet bring the last version of every
// row.
func TestChangesWhileReading(t *testing.T) {
	t.Parallel()
	for seed := range uint64(40) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			e := &erp{random: rand.New(rand.NewPCG(seed, 11)), rows: map[string]string{}, next: 40}
			size := e.random.IntN(9) + 2
			w := open(t, 0, 0, func(o *emulator.Options) {
				o.PageCap = []int{0, 1, 2, 3, 5}[e.random.IntN(5)]
				o.Elements = seed%2 == 0
			}, fmt.Sprintf("page_size=%d", size), "accounts.folder_id=0")
			e.w = w
			for i := range e.next {
				if e.random.IntN(3) == 0 {
					w.now = w.now.Add(time.Second)
				}
				e.put(t, fmt.Sprintf("K-%d", i+1))
			}
			w.now = w.now.Add(time.Hour)
			var state connector.State
			for range 3 {
				busy := w.Stats().Browses + 30 // a full read ends only when it overtakes the changes
				w.Set(func(o *emulator.Options) {
					o.OnBrowse = func(n int) {
						if n < busy || state != nil {
							e.change(t)
						}
					}
				})
				next, err := w.try(t.Context(), connector.Query{Since: state})
				if err == nil { // after a run that stopped, the next one goes on from the same time
					state = next
				}
			}
			w.Set(func(o *emulator.Options) { o.OnBrowse = nil })
			w.read(t, state)
			for key, title := range e.rows {
				rec := w.sink.Record(ringdex.KindContact, key)
				if rec == nil {
					t.Errorf("%s was never read", key)
				} else if last := strings.TrimPrefix(title, "Jan "); !strings.Contains(fmt.Sprint(rec.Ops), last+" title") {
					t.Errorf("%s is %v, want %s", key, rec.Ops, last)
				}
			}
			w.ended(t)
		})
	}
}
