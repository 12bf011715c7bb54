package thulium

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"ringdex/internal/emulator"
)

// maxLimit is the largest limit (wire/thulium.md 4.2).
const maxLimit = 1000

// list answers a page of records, oldest first.
func (e *Emulator) list(w http.ResponseWriter, r *http.Request, table string) {
	e.Count.Searches++
	q := r.URL.Query()
	limit, offset := number(q, "limit", 100), number(q, "offset", 0)
	if limit > maxLimit {
		e.fail(w, http.StatusBadRequest, "limit must not be greater than 1000.")
		return
	}
	var rows []map[string]any
	for _, id := range slices.Sorted(maps.Keys(e.tables[table])) {
		if record := e.tables[table][id]; matches(record, q) {
			rows = append(rows, shown(record, func(name string) bool { return q.Get("include_"+name) != "" }))
		}
	}
	if strings.HasPrefix(q.Get("order"), "-") {
		slices.Reverse(rows)
	}
	count := len(rows)
	if e.options.PageCap > 0 {
		limit = min(limit, e.options.PageCap)
	}
	rows = rows[min(offset, count):]
	rows = append([]map[string]any{}, rows[:min(limit, len(rows))]...)
	if e.options.Bare {
		emulator.Answer(w, http.StatusOK, rows)
		return
	}
	emulator.Answer(w, http.StatusOK, map[string]any{"count": count, "offset": offset, "limit": limit, "result": rows})
}

func number(q url.Values, name string, otherwise int) int {
	n, err := strconv.Atoi(q.Get(name))
	if err != nil || n < 0 {
		return otherwise
	}
	return n
}

// matches applies the filters; an empty value finds records without one.
func matches(r Record, q url.Values) bool {
	for _, name := range []string{"identifier", "email", "phone_number"} {
		values, _ := list(r[name])
		values = slices.DeleteFunc(slices.Clone(values), func(v string) bool { return v == "" })
		wanted := q.Get(name)
		if q.Has(name) && (wanted == "") != (len(values) == 0) || wanted != "" && !slices.Contains(values, wanted) {
			return false
		}
	}
	return true
}

// shown returns a record as it is answered: the first number alone and all of them, and addresses
// and custom fields only if they are asked for.
func shown(r Record, included func(name string) bool) map[string]any {
	out := map[string]any{}
	for name, value := range r {
		optional := name == "custom_fields" || strings.HasSuffix(name, "address")
		if !optional || included(name) {
			out[name] = value
		}
	}
	numbers, _ := list(r["phone_number"])
	out["phone_numbers"] = numbers
	if len(numbers) > 0 {
		out["phone_number"] = numbers[0]
	}
	return out
}
