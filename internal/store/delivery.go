package store

import (
	"context"

	"ringdex/internal/ringdex"
)

var insertDelivery = insert{head: "INSERT INTO deliveries (organization, webhook, id, event, at, failed, body) VALUES ", width: 7}

// AddDeliveries implements outbound.Deliveries.
func (s *Store) AddDeliveries(ctx context.Context, org ringdex.OrganizationID, attempts []ringdex.Delivery) error {
	args := make([]any, 0, len(attempts)*insertDelivery.width)
	for i := range attempts {
		d := &attempts[i]
		args = append(args, org, d.Webhook[:], d.ID[:], d.Event, millis(d.At), number(!d.Error.IsZero()), encodeDocument(toDeliveryRow(d)))
	}
	return s.writeSilently(ctx, func(tx *session) error { return tx.insertAll(insertDelivery, args) })
}

// Deliveries implements outbound.Log.
func (r *reader) Deliveries(f ringdex.DeliveryFilter, p ringdex.Page) ([]ringdex.Delivery, error) {
	q := newQuery(r.org)
	q.order = "at DESC, id DESC"
	webhook := "webhook = $"
	if f.Event != "" { // an event has few deliveries; SQLite would go through all those of the webhook
		webhook = "coalesce(webhook, webhook) = $"
	}
	q.and(!f.Webhook.IsZero(), webhook, f.Webhook[:])
	q.and(f.Event != "", "event = $", f.Event)
	if f.FailedOnly {
		q.where += " AND failed = 1" // matches the partial index
	}
	q.and(!f.From.IsZero(), "at >= $", millis(f.From))
	q.and(!f.Until.IsZero(), "at < $", millis(f.Until))
	end, args := q.page(p)
	return collect(r.tx, "SELECT body FROM deliveries"+q.where+end, args, scanDocument[deliveryRow])
}
