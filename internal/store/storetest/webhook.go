package storetest

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"ringdex/internal/message"
	"ringdex/internal/outbound"
	"ringdex/internal/ringdex"
)

var webhooks = suite{
	"an endpoint comes back and changes": webhookComesBack,
	"an endpoint goes with its log":      removeWebhook,
	"deliveries are filtered and paged":  filterDeliveries,
}

func fullWebhook(id ringdex.ID) ringdex.Webhook {
	return ringdex.Webhook{
		ID: id, Name: hard, URL: "https://example.com/hook?a=1&b=2", Format: ringdex.WebhookHelpdesk, Disabled: true, Why: message.Verbatim(hard),
		Events: []string{"contact.*", "run.finished"}, Sources: []string{"crm"}, Fields: []string{"phones"}, Source: "erp",
		Secrets: []ringdex.WebhookSecret{{Sealed: []byte{0, 1, 255}, Until: at(7)}, {Sealed: []byte("older")}},
		Created: at(1), Updated: at(2), ChangesFrom: 42,
	}
}

func (f *fixture) putWebhook(w ringdex.Webhook) {
	f.t.Helper()
	f.update(func(wr ringdex.Writer) error { return wr.PutDocument(w) })
}

func webhookComesBack(t *testing.T, f *fixture) {
	full := fullWebhook(f.id())
	wantFull(t, full)
	bare, unknown := ringdex.Webhook{ID: f.id()}, f.id()
	for _, want := range []ringdex.Webhook{{ID: full.ID, Name: "other"}, full} {
		f.putWebhook(want)
		f.view(func(r ringdex.Reader) error {
			got, err := ringdex.FindDocument[ringdex.Webhook](r, full.ID.String())
			wantEqual(t, "Webhook", got, want)
			return err
		})
	}
	f.putWebhook(bare)
	f.view(func(r ringdex.Reader) error {
		all, err := ringdex.Documents[ringdex.Webhook](r)
		wantEqual(t, "Webhooks", all, []ringdex.Webhook{full, bare})
		_, notFound := ringdex.FindDocument[ringdex.Webhook](r, unknown.String())
		wantCode(t, notFound, ringdex.NotFound)
		return err
	})
}

func delivery(f *fixture, webhook ringdex.ID, second int) ringdex.Delivery {
	return ringdex.Delivery{
		ID: f.id(), Webhook: webhook, Event: "msg_1", Type: "contact.created", Record: "42", At: at(second), Took: 15 * time.Millisecond,
		Attempt: 2, Status: 503, Error: message.Verbatim("the answer was 503"), Request: hard, Response: hard,
	}
}

func (f *fixture) deliver(d ...ringdex.Delivery) {
	f.t.Helper()
	if err := f.AddDeliveries(f.t.Context(), f.org, d); err != nil {
		f.t.Fatal(err)
	}
}

func (f *fixture) deliveries(filter ringdex.DeliveryFilter) (list []ringdex.Delivery) {
	f.t.Helper()
	f.view(func(r ringdex.Reader) (err error) {
		list, err = outbound.LogOf(r).Deliveries(filter, ringdex.Page{Limit: 1000})
		return err
	})
	return list
}

func removeWebhook(t *testing.T, f *fixture) {
	gone, stays := f.id(), f.id()
	for _, id := range []ringdex.ID{gone, stays} {
		f.putWebhook(ringdex.Webhook{ID: id})
		f.deliver(delivery(f, id, 1))
	}
	f.remove(ringdex.Webhook{ID: gone}, "")
	f.view(func(r ringdex.Reader) error {
		_, err := ringdex.FindDocument[ringdex.Webhook](r, gone.String())
		wantCode(t, err, ringdex.NotFound)
		_, err = ringdex.FindDocument[ringdex.Webhook](r, stays.String())
		return err
	})
	wantEqual(t, "the log of the one that went", len(f.deliveries(ringdex.DeliveryFilter{Webhook: gone})), 0)
	wantEqual(t, "the log of the other one", len(f.deliveries(ringdex.DeliveryFilter{Webhook: stays})), 1)
	f.remove(ringdex.Webhook{ID: gone}, ringdex.NotFound)
}

func filterDeliveries(t *testing.T, f *fixture) {
	hooks := []ringdex.ID{f.id(), f.id()}
	wantFull(t, delivery(f, hooks[0], 1))
	var newest []ringdex.Delivery
	for i := range 18 {
		d := delivery(f, hooks[i%2], i)
		d.Event = fmt.Sprint("msg_", i%7)
		if i%3 > 0 {
			d.Error = message.Text{}
		}
		newest = append([]ringdex.Delivery{d}, newest...)
	}
	f.deliver()
	f.deliver(newest[:7]...)
	f.deliver(newest[7:]...)
	for _, filter := range []ringdex.DeliveryFilter{
		{},
		{FailedOnly: true},
		{Event: "msg_3"},
		{From: at(5), Until: at(9)},
		{Webhook: hooks[1]},
		{Webhook: hooks[0], FailedOnly: true},
		{Webhook: hooks[0], Event: "msg_2"},
		{Webhook: hooks[1], From: at(3), Until: at(16), FailedOnly: true},
		{Webhook: f.id()},
	} {
		want := slices.DeleteFunc(slices.Clone(newest), func(d ringdex.Delivery) bool { return !inLog(filter, d) })
		wantPages(t, want, func(p ringdex.Page) (list []ringdex.Delivery, total int64) {
			f.view(func(r ringdex.Reader) (err error) {
				list, err = outbound.LogOf(r).Deliveries(filter, p)
				return err
			})
			return list, int64(len(want))
		})
	}
}

// inLog is the filter in Go.
func inLog(f ringdex.DeliveryFilter, d ringdex.Delivery) bool {
	return (f.Webhook.IsZero() || f.Webhook == d.Webhook) && (f.Event == "" || f.Event == d.Event) && (!f.FailedOnly || !d.Error.IsZero()) &&
		(f.From.IsZero() || !d.At.Before(f.From)) && (f.Until.IsZero() || d.At.Before(f.Until))
}
