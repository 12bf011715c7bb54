package store

import (
	"strings"
	"time"

	"ringdex/internal/ringdex"
)

// query builds a list query from filters.
type query struct {
	where string
	ids   []string // queries for ids, combined by AND
	order string
	args  []any
}

func newQuery(org ringdex.OrganizationID) *query {
	return &query{where: " WHERE organization = $1", order: "id", args: []any{org}}
}

// and adds a condition if on; a lone $ in it becomes the placeholder of arg.
func (q *query) and(on bool, condition string, arg any) {
	if on {
		q.where += " AND " + q.placed(condition, arg)
	}
}

// among restricts the query to the ids of another one if on; a lone $ in it becomes the placeholder
// of arg.
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

// close merges all restrictions of ids into one condition, because an index can serve only one.
func (q *query) close(r *reader) *query {
	if len(q.ids) > 0 {
		q.where += " AND id" + r.tx.in(strings.Join(q.ids, " INTERSECT "))
	}
	return q
}

// updated restricts the time of the last update, and orders by it, so that one index serves both.
func (q *query) updated(from, until time.Time) {
	q.and(!from.IsZero(), "updated >= $", millis(from))
	q.and(!until.IsZero(), "updated < $", millis(until))
	if !from.IsZero() || !until.IsZero() {
		q.order = "updated, id"
	}
}

// after restricts a list of records to those behind a place in its order.
func (q *query) after(p ringdex.Bookmark) {
	if p.IsZero() {
		return
	}
	id := any(p.Company)
	if p.Kind == ringdex.KindContact {
		id = p.Contact[:]
	}
	if q.order == "id" {
		q.and(true, "id > $", id)
		return
	}
	q.args = append(q.args, millis(p.Updated))
	q.and(true, "(updated, id) > ($"+itoa(len(q.args))+", $)", id)
}

// page returns ORDER BY and LIMIT for a page, and all arguments.
func (q *query) page(p ringdex.Page) (string, []any) {
	n := len(q.args)
	return " ORDER BY " + q.order + " LIMIT $" + itoa(n+1) + " OFFSET $" + itoa(n+2), append(q.args[:n:n], p.Limit, p.Offset)
}
