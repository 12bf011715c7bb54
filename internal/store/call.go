package store

import (
	"cmp"
	"database/sql"
	"slices"
	"time"

	"ringdex/internal/ringdex"
)

// Call implements calls.Reader.
func (r *reader) Call(id ringdex.ID) (c ringdex.Call, err error) {
	return r.oneCall("id = $2", id[:])
}

// CallNamed implements calls.Reader.
func (r *reader) CallNamed(key string) (ringdex.Call, error) { return r.oneCall("name = $2", key) }

func (r *reader) oneCall(where string, arg any) (c ringdex.Call, err error) {
	found, err := collect(r.tx, "SELECT body FROM calls WHERE organization = $1 AND "+where, []any{r.org, arg}, scanDocument[callRow])
	if err == nil && len(found) == 0 {
		err = ringdex.Fail(ringdex.NotFound, "calls.unknown")
	}
	if err != nil {
		return c, err
	}
	return found[0], nil
}

// Calls implements calls.Reader.
func (r *reader) Calls(number string, before ringdex.ID, limit int) ([]ringdex.Call, error) {
	q := newQuery(r.org)
	q.and(number != "", "number = $", number)
	if before.IsZero() {
		before = ringdex.LastID
	}
	q.and(true, "id < $", before[:])
	q.order = "id DESC"
	end, args := q.page(ringdex.Page{Limit: limit})
	return collect(r.tx, "SELECT body FROM calls"+q.where+end, args, scanDocument[callRow])
}

// CallsSince implements calls.Reader.
func (r *reader) CallsSince(seq int64, limit int) ([]ringdex.Call, error) {
	// An organization has few of the latest changes to read past, and many older calls: the sum
	// keeps planners from looking for the organization first.
	return collect(r.tx, "SELECT body FROM calls WHERE changed > $2 AND organization + 0 = $1 ORDER BY changed LIMIT $3",
		[]any{r.org, seq, limit}, scanDocument[callRow])
}

// LastCall implements calls.Reader. The sequence is that of all organizations: it has gaps, and one
// index for all.
func (r *reader) LastCall() (seq int64, err error) {
	_, err = r.tx.row("SELECT coalesce(max(changed), 0) FROM calls", nil, &seq)
	return seq, err
}

// PutCall implements calls.Writer.
func (w *writer) PutCall(c *ringdex.Call) error {
	last, err := w.LastCall()
	if err != nil {
		return err
	}
	c.Seq = max(last+1, time.Now().UnixMicro()) // also after the last ones were deleted
	return w.tx.exec(`INSERT INTO calls (organization, id, name, number, changed, body) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (organization, id) DO UPDATE SET name = excluded.name, number = excluded.number, changed = excluded.changed, body = excluded.body`,
		w.org, c.ID[:], c.Key, cmp.Or(c.E164, c.Number), c.Seq, encodeDocument(toCallRow(*c)))
}

// eraseCalls keeps of a person's calls when they were and how they ended, and renames the person
// where it was rung.
func eraseCalls(w *writer, t *ringdex.Traces) (int64, error) {
	found, err := w.callsOf(t)
	for i := range found {
		if err != nil {
			break
		}
		c := &found[i]
		if isCaller(t, c) {
			c.Number, c.E164, c.Note, c.Recording, c.Found, c.Chosen, c.Step = "", "", "", "", nil, false, ""
		}
		for j, agent := range c.Agents {
			if isAgent(t, agent) {
				c.Agents[j] = erasedActor
			}
		}
		if isAgent(t, c.Taker) {
			c.Taker = erasedActor
		}
		err = w.PutCall(c)
	}
	return int64(len(found)), err
}

// callsOf returns the calls that have traces of a person.
func (r *reader) callsOf(t *ringdex.Traces) (found []ringdex.Call, err error) {
	err = r.tx.rows("SELECT body FROM calls WHERE organization = $1 ORDER BY id", []any{r.org}, func(rows *sql.Rows) error {
		c, err := scanDocument[callRow](rows)
		agent := func(name string) bool { return isAgent(t, name) }
		if isCaller(t, &c) || agent(c.Taker) || slices.ContainsFunc(c.Agents, agent) {
			found = append(found, c)
		}
		return err
	})
	return found, err
}

func isCaller(t *ringdex.Traces, c *ringdex.Call) bool {
	who := ringdex.Ref{Kind: ringdex.KindContact, Contact: t.Contact}
	return slices.Contains(c.Found, who) || t.In(cmp.Or(c.E164, c.Number)) || t.In(c.Note) || t.In(c.Recording)
}

func isAgent(t *ringdex.Traces, name string) bool {
	return name != "" && (slices.Contains(t.Actors, name) || t.In(name))
}
