package voipex

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"

	"ringdex/internal/connector"
	"ringdex/internal/connector/attribute"
	"ringdex/internal/connector/call"
	"ringdex/internal/message"
	"ringdex/internal/ringdex"
)

// Limit implements connector.Writer. VOIPEX has no companies: the name of one is a value of its
// contacts.
func (v *Voipex) Limit(kind ringdex.Kind) int {
	if kind == ringdex.KindContact {
		return batchSize
	}
	return 0
}

// item is a change that has to be sent.
type item struct {
	at     int // in the batch
	known  attribute.Memory
	want   attribute.Set
	names  []string // of what differs
	anew   bool     // it was created by a call that sent only what differs
	result connector.Result
}

// Write implements connector.Writer. A batch is found by the external ids in it, so a repeated one
// makes no doubles.
func (v *Voipex) Write(ctx context.Context, b *connector.Batch) ([]connector.Result, error) {
	results := make([]connector.Result, len(b.Changes))
	var items []item
	for i := range b.Changes {
		it, err := v.plan(ctx, &b.Changes[i], b)
		if err != nil {
			return nil, err
		}
		if it.at = i; it.names == nil {
			results[i] = it.result
		} else {
			items = append(items, it)
		}
	}
	if len(items) == 0 {
		return results, nil
	}
	if err := v.send(ctx, items, results); err != nil {
		return nil, call.Partly(err, results)
	}
	return results, nil
}

// plan returns what has to be sent for a change. Without names it has a result already.
func (v *Voipex) plan(ctx context.Context, c *connector.Change, b *connector.Batch) (it item, err error) {
	if c.Gone() {
		it.result, err = v.remove(ctx, c)
		return it, err
	}
	values, note, problem := v.wanted(c, b)
	it.result = connector.Result{Action: ringdex.Unchanged, Note: note}
	if problem != nil {
		it.result = connector.Result{Action: ringdex.Refused, Problem: problem}
		return it, nil
	}
	it.known, it.want = attribute.Recall(c.Memory), setOf(values)
	it.names = rules.Changed(it.want, it.known)
	if c.Unsure { // the lost call may have written any of them
		it.names = it.want.Names()
	}
	return it, nil
}

// send sends items. A call that VOIPEX refuses as a whole is halved until the bad item is alone.
func (v *Voipex) send(ctx context.Context, items []item, results []connector.Result) error {
	answers, err := v.call(ctx, items)
	switch {
	case err == nil:
		return v.keep(ctx, items, answers, results)
	case !refused(err):
		return err
	case len(items) == 1:
		results[items[0].at] = connector.Result{Action: ringdex.Refused, Problem: refusalOf(err)}
		return nil
	}
	half := len(items) / 2
	if err := v.send(ctx, items[:half], results); err != nil {
		return err
	}
	return v.send(ctx, items[half:], results)
}

// keep notes the results. A contact that was created although it was there before has only what
// differed, so all of it is sent.
func (v *Voipex) keep(ctx context.Context, items []item, answers []itemResult, results []connector.Result) error {
	var again []item
	for i, it := range items {
		result := resultOf(it, answers[i])
		partly := it.known.Sent != nil || it.known.Has != nil
		if result.Action == ringdex.Created && partly && !v.noBatch.Load() {
			it.known, it.anew = attribute.Memory{}, true
			it.names = it.want.Filled().Names()
			again = append(again, it)
		}
		results[it.at] = result
	}
	if len(again) == 0 {
		return nil
	}
	return v.send(ctx, again, results)
}

func resultOf(it item, answer itemResult) connector.Result {
	action := ringdex.Action(answer.Result)
	if action == ringdex.Refused {
		return connector.Result{Action: action, Problem: ringdex.Fail(ringdex.Invalid, "connector.refused", answer.Error)}
	}
	if it.anew {
		action = ringdex.Created
	}
	result := connector.Result{Action: action, Memory: attribute.Memory{ID: answer.ID, Sent: it.want}.Bytes(), Note: it.result.Note}
	if answer.Note != "" {
		result.Note = message.Err("connector.remarked", answer.Note)
	}
	return result
}

// call sends items in one call, or one by one to a VOIPEX without batches.
func (v *Voipex) call(ctx context.Context, items []item) ([]itemResult, error) {
	if v.noBatch.Load() {
		return v.each(ctx, items)
	}
	list := make([]map[string]string, len(items))
	for i, it := range items {
		list[i] = object(it.want, it.names)
	}
	var results []itemResult
	read := func(body []byte) (err error) {
		results, err = resultsOf(body, len(items))
		return err
	}
	_, err := v.client().Do(ctx, call.Request{Method: http.MethodPost, Path: batchPath, Body: list, Repeat: true, Read: read})
	if call.Answered(err, http.StatusNotFound, http.StatusMethodNotAllowed) {
		v.noBatch.Store(true)
		return v.each(ctx, items)
	}
	return results, err
}

// resultsOf reads the answer to a batch of n contacts.
func resultsOf(body []byte, n int) (results []itemResult, err error) {
	if err := json.Unmarshal(body, &results); err != nil || len(results) != n {
		return nil, cmp.Or(err, errNoResults)
	}
	for _, r := range results {
		switch ringdex.Action(r.Result) {
		case ringdex.Created, ringdex.Updated, ringdex.Unchanged, ringdex.Refused:
		default:
			return nil, errNoResults
		}
	}
	return results, nil
}
