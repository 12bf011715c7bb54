package store

import (
	"strings"
	"time"

	"ringdex/internal/ringdex"
)

// query is a list query that grows by filters.
type query struct {
	where string
	ids   []string // queries for ids; what is listed is in all of them
	order string
	args  []any
}

func newQuery(org ringdex.OrganizationID) *query {
	return &query{where: " WHERE organization = $1", order: "id", args: []any{org}}
}

// and narrows the query when on; a lone $ in the condition becomes the place of arg.
func (q *query) and(on bool, condition string, arg any) {
	if on {
		q.where += " AND " + q.placed(condition, arg)
	}
}

// among narrows the query to the ids that another one finds when on; a lone $ in it becomes the place of arg.
func (q *query) among(on bool, ids string, arg any) {
	if on {
		q.ids = append(q.ids, q.placed(ids, arg))
	}
}

func (q *query) placed(text string, arg any) string {
	q.args = append(q.args, arg)
	end := strings.LastIndexByte(text, '$')
	return text[:end] + "$" + itoa(len(q.args)) + text[end+1:]
}

// close makes one condition of all that narrow the ids, because an index can serve one.
func (q *query) close(r *reader) *query {
	if len(q.ids) > 0 {
		q.where += " AND id" + r.tx.in(strings.Join(q.ids, " INTERSECT "))
	}
	return q
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
