package auth

import (
	"context"
	"errors"
	"net/netip"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"ringdex/internal/ringdex"
)

func TestBoundedStaysSmall(t *testing.T) {
	t.Parallel()
	b := newBounded[int, int](10)
	for i := range 1000 {
		b.put(i, i)
		if got, ok := b.get(i); !ok || got != i {
			t.Fatalf("%d was not kept", i)
		}
	}
	b.put(999, 1) // is there already: nothing has to go
	if len(b.entries) != 10 {
		t.Errorf("got %d entries", len(b.entries))
	}
}

func TestThrottleStaysSmall(t *testing.T) {
	t.Parallel()
	th := newThrottle[int](10, time.Minute, 10)
	for i := range 1000 {
		th.take(i, time.Unix(0, 0))
	}
	if len(th.due) != 10 {
		t.Errorf("got %d entries", len(th.due))
	}
}

func TestThrottleSurvivesAClockSetBack(t *testing.T) {
	t.Parallel()
	th := newThrottle[int](2, time.Minute, 10)
	now := time.Unix(1_000_000, 0)
	th.take(1, now)
	th.take(1, now)
	if wait := th.wait(1, now); wait != 30*time.Second {
		t.Errorf("got %v", wait)
	}
	if wait := th.wait(1, now.Add(-time.Hour)); wait != 0 {
		t.Errorf("got %v after the clock was set back", wait)
	}
}

func TestHostOf(t *testing.T) {
	t.Parallel()
	for ip, want := range map[string]string{
		"192.0.2.1": "192.0.2.1", "::ffff:192.0.2.1": "192.0.2.1",
		"2001:db8:1:2:3:4:5:6": "2001:db8:1:2::", "fe80::1%eth0": "fe80::",
	} {
		if got := hostOf(netip.MustParseAddr(ip)).String(); got != want {
			t.Errorf("%s: got %s, want %s", ip, got, want)
		}
	}
	if hostOf(netip.Addr{}).IsValid() {
		t.Error("no address should stay none")
	}
}

func TestRetryAfterIsOfOurErrorsOnly(t *testing.T) {
	t.Parallel()
	if _, ok := RetryAfter(ringdex.Errorf(ringdex.RateLimited, "of somebody else")); ok {
		t.Error("got one")
	}
	if wait, ok := RetryAfter(limited(100 * time.Millisecond)); !ok || wait != time.Second {
		t.Errorf("got %v, %v", wait, ok)
	}
}

func TestFlightsRunOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var f flights[string, int]
		land := make(chan struct{})
		runs := 0 // guarded by the flight
		var group sync.WaitGroup
		for range 20 {
			group.Go(func() {
				got, err := f.do(t.Context(), "key", func() (int, error) { runs++; <-land; return 7, nil })
				if got != 7 || err != nil {
					t.Errorf("got %d, %v", got, err)
				}
			})
		}
		synctest.Wait()
		close(land)
		group.Wait()
		if runs != 1 || len(f.running) != 0 {
			t.Errorf("got %d runs, %d left over", runs, len(f.running))
		}
	})
}

func TestFlightsGoOnWithoutTheFirst(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var f flights[string, int]
		first, leave := context.WithCancel(t.Context())
		go func() {
			_, err := f.do(first, "key", func() (int, error) { <-first.Done(); return 0, gone(first) })
			wantCode(t, err, ringdex.Unavailable)
		}()
		synctest.Wait()
		go func() {
			got, err := f.do(t.Context(), "key", func() (int, error) { return 7, nil })
			if got != 7 || err != nil {
				t.Errorf("got %d, %v", got, err)
			}
		}()
		synctest.Wait()
		leave()
		synctest.Wait()
	})
}

func TestFlightsLetWaitersGo(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var f flights[string, int]
		land := make(chan struct{})
		go func() { _, _ = f.do(t.Context(), "key", func() (int, error) { <-land; return 7, nil }) }()
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err := f.do(ctx, "key", func() (int, error) { return 0, errors.New("a second one ran") })
		wantCode(t, err, ringdex.Unavailable)
		close(land)
		synctest.Wait()
	})
}

func TestFlightsSurviveAPanic(t *testing.T) {
	t.Parallel()
	var f flights[string, int]
	func() {
		defer func() { _ = recover() }()
		_, _ = f.do(t.Context(), "key", func() (int, error) { panic("boom") })
	}()
	if got, err := f.do(t.Context(), "key", func() (int, error) { return 7, nil }); got != 7 || err != nil {
		t.Errorf("got %d, %v", got, err)
	}
}
