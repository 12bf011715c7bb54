package native

import (
	"net/http"

	"ringdex/internal/auth"
	"ringdex/internal/directory"
	"ringdex/internal/httpx"
	"ringdex/internal/ringdex"
)

// fieldBody changes a custom field; members that are missing stay. Its kind, number and type never
// change.
type fieldBody struct {
	Key      *string    `json:"key"`
	Title    *string    `json:"title"`
	Required *bool      `json:"required"`
	Unique   *bool      `json:"unique"`
	Min      *int       `json:"min"`
	Max      *int       `json:"max"`
	Hint     *string    `json:"hint"`
	Items    *[]itemRow `json:"items"`
}

func (b *fieldBody) apply(f *ringdex.Field) {
	given(&f.Key, b.Key)
	given(&f.Title, b.Title)
	given(&f.Required, b.Required)
	given(&f.Unique, b.Unique)
	given(&f.Min, b.Min)
	given(&f.Max, b.Max)
	given(&f.Hint, b.Hint)
	if b.Items == nil {
		return
	}
	f.Items = nil
	for _, item := range *b.Items {
		f.Items = append(f.Items, ringdex.Item(item))
	}
}

// removedField is the answer to a removal of a field, or to its dry run.
type removedField struct {
	Records int `json:"records"` // that lose a value
}

// changeField answers PATCH /v1/fields/{kind}/{field}; the key may be the number.
func (a *api) changeField(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	kind, err := kindOf(r)
	if err != nil {
		return err
	}
	var body fieldBody
	if err := readJSON(w, r, &body); err != nil {
		return err
	}
	f, err := a.Directory.SetField(r.Context(), p.Organization, kind, r.PathValue("field"), body.apply)
	if err != nil {
		return err
	}
	return httpx.WriteJSON(w, http.StatusOK, toField(&f))
}

// removeField answers DELETE /v1/fields/{kind}/{field}[?dryRun=true].
func (a *api) removeField(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	kind, err := kindOf(r)
	if err != nil {
		return err
	}
	dryRun, err := onlyDryRun(r)
	if err != nil {
		return err
	}
	f, records, err := a.Directory.FieldUse(r.Context(), p.Organization, kind, r.PathValue("field"))
	if err != nil {
		return err
	}
	if !dryRun {
		httpx.Patient(w, r, downloadPatience)
		cause := ringdex.Cause{Source: directory.SourceOf(p), Actor: p.Actor}
		if records, err = a.Directory.RemoveField(r.Context(), p.Organization, f, cause); err != nil {
			return err
		}
	}
	return httpx.WriteJSON(w, http.StatusOK, removedField{records})
}

// kindOf reads the kind of the path; NotFound for another word.
func kindOf(r *http.Request) (ringdex.Kind, error) {
	kind, err := ringdex.ParseKind(r.PathValue("kind"))
	if err != nil {
		return "", ringdex.FailAs(ringdex.NotFound, err)
	}
	return kind, nil
}
