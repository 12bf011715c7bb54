package daktela

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// maxTake is the largest page (wire/daktela.md 3.2).
const maxTake = 1000

// list answers a page of rows: filtered, sorted, cut.
func (e *Emulator) list(w http.ResponseWriter, r *http.Request, rows []Record) {
	e.Count.Reads++
	q := r.URL.Query()
	take, skip := number(q, "take", 100), number(q, "skip", 0)
	if take > maxTake {
		e.answer(w, http.StatusBadRequest, []string{"Max defined take is 1000"}, nil)
		return
	}
	rows, err := filtered(rows, q)
	if err != nil {
		e.answer(w, http.StatusBadRequest, []string{err.Error()}, nil)
		return
	}
	sorted(rows, q)
	total := len(rows)
	if e.options.PageCap > 0 {
		take = min(take, e.options.PageCap)
	}
	rows = rows[min(skip, total):]
	e.answer(w, http.StatusOK, nil, map[string]any{"data": e.shown(rows[:min(take, len(rows))]), "total": total})
}

func number(q url.Values, name string, otherwise int) int {
	n, err := strconv.Atoi(q.Get(name))
	if err != nil || n < 0 {
		return otherwise
	}
	return n
}

// filtered applies filter[filters][n][field|operator|value], all of which must hold.
func filtered(rows []Record, q url.Values) ([]Record, error) {
	for n := 0; ; n++ {
		at := fmt.Sprintf("filter[filters][%d]", n)
		field := q.Get(at + "[field]")
		if field == "" {
			return rows, nil
		}
		matches, known := operators[q.Get(at+"[operator]")]
		if !known {
			return nil, fmt.Errorf("unknown operator %q", q.Get(at+"[operator]"))
		}
		value := q.Get(at + "[value]")
		rows = slices.DeleteFunc(rows, func(r Record) bool { return !matches(fmt.Sprint(r[field]), value) })
	}
}

// operators are those that we emulate; the real system has more.
var operators = map[string]func(has, want string) bool{
	"eq":         func(has, want string) bool { return has == want },
	"neq":        func(has, want string) bool { return has != want },
	"gt":         func(has, want string) bool { return has > want },
	"gte":        func(has, want string) bool { return has >= want },
	"startswith": strings.HasPrefix,
	"contains":   strings.Contains,
}

func sorted(rows []Record, q url.Values) {
	field, sign := q.Get("sort[0][field]"), 1
	if q.Get("sort[0][dir]") == "desc" {
		sign = -1
	}
	if field != "" {
		slices.SortStableFunc(rows, func(a, b Record) int {
			return sign * cmp.Compare(fmt.Sprint(a[field]), fmt.Sprint(b[field]))
		})
	}
}

// shown returns rows as they are answered: with related records as objects.
func (e *Emulator) shown(rows []Record) []map[string]any {
	all := make([]map[string]any, len(rows))
	for i, r := range rows {
		all[i] = e.show(r)
	}
	return all
}

func (e *Emulator) show(r Record) map[string]any {
	shown := map[string]any{}
	for name, value := range r {
		shown[name] = value
	}
	if name, ok := r["database"].(string); ok {
		shown["database"] = map[string]any{"name": name, "title": name}
	}
	if name, ok := r["account"].(string); ok {
		shown["account"] = map[string]any{"name": name, "title": e.records["accounts"][name]["title"]}
	}
	return shown
}
