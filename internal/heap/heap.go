// Package heap limits the garbage of a server.
//
// Go collects garbage when the heap has doubled. A server's heap is mostly the number index: with
// 183 MB of it, another 183 MB would be garbage. The index has no pointers, so the collector does
// not scan it, and collecting more often costs little.
package heap

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

const (
	// spare is how much garbage the heap may hold, in bytes, unless the heap in use is smaller.
	spare = 64 << 20
	// least is the lowest GOGC: below, a heap with many pointers would be scanned all the time.
	least = 25
	// byDefault is Go's own GOGC.
	byDefault = 100
)

// Bound limits the garbage of this process from now on. It does nothing if GOGC is set, which an
// operator does on purpose. GOMEMLIMIT holds as well.
func Bound() {
	if os.Getenv("GOGC") != "" {
		return
	}
	is := byDefault
	afterEachCollection(func() {
		if want := percent(inUse()); want != is { // setting it stops all goroutines for a moment
			debug.SetGCPercent(want)
			is = want
		}
	})
}

// percent returns the GOGC that allows spare bytes of garbage over a heap in use.
func percent(inUse uint64) int {
	return int(min(max(spare*100/max(inUse, 1), least), byDefault))
}

// inUse returns the bytes that the last collection left.
func inUse() uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

// afterEachCollection calls do in another goroutine after each collection: an object that nothing
// refers to is collected, and the next one takes its place.
func afterEachCollection(do func()) {
	type object struct{ _ [64]byte } // small objects share their memory, and would live longer
	var next func(struct{})
	next = func(struct{}) {
		do()
		runtime.AddCleanup(new(object), next, struct{}{})
	}
	next(struct{}{})
}
