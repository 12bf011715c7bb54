package native

import (
	"net/http"
	"time"

	"ringdex/internal/auth"
	"ringdex/internal/connector"
	"ringdex/internal/dialect"
	"ringdex/internal/httpx"
	"ringdex/internal/i18n"
	"ringdex/internal/ringdex"
	"ringdex/internal/syncer"
)

// connectorRoutes require Administer: a connector has the password of another system.
func (a *api) connectorRoutes() map[string]dialect.Route {
	return map[string]dialect.Route{
		"GET /v1/connector-kinds":           dialect.For(auth.Administer, a.connectorKinds),
		"GET /v1/connectors":                dialect.For(auth.Administer, a.connectors),
		"POST /v1/connectors":               dialect.For(auth.Administer, a.addConnector),
		"GET /v1/connectors/{name}":         dialect.For(auth.Administer, a.showConnector),
		"PATCH /v1/connectors/{name}":       dialect.For(auth.Administer, a.changeConnector),
		"DELETE /v1/connectors/{name}":      dialect.For(auth.Administer, a.removeConnector),
		"POST /v1/connectors/{name}/check":  dialect.For(auth.Administer, a.checkConnector),
		"POST /v1/connectors/{name}/sync":   dialect.For(auth.Administer, a.syncConnector),
		"GET /v1/connectors/{name}/columns": dialect.For(auth.Administer, a.columnsOfConnector),
		"GET /v1/connectors/{name}/refused": dialect.For(auth.Administer, a.refusedByConnector),
	}
}

// connectorRow is the JSON of a connector, without its secrets.
type connectorRow struct {
	Name     string            `json:"name"`
	Kind     string            `json:"kind"`
	Source   string            `json:"source"`
	Schedule string            `json:"schedule"`
	Settings map[string]string `json:"settings"`
	Secrets  []string          `json:"secrets"` // settings that have a value and are not shown
	Sources  []string          `json:"sources"`
	Kinds    []string          `json:"kinds"`
	OnDelete string            `json:"onDelete"`
	Managed  bool              `json:"managed"` // it is in ringdex.yaml
	Disabled bool              `json:"disabled"`
	Reads    bool              `json:"reads"`
	Writes   bool              `json:"writes"`
	Reading  bool              `json:"reading"`
	Held     bool              `json:"held"` // a guard has stopped it
	Failure  string            `json:"failure,omitempty"`
	Notes    []string          `json:"notes"`
	Runs     []string          `json:"runs"`
	Ended    *time.Time        `json:"ended,omitempty"`
	Complete *time.Time        `json:"complete,omitempty"`
	Behind   int64             `json:"behind"`
	Waiting  int64             `json:"waiting"`
	Sent     int64             `json:"sent"`
	Refused  int64             `json:"refused"`
}

func toConnector(s *syncer.State, in i18n.Language) connectorRow {
	row := connectorRow{
		Name: s.Name, Kind: s.Kind, Source: s.Source, Schedule: s.Schedule, Settings: s.Settings, Secrets: s.SecretKeys(),
		Sources: texts(s.Sources), Kinds: []string{}, OnDelete: s.OnDelete, Managed: s.Managed, Disabled: s.Disabled,
		Reads: s.Reads, Writes: s.Writes, Reading: s.Done.Node != "", Held: s.Done.Held, Failure: in.Render(s.Done.Failure),
		Notes: []string{}, Runs: []string{}, Ended: moment(s.Done.Ended), Complete: moment(s.Done.Complete),
		Behind: s.Behind, Waiting: s.Waiting, Sent: s.Sent, Refused: s.Refused,
	}
	for _, kind := range s.Connector.Kinds {
		row.Kinds = append(row.Kinds, string(kind))
	}
	for _, note := range s.Done.Notes {
		row.Notes = append(row.Notes, in.Render(note))
	}
	for _, run := range s.Done.Runs {
		row.Runs = append(row.Runs, run.String())
	}
	return row
}

// moment returns a time, or nil for none.
func moment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// connectorBody creates or changes a connector; missing members stay unchanged. Settings that are
// given replace all but the secrets.
type connectorBody struct {
	Name     *string           `json:"name"`
	Kind     *string           `json:"kind"`
	Source   *string           `json:"source"`
	Schedule *string           `json:"schedule"`
	Sources  *[]string         `json:"sources"`
	Kinds    *[]string         `json:"kinds"`
	OnDelete *string           `json:"onDelete"`
	Disabled *bool             `json:"disabled"`
	Settings *connector.Values `json:"settings"`
}

func (b *connectorBody) apply(c *syncer.Config) {
	given(&c.Source, b.Source)
	given(&c.Schedule, b.Schedule)
	given(&c.Sources, b.Sources)
	given(&c.Kinds, b.Kinds)
	given(&c.OnDelete, b.OnDelete)
	given(&c.Disabled, b.Disabled)
	given(&c.Settings, b.Settings)
}

func (a *api) connectors(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	states, err := a.Connectors.List(r.Context(), p.Organization)
	if err != nil {
		return err
	}
	in := speaks(w, r)
	rows := make([]connectorRow, len(states))
	for i := range states {
		rows[i] = toConnector(&states[i], in)
	}
	return httpx.WriteJSON(w, http.StatusOK, map[string]any{"connectors": rows})
}

