package helpdesk

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"

	"ringdex/internal/connector"
	"ringdex/internal/connector/call"
	"ringdex/internal/ringdex"
	wire "ringdex/internal/wire/helpdesk"
)

// importPaths are the calls that write.
var importPaths = map[ringdex.Kind]string{
	ringdex.KindContact: "/Import/SyncRequestorUsers", ringdex.KindCompany: "/Import/SyncRequestorCustomers",
}

// Limit returns the size of a packet (seed 000).
func (h *helpdesk) Limit(kind ringdex.Kind) int {
	if kind == ringdex.KindCompany {
		return wire.MaxCompanies
	}
	return wire.MaxContacts
}

// item is a change on its way.
type item struct {
	change *connector.Change
	batch  *connector.Batch
	was    memory             // what the helpdesk has by us
	full   values             // what it should have of a new record
	want   values             // the same, without what stays as it was when the record was new
	there  map[string][]value // the lists there; nil if they were not read
	native string             // number of a company that gets our key
	ops    []operation
	note   error
	unsure bool // an earlier call without an answer may have written it
	done   bool
	result connector.Result
}

func (it *item) finish(r connector.Result) {
	it.done, it.result = true, r
	if r.Problem == nil && r.Note == nil {
		it.result.Note = it.note
	}
}

func (it *item) refuse(problem error) {
	it.finish(connector.Result{Action: ringdex.Refused, Problem: problem})
}

// Write writes a packet. Without an answer the caller repeats it with Unsure, and then the records
// are read before anything is added to their lists.
func (h *helpdesk) Write(ctx context.Context, b *connector.Batch) ([]connector.Result, error) {
	if err := h.learn(ctx, b.Kind); err != nil {
		return nil, err
	}
	items := make([]*item, len(b.Changes))
	for i := range b.Changes {
		items[i] = h.begin(&b.Changes[i], b)
	}
	for _, step := range []func(context.Context, ringdex.Kind, []*item) error{h.removeGone, h.readFirst, h.send, h.sendAgain} {
		if err := step(ctx, b.Kind, items); err != nil {
			return nil, call.Partly(err, resultsOf(items))
		}
	}
	h.wrote(b.Kind, items)
	return resultsOf(items), nil
}

func resultsOf(items []*item) []connector.Result {
	results := make([]connector.Result, len(items))
	for i, it := range items {
		results[i] = it.result
	}
	return results
}

// begin returns the item of a change. An administrator is never sent.
func (h *helpdesk) begin(c *connector.Change, b *connector.Batch) *item {
	it := &item{change: c, batch: b, was: recall(c.Memory), unsure: c.Unsure}
	switch {
	case c.Contact != nil && c.Contact.Roles.Has(ringdex.Administrator):
		it.finish(connector.Result{Action: ringdex.Unchanged, Note: ringdex.Fail(ringdex.Denied, "helpdesk_remote.administrator")})
	case !c.Gone():
		d := h.draft(c, b)
		it.full, it.note = d.values, d.note
		it.plan(h)
	}
	return it
}

func (h *helpdesk) draft(c *connector.Change, b *connector.Batch) draft {
	if c.Company != nil {
		return h.company(c, b)
	}
	return h.contact(c, b)
}

// plan works out the operations.
func (it *item) plan(h *helpdesk) {
	it.want = it.was.keep(it.full, h.once())
	it.ops = it.was.operations(it.want, it.there)
}

// send sends the items that are open.
func (h *helpdesk) send(ctx context.Context, kind ringdex.Kind, items []*item) error {
	var open []*item
	for _, it := range items {
		switch {
		case it.done:
		case len(it.ops) == 0:
			it.finish(connector.Result{Action: it.found()})
			if m := it.written(it.was.ID); !bytes.Equal(m, it.change.Memory) {
				it.result.Memory = m
			}
		default:
			open = append(open, it)
		}
	}
	return h.post(ctx, kind, open)
}

// found returns what became of a record of which nothing has to be sent: a call without an answer
// may have created it.
func (it *item) found() ringdex.Action {
	if it.change.Unsure && it.change.Memory == nil {
		return ringdex.Created
	}
	return ringdex.Unchanged
}

// post sends one packet. If the helpdesk refuses it as a whole, post halves it until the record
// that spoils it is alone.
func (h *helpdesk) post(ctx context.Context, kind ringdex.Kind, items []*item) error {
	if len(items) == 0 {
		return nil
	}
	var results []wire.Result
	read := func(body []byte) (err error) {
		results, err = wire.Results(body)
		return err
	}
	a, err := h.client().Do(ctx, call.Request{Method: http.MethodPost, Path: importPaths[kind], Body: packet(items), Read: read})
	h.imported(a.Header, err)
	if failed, ok := errors.AsType[*call.Error](err); ok && spoilt(failed.Status) {
		return h.halve(ctx, kind, items, failed)
	}
	if err != nil {
		return err
	}
	return h.settle(ctx, kind, items, match(kind, items, results))
}

// spoilt reports whether a status says that something in the packet is wrong.
func spoilt(status int) bool {
	return status == http.StatusBadRequest || status == http.StatusRequestEntityTooLarge || status == http.StatusUnprocessableEntity
}

func (h *helpdesk) halve(ctx context.Context, kind ringdex.Kind, items []*item, failed *call.Error) error {
	if len(items) == 1 {
		items[0].refuse(refusal(wire.Said(failed.Body), failed))
		return nil
	}
	half := len(items) / 2
	if err := h.post(ctx, kind, items[:half]); err != nil {
		return err
	}
	return h.post(ctx, kind, items[half:])
}

// refusal returns why a record was refused, in the helpdesk's words if it has any.
func refusal(said string, cause error) error {
	switch {
	case said != "":
		return ringdex.Fail(ringdex.Invalid, "helpdesk_remote.refused", said)
	case cause != nil:
		return cause
	}
	return ringdex.Fail(ringdex.Invalid, "helpdesk_remote.refused_silently")
}

// outgoing is an item of an import; see wire.Item, which reads it.
type outgoing struct {
	ID         json.Number `json:"Id,omitempty"` // of a company
	ExternalID string      `json:"ExternalId"`
	Operations []operation
}

// packet returns the body of an import.
func packet(items []*item) []outgoing {
	body := make([]outgoing, len(items))
	for i, it := range items {
		body[i] = outgoing{ID: json.Number(it.native), ExternalID: it.change.Key, Operations: it.ops}
	}
	return body
}

// written returns the Memory after a write.
func (it *item) written(id string) []byte {
	m := memory{ID: id, values: it.want}
	return m.bytes()
}
