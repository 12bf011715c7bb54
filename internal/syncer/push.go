package syncer

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"ringdex/internal/connector"
	"ringdex/internal/connector/call"
	"ringdex/internal/jobs"
	"ringdex/internal/message"
	"ringdex/internal/ringdex"
)

// awayPause is how long the jobs of a disabled connector rest.
const awayPause = time.Hour

// pushJob is the handler of JobPush: it sends records.
func (s *Syncer) pushJob(ctx context.Context, job ringdex.Job) error {
	args, err := recordsOf(job)
	if err != nil {
		return err
	}
	p := push{s: s, job: job, rest: args.refs(), unsure: args.unsure(job.Attempts - 1), size: args.Size, began: s.deps.Clock()}
	p.c, p.state, err = s.scheduled(ctx, job)
	switch {
	case ringdex.CodeOf(err) == ringdex.NotFound:
		return nil // the connector was removed
	case err != nil:
		return err
	case p.c.Disabled:
		return jobs.Again(awayPause, args.again(job.Attempts-1))
	}
	return p.run(ctx)
}

// push is one job that sends.
type push struct {
	s     *Syncer
	job   ringdex.Job
	c     ringdex.Connector
	state ringdex.ConnectorState
	w     connector.Writer
	began time.Time

	rest   []ringdex.Ref        // what is left behind the portion that is being sent
	unsure int                  // so many of those may have been sent before
	load   *load                // the portion
	done   map[ringdex.Ref]bool // what of it is sent
	size   int                  // of the next batch, after failures; 0 for the usual one
	wait   time.Duration        // before the next attempt, after a failed call

	keeping chan error // receives the result of keeping what was sent, which goes on during the next call
}

// run sends all records and returns the result of the job.
func (p *push) run(ctx context.Context) error {
	open, err := p.s.open(p.job.Organization, &p.c)
	if err == nil {
		p.w, _ = open.(connector.Writer)
		err = p.all(ctx)
	}
	if lost := p.kept(); lost != nil {
		err = lost
	}
	if errors.Is(err, errLater) {
		return jobs.Again(0, p.left(0))
	}
	if err := p.tell(ctx, err); err != nil {
		return err
	}
	failed, isCall := errors.AsType[*call.Error](err)
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return err
	case isCall && failed.Status == http.StatusTooManyRequests:
		return jobs.Again(p.wait, p.left(0)) // no failure: the system is there
	case isCall:
		return jobs.After(p.wait, p.left(p.job.Attempts), err)
	}
	return err
}

// send sends the portion in batches of the size that the system takes.
func (p *push) send(ctx context.Context) error {
	for _, kind := range kindsInOrder {
		limit := p.limit(kind)
		if limit == 0 {
			continue
		}
		for rest := p.load.changes[kind]; len(rest) > 0; {
			n := min(len(rest), limit, cmp.Or(p.size, limit))
			if err := p.batch(ctx, kind, rest[:n]); err != nil {
				return err
			}
			rest = rest[n:]
		}
	}
	return nil
}

// kindsInOrder: contacts refer to companies.
var kindsInOrder = []ringdex.Kind{ringdex.KindCompany, ringdex.KindContact}

func (p *push) limit(kind ringdex.Kind) int {
	if p.w == nil || len(p.c.Kinds) > 0 && !slices.Contains(p.c.Kinds, kind) {
		return 0
	}
	return p.w.Limit(kind)
}

// batch sends one batch and keeps what became of it. A batch that the system refuses as a whole is
// halved until the record is found that spoils it, and so is one that fails again and again.
func (p *push) batch(ctx context.Context, kind ringdex.Kind, changes []connector.Change) error {
	b := &connector.Batch{Kind: kind, Changes: changes, Fields: p.load.fields, Companies: p.load.linked}
	results, err := p.write(ctx, b)
	switch {
	case err == nil && len(results) != len(changes):
		return message.Err("connector.results", len(results), len(changes))
	case err == nil:
		p.size = 0
		return p.keep(ctx, changes, results)
	case !spoiled(err) && !errors.Is(err, errHalve):
		return err
	case len(changes) == 1:
		return p.keep(ctx, changes, []connector.Result{{Action: ringdex.Refused, Problem: err}})
	}
	half := len(changes) / 2
	if err := p.batch(ctx, kind, changes[:half]); err != nil {
		return err
	}
	return p.batch(ctx, kind, changes[half:])
}

// spoiled reports whether the system refuses the call for what is in it.
func spoiled(err error) bool {
	e, ok := errors.AsType[*call.Error](err)
	return ok && !e.Temporary() && e.Status != 401 && e.Status != 403 && e.Status != 404 && e.Status != 405
}

