package daktela

import (
	"maps"
	"net/http"
	"slices"

	"ringdex/internal/emulator"
)

// collection lists the records of a model, or creates one.
func (e *Emulator) collection(w http.ResponseWriter, r *http.Request, model string) {
	switch r.Method {
	case http.MethodGet:
		rows := make([]Record, len(e.order[model]))
		for i, name := range e.order[model] {
			rows[i] = e.records[model][name]
		}
		e.list(w, r, rows)
	case http.MethodPost:
		e.create(w, r, model)
	default:
		w.WriteHeader(http.StatusMethodNotAllowed)
	}
}

// single shows, changes or deletes a record.
func (e *Emulator) single(w http.ResponseWriter, r *http.Request, model, name string) {
	old, exists := e.records[model][name]
	switch {
	case !exists:
		w.WriteHeader(http.StatusNotFound)
	case r.Method == http.MethodGet:
		e.Count.Reads++
		shown := e.show(old)
		shown["_sys"] = map[string]any{"model": model, "cfScheme": e.scheme()}
		e.answer(w, http.StatusOK, nil, shown)
	case r.Method == http.MethodPut:
		e.change(w, r, model, name, old)
	case r.Method == http.MethodDelete:
		e.Count.Deleted++
		delete(e.records[model], name)
		e.order[model] = slices.DeleteFunc(e.order[model], func(n string) bool { return n == name })
		w.WriteHeader(http.StatusNoContent)
	default:
		w.WriteHeader(http.StatusMethodNotAllowed)
	}
}

func (e *Emulator) scheme() map[string]any {
	scheme := map[string]any{}
	for name, kind := range e.options.CustomFields {
		scheme[name] = map[string]any{"type": kind, "title": name, "hidden": false, "readonly": false}
	}
	return scheme
}

func (e *Emulator) create(w http.ResponseWriter, r *http.Request, model string) {
	given, ok := e.body(w, r)
	if !ok {
		return
	}
	name, _ := given["name"].(string)
	form := e.check(model, given)
	if _, taken := e.records[model][name]; taken {
		form["name"] = "Value already exists" // our choice (wire/daktela.md 3.3)
	}
	if name == "" {
		name = model + "_" + e.options.Clock().Format("150405.000000")
	}
	if e.refused(w, name, given, form) {
		return
	}
	e.Count.Created++
	e.store(model, name, given)
	e.done(w, http.StatusCreated, name, given)
}

func (e *Emulator) change(w http.ResponseWriter, r *http.Request, model, name string, old Record) {
	given, ok := e.body(w, r)
	if !ok {
		return
	}
	merged := maps.Clone(old)
	custom := maps.Clone(fields(old))
	maps.Copy(custom, fields(given))
	maps.Copy(merged, given)
	merged["customFields"] = custom
	if e.refused(w, name, given, e.check(model, merged)) {
		return
	}
	e.Count.Updated++
	e.store(model, name, merged)
	e.done(w, http.StatusOK, name, merged)
}

func (e *Emulator) done(w http.ResponseWriter, status int, name string, r Record) {
	var remark any
	if name == e.options.Warn {
		remark = []string{"The number is also that of another contact"}
	}
	e.answer(w, status, remark, e.show(r))
}

func (e *Emulator) body(w http.ResponseWriter, r *http.Request) (Record, bool) {
	var given Record
	if !emulator.Read(r, &given) || given == nil {
		e.answer(w, http.StatusBadRequest, []string{"The body is not JSON"}, nil)
		return nil, false
	}
	return given, true
}

// refused answers a form with mistakes.
func (e *Emulator) refused(w http.ResponseWriter, name string, given Record, form map[string]string) bool {
	if name != "" && name == e.options.Break {
		w.WriteHeader(http.StatusInternalServerError)
		return true
	}
	if name == e.options.Refuse {
		form["title"] = "The value is not allowed"
	}
	if len(form) == 0 {
		return false
	}
	e.Count.Refused++
	e.answer(w, http.StatusBadRequest, map[string]any{"form": form, "primary": []string{}}, given)
	return true
}

// check returns the mistakes of a record by attribute.
func (e *Emulator) check(model string, r Record) map[string]string {
	form := map[string]string{}
	required := []string{"title", "database"}
	if model == "contacts" {
		required = []string{"lastname", "database"}
	}
	for _, name := range required {
		if text, _ := r[name].(string); text == "" {
			form[name] = "Input is required"
		}
	}
	if text, given := r["database"].(string); given && text != "" && text != e.options.Database {
		form["database"] = "Value does not exist"
	}
	if account := r["account"]; account != nil && model == "contacts" {
		name, _ := account.(string)
		if _, known := e.records["accounts"][name]; !known {
			form["account"] = "Value does not exist"
		}
	}
	e.checkCustom(r, form)
	return form
}

// checkCustom wants a list of texts for each field, and only fields that there are.
func (e *Emulator) checkCustom(r Record, form map[string]string) {
	if r["customFields"] != nil && fields(r) == nil {
		form["customFields"] = "Value is not an object"
	}
	for name, value := range fields(r) {
		list, isList := value.([]any)
		texts := !slices.ContainsFunc(list, func(v any) bool { _, isText := v.(string); return !isText })
		if _, known := e.options.CustomFields[name]; !known || !isList || !texts {
			form["customFields."+name] = "Value is not valid"
		}
	}
}

func fields(r Record) map[string]any {
	custom, _ := r["customFields"].(map[string]any)
	return custom
}
