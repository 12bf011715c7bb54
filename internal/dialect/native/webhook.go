package native

import (
	"net/http"
	"time"

	"ringdex/internal/auth"
	"ringdex/internal/httpx"
	"ringdex/internal/i18n"
	"ringdex/internal/ringdex"
	"ringdex/internal/webhook"
)

// webhookRow is the JSON of an endpoint, without its secrets.
type webhookRow struct {
	ID       string                `json:"id"`
	Name     string                `json:"name"`
	URL      string                `json:"url"`
	Format   ringdex.WebhookFormat `json:"format"`
	Disabled bool                  `json:"disabled"`
	Why      string                `json:"why,omitempty"`
	Events   []string              `json:"events"`
	Sources  []string              `json:"sources"`
	Fields   []string              `json:"fields"`
	Echo     string                `json:"echoSource"`
	Behind   int64                 `json:"behind"`
	Waiting  int64                 `json:"waiting"`
	Dead     int64                 `json:"dead"`
	Created  time.Time             `json:"created"`
	Updated  time.Time             `json:"updated"`
	Secret   string                `json:"secret,omitempty"` // only in the answer to its creation
}

func toWebhook(s webhook.State, in i18n.Language) webhookRow {
	return webhookRow{
		ID: s.ID.String(), Name: s.Name, URL: s.URL, Format: s.Format, Disabled: s.Disabled, Why: in.Render(s.Why), Events: texts(s.Events),
		Sources: texts(s.Sources), Fields: texts(s.Fields), Echo: s.Source, Behind: s.Behind, Waiting: s.Waiting, Dead: s.Dead,
		Created: s.Created, Updated: s.Updated,
	}
}

// texts is never null: clients loop over it.
func texts(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

// webhookBody creates or changes an endpoint; missing members stay unchanged.
type webhookBody struct {
	Name    *string                `json:"name"`
	URL     *string                `json:"url"`
	Format  *ringdex.WebhookFormat `json:"format"`
	Events  *[]string              `json:"events"`
	Sources *[]string              `json:"sources"`
	Fields  *[]string              `json:"fields"`
	Echo    *string                `json:"echoSource"`
}

func (b *webhookBody) apply(hook *ringdex.Webhook) {
	given(&hook.Name, b.Name)
	given(&hook.URL, b.URL)
	given(&hook.Format, b.Format)
	given(&hook.Events, b.Events)
	given(&hook.Sources, b.Sources)
	given(&hook.Fields, b.Fields)
	given(&hook.Source, b.Echo)
}

func given[T any](to, from *T) {
	if from != nil {
		*to = *from
	}
}

func (a *api) webhooks(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	states, err := a.Webhooks.List(r.Context(), p.Organization)
	if err != nil {
		return err
	}
	in := speaks(w, r)
	rows := make([]webhookRow, len(states))
	for i := range states {
		rows[i] = toWebhook(states[i], in)
	}
	return httpx.WriteJSON(w, http.StatusOK, struct {
		Webhooks []webhookRow `json:"webhooks"`
	}{rows})
}

func (a *api) addWebhook(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	var body webhookBody
	if err := readJSON(w, r, &body); err != nil {
		return err
	}
	var want ringdex.Webhook
	body.apply(&want)
	hook, secret, err := a.Webhooks.Add(r.Context(), p.Organization, want)
	if err != nil {
		return err
	}
	row := toWebhook(webhook.State{Webhook: hook}, i18n.English)
	row.Secret = secret
	w.Header().Set("Location", "/v1/webhooks/"+row.ID)
	return httpx.WriteJSON(w, http.StatusCreated, row)
}

// webhook returns a handler that changes one endpoint and answers with its new state.
func (a *api) webhook(do func(r *http.Request, org ringdex.OrganizationID, id ringdex.ID) error) handler {
	return a.aboutWebhook(func(w http.ResponseWriter, r *http.Request, org ringdex.OrganizationID, id ringdex.ID) error {
		if err := do(r, org, id); err != nil {
			return err
		}
		state, err := a.Webhooks.Show(r.Context(), org, id)
		if err != nil {
			return err
		}
		return httpx.WriteJSON(w, http.StatusOK, toWebhook(state, speaks(w, r)))
	})
}

type handler = func(http.ResponseWriter, *http.Request, auth.Principal) error

// aboutWebhook parses the endpoint's id from the path.
func (a *api) aboutWebhook(do func(w http.ResponseWriter, r *http.Request, org ringdex.OrganizationID, id ringdex.ID) error) handler {
	return func(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
		id, err := ringdex.ParseID(r.PathValue("id"))
		if err != nil {
			return ringdex.FailAs(ringdex.NotFound, err)
		}
		return do(w, r, p.Organization, id)
	}
}

func (a *api) showWebhook(*http.Request, ringdex.OrganizationID, ringdex.ID) error { return nil }

func (a *api) changeWebhook(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	var body webhookBody
	if err := readJSON(w, r, &body); err != nil {
		return err
	}
	return a.webhook(func(r *http.Request, org ringdex.OrganizationID, id ringdex.ID) error {
		_, err := a.Webhooks.Change(r.Context(), org, id, body.apply)
		return err
	})(w, r, p)
}

func (a *api) enableWebhook(r *http.Request, org ringdex.OrganizationID, id ringdex.ID) error {
	_, err := a.Webhooks.Enable(r.Context(), org, id)
	return err
}

func (a *api) disableWebhook(r *http.Request, org ringdex.OrganizationID, id ringdex.ID) error {
	_, err := a.Webhooks.Disable(r.Context(), org, id)
	return err
}

func (a *api) removeWebhook(w http.ResponseWriter, r *http.Request, org ringdex.OrganizationID, id ringdex.ID) error {
	if err := a.Webhooks.Remove(r.Context(), org, id); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
