package native

import (
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"ringdex/internal/httpx"
	"ringdex/internal/i18n"
	"ringdex/internal/ringdex"
	"ringdex/internal/webhook"
)

// deliveryRow is one attempt of a delivery.
type deliveryRow struct {
	ID           string    `json:"id"`
	Event        string    `json:"event"`
	Type         string    `json:"type"`
	Record       string    `json:"record"`
	At           time.Time `json:"at"`
	Milliseconds int64     `json:"milliseconds"`
	Attempt      int       `json:"attempt"`
	Status       int       `json:"status"`
	Error        string    `json:"error,omitempty"`
	Request      string    `json:"request"`
	Response     string    `json:"response"`
}

func toDelivery(d ringdex.Delivery, in i18n.Language) deliveryRow {
	return deliveryRow{
		ID: d.ID.String(), Event: d.Event, Type: d.Type, Record: d.Record, At: d.At, Milliseconds: d.Took.Milliseconds(),
		Attempt: d.Attempt, Status: d.Status, Error: in.Render(d.Error), Request: d.Request, Response: d.Response,
	}
}

// deliveries answers GET /v1/webhooks/{id}/deliveries?event&failed=true&from&until&limit&offset:
// newest first.
func (a *api) deliveries(w http.ResponseWriter, r *http.Request, org ringdex.OrganizationID, id ringdex.ID) error {
	page, err := pageOf(r)
	if err != nil {
		return err
	}
	query := r.URL.Query()
	f := ringdex.DeliveryFilter{Webhook: id, Event: query.Get("event"), FailedOnly: query.Get("failed") == "true"}
	if f.From, err = timeOf("from", query.Get("from")); err != nil {
		return err
	}
	if f.Until, err = timeOf("until", query.Get("until")); err != nil {
		return err
	}
	list, err := a.Webhooks.Deliveries(r.Context(), org, f, page)
	if err != nil {
		return err
	}
	in := speaks(w, r)
	rows := make([]deliveryRow, len(list))
	for i := range list {
		rows[i] = toDelivery(list[i], in)
	}
	return httpx.WriteJSON(w, http.StatusOK, struct {
		Deliveries []deliveryRow `json:"deliveries"`
	}{rows})
}

// timeOf parses a time; the zero time for an empty text.
func timeOf(name, text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return t, ringdex.Problem(name, "call.time", name, ringdex.Show(text))
	}
	return t.UTC(), nil
}

type deadRow struct {
	Job     int64           `json:"job"`
	Event   string          `json:"event"`
	Type    string          `json:"type"`
	Record  string          `json:"record"`
	At      time.Time       `json:"at"`
	Created time.Time       `json:"created"`
	Error   string          `json:"error"`
	Body    json.RawMessage `json:"body"`
}

func toDead(d webhook.DeadDelivery) deadRow {
	e := d.Event
	return deadRow{Job: d.Job, Event: e.ID, Type: e.Type, Record: e.Record, At: e.At, Created: d.Created, Error: d.Error, Body: e.Body}
}

// dead answers GET /v1/webhooks/{id}/dead?limit&offset: oldest first.
func (a *api) dead(w http.ResponseWriter, r *http.Request, org ringdex.OrganizationID, id ringdex.ID) error {
	page, err := pageOf(r)
	if err != nil {
		return err
	}
	list, err := a.Webhooks.DeadDeliveries(r.Context(), org, id, page)
	if err != nil {
		return err
	}
	rows := make([]deadRow, len(list))
	for i := range list {
		rows[i] = toDead(list[i])
	}
	return httpx.WriteJSON(w, http.StatusOK, struct {
		Dead []deadRow `json:"dead"`
	}{rows})
}

type count struct {
	Count int64 `json:"count"`
}

// retryDead answers POST /v1/webhooks/{id}/dead/retry[?job=12].
func (a *api) retryDead(w http.ResponseWriter, r *http.Request, org ringdex.OrganizationID, id ringdex.ID) error {
	job, err := jobOf(r)
	if err != nil {
		return err
	}
	n, err := a.Webhooks.RetryDead(r.Context(), org, id, job)
	if err != nil {
		return err
	}
	return httpx.WriteJSON(w, http.StatusOK, count{n})
}

// dropDead answers DELETE /v1/webhooks/{id}/dead[?job=12].
func (a *api) dropDead(w http.ResponseWriter, r *http.Request, org ringdex.OrganizationID, id ringdex.ID) error {
	job, err := jobOf(r)
	if err != nil {
		return err
	}
	n, err := a.Webhooks.DropDead(r.Context(), org, id, job)
	if err != nil {
		return err
	}
	return httpx.WriteJSON(w, http.StatusOK, count{n})
}

func jobOf(r *http.Request) (int64, error) {
	text := r.URL.Query().Get("job")
	if text == "" {
		return 0, nil
	}
	job, err := strconv.ParseInt(text, 10, 64)
	if err != nil || job < 1 {
		return 0, ringdex.Problem("job", "call.job", ringdex.Show(text))
	}
	return job, nil
}

// rotate answers POST /v1/webhooks/{id}/rotate, {"overlap": "24h"}: the new secret, which is shown
// only here.
func (a *api) rotate(w http.ResponseWriter, r *http.Request, org ringdex.OrganizationID, id ringdex.ID) error {
	var body struct{ Overlap string }
	if err := readJSON(w, r, &body); err != nil {
		return err
	}
	overlap := webhook.SecretOverlap
	if body.Overlap != "" {
		var err error
		if overlap, err = time.ParseDuration(body.Overlap); err != nil {
			return ringdex.Problem("overlap", "call.overlap", ringdex.Show(body.Overlap))
		}
	}
	secret, err := a.Webhooks.Rotate(r.Context(), org, id, overlap)
	if err != nil {
		return err
	}
	return httpx.WriteJSON(w, http.StatusOK, struct {
		Secret string `json:"secret"`
	}{secret})
}

// replay answers POST /v1/webhooks/{id}/replay, {"from": …, "until": …}: accepted, and done in the
// background.
func (a *api) replay(w http.ResponseWriter, r *http.Request, org ringdex.OrganizationID, id ringdex.ID) error {
	var body struct{ From, Until string }
	if err := readJSON(w, r, &body); err != nil {
		return err
	}
	from, err := timeOf("from", body.From)
	if err != nil {
		return err
	}
	until, err := timeOf("until", body.Until)
	if err != nil {
		return err
	}
	if err := a.Webhooks.Replay(r.Context(), org, id, from, until); err != nil {
		return err
	}
	w.WriteHeader(http.StatusAccepted)
	return nil
}

// ping answers POST /v1/webhooks/{id}/test: the event's id, to find it among the deliveries.
func (a *api) ping(w http.ResponseWriter, r *http.Request, org ringdex.OrganizationID, id ringdex.ID) error {
	event, err := a.Webhooks.Ping(r.Context(), org, id)
	if err != nil {
		return err
	}
	return httpx.WriteJSON(w, http.StatusAccepted, struct {
		Event string `json:"event"`
	}{event})
}
