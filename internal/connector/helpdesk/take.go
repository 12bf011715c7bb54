package helpdesk

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"time"

	"ringdex/internal/connector"
	"ringdex/internal/intake"
	"ringdex/internal/message"
	"ringdex/internal/ringdex"
)

// Which records are read.
const (
	readNew  = "new"  // those without an external id: made in the helpdesk
	readOurs = "ours" // also contacts whose external id is an id here: they were sent from here
	readAll  = "all"  // all, as records of the helpdesk
)

// place is where a read goes on.
type place struct {
	From time.Time // by the helpdesk's clock
}

// reading is one read.
type reading struct {
	*helpdesk
	sink   connector.Sink
	filter map[string]any
	began  time.Time         // by the helpdesk's clock
	linked map[string]string // external ids of companies by number; nil until needed
}

// Read reads companies, then contacts. LastUpdatedDateFromUtc bounds an incremental read (section
// 6); whether a change of a contact's company counts as an update of the contact is not documented.
func (h *helpdesk) Read(ctx context.Context, q connector.Query, sink connector.Sink) (connector.State, error) {
	r := &reading{helpdesk: h, sink: sink}
	if q.Since != nil {
		var p place
		if err := json.Unmarshal(q.Since, &p); err != nil {
			return nil, err
		}
		r.filter = map[string]any{"LastUpdatedDateFromUtc": p.From.Add(-h.overlap).UTC().Format(timeForm)}
	}
	for _, kind := range []ringdex.Kind{ringdex.KindCompany, ringdex.KindContact} {
		if err := h.learn(ctx, kind); err != nil {
			return nil, err
		}
		if err := r.read(ctx, kind); err != nil {
			return nil, err
		}
	}
	return json.Marshal(place{From: r.began})
}

// read reads the records of a kind. It says that they are complete if they were all asked for, and
// the helpdesk has as many.
func (r *reading) read(ctx context.Context, kind ringdex.Kind) error {
	whole := false
	if err := r.sink.Take(ctx, kind, r.records(ctx, kind, &whole), nil); err != nil {
		return err
	}
	if r.filter != nil || !whole {
		return nil
	}
	return r.sink.Complete(ctx, kind)
}

// records yields the records of a kind, and sets whole at the end.
func (r *reading) records(ctx context.Context, kind ringdex.Kind, whole *bool) iter.Seq2[intake.Record, error] {
	return func(yield func(intake.Record, error) bool) {
		for there, err := range r.changed(ctx, kind, whole) {
			if err == nil && !r.wanted(kind, there) {
				continue
			}
			if err == nil && (kind == ringdex.KindCompany || r.incomplete(kind, there)) {
				there, err = r.record(ctx, kind, there.key(kind))
			}
			if err == nil && there == nil {
				continue // it was deleted since
			}
			var rec intake.Record
			if err == nil {
				rec, err = r.convert(ctx, kind, there)
			}
			if !yield(rec, err) || err != nil {
				return
			}
		}
	}
}

// wanted reports whether a record is one to be read. Staff never is.
func (r *reading) wanted(kind ringdex.Kind, there row) bool {
	key := there.text("ExternalId")
	switch {
	case there.staff():
		return false
	case r.reads == readOurs && kind == ringdex.KindContact && key != "":
		_, err := ringdex.ParseID(key)
		return err == nil
	}
	return key == "" || r.reads == readAll
}

// rounds is how often a list is read when records move between its pages.
const rounds = 3

// round is one pass over a list.
type round struct {
	ids   map[string]bool
	total int  // as the last page says
	moved bool // the total changed between pages
}

// whole reports whether the pass missed nothing.
func (p *round) whole() bool { return !p.moved && len(p.ids) >= p.total }

// changed yields the records of a list, each once as long as it stays the same. A record that
// disappears moves others to a page that was read before. So the list is read again when fewer
// records came than it has, or when their number changed meanwhile.
func (r *reading) changed(ctx context.Context, kind ringdex.Kind, whole *bool) iter.Seq2[row, error] {
	return func(yield func(row, error) bool) {
		seen := map[string]string{}
		var last round
		for n := range rounds {
			p, ended := r.pass(ctx, kind, seen, yield)
			switch {
			case ended:
				return
			case p.whole():
				*whole = true
				return
			case n > 0 && !p.moved && len(p.ids) == len(last.ids):
				r.sink.Note(message.New("helpdesk_remote.fewer", len(p.ids), p.total))
				return
			}
			last = p
		}
		if len(seen) < last.total {
			yield(nil, ringdex.Fail(ringdex.Unavailable, "helpdesk_remote.moved", len(seen), last.total))
		}
	}
}

// pass reads a list once, and yields what is new or has changed since the pass before.
func (r *reading) pass(ctx context.Context, kind ringdex.Kind, seen map[string]string, yield func(row, error) bool) (p round, ended bool) {
	p = round{ids: map[string]bool{}, total: -1}
	for list, err := range r.timed(ctx, kind) {
		if err != nil {
			yield(nil, err)
			return p, true
		}
		p.moved = p.moved || p.total >= 0 && p.total != list.TotalItems
		p.total = list.TotalItems
		for _, there := range list.Items {
			id, version := there.key(kind), there.text("LastUpdatedUtc")
			was, known := seen[id]
			p.ids[id], seen[id] = true, version
			if (!known || was != version) && !yield(there, nil) {
				return p, true
			}
		}
	}
	return p, false
}

// timed yields the pages of a list, and remembers when the first one was asked for, by the
// helpdesk's clock.
func (r *reading) timed(ctx context.Context, kind ringdex.Kind) iter.Seq2[page, error] {
	return func(yield func(page, error) bool) {
		for p, err := range r.pages(ctx, kind, r.filter) {
			if err == nil && r.began.IsZero() {
				r.began = r.timeOf(p.header)
			}
			if !yield(p, err) {
				return
			}
		}
	}
}

// timeOf returns the time of an answer, ours if the helpdesk does not say.
func (h *helpdesk) timeOf(header http.Header) time.Time {
	if at, err := http.ParseTime(header.Get("Date")); err == nil {
		return at
	}
	return h.deps.Clock()
}

// companyKey returns the external id of a company of the helpdesk. The list of them is read once,
// for the first contact that has a company.
func (r *reading) companyKey(ctx context.Context, number string) (string, error) {
	if r.linked == nil {
		linked, err := r.companyKeys(ctx, ringdex.KindContact)
		if err != nil {
			return "", err
		}
		r.linked = linked
	}
	return r.linked[number], nil
}
