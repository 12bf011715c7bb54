package heap

import (
	"runtime"
	"sync/atomic"
	"testing"

	"ringdex/internal/await"
)

func TestPercent(t *testing.T) {
	t.Parallel()
	for inUse, want := range map[uint64]int{
		0: 100, 1: 100, 10 << 20: 100, 64 << 20: 100, 128 << 20: 50, 200 << 20: 32, 256 << 20: 25, 4 << 30: 25,
	} {
		if got := percent(inUse); got != want {
			t.Errorf("%d bytes in use: got %d, want %d", inUse, got, want)
		}
	}
}

func TestAfterEachCollection(t *testing.T) {
	t.Parallel()
	var n atomic.Int64
	afterEachCollection(func() { n.Add(1) })
	for seen := n.Load(); seen < 4; seen = n.Load() {
		runtime.GC()
		await.Until(t, "a collection to be noticed", func() bool { return n.Load() > seen })
	}
	if inUse() == 0 {
		t.Error("something is in use")
	}
}
