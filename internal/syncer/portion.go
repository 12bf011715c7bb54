package syncer

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"ringdex/internal/jobs"
	"ringdex/internal/ringdex"
)

// portion is how many records of a job are read at a time. The next portion is read while one is
// sent. What is left of the job is kept after each, so that another attempt does not begin anew.
const portion = 1000

// longest is after which time a job leaves what is left to its next attempt.
const longest = 5 * time.Minute

// errLater says that a job is to be run again for what is left.
var errLater = errors.New("what is left is sent by the next attempt")

// ahead is a portion that is being read.
type ahead struct {
	read chan struct{} // is closed then
	load *load
	err  error
}

// all sends the records portion by portion.
func (p *push) all(ctx context.Context) error {
	next := p.readAhead(ctx, p.rest, p.unsure)
	for next != nil {
		if <-next.read; next.err != nil {
			return next.err
		}
		p.take(next.load)
		if next = nil; len(p.rest) > 0 {
			next = p.readAhead(ctx, p.rest, p.unsure)
		}
		err := p.send(ctx)
		if err == nil && next != nil {
			err = p.advance(ctx)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// take makes a load the present portion.
func (p *push) take(l *load) {
	n := min(portion, len(p.rest))
	p.load, p.done, p.rest, p.unsure = l, map[ringdex.Ref]bool{}, p.rest[n:], max(0, p.unsure-n)
}

// readAhead begins to read the first portion of records, of which so many may have been sent. What
// is kept of them does not change meanwhile: a job has each record once, and a company is in
// another job than its contacts.
func (p *push) readAhead(ctx context.Context, refs []ringdex.Ref, unsure int) *ahead {
	a := &ahead{read: make(chan struct{})}
	go func() {
		defer close(a.read)
		a.err = p.s.deps.Store.View(ctx, p.job.Organization, func(r ringdex.Reader) error {
			c, err := ringdex.FindDocument[ringdex.Connector](r, p.job.Group)
			if ringdex.CodeOf(err) == ringdex.NotFound || err == nil && !c.Updated.Equal(p.c.Updated) {
				return errLater
			}
			if err == nil {
				a.load, err = loadOf(r, &p.c, refs[:min(portion, len(refs))])
			}
			return err
		})
		if a.err == nil {
			a.load.doubt(refs[:min(unsure, portion, len(refs))])
		}
	}()
	return a
}

// doubt notes records that may have been sent.
func (l *load) doubt(refs []ringdex.Ref) {
	unsure := make(map[ringdex.Ref]bool, len(refs))
	for _, ref := range refs {
		unsure[ref] = true
	}
	for _, changes := range l.changes {
		for i := range changes {
			changes[i].Unsure = unsure[changes[i].Ref]
		}
	}
}

// advance has the job begin behind the present portion, should its node die. A job that has worked
// for long is left to its next attempt.
func (p *push) advance(ctx context.Context) error {
	args, err := json.Marshal(p.left(p.job.Attempts - 1))
	if err != nil {
		return err
	}
	err = p.aside(func() error {
		return p.s.deps.Store.Update(ctx, p.job.Organization, func(w ringdex.Writer) error { return jobs.In(w).Advance(p.job, args) })
	}, func() {})
	if err == nil && p.s.deps.Clock().Sub(p.began) > longest {
		return errLater
	}
	return err
}

// left returns what is left of the job, for an attempt after so many.
func (p *push) left(tried int) records {
	a := records{Size: p.size, Tried: tried}
	if p.load != nil {
		for _, kind := range kindsInOrder {
			for i := range p.load.changes[kind] {
				c := &p.load.changes[kind][i]
				if p.done[c.Ref] {
					continue
				}
				if a.add(c.Ref); c.Unsure {
					a.First++
				}
			}
		}
	}
	for _, ref := range p.rest {
		a.add(ref)
	}
	a.First += p.unsure
	return a
}