func (a *api) addConnector(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	var body connectorBody
	if err := readJSON(w, r, &body); err != nil {
		return err
	}
	var config syncer.Config
	given(&config.Name, body.Name)
	given(&config.Kind, body.Kind)
	body.apply(&config)
	c, err := a.Connectors.Add(r.Context(), p.Organization, config)
	if err != nil {
		return err
	}
	w.Header().Set("Location", "/v1/connectors/"+c.Name)
	return a.answerConnector(w, r, p, c.Name, http.StatusCreated)
}

// answerConnector answers with the state of a connector.
func (a *api) answerConnector(w http.ResponseWriter, r *http.Request, p auth.Principal, name string, status int) error {
	state, err := a.Connectors.Show(r.Context(), p.Organization, name)
	if err != nil {
		return err
	}
	return httpx.WriteJSON(w, status, toConnector(&state, speaks(w, r)))
}

func (a *api) showConnector(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	return a.answerConnector(w, r, p, r.PathValue("name"), http.StatusOK)
}

func (a *api) changeConnector(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	var body connectorBody
	if err := readJSON(w, r, &body); err != nil {
		return err
	}
	if _, err := a.Connectors.Change(r.Context(), p.Organization, r.PathValue("name"), body.apply); err != nil {
		return err
	}
	return a.showConnector(w, r, p)
}

func (a *api) removeConnector(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	if err := a.Connectors.Remove(r.Context(), p.Organization, r.PathValue("name")); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// checkConnector answers 200 whether the system is well or not: the call itself did what it should.
func (a *api) checkConnector(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	err := a.Connectors.Check(r.Context(), p.Organization, r.PathValue("name"))
	if code := ringdex.CodeOf(err); code == ringdex.NotFound || code == ringdex.Internal && syncer.FailureOf(err).Key == "internal" {
		return err
	}
	return httpx.WriteJSON(w, http.StatusOK, map[string]any{"ok": err == nil, "failure": speaks(w, r).Render(syncer.FailureOf(err))})
}

// syncBody says how a connector is to run now.
type syncBody struct {
	Full   bool `json:"full"`
	Accept bool `json:"accept"`
}

// syncConnector has a connector run soon: a read may take longer than a call.
func (a *api) syncConnector(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	var body syncBody
	if err := readJSON(w, r, &body); err != nil {
		return err
	}
	name := r.PathValue("name")
	if err := a.Connectors.Trigger(r.Context(), p.Organization, name, syncer.Reading{Full: body.Full, Accept: body.Accept}); err != nil {
		return err
	}
	return a.answerConnector(w, r, p, name, http.StatusAccepted)
}

func (a *api) columnsOfConnector(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	columns, err := a.Connectors.Discover(r.Context(), p.Organization, r.PathValue("name"))
	if err != nil {
		return err
	}
	rows := make([]map[string]any, len(columns))
	for i, c := range columns {
		rows[i] = map[string]any{"kind": c.Kind, "name": c.Name, "title": c.Title, "type": c.Type, "example": c.Example}
	}
	return httpx.WriteJSON(w, http.StatusOK, map[string]any{"columns": rows})
}

func (a *api) refusedByConnector(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	refused, err := a.Connectors.Refused(r.Context(), p.Organization, r.PathValue("name"), largestPage)
	if err != nil {
		return err
	}
	in := speaks(w, r)
	rows := make([]map[string]any, len(refused))
	for i := range refused {
		s := &refused[i]
		rows[i] = map[string]any{
			"kind": s.Ref.Kind, "id": s.Ref.String(), "key": s.Key, "reason": in.Render(s.Refused), "attempts": s.Attempts,
			"at": s.At, "next": s.Due,
		}
	}
	return httpx.WriteJSON(w, http.StatusOK, map[string]any{"refused": rows})
}

// settingRow is the JSON of a setting: enough for a form.
type settingRow struct {
	Key      string         `json:"key"`
	Type     connector.Type `json:"type"`
	Label    string         `json:"label"`
	Help     string         `json:"help"`
	Required bool           `json:"required"`
	Default  string         `json:"default,omitempty"`
	Choices  []string       `json:"choices,omitempty"`
	Example  string         `json:"example,omitempty"`
}

// kindRow is the JSON of a kind of connectors.
type kindRow struct {
	Kind     string       `json:"kind"`
	Settings []settingRow `json:"settings"`
}

func (a *api) connectorKinds(w http.ResponseWriter, r *http.Request, _ auth.Principal) error {
	in := speaks(w, r)
	var kinds []kindRow
	for _, kind := range a.Connectors.Kinds() {
		var rows []settingRow
		for _, s := range kind.New(connector.Deps{}).Spec() {
			rows = append(rows, settingRow{s.Key, s.Type, in.Render(s.Label()), in.Render(s.Help()), s.Required, s.Default, s.Choices, s.Example})
		}
		kinds = append(kinds, kindRow{kind.Name, rows})
	}
	return httpx.WriteJSON(w, http.StatusOK, map[string]any{"kinds": kinds})
}
