package helpdesk

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"ringdex/internal/connector/call"
	"ringdex/internal/ringdex"
	wire "ringdex/internal/wire/helpdesk"
)

// field is a custom field of the helpdesk (section 4).
type field struct {
	CustomFieldID   *int64 `json:"CustomFieldId"` // nil of a built-in field
	Title, HintText string
	CustomFieldType json.RawMessage // a number or a name; only drop-downs are known
	Items           []wire.FieldItem
}

// fieldPaths are the calls that list the fields.
var fieldPaths = map[ringdex.Kind]string{
	ringdex.KindContact: "/Account/GetUserFields", ringdex.KindCompany: "/Customer/GetCustomerFields",
}

// fields returns the helpdesk's fields of a kind. They are read once, and again with fresh.
func (h *helpdesk) fields(ctx context.Context, kind ringdex.Kind, fresh bool) ([]field, error) {
	h.mu.Lock()
	list, known := h.lists[kind]
	h.mu.Unlock()
	if known && !fresh {
		return list, nil
	}
	var answer struct{ Fields []field }
	if err := h.client().JSON(ctx, call.Request{Method: http.MethodGet, Path: fieldPaths[kind]}, &answer); err != nil {
		return nil, err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.lists == nil {
		h.lists = map[ringdex.Kind][]field{}
	}
	h.lists[kind] = answer.Fields
	return answer.Fields, nil
}

// mapped returns the setting that maps our fields of a kind to theirs.
func (h *helpdesk) mapped(kind ringdex.Kind) map[string]string {
	if kind == ringdex.KindCompany {
		return h.companyFields
	}
	return h.contactFields
}

// learn reads the helpdesk's fields, if any are mapped.
func (h *helpdesk) learn(ctx context.Context, kind ringdex.Kind) error {
	if len(h.mapped(kind)) == 0 {
		return nil
	}
	_, err := h.fields(ctx, kind, false)
	return err
}

// custom converts the custom fields that are mapped.
func (h *helpdesk) custom(d *draft, kind ringdex.Kind, ours []ringdex.Field, given map[int64]string) {
	for _, name := range slices.Sorted(maps.Keys(h.mapped(kind))) {
		f, ok := ringdex.FindField(ours, kind, name)
		if !ok {
			d.leaveOut(ringdex.Problem(name, "helpdesk_remote.no_field", name))
			continue
		}
		if text := given[f.ID]; text != "" {
			h.customValue(d, kind, f, h.mapped(kind)[name], text)
		}
	}
}

// customValue converts one value; to is "36" or "36/TextBoxValue".
func (h *helpdesk) customValue(d *draft, kind ringdex.Kind, f *ringdex.Field, to, text string) {
	id, dataType, _ := strings.Cut(to, "/")
	theirs := h.field(kind, id)
	if dataType == "" {
		dataType = wire.DataTypes[f.Type][0]
	}
	if theirs != nil && len(theirs.Items) > 0 {
		dataType = h.dropDown
	}
	v, note := convert(f, theirs, dataType, text)
	if note != nil {
		d.leaveOut(note)
		return
	}
	d.set("/CustomFields/"+id+"/"+dataType, v)
}

// field returns the helpdesk's field with an id, or nil.
func (h *helpdesk) field(kind ringdex.Kind, id string) *field {
	h.mu.Lock()
	defer h.mu.Unlock()
	for i, f := range h.lists[kind] {
		if f.CustomFieldID != nil && strconv.FormatInt(*f.CustomFieldID, 10) == id {
			return &h.lists[kind][i]
		}
	}
	return nil
}

// convert converts our value, which is in the form of f, to a data type of the wire. The note says
// why it cannot be.
func convert(f *ringdex.Field, theirs *field, dataType, text string) (v value, note error) {
	shown := f.Shown(text)
	switch {
	case theirs != nil && len(theirs.Items) > 0:
		return theirs.pick(shown)
	case dataType == "DoubleValue" || dataType == "LongValue":
		if _, err := strconv.ParseFloat(text, 64); err != nil {
			return "", ringdex.Problem(f.Name(), "value.not_number", ringdex.Show(shown))
		}
		return value(text), nil
	case dataType == "DateValue":
		return jsonOf(text), nil // the canonical form has a time, as in the vendor's sample
	case dataType == "CheckBoxValue":
		if text != "true" && text != "false" {
			return "", ringdex.Problem(f.Name(), "value.not_flag", ringdex.Show(shown))
		}
		return value(text), nil
	}
	return jsonOf(shown), nil
}

// pick returns the id of the item with a title: the wire takes no titles (seed 000).
func (f *field) pick(title string) (value, error) {
	titles := make([]string, len(f.Items))
	for i, item := range f.Items {
		if ringdex.SameName(item.Title, title) {
			return jsonOf(item.ID), nil
		}
		titles[i] = item.Title
	}
	return "", ringdex.Problem(f.Title, "helpdesk_remote.no_item", ringdex.Show(title), ringdex.Show(f.Title), strings.Join(titles, ", "))
}
