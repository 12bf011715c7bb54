package daktela

import (
	"bytes"
	"cmp"
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"ringdex/internal/connector/attribute"
	"ringdex/internal/connector/call"
	"ringdex/internal/ringdex"
)

// Facts and choices of the wire (wire/daktela.md).
const (
	apiPath     = "/api/v6"
	tokenHeader = "X-AUTH-TOKEN"   // 3.2, recommended there
	tokenLife   = 50 * time.Minute // public code renews a token before 3,600 s (3.2, D8)
	pageSize    = 1000             // the largest take (3.2)
	parallel    = 4                // no bulk call is known; our choice (3.3)
	batch       = 40               // ours: few enough that a repeated batch costs little

	databases  = "crmDatabases" // not documented by name; our choice (3.3)
	defaultMap = "phones=number,emails=email"
)

// models are the models of our records (3.3).
var models = map[ringdex.Kind]string{ringdex.KindCompany: "accounts", ringdex.KindContact: "contacts"}

// Attributes of the models. Custom fields are "customFields." and their name.
const (
	attrName        = "name"
	attrTitle       = "title"
	attrFirst       = "firstname"
	attrLast        = "lastname"
	attrDatabase    = "database"
	attrAccount     = "account"
	attrDescription = "description"
	customFields    = "customFields"
	customPrefix    = customFields + "."
)

// listPath is the path of a model; onePath that of a record.
func listPath(model string) string { return "/" + model + ".json" }

func onePath(model, name string) string { return "/" + model + "/" + call.Segment(name) + ".json" }

// envelope is every answer with a body: {"error":…,"result":…,"_time":…}.
type envelope struct {
	Error  json.RawMessage `json:"error"`
	Result json.RawMessage `json:"result"`
}

// list is the result of a model without a name.
type list struct {
	Data  []record `json:"data"`
	Total int      `json:"total"`
}

// record is a record as it comes: attributes by name, those of customFields by "customFields.NAME".
type record struct {
	Values attribute.Set
	Scheme map[string]scheme // of the custom fields; only of a record that was asked for by name
}

// scheme describes a custom field.
type scheme struct {
	Type  string `json:"type"`
	Title string `json:"title"`
}

func (r *record) name() string { return r.Values.First(attrName) }

// UnmarshalJSON implements json.Unmarshaler.
func (r *record) UnmarshalJSON(text []byte) error {
	var all map[string]json.RawMessage
	if err := json.Unmarshal(text, &all); err != nil {
		return err
	}
	var custom map[string]json.RawMessage
	if decode(all[customFields], &custom) {
		for name, value := range custom {
			all[customPrefix+name] = value
		}
	}
	var system struct {
		Scheme map[string]scheme `json:"cfScheme"`
	}
	if decode(all["_sys"], &system) {
		r.Scheme = system.Scheme
	}
	r.Values = attribute.Set{}
	for name, value := range all {
		r.Values[name] = texts(value)
	}
	return nil
}

// decode reports whether raw has the form of out. Empty objects come as empty arrays from PHP.
func decode(raw json.RawMessage, out any) bool {
	return len(raw) > 0 && json.Unmarshal(raw, out) == nil
}

// texts returns a value in the form in which values are compared (3.4): a scalar is a list of one,
// and a related record is its name.
func texts(raw json.RawMessage) []string {
	var all []string
	for _, item := range items(raw) {
		if text := scalar(item); text != "" {
			all = append(all, text)
		}
	}
	return all
}

func items(raw json.RawMessage) []any {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	var value any
	if decoder.Decode(&value) != nil {
		return nil
	}
	if list, ok := value.([]any); ok {
		return list
	}
	return []any{value}
}

func scalar(value any) string {
	switch v := value.(type) {
	case string:
		return strings.TrimSpace(v)
	case json.Number:
		return v.String()
	case bool:
		return strconv.FormatBool(v)
	case map[string]any:
		return scalar(v[attrName])
	}
	return ""
}

// condition is one filter of a list.
type condition struct{ field, operator, value string }

// where returns a query of a list, in the bracket notation of 3.2.
func where(take, skip int, conditions ...condition) url.Values {
	q := url.Values{"take": {strconv.Itoa(take)}, "skip": {strconv.Itoa(skip)}}
	if len(conditions) > 0 {
		q.Set("filter[logic]", "and")
	}
	for i, c := range conditions {
		at := "filter[filters][" + strconv.Itoa(i) + "]"
		q.Set(at+"[field]", c.field)
		q.Set(at+"[operator]", c.operator)
		q.Set(at+"[value]", c.value)
	}
	return q
}

// reasons are what an answer says in its error member: {"form":{field: text},"primary":[…]}, a list
// of texts, or a text (3.2).
type reasons struct {
	field string // of the form; "" if it is about the whole record
	text  string // all of them; "" for none
}

func reasonsOf(raw json.RawMessage) reasons {
	var form struct {
		Form    map[string]json.RawMessage `json:"form"`
		Primary json.RawMessage            `json:"primary"`
	}
	if !decode(raw, &form) {
		return reasons{text: strings.Join(texts(raw), "; ")}
	}
	var all []string
	first := ""
	for _, field := range sortedKeys(form.Form) {
		all = append(all, field+": "+strings.Join(texts(form.Form[field]), ", "))
		first = cmp.Or(first, field)
	}
	return reasons{first, strings.Join(append(all, texts(form.Primary)...), "; ")}
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}
