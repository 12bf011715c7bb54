package jobs

import (
	"context"
	"sync/atomic"
	"testing"

	"ringdex/internal/ringdex"
)

// BenchmarkEnqueue puts 1,000 jobs into the queue with each transaction.
func BenchmarkEnqueue(b *testing.B) {
	w := newWorld(b)
	some := make([]ringdex.Job, 1000)
	for i := range some {
		some[i] = w.plain("")
	}
	for b.Loop() {
		w.enqueue(some...)
	}
	b.ReportMetric(float64(b.N*len(some))/b.Elapsed().Seconds(), "jobs/s")
}

// BenchmarkWork runs empty jobs with the number of workers of a busy kind.
func BenchmarkWork(b *testing.B) {
	for name, key := range map[string]string{"free": "", "in-order": "the same for ten of them"} {
		b.Run(name, func(b *testing.B) {
			w := newWorld(b)
			var left atomic.Int64
			done := make(chan bool)
			work := Work{Kind: "work", Workers: 64, Run: func(context.Context, ringdex.Job) error {
				if left.Add(-1) == 0 {
					done <- true
				}
				return nil
			}}
			const total = 20_000
			a := w.node("a", w.store, work)
			for b.Loop() {
				b.StopTimer()
				left.Store(total)
				for i := range total / 1000 {
					some := make([]ringdex.Job, 1000)
					for n := range some {
						some[n] = w.plain("")
						if key != "" {
							some[n].Key = string(rune('a'+i)) + string(rune('a'+n%100))
						}
					}
					w.enqueue(some...)
				}
				b.StartTimer()
				w.run(a)
				<-done
				a.stop()
			}
			b.ReportMetric(float64(b.N*total)/b.Elapsed().Seconds(), "jobs/s")
		})
	}
}
