package flight_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"ringdex/internal/auth/flight"
	"ringdex/internal/ringdex"
)

func TestRunOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var g flight.Group[string, int]
		land := make(chan struct{})
		runs := 0 // guarded by the flight
		var group sync.WaitGroup
		for range 20 {
			group.Go(func() {
				got, err := g.Do(t.Context(), "key", func() (int, error) { runs++; <-land; return 7, nil })
				if got != 7 || err != nil {
					t.Errorf("got %d, %v", got, err)
				}
			})
		}
		synctest.Wait()
		close(land)
		group.Wait()
		if runs != 1 {
			t.Errorf("got %d runs", runs)
		}
	})
}

func TestGoOnWithoutTheFirst(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var g flight.Group[string, int]
		first, leave := context.WithCancel(t.Context())
		go func() {
			_, err := g.Do(first, "key", func() (int, error) { <-first.Done(); return 0, first.Err() })
			if !errors.Is(err, context.Canceled) {
				t.Errorf("the first got %v", err)
			}
		}()
		synctest.Wait()
		go func() {
			got, err := g.Do(t.Context(), "key", func() (int, error) { return 7, nil })
			if got != 7 || err != nil {
				t.Errorf("got %d, %v", got, err)
			}
		}()
		synctest.Wait()
		leave()
		synctest.Wait()
	})
}

func TestLetWaitersGo(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var g flight.Group[string, int]
		land := make(chan struct{})
		go func() { _, _ = g.Do(t.Context(), "key", func() (int, error) { <-land; return 7, nil }) }()
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err := g.Do(ctx, "key", func() (int, error) { return 0, errors.New("a second one ran") })
		if !errors.Is(err, ringdex.Unavailable) {
			t.Errorf("got %v", err)
		}
		close(land)
		synctest.Wait()
	})
}

func TestSurviveAPanic(t *testing.T) {
	t.Parallel()
	var g flight.Group[string, int]
	func() {
		defer func() { _ = recover() }()
		_, _ = g.Do(t.Context(), "key", func() (int, error) { panic("boom") })
	}()
	if got, err := g.Do(t.Context(), "key", func() (int, error) { return 7, nil }); got != 7 || err != nil {
		t.Errorf("got %d, %v", got, err)
	}
}