// keep begins to keep the results of a batch, after those of the batch before. The next batch is
// sent meanwhile. If the program is killed in between, it is not known what became of this one.
func (p *push) keep(ctx context.Context, changes []connector.Change, results []connector.Result) error {
	l := p.load
	return p.aside(func() error { return p.remember(ctx, l, changes, results) }, func() {
		for i := range changes {
			p.done[changes[i].Ref] = true
		}
	})
}

// aside does something while the next batch is sent, after what is done so already, and calls then
// when it has begun.
func (p *push) aside(do func() error, then func()) error {
	if err := p.kept(); err != nil {
		return err
	}
	p.keeping = make(chan error, 1)
	go func(to chan error) { to <- do() }(p.keeping)
	then()
	return nil
}

// kept waits until the results of the last batch are kept.
func (p *push) kept() (err error) {
	if p.keeping != nil {
		err = <-p.keeping
		p.keeping = nil
	}
	return err
}

// remember keeps the results of a batch.
func (p *push) remember(ctx context.Context, l *load, changes []connector.Change, results []connector.Result) error {
	var put []ringdex.Sent
	var gone []ringdex.Ref
	now := p.s.deps.Clock()
	for i := range results {
		c, known := &changes[i], l.known[changes[i].Ref]
		switch sent := sentOf(c, &results[i], known, now); {
		case results[i].Action != ringdex.Refused && c.Gone():
			gone = append(gone, c.Ref)
		case !same(&sent, &known):
			put = append(put, sent)
		}
	}
	if len(put)+len(gone) == 0 {
		return nil
	}
	return p.s.deps.Store.Update(ctx, p.job.Organization, func(w ringdex.Writer) error {
		if _, err := ringdex.FindDocument[ringdex.Connector](w, p.c.ID.String()); err != nil {
			return err
		}
		if err := memoryIn(w).PutSent(p.c.ID, put); err != nil {
			return err
		}
		if err := memoryIn(w).ForgetSent(p.c.ID, gone); err != nil {
			return err
		}
		return p.resend(w, l, put)
	})
}

// resend has the contacts of companies sent again that the system had refused and now has: they
// went there without their company.
func (p *push) resend(w ringdex.Writer, l *load, put []ringdex.Sent) error {
	for i := range put {
		company := put[i].Ref.Company
		if put[i].Ref.Kind != ringdex.KindCompany || !put[i].Refused.IsZero() || l.known[put[i].Ref].Refused.IsZero() {
			continue
		}
		if err := p.resendOf(w, company); err != nil {
			return err
		}
	}
	return nil
}

// resendPage is how many contacts of a company are read at a time.
const resendPage = 500

func (p *push) resendOf(w ringdex.Writer, company int64) error {
	for offset := 0; ; offset += resendPage {
		contacts, _, err := w.ListContacts(ringdex.ContactFilter{Company: company}, ringdex.Page{Offset: offset, Limit: resendPage})
		if err != nil || len(contacts) == 0 {
			return err
		}
		refs := make([]ringdex.Ref, len(contacts))
		for i, c := range contacts {
			refs[i] = c.Ref()
		}
		if err := enqueueAll(w, p.s.pushJobs(p.c.ID, refs)); err != nil {
			return err
		}
	}
}

// sentOf returns what is kept of a record.
func sentOf(c *connector.Change, result *connector.Result, known ringdex.Sent, now time.Time) ringdex.Sent {
	sent := ringdex.Sent{Ref: c.Ref, Key: c.Key, Memory: known.Memory, At: now}
	if result.Memory != nil {
		sent.Memory = result.Memory
	}
	if result.Note != nil {
		sent.Note = FailureOf(result.Note)
	}
	if result.Action == ringdex.Refused {
		sent.Refused, sent.Attempts = FailureOf(result.Problem), known.Attempts+1
		sent.Due = now.Add(refusalDelay(sent.Attempts))
	}
	return sent
}

// same reports whether what is kept says what is to be kept, but for its time.
func same(a, b *ringdex.Sent) bool {
	return a.Key == b.Key && string(a.Memory) == string(b.Memory) && a.Note.String() == b.Note.String() && a.Refused.IsZero() && b.Refused.IsZero()
}

// tell keeps the failure of a connector where people look, and takes it away after a success.
func (p *push) tell(ctx context.Context, err error) error {
	text := FailureOf(err)
	if text.String() == p.state.Failure.String() || ctx.Err() != nil {
		return nil
	}
	if err != nil {
		p.s.deps.Log.WarnContext(ctx, "a connector could not send; it tries again", "connector", p.c.Name, "error", err)
	}
	return p.s.keep(ctx, p.job.Organization, p.c.ID, nil, func(now *ringdex.ConnectorState) {
		now.Failure, now.Began, now.Ended = text, p.s.deps.Clock(), p.s.deps.Clock()
	})
}
