package store

import (
	"time"

	"ringdex/internal/ringdex"
)

// webhookRow is the body of a row of webhooks.
type webhookRow struct {
	ID          idText      `json:"id"`
	Name        string      `json:"name,omitempty"`
	URL         string      `json:"url"`
	Format      string      `json:"format,omitempty"`
	Disabled    bool        `json:"disabled,omitempty"`
	Why         wordsRow    `json:"why,omitzero"`
	Events      []string    `json:"events,omitempty"`
	Sources     []string    `json:"sources,omitempty"`
	Fields      []string    `json:"fields,omitempty"`
	Source      string      `json:"source,omitempty"`
	Secrets     []secretRow `json:"secrets,omitempty"`
	Created     time.Time   `json:"created"`
	Updated     time.Time   `json:"updated,omitzero"`
	ChangesFrom int64       `json:"changesFrom,omitempty"`
}

type secretRow struct {
	Sealed []byte    `json:"sealed"`
	Until  time.Time `json:"until,omitzero"`
}

func toWebhookRow(w ringdex.Webhook) webhookRow {
	return webhookRow{
		idText(w.ID), w.Name, w.URL, string(w.Format), w.Disabled, wordsRow(toTextRow(w.Why)), w.Events, w.Sources, w.Fields, w.Source,
		eachOf(w.Secrets, func(s ringdex.WebhookSecret) secretRow { return secretRow(s) }), w.Created, w.Updated, w.ChangesFrom,
	}
}

func (row webhookRow) record() ringdex.Webhook {
	return ringdex.Webhook{
		ID: ringdex.ID(row.ID), Name: row.Name, URL: row.URL, Format: ringdex.WebhookFormat(row.Format), Disabled: row.Disabled, Why: textRow(row.Why).text(),
		Events: row.Events, Sources: row.Sources, Fields: row.Fields, Source: row.Source,
		Secrets: eachOf(row.Secrets, func(s secretRow) ringdex.WebhookSecret { return ringdex.WebhookSecret(s) }),
		Created: row.Created, Updated: row.Updated, ChangesFrom: row.ChangesFrom,
	}
}

// deliveryRow is the body of a row of deliveries. Took is in nanoseconds.
type deliveryRow struct {
	ID       idText    `json:"id"`
	Webhook  idText    `json:"webhook"`
	Event    string    `json:"event"`
	Type     string    `json:"type"`
	Record   string    `json:"record,omitempty"`
	At       time.Time `json:"at"`
	Took     int64     `json:"took,omitempty"`
	Attempt  int       `json:"attempt"`
	Status   int       `json:"status,omitempty"`
	Error    wordsRow  `json:"error,omitzero"`
	Request  string    `json:"request,omitempty"`
	Response string    `json:"response,omitempty"`
}

func toDeliveryRow(d *ringdex.Delivery) deliveryRow {
	return deliveryRow{
		idText(d.ID), idText(d.Webhook), d.Event, d.Type, d.Record, d.At, int64(d.Took), d.Attempt, d.Status, wordsRow(toTextRow(d.Error)), d.Request, d.Response,
	}
}

func (row deliveryRow) record() ringdex.Delivery {
	return ringdex.Delivery{
		ID: ringdex.ID(row.ID), Webhook: ringdex.ID(row.Webhook), Event: row.Event, Type: row.Type, Record: row.Record, At: row.At,
		Took: time.Duration(row.Took), Attempt: row.Attempt, Status: row.Status, Error: textRow(row.Error).text(), Request: row.Request, Response: row.Response,
	}
}
