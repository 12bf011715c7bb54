package syncer

import (
	"cmp"
	"context"
	"errors"
	"iter"

	"ringdex/internal/connector"
	"ringdex/internal/intake"
	"ringdex/internal/message"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// door is what runs of connectors are called.
const door = "sync"

// mostNotes limits the remarks of a report.
const mostNotes = 50

// sink is where a read of a connector goes: into intake.
type sink struct {
	s       *Syncer
	org     ringdex.Organization
	c       *ringdex.Connector
	how     Reading
	fields  []ringdex.Field
	regions phone.Regions
	came    map[ringdex.Kind]map[string]bool // external ids, for Complete
	report  Report
	held    bool // the guard has stopped it
}

func (s *Syncer) newSink(ctx context.Context, org ringdex.OrganizationID, c *ringdex.Connector, how Reading) (*sink, error) {
	k := &sink{s: s, c: c, how: how, came: map[ringdex.Kind]map[string]bool{}}
	return k, s.deps.Store.View(ctx, org, func(r ringdex.Reader) error {
		o, err := r.Organization()
		if err != nil {
			return err
		}
		k.org = o
		if k.regions = o.Settings.Regions; len(k.regions) == 0 {
			k.regions = s.deps.Regions
		}
		k.fields, err = ringdex.Fields(r)
		return err
	})
}

// Fields implements connector.Sink.
func (k *sink) Fields() []ringdex.Field { return k.fields }

// AddField implements connector.Sink.
func (k *sink) AddField(ctx context.Context, f ringdex.Field) (err error) {
	if !k.how.DryRun {
		if f, err = k.s.deps.AddField(ctx, k.org.ID, f); err != nil {
			return err
		}
	}
	k.fields = append(k.fields, f)
	return nil
}

// Regions implements connector.Sink.
func (k *sink) Regions() phone.Regions { return k.regions }

// Note implements connector.Sink.
func (k *sink) Note(remark message.Text) {
	if len(k.report.Notes) < mostNotes {
		k.report.Notes = append(k.report.Notes, remark)
	}
}

// Take implements connector.Sink.
func (k *sink) Take(ctx context.Context, kind ringdex.Kind, records iter.Seq2[intake.Record, error], took func(*ringdex.Outcome) error) error {
	order := intake.Order{
		Organization: k.org.ID, Source: k.c.Source, Kind: kind, Door: door, Actor: k.c.Name, Name: k.c.Name, DryRun: k.how.DryRun,
	}
	var failed error // of the connector: intake says only that its run was stopped
	run, err := k.s.deps.Intake.Stream(ctx, order, k.noted(kind, records, &failed), func(o *ringdex.Outcome) error {
		if k.how.Outcome != nil {
			k.how.Outcome(kind, o)
		}
		if took == nil {
			return nil
		}
		return took(o)
	})
	k.report.Runs = append(k.report.Runs, run)
	return cmp.Or(failed, err)
}

// noted remembers the keys of records.
func (k *sink) noted(kind ringdex.Kind, records iter.Seq2[intake.Record, error], failed *error) iter.Seq2[intake.Record, error] {
	if k.came[kind] == nil {
		k.came[kind] = map[string]bool{}
	}
	return func(yield func(intake.Record, error) bool) {
		for rec, err := range records {
			if err != nil {
				*failed = err
			} else {
				k.came[kind][rec.Identity.ExternalID] = true
			}
			if !yield(rec, err) {
				return
			}
		}
	}
}

// Complete implements connector.Sink.
func (k *sink) Complete(ctx context.Context, kind ringdex.Kind) error {
	if k.how.DryRun {
		return nil
	}
	came := k.came[kind]
	n, err := k.s.deps.Intake.MarkMissing(ctx, intake.Missing{
		Organization: k.org.ID, Source: k.c.Source, Kind: kind, Run: k.lastRun(kind), Actor: k.c.Name, Accept: k.how.Accept,
		Has: func(externalID string) bool { return came[externalID] },
	})
	k.report.Missing += n
	if e, ok := errors.AsType[*ringdex.Error](err); ok && e.Key == intake.KeyMissingLimit {
		k.held = true
	}
	return err
}

// Recall implements connector.Sink.
func (k *sink) Recall(ctx context.Context, refs []ringdex.Ref) (map[ringdex.Ref][]byte, error) {
	kept := make(map[ringdex.Ref][]byte, len(refs))
	return kept, k.s.deps.Store.View(ctx, k.org.ID, func(r ringdex.Reader) error {
		known, err := memoryOf(r).Sent(k.c.ID, refs)
		for ref := range known {
			kept[ref] = known[ref].Memory
		}
		return err
	})
}

// Remember implements connector.Sink.
func (k *sink) Remember(ctx context.Context, kept map[ringdex.Ref][]byte) error {
	if k.how.DryRun {
		return nil
	}
	var put []ringdex.Sent
	var gone []ringdex.Ref
	for ref, memory := range kept {
		if len(memory) == 0 {
			gone = append(gone, ref)
			continue
		}
		put = append(put, ringdex.Sent{Ref: ref, Key: ref.String(), Memory: memory, At: k.s.deps.Clock()})
	}
	return k.s.deps.Store.Update(ctx, k.org.ID, func(w ringdex.Writer) error {
		return cmp.Or(memoryIn(w).PutSent(k.c.ID, put), memoryIn(w).ForgetSent(k.c.ID, gone))
	})
}

func (k *sink) lastRun(kind ringdex.Kind) (id ringdex.ID) {
	for i := range k.report.Runs {
		if k.report.Runs[i].Kind == kind {
			id = k.report.Runs[i].ID
		}
	}
	return id
}

func (k *sink) runs() (ids []ringdex.ID) {
	for i := range k.report.Runs {
		ids = append(ids, k.report.Runs[i].ID)
	}
	return ids
}

var _ connector.Sink = (*sink)(nil)
