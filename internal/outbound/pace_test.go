package outbound_test

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"ringdex/internal/outbound"
	"ringdex/internal/ringdex"
)

// senderFunc is a Sender that a test makes up.
type senderFunc func(ctx context.Context, r *outbound.Request) (outbound.Answer, error)

func (f senderFunc) Send(ctx context.Context, r *outbound.Request) (outbound.Answer, error) {
	return f(ctx, r)
}

func send(t *testing.T, s outbound.Sender, target byte) (status int, held *outbound.HeldError) {
	t.Helper()
	a, err := s.Send(t.Context(), &outbound.Request{Target: ringdex.ID{target}})
	held, isHeld := errors.AsType[*outbound.HeldError](err)
	if err != nil && !isHeld {
		t.Fatal(err)
	}
	return a.Status, held
}

func TestPacedOpensItsCircuitBreaker(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		status := http.StatusBadGateway
		s := outbound.Paced(senderFunc(func(context.Context, *outbound.Request) (outbound.Answer, error) {
			return outbound.Answer{Status: status}, nil
		}), time.Now)
		for range 5 {
			if got, held := send(t, s, 1); got != http.StatusBadGateway || held != nil {
				t.Fatalf("before five failures: got %d, %v", got, held)
			}
		}
		_, held := send(t, s, 1)
		if held == nil || !held.Down || held.Wait < 15*time.Second || held.Wait > 18*time.Second {
			t.Fatalf("after five failures: got %+v", held)
		}
		if got, held := send(t, s, 2); held != nil || got != http.StatusBadGateway {
			t.Errorf("another receiver: got %d, %+v", got, held)
		}
		time.Sleep(held.Wait)
		status = http.StatusOK
		for range 2 {
			if got, held := send(t, s, 1); held != nil || got != http.StatusOK {
				t.Errorf("when the receiver is back: got %d, %+v", got, held)
			}
		}
	})
}

func TestPacedSendsEightAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var sent atomic.Int64
		answer := make(chan struct{})
		s := outbound.Paced(senderFunc(func(context.Context, *outbound.Request) (outbound.Answer, error) {
			sent.Add(1)
			<-answer
			return outbound.Answer{Status: http.StatusOK}, nil
		}), time.Now)
		var all sync.WaitGroup
		var held atomic.Int64
		for range 10 {
			all.Go(func() {
				if _, h := send(t, s, 1); h != nil && !h.Down {
					held.Add(1)
				}
			})
		}
		time.Sleep(2 * time.Second)
		close(answer)
		all.Wait()
		if sent.Load() != 8 || held.Load() != 2 {
			t.Errorf("%d requests were sent and %d held back", sent.Load(), held.Load())
		}
	})
}
