package await_test

import (
	"sync/atomic"
	"testing"
	"time"

	"ringdex/internal/await"
)

func TestUntil(t *testing.T) {
	t.Parallel()
	var looks atomic.Int32
	await.Until(t, "the third look", func() bool { return looks.Add(1) == 3 })
	if got := looks.Load(); got != 3 {
		t.Errorf("it looked %d times", got)
	}
}

func TestValue(t *testing.T) {
	t.Parallel()
	c := make(chan string)
	go func() { c <- "here" }()
	if got := await.Value(t, "a word", c); got != "here" {
		t.Errorf("got %q", got)
	}
}

// A test gives up before the run is ended, since only then its words are printed.
func TestDeadline(t *testing.T) {
	t.Parallel()
	end, limited := t.Deadline()
	if limited && !await.Deadline(t).Before(end) {
		t.Error("it gives up too late to say so")
	}
	if time.Now().After(await.Deadline(t)) {
		t.Error("it gives up at once")
	}
}
