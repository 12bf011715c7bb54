package syncer

import (
	"context"
	"slices"
	"time"

	"ringdex/internal/connector"
	"ringdex/internal/message"
	"ringdex/internal/ringdex"
)

// Difference is a record that the system has otherwise than it should.
type Difference struct {
	Kind   ringdex.Kind
	Key    string   // our key in the system
	Ref    string   // the record here; "" for one that is not here
	Name   string   // of the record here
	Fields []string // that differ, in the system's words; none if it lacks the record, or has one too many
	Lacks  bool     // the system lacks it
	Extra  bool     // it is not here
	Stays  bool     // it is not here, and by on_delete it stays there
	// Refused is why the system does not take the record as it is here; zero if nothing is known of
	// a refusal.
	Refused message.Text
}

// Compared is the result of Reconcile.
type Compared struct {
	Equal       int
	Differences int
	Refused     int // records that differ because the system does not take them
	Staying     int // records that are not here and stay there
}

// Reconcile compares what a system has with the directory, and passes each difference to report.
// With repair it has the records that differ sent again, against what the system really has; those
// that the system refuses are left to their next attempt. Invalid for a connector that cannot be
// compared.
func (s *Syncer) Reconcile(ctx context.Context, org ringdex.OrganizationID, name string, repair bool, report func(Difference)) (Compared, error) {
	var c ringdex.Connector
	err := s.deps.Store.View(ctx, org, func(r ringdex.Reader) (err error) {
		c, err = find(r, name)
		return err
	})
	if err != nil {
		return Compared{}, err
	}
	open, err := s.open(org, &c)
	if err != nil {
		return Compared{}, err
	}
	comparer, ok := open.(connector.Comparer)
	if !ok {
		return Compared{}, ringdex.Fail(ringdex.Invalid, "connector.compares_nothing", ringdex.Show(name))
	}
	r := reconciling{s: s, org: org, c: &c, with: comparer, report: report, began: s.deps.Clock()}
	r.keeps = connector.OnGone(c.OnDelete) == connector.KeepGone && !isComplete(open)
	for _, kind := range []ringdex.Kind{ringdex.KindCompany, ringdex.KindContact} {
		if comparer.Limit(kind) == 0 || len(c.Kinds) > 0 && !slices.Contains(c.Kinds, kind) {
			continue
		}
		if err := r.kind(ctx, kind); err != nil {
			return r.Compared, err
		}
	}
	if !repair || isComplete(open) { // the next call sends all
		return r.Compared, nil
	}
	return r.Compared, r.repair(ctx)
}

// reconciling is one comparison.
type reconciling struct {
	Compared
	s      *Syncer
	org    ringdex.OrganizationID
	c      *ringdex.Connector
	with   connector.Comparer
	keeps  bool // what was deleted here stays there
	report func(Difference)
	began  time.Time
	wrong  []ringdex.Sent // to be sent again, with what the system has
}

// kind compares the records of a kind.
func (r *reconciling) kind(ctx context.Context, kind ringdex.Kind) error {
	remote := map[string][]byte{}
	for record, err := range r.with.Remote(ctx, kind) {
		if err != nil {
			return err
		}
		remote[record.Key] = record.Memory
	}
	err := r.s.deps.Store.View(ctx, r.org, func(rd ringdex.Reader) error {
		return eachPortion(rd, kind, func(refs []ringdex.Ref) error { return r.portion(rd, kind, refs, remote) })
	})
	for key := range remote {
		r.differ(Difference{Kind: kind, Key: key, Extra: !r.keeps, Stays: r.keeps})
	}
	return err
}

// comparePortion is how many records are compared at a time.
const comparePortion = 500

// eachPortion calls fn with all records of a kind.
func eachPortion(r ringdex.Reader, kind ringdex.Kind, fn func([]ringdex.Ref) error) error {
	var all []ringdex.Ref
	var err error
	if kind == ringdex.KindContact {
		err = r.EachContact(ringdex.CallerOnly, func(c *ringdex.Contact) error { all = append(all, c.Ref()); return nil })
	} else {
		err = r.EachCompany(func(c *ringdex.Company) error { all = append(all, c.Ref()); return nil })
	}
	if err != nil {
		return err
	}
	for refs := range slices.Chunk(all, comparePortion) {
		if err := fn(refs); err != nil {
			return err
		}
	}
	return nil
}

// portion compares some records, and takes them out of remote.
func (r *reconciling) portion(rd ringdex.Reader, kind ringdex.Kind, refs []ringdex.Ref, remote map[string][]byte) error {
	l, err := loadOf(rd, r.c, refs)
	if err != nil {
		return err
	}
	b := &connector.Batch{Kind: kind, Fields: l.fields, Companies: l.linked}
	for i := range l.changes[kind] {
		c := &l.changes[kind][i]
		there, has := remote[c.Key]
		delete(remote, c.Key)
		b.Changes = append(b.Changes[:0], *c)
		d := Difference{Kind: kind, Key: c.Key, Ref: c.Ref.String(), Name: nameOf(c), Lacks: !has}
		r.compare(c, b, &d, there)
		switch {
		case has && len(d.Fields) == 0 && d.Refused.IsZero():
			r.Equal++
			continue
		case d.Refused.IsZero():
			d.Refused = l.known[c.Ref].Refused
		}
		if d.Refused.IsZero() {
			r.wrong = append(r.wrong, ringdex.Sent{Ref: c.Ref, Key: c.Key, Memory: c.Memory, At: r.s.deps.Clock()})
		}
		r.differ(d)
	}
	return nil
}

// compare compares a record with what the system has, nil for nothing, and gives its change the
// memory to repair it with.
func (r *reconciling) compare(c *connector.Change, b *connector.Batch, d *Difference, there []byte) {
	kept := c.Memory
	if c.Memory = nil; there != nil {
		c.Memory = r.with.Join(kept, there)
	}
	fields, problem := r.with.Differs(c, b)
	if d.Refused = FailureOf(problem); !d.Lacks {
		d.Fields = fields
	}
}

func (r *reconciling) differ(d Difference) {
	switch {
	case d.Stays:
		r.Staying++
	case d.Refused.IsZero():
		r.Differences++
	default:
		r.Refused++
	}
	r.report(d)
}

func nameOf(c *connector.Change) string {
	if c.Company != nil {
		return c.Company.Name
	}
	return c.Contact.FullName()
}

// repair has the records that differ sent again, against what the system really has.
func (r *reconciling) repair(ctx context.Context) error {
	for chunk := range slices.Chunk(r.wrong, comparePortion) {
		err := r.s.deps.Store.Update(ctx, r.org, func(w ringdex.Writer) error {
			refs := make([]ringdex.Ref, len(chunk))
			for i := range chunk {
				refs[i] = chunk[i].Ref
			}
			put, err := r.still(w, refs, chunk)
			if err != nil {
				return err
			}
			if err := memoryIn(w).PutSent(r.c.ID, put); err != nil {
				return err
			}
			return enqueueAll(w, r.s.pushJobs(r.c.ID, refs))
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// still returns the records that nobody has sent since they were compared: of those, what was read
// from the system is true.
func (r *reconciling) still(w ringdex.Writer, refs []ringdex.Ref, wrong []ringdex.Sent) (put []ringdex.Sent, err error) {
	now, err := memoryIn(w).Sent(r.c.ID, refs)
	for i := range wrong {
		if is, known := now[wrong[i].Ref]; !known || !is.At.After(r.began) {
			put = append(put, wrong[i])
		}
	}
	return put, err
}
