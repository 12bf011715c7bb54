package native

import (
	"cmp"
	"net/http"
	"time"

	"ringdex/internal/auth"
	"ringdex/internal/dialect"
	"ringdex/internal/httpx"
	"ringdex/internal/ringdex"
)

// settingRoutes: readers need the fields to show records; keys give access, and need Administer.
func (a *api) settingRoutes() map[string]dialect.Route {
	return map[string]dialect.Route{
		"GET /v1/fields":                   dialect.For(auth.Read, a.fields),
		"POST /v1/fields":                  dialect.For(auth.Administer, a.addField),
		"PATCH /v1/fields/{kind}/{field}":  dialect.For(auth.Administer, a.changeField),
		"DELETE /v1/fields/{kind}/{field}": dialect.For(auth.Administer, a.removeField),
		"GET /v1/sources":                  dialect.For(auth.Read, a.sources),
		"GET /v1/sources/{name}":           dialect.For(auth.Read, a.showSource),
		"PATCH /v1/sources/{name}":         dialect.For(auth.Administer, a.changeSource),
		"GET /v1/keys":                     dialect.For(auth.Administer, a.keys),
		"POST /v1/keys":                    dialect.For(auth.Administer, a.addKey),
		"DELETE /v1/keys/{id}":             dialect.For(auth.Administer, a.removeKey),
	}
}

// fieldRow is the JSON of a custom field. It is also what creates one.
type fieldRow struct {
	ID       int64             `json:"id,omitempty"` // the next free one if it is not sent
	Kind     ringdex.Kind      `json:"kind"`
	Key      string            `json:"key,omitempty"`
	Title    string            `json:"title"`
	Type     ringdex.FieldType `json:"type"`
	Required bool              `json:"required"`
	Unique   bool              `json:"unique"`
	Min      int               `json:"min,omitempty"`
	Max      int               `json:"max,omitempty"`
	Hint     string            `json:"hint,omitempty"`
	Items    []itemRow         `json:"items,omitempty"`
}

type itemRow struct {
	ID    int64  `json:"id,omitempty"`
	Title string `json:"title"`
}

func toField(f *ringdex.Field) fieldRow {
	row := fieldRow{f.ID, f.Kind, f.Key, f.Title, f.Type, f.Required, f.Unique, f.Min, f.Max, f.Hint, nil}
	for _, item := range f.Items {
		row.Items = append(row.Items, itemRow(item))
	}
	return row
}

func (row *fieldRow) field() ringdex.Field {
	f := ringdex.Field{
		ID: row.ID, Kind: row.Kind, Key: row.Key, Title: row.Title, Type: row.Type, Required: row.Required, Unique: row.Unique,
		Min: row.Min, Max: row.Max, Hint: row.Hint,
	}
	for _, item := range row.Items {
		f.Items = append(f.Items, ringdex.Item(item))
	}
	return f
}

func (a *api) fields(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	all, err := a.Directory.Fields(r.Context(), p.Organization)
	if err != nil {
		return err
	}
	rows := make([]fieldRow, len(all))
	for i := range all {
		rows[i] = toField(&all[i])
	}
	return httpx.WriteJSON(w, http.StatusOK, map[string]any{"items": rows})
}

func (a *api) addField(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	var row fieldRow
	if err := readJSON(w, r, &row); err != nil {
		return err
	}
	if _, err := ringdex.ParseKind(string(row.Kind)); err != nil {
		return ringdex.ProblemOf("kind", err)
	}
	f, err := a.Directory.AddField(r.Context(), p.Organization, row.field())
	if err != nil {
		return err
	}
	return httpx.WriteJSON(w, http.StatusCreated, toField(&f))
}

// sourceRow is the JSON of a source.
type sourceRow struct {
	Key      string `json:"key"`
	Name     string `json:"name"`
	Priority int    `json:"priority"`

	Rule       ringdex.FieldRule            `json:"rule"`
	FieldRules map[string]ringdex.FieldRule `json:"fieldRules"`
	LockEdits  bool                         `json:"lockEdits"`

	StrictNumbers      bool   `json:"strictNumbers"`
	OverwritePasswords bool   `json:"overwritePasswords"`
	MatchUserName      bool   `json:"matchUserName"`
	MatchEmail         bool   `json:"matchEmail"`
	MatchPhoneAndName  bool   `json:"matchPhoneAndName"`
	MaxDelete          string `json:"maxDelete"`
	KeepRefused        bool   `json:"keepRefused"`
}

