package auth

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"ringdex/internal/message"
	"ringdex/internal/ringdex"
)

// outages is a store that can be out of reach: 1 fails at once, as a database that is not running;
// 2 says nothing, as one whose machine has vanished.
type outages struct {
	ringdex.Store
	kind *atomic.Int64
}

func (o outages) down(ctx context.Context) error {
	switch o.kind.Load() {
	case 1:
		return ringdex.Errorf(ringdex.Unavailable, "down")
	case 2:
		<-ctx.Done()
		return &ringdex.Error{Code: ringdex.Unavailable, Text: message.Verbatim("down"), Cause: ctx.Err()}
	}
	return nil
}

func (o outages) View(ctx context.Context, org ringdex.OrganizationID, fn func(ringdex.Reader) error) error {
	if err := o.down(ctx); err != nil {
		return err
	}
	return o.Store.View(ctx, org, fn)
}

func (o outages) Organizations(ctx context.Context) ([]ringdex.Organization, error) {
	if err := o.down(ctx); err != nil {
		return nil, err
	}
	return o.Store.Organizations(ctx)
}

// withOutages is a fixture whose store kind takes away.
func withOutages(t *testing.T) (f *fixture, kind *atomic.Int64) {
	t.Helper()
	f, kind = newFixture(t), &atomic.Int64{}
	f.Auth.store = outages{f.Auth.store, kind}
	return f, kind
}

// TestOutage: during an outage only callers that were verified before can sign in.
func TestOutage(t *testing.T) {
	t.Parallel()
	for name, kind := range map[string]int64{"fails": 1, "says nothing": 2} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f, down := withOutages(t)
			f.addUser(f.org, "jana", ringdex.Operator, "jana's secret")
			f.addUser(f.org, "petr", ringdex.Operator, "petr's secret")
			secret, _ := f.addKey(f.org, ringdex.Key{Name: "pbx", Scope: ringdex.ScopeLookup})
			before, key := mustBasic(t, f, "jana", "jana's secret"), mustKey(t, f, home, secret)
			down.Store(kind)
			f.patience = time.Millisecond
			for _, later := range []time.Duration{2 * time.Second, 3 * time.Minute} { // the second is longer than a proof lasts
				f.wait(later)
				if again := mustBasic(t, f, "jana", "jana's secret"); again != before {
					t.Errorf("let in as %+v, before as %+v", again, before)
				}
				if again := mustKey(t, f, home, secret); again != key {
					t.Errorf("let in as %+v, before as %+v", again, key)
				}
			}
			limited, cancel := context.WithTimeout(t.Context(), time.Second) // what a request has
			defer cancel()
			_, err := f.Basic(limited, home, "jana", "another")
			wantCode(t, err, ringdex.Unavailable) // it may be the new one
			_, err = f.Basic(limited, home, "petr", "petr's secret")
			wantCode(t, err, ringdex.Unavailable)
		})
	}
}

func TestOutageEnds(t *testing.T) {
	t.Parallel()
	f, down := withOutages(t)
	jana := f.addUser(f.org, "jana", ringdex.Operator, "jana's secret")
	secret, key := f.addKey(f.org, ringdex.Key{Name: "pbx", Scope: ringdex.ScopeLookup})
	mustBasic(t, f, "jana", "jana's secret")
	mustKey(t, f, home, secret)
	down.Store(1)
	f.wait(2 * time.Second)
	mustBasic(t, f, "jana", "jana's secret")
	mustKey(t, f, home, secret)

	f.update(f.org, func(w ringdex.Writer) error { return w.RemoveDocument(key.Document()) }) // by another node
	f.update(f.org, func(w ringdex.Writer) error { return w.SetPassword(jana.ID, cheapHash("another")) })
	down.Store(0)
	f.wait(time.Second) // for as long the store is not asked again
	_, err := f.Key(t.Context(), home, secret)
	wantCode(t, err, ringdex.Unauthenticated)
	_, err = f.Basic(t.Context(), home, "jana", "jana's secret")
	wantCode(t, err, ringdex.Unauthenticated)
	mustBasic(t, f, "jana", "another")
}

// TestOutageIsNotForEver: what was taken away could not be noticed, so there is an end to trust.
func TestOutageIsNotForEver(t *testing.T) {
	t.Parallel()
	f, down := withOutages(t)
	f.addUser(f.org, "jana", ringdex.Operator, "jana's secret")
	secret, _ := f.addKey(f.org, ringdex.Key{Name: "pbx", Scope: ringdex.ScopeLookup})
	mustBasic(t, f, "jana", "jana's secret")
	mustKey(t, f, home, secret)
	down.Store(1)
	for range 9 {
		f.wait(time.Minute)
		mustBasic(t, f, "jana", "jana's secret")
		mustKey(t, f, home, secret)
	}
	f.wait(time.Minute)
	_, err := f.Basic(t.Context(), home, "jana", "jana's secret")
	wantCode(t, err, ringdex.Unavailable)
	_, err = f.Key(t.Context(), home, secret)
	wantCode(t, err, ringdex.Unavailable)
}

// TestSilenceIsWaitedForOnce: while the store says nothing, one caller a second waits for it.
func TestSilenceIsWaitedForOnce(t *testing.T) {
	t.Parallel()
	f, down := withOutages(t)
	secret, _ := f.addKey(f.org, ringdex.Key{Name: "pbx", Scope: ringdex.ScopeLookup})
	mustKey(t, f, home, secret)
	f.wait(time.Second)
	down.Store(2)
	f.patience = time.Millisecond
	mustKey(t, f, home, secret)
	gone, cancel := context.WithCancel(t.Context())
	cancel() // a store that is asked has no time at all
	if _, err := f.Key(gone, home, secret); err != nil {
		t.Errorf("a second caller waited too: %v", err)
	}
}
