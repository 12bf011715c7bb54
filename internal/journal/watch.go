package journal

import (
	"context"
	"fmt"
	"time"

	"ringdex/internal/ringdex"
)

// Watched says when Watch looks at the journal.
type Watched struct {
	Committed <-chan struct{} // Subscribe of the store
	Every     time.Duration   // also without a signal: commits of other processes may give none
	Pause     time.Duration   // after each look: an import commits all the time
}

// Watch calls look after each commit until ctx ends, and again at once as long as look reports more.
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

// Records calls fn with the records that changed after a sequence, up to the journal's head, portion by portion. A record
// that changed several times in a portion is in it once.
func Records(r ringdex.JournalReader, after int64, fn func([]ringdex.Ref) error) error {
	for after < r.Head() {
		refs, next, err := r.Refs(after, portion)
		if err != nil {
			return err
		}
		if next == after {
			return fmt.Errorf("the journal ends at %d, before its head %d", after, r.Head())
		}
		if err := fn(refs); err != nil {
			return err
		}
		after = next
	}
	return nil
}
