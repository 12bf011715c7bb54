package store

import (
	"strings"
	"time"

	"ringdex/internal/ringdex"
)

// query is a list query that grows by filters.
type query struct {
	where string
	order string
	args  []any
}

func newQuery(org ringdex.OrganizationID) *query {
	return &query{where: " WHERE organization = $1", order: "id", args: []any{org}}
}

// and narrows the query when on; a lone $ in the condition becomes the place of arg.
func (q *query) and(on bool, condition string, arg any) {
	if !on {
		return
	}
	q.args = append(q.args, arg)
	place := "$" + itoa(len(q.args))
	end := strings.LastIndexByte(condition, '$')
	q.where += " AND " + condition[:end] + place + condition[end+1:]
}

// updated narrows to a time; such lists come in its order, so that the index serves both.
func (q *query) updated(from, until time.Time) {
	q.and(!from.IsZero(), "updated >= $", millis(from))
	q.and(!until.IsZero(), "updated < $", millis(until))
	if !from.IsZero() || !until.IsZero() {
		q.order = "updated, id"
	}
}

// page orders the rows and cuts a page out, as the end of a text and all of its arguments.
func (q *query) page(p ringdex.Page) (string, []any) {
	n := len(q.args)
	return " ORDER BY " + q.order + " LIMIT $" + itoa(n+1) + " OFFSET $" + itoa(n+2), append(q.args[:n:n], p.Limit, p.Offset)
}
