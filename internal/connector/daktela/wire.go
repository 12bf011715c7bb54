package daktela

import (
	"cmp"
	"encoding/json"
	"maps"
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
		r.Values[name] = attribute.Texts(value, attrName)
	}
	return nil
}

// decode reports whether raw has the form of out. Empty objects come as empty arrays from PHP.
func decode(raw json.RawMessage, out any) bool {
	return len(raw) > 0 && json.Unmarshal(raw, out) == nil
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
		return reasons{text: strings.Join(attribute.Texts(raw, attrName), "; ")}
	}
	var all []string
	first := ""
	for _, field := range slices.Sorted(maps.Keys(form.Form)) {
		all = append(all, field+": "+strings.Join(attribute.Texts(form.Form[field], attrName), ", "))
		first = cmp.Or(first, field)
	}
	return reasons{first, strings.Join(append(all, attribute.Texts(form.Primary, attrName)...), "; ")}
}
