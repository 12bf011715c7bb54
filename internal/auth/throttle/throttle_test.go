package throttle_test

import (
	"testing"
	"time"

	"ringdex/internal/auth/throttle"
)

// TestLimit: what is allowed at once, and how it comes back.
func TestLimit(t *testing.T) {
	t.Parallel()
	th, now := throttle.New[string](3, time.Minute, 10), time.Unix(1_000_000, 0)
	for range 3 {
		if wait := th.Take("a", now); wait != 0 {
			t.Fatalf("an allowed failure has to wait %v", wait)
		}
	}
	if wait := th.Take("a", now); wait != 20*time.Second {
		t.Errorf("the fourth has to wait %v", wait)
	}
	if wait := th.Take("b", now); wait != 0 {
		t.Errorf("another key has to wait %v", wait)
	}
	th.GiveBack("a")
	if wait := th.Wait("a", now); wait != 0 {
		t.Errorf("after a success it has to wait %v", wait)
	}
	th.Reset("a")
	for range 3 {
		th.Take("a", now)
	}
	if wait := th.Wait("a", now.Add(19*time.Second)); wait != time.Second {
		t.Errorf("19 s later it has to wait %v", wait)
	}
}

func TestClockSetBack(t *testing.T) {
	t.Parallel()
	th := throttle.New[int](2, time.Minute, 10)
	now := time.Unix(1_000_000, 0)
	th.Take(1, now)
	th.Take(1, now)
	if wait := th.Wait(1, now); wait != 30*time.Second {
		t.Errorf("got %v", wait)
	}
	if wait := th.Wait(1, now.Add(-time.Hour)); wait != 0 {
		t.Errorf("got %v after the clock was set back", wait)
	}
}
