package webhook

import (
	"context"
	"sync"

	"ringdex/internal/ringdex"
)

// logbook writes attempts to the log of deliveries. While one write is under way, others gather for the next: whoever
// delivers much writes seldom, and nobody goes on before its own attempt is written.
type logbook struct {
	store   ringdex.Store
	mu      sync.Mutex
	waiting *page
	writing bool
}

// page is what is written at once.
type page struct {
	attempts map[ringdex.OrganizationID][]ringdex.Delivery
	written  chan struct{}
	err      error
}

// add writes an attempt.
func (l *logbook) add(ctx context.Context, org ringdex.OrganizationID, d ringdex.Delivery) error {
	l.mu.Lock()
	if l.waiting == nil {
		l.waiting = &page{attempts: map[ringdex.OrganizationID][]ringdex.Delivery{}, written: make(chan struct{})}
	}
	mine := l.waiting
	mine.attempts[org] = append(mine.attempts[org], d)
	if l.writing {
		l.mu.Unlock()
		<-mine.written
		return mine.err
	}
	l.writing = true
	l.mu.Unlock()
	l.write(context.WithoutCancel(ctx)) // others' attempts are on it as well
	return mine.err
}

// write writes pages as long as there are any.
func (l *logbook) write(ctx context.Context) {
	for {
		l.mu.Lock()
		p := l.waiting
		l.waiting = nil
		l.writing = p != nil
		l.mu.Unlock()
		if p == nil {
			return
		}
		for org, attempts := range p.attempts {
			if err := l.store.AddDeliveries(ctx, org, attempts); err != nil {
				p.err = err
			}
		}
		close(p.written)
	}
}
