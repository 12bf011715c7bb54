package journal

import (
	"context"
	"fmt"
	"time"

	"ringdex/internal/ringdex"
)

// Watched configures Watch.
type Watched struct {
	Committed <-chan struct{} // from Store.Subscribe
	Every     time.Duration   // polling interval: commits of other processes may send no signal
	Pause     time.Duration   // debounce after each look: an import commits continuously
}

// Watch calls look after each commit until ctx ends, and repeats it while look reports more.
func Watch(ctx context.Context, w Watched, look func() (more bool)) error {
	ticker := time.NewTicker(w.Every)
	defer ticker.Stop()
	for {
		if look() && ctx.Err() == nil {
			continue
		}
		if err := pause(ctx, w.Pause); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-w.Committed:
		case <-ticker.C:
		}
	}
}

func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-timer.C:
		return nil
	}
}

// portion is how many entries one statement reads.
const portion = 1000

// Records calls fn with batches of the records that changed after a sequence, up to the journal's
// head. A batch has a record once, even if it changed several times.
func Records(r ringdex.JournalReader, after int64, fn func([]ringdex.Ref) error) error {
	for after < r.Head().Changes {
		refs, next, err := r.Refs(after, portion)
		if err != nil {
			return err
		}
		if next == after {
			return fmt.Errorf("the journal ends at %d, before its head %d", after, r.Head().Changes)
		}
		if err := fn(refs); err != nil {
			return err
		}
		after = next
	}
	return nil
}
