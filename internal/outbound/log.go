package outbound

import (
	"context"
	"log/slog"
	"sync"

	"ringdex/internal/ringdex"
)

// Deliveries is a store that keeps a log of deliveries. Its transactions read it; see LogOf.
type Deliveries interface {
	// AddDeliveries writes to the log of deliveries. It takes no organization as Update does, and
	// gives no signal.
	AddDeliveries(ctx context.Context, org ringdex.OrganizationID, attempts []ringdex.Delivery) error
}

// Log is the log of deliveries of an organization.
type Log interface {
	Deliveries(f ringdex.DeliveryFilter, p ringdex.Page) ([]ringdex.Delivery, error) // newest first
}

// LogOf returns the log of deliveries as r sees it.
func LogOf(r ringdex.Reader) Log { return ringdex.Part[Log](r) }

// logged is a Sender that writes attempts to the log of deliveries.
type logged struct {
	next Sender
	log  *slog.Logger
	book logbook
}

// Logged writes each attempt to the log of deliveries, without headers, which contain signatures.
// If the write fails, it logs that; the attempt still counts.
func Logged(next Sender, to Deliveries, log *slog.Logger) Sender {
	return &logged{next: next, log: log, book: logbook{store: to}}
}

// Send implements Sender.
func (l *logged) Send(ctx context.Context, r *Request) (Answer, error) {
	a, err := l.next.Send(ctx, r)
	if err != nil {
		return a, err
	}
	d := r.Delivery
	d.ID, d.Webhook, d.At, d.Took = ringdex.NewID(a.At), r.Target, a.At, a.Took
	d.Status, d.Error, d.Response = a.Status, a.Failure, a.Text
	if err := l.book.add(ctx, r.Organization, d); err != nil {
		l.log.ErrorContext(ctx, "a delivery was not logged", "webhook", d.Webhook, "event", d.Event, "error", err)
	}
	return a, nil
}

// logbook writes attempts by group commit: attempts that arrive during a write share the next one.
// add returns when its own attempt is written.
type logbook struct {
	store   Deliveries
	mu      sync.Mutex
	waiting *page
	writing bool
}

// page holds the attempts of one write.
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
	l.write(context.WithoutCancel(ctx)) // the page has other callers' attempts as well
	return mine.err
}

// write writes pages until there are none.
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
