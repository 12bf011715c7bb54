package store

import (
	"context"

	"ringdex/internal/ringdex"
)

// Webhook implements ringdex.WebhookReader.
func (r *reader) Webhook(id ringdex.ID) (w ringdex.Webhook, err error) {
	var body []byte
	found, err := r.tx.row("SELECT body FROM webhooks WHERE organization = $1 AND id = $2", []any{r.org, id[:]}, &body)
	if err == nil && !found {
		err = unknownWebhook(id)
	}
	if err != nil {
		return w, err
	}
	return decodeDocument[webhookRow](body)
}

func unknownWebhook(id ringdex.ID) error {
	return ringdex.Fail(ringdex.NotFound, "webhook.unknown", id)
}

// Webhooks implements ringdex.WebhookReader. Ids are in chronological order.
func (r *reader) Webhooks() ([]ringdex.Webhook, error) {
	return collect(r.tx, "SELECT body FROM webhooks WHERE organization = $1 ORDER BY id", []any{r.org}, scanDocument[webhookRow])
}

// PutWebhook implements ringdex.WebhookWriter.
func (w *writer) PutWebhook(hook ringdex.Webhook) error {
	return w.tx.exec(`INSERT INTO webhooks (organization, id, body) VALUES ($1, $2, $3)
		ON CONFLICT (organization, id) DO UPDATE SET body = excluded.body`, w.org, hook.ID[:], encodeDocument(toWebhookRow(hook)))
}

// RemoveWebhook implements ringdex.WebhookWriter.
func (w *writer) RemoveWebhook(id ringdex.ID) error {
	if err := w.tx.exec("DELETE FROM deliveries WHERE organization = $1 AND webhook = $2", w.org, id[:]); err != nil {
		return err
	}
	there, err := w.tx.execCounted("DELETE FROM webhooks WHERE organization = $1 AND id = $2", []any{w.org, id[:]})
	if err == nil && there == 0 {
		err = unknownWebhook(id)
	}
	return err
}

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

// Deliveries implements ringdex.WebhookReader.
func (r *reader) Deliveries(f ringdex.DeliveryFilter, p ringdex.Page) ([]ringdex.Delivery, error) {
	q := newQuery(r.org)
	q.order = "at DESC, id DESC"
	q.and(!f.Webhook.IsZero(), "webhook = $", f.Webhook[:])
	q.and(f.Event != "", "event = $", f.Event)
	if f.FailedOnly {
		q.where += " AND failed = 1" // matches the partial index
	}
	q.and(!f.From.IsZero(), "at >= $", millis(f.From))
	q.and(!f.Until.IsZero(), "at < $", millis(f.Until))
	end, args := q.page(p)
	return collect(r.tx, "SELECT body FROM deliveries"+q.where+end, args, scanDocument[deliveryRow])
}
