package daktela

import (
	"context"
	"net/http"
	"slices"

	"golang.org/x/sync/errgroup"

	"ringdex/internal/connector"
	"ringdex/internal/connector/attribute"
	"ringdex/internal/connector/call"
	"ringdex/internal/connector/listed"
	"ringdex/internal/message"
	"ringdex/internal/ringdex"
)

// Limit implements connector.Writer.
func (d *Daktela) Limit(ringdex.Kind) int { return batch }

// Write implements connector.Writer. It makes a call a record, several concurrently. A record is
// looked for by its name before it is created, so a repeated Write makes no doubles.
//
// A record that Daktela answers by 500 again and again, also when no other call is made meanwhile,
// is refused if it has written others: it must not stop them.
func (d *Daktela) Write(ctx context.Context, b *connector.Batch) ([]connector.Result, error) {
	has, err := d.lists.For(b, d.deps.Clock(), func() (listed.Keys, error) { return d.names(ctx, b.Kind) })
	if err != nil {
		return nil, err
	}
	results, broken := make([]connector.Result, len(b.Changes)), make([]error, len(b.Changes))
	group, grouped := errgroup.WithContext(ctx)
	group.SetLimit(parallel)
	for i := range b.Changes {
		group.Go(func() (err error) {
			results[i], broken[i], err = d.unbroken(grouped, b.Changes[i], b, has, call.Tries)
			return err
		})
	}
	err = group.Wait()
	for i := 0; i < len(broken) && err == nil; i++ {
		if c := b.Changes[i]; broken[i] != nil {
			c.Unsure = true
			results[i], broken[i], err = d.unbroken(ctx, c, b, has, aloneTries)
		}
	}
	if err != nil {
		return nil, call.Partly(err, results)
	}
	if err := refuse(results, broken); err != nil {
		return nil, err
	}
	return results, nil
}

// aloneTries is how often a record is tried alone that Daktela has answered by 500.
const aloneTries = 3

// unbroken writes one record, and returns a 500 apart from other failures.
func (d *Daktela) unbroken(
	ctx context.Context, c connector.Change, b *connector.Batch, has listed.Keys, tries int,
) (result connector.Result, broken, err error) {
	result, err = d.write(ctx, c, b, has, tries)
	if call.Answered(err, http.StatusInternalServerError) {
		return connector.Result{}, err, nil
	}
	return result, nil, err
}

// refuse gives the records with a failure the result of refused ones; the failure if there are no
// others.
func refuse(results []connector.Result, failures []error) error {
	all := !slices.Contains(failures, nil)
	for i, err := range failures {
		switch {
		case err != nil && all:
			return err
		case err != nil:
			results[i] = connector.Result{Action: ringdex.Refused, Problem: err}
		}
	}
	return nil
}

// write writes one record. has are the names in Daktela, if the batch has many new records.
func (d *Daktela) write(
	ctx context.Context, c connector.Change, b *connector.Batch, has listed.Keys, tries int,
) (connector.Result, error) {
	for try := 1; ; try++ {
		result, err := d.attempt(ctx, &c, b, has)
		if why := refusalOf(err); why != nil {
			return connector.Result{Action: ringdex.Refused, Problem: why}, nil
		}
		if result.Note == nil {
			result.Note = b.CompanyMissing(&c)
		}
		if !call.Unknown(err) || try == tries {
			return result, err
		}
		if err := d.client().Rest(ctx, try); err != nil {
			return result, err
		}
		c.Unsure = true // it is looked for again, and what is missing is sent
	}
}

func (d *Daktela) attempt(
	ctx context.Context, c *connector.Change, b *connector.Batch, has listed.Keys,
) (connector.Result, error) {
	if c.Gone() {
		return d.remove(ctx, c, b.Kind)
	}
	want, problem := d.wanted(c, b)
	if problem != nil {
		return connector.Result{Action: ringdex.Refused, Problem: problem}, nil
	}
	known := attribute.Recall(c.Memory)
	names := d.rules().Changed(want, known)
	if c.Memory != nil && !c.Unsure && len(names) == 0 {
		return connector.Result{Action: ringdex.Unchanged}, nil
	}
	if name := d.prefix + c.Key; listed.IsNew(c) && has.Lack(name) {
		return d.create(ctx, b.Kind, name, want)
	}
	if c.Unsure { // the lost call may have written any of them
		names = want.Names()
	}
	return d.upsert(ctx, b.Kind, d.prefix+c.Key, names, want, known.Sent)
}

// upsert finds a record by its name, compares, and writes what differs (wire/daktela.md 3.4).
func (d *Daktela) upsert(
	ctx context.Context, kind ringdex.Kind, name string, names []string, want, sent attribute.Set,
) (connector.Result, error) {
	found, err := d.find(ctx, models[kind], name)
	if err != nil {
		return connector.Result{}, err
	}
	if found == nil {
		return d.create(ctx, kind, name, want)
	}
	patch := d.rules().Patch(names, want, sent, found.Values)
	result := connector.Result{Action: ringdex.Unchanged, Memory: attribute.Memory{Sent: want}.Bytes()}
	if len(patch) == 0 {
		return result, nil
	}
	if kind == ringdex.KindContact {
		patch[attrTitle] = want[attrTitle] // Daktela would make one of the names
	}
	got, err := d.do(ctx, call.Request{Method: http.MethodPut, Path: onePath(models[kind], name), Body: body(patch), Repeat: true})
	if call.Answered(err, http.StatusNotFound) {
		return d.create(ctx, kind, name, want)
	}
	result.Action, result.Note = ringdex.Updated, noteOf(got)
	return result, err
}

// find returns a record by its name, nil for none.
func (d *Daktela) find(ctx context.Context, model, name string) (*record, error) {
	got, err := d.list(ctx, model, where(1, 0, condition{attrName, "eq", name}))
	if err != nil || len(got.Data) == 0 {
		return nil, err
	}
	if other := got.Data[0].Values[attrDatabase]; len(other) > 0 && other[0] != d.database {
		return nil, ringdex.Problem(attrDatabase, "daktela.other_database", ringdex.Show(name), ringdex.Show(other[0]))
	}
	return &got.Data[0], nil
}

func (d *Daktela) create(ctx context.Context, kind ringdex.Kind, name string, want attribute.Set) (connector.Result, error) {
	given := want.Filled()
	given.Put(attrName, name)
	given.Put(attrDatabase, d.database)
	got, err := d.do(ctx, call.Request{Method: http.MethodPost, Path: listPath(models[kind]), Body: body(given)})
	return connector.Result{Action: ringdex.Created, Memory: attribute.Memory{Sent: want}.Bytes(), Note: noteOf(got)}, err
}

// remove does with a deleted record what the settings say. Daktela cannot disable one.
func (d *Daktela) remove(ctx context.Context, c *connector.Change, kind ringdex.Kind) (connector.Result, error) {
	if r, stays := c.Stays(); stays {
		return r, nil
	}
	path := onePath(models[kind], d.prefix+c.Key)
	got, err := d.do(ctx, call.Request{Method: http.MethodDelete, Path: path, Repeat: true})
	if call.Answered(err, http.StatusNotFound) {
		err = nil
	}
	return connector.Result{Action: ringdex.Deleted, Note: noteOf(got)}, err
}

// noteOf returns a remark of Daktela on a call that it carried out.
func noteOf(r reply) error {
	if r.warning == "" {
		return nil
	}
	return message.Err("connector.remarked", r.warning)
}