func (a *api) sources(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	all, err := a.Directory.Sources(r.Context(), p.Organization)
	if err != nil {
		return err
	}
	rows := make([]sourceRow, len(all))
	for i := range all {
		rows[i] = toSource(all[i])
	}
	return httpx.WriteJSON(w, http.StatusOK, map[string]any{"items": rows})
}

func (a *api) showSource(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	source, err := a.Directory.Source(r.Context(), p.Organization, r.PathValue("name"))
	if err != nil {
		return err
	}
	return httpx.WriteJSON(w, http.StatusOK, toSource(source))
}

// toSource shows the defaults of a source.
func toSource(s ringdex.Source) sourceRow {
	s.Rule = cmp.Or(s.Rule, ringdex.MaySet)
	if s.FieldRules == nil {
		s.FieldRules = map[string]ringdex.FieldRule{}
	}
	return sourceRow(s)
}

// changeSource configures a source; members that are not sent stay. The rules of fields are one
// member.
func (a *api) changeSource(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	source, err := a.Directory.Source(r.Context(), p.Organization, r.PathValue("name"))
	if err != nil {
		return err
	}
	row := sourceRow(source)
	row.FieldRules = nil
	if err := readJSON(w, r, &row); err != nil {
		return err
	}
	row.Key = source.Key
	if row.FieldRules == nil {
		row.FieldRules = source.FieldRules
	}
	if err := a.Directory.PutSource(r.Context(), p.Organization, ringdex.Source(row)); err != nil {
		return err
	}
	return a.showSource(w, r, p)
}

// keyRow is the JSON of an API key.
type keyRow struct {
	ID      string        `json:"id"`
	Name    string        `json:"name"`
	Scope   ringdex.Scope `json:"scope"`
	Source  string        `json:"source,omitempty"`
	Allow   []string      `json:"allow"`
	Expires *time.Time    `json:"expires,omitempty"`
	Created time.Time     `json:"created"`
	Secret  string        `json:"secret,omitempty"` // only in the answer to its creation
}

func toKey(k *ringdex.Key) keyRow {
	return keyRow{
		ID: k.ID.String(), Name: k.Name, Scope: k.Scope, Source: k.Source, Allow: texts(k.Allow), Expires: moment(k.Expires), Created: k.Created,
	}
}

func (a *api) keys(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	all, err := a.Directory.Keys(r.Context(), p.Organization)
	if err != nil {
		return err
	}
	rows := make([]keyRow, len(all))
	for i := range all {
		rows[i] = toKey(&all[i])
	}
	return httpx.WriteJSON(w, http.StatusOK, map[string]any{"items": rows})
}

// keyBody creates a key.
type keyBody struct {
	Name    string        `json:"name"`
	Scope   ringdex.Scope `json:"scope"`
	Source  string        `json:"source"`
	Allow   []string      `json:"allow"`
	Expires *time.Time    `json:"expires"`
}

func (a *api) addKey(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	var body keyBody
	if err := readJSON(w, r, &body); err != nil {
		return err
	}
	want := ringdex.Key{Name: body.Name, Scope: body.Scope, Source: body.Source, Allow: body.Allow}
	given(&want.Expires, body.Expires)
	secret, key, err := a.Directory.AddKey(r.Context(), p, want)
	if err != nil {
		return err
	}
	row := toKey(&key)
	row.Secret = secret
	return httpx.WriteJSON(w, http.StatusCreated, row)
}

func (a *api) removeKey(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	id, err := ringdex.ParseID(r.PathValue("id"))
	if err != nil {
		return ringdex.FailAs(ringdex.NotFound, err)
	}
	if err := a.Directory.RemoveKey(r.Context(), p, id); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
