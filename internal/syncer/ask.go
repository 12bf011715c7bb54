package syncer

import (
	"cmp"
	"context"
	"encoding/json"
	"time"

	"ringdex/internal/connector"
	"ringdex/internal/intake"
	"ringdex/internal/jobs"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// answerers are the connectors of an organization that answer lookups, as they were read last.
type answerers struct {
	at    time.Time
	all   []ringdex.Connector
	rules ringdex.Rules
}

// answerersAge is how long a list of connectors is used. A lookup does not wait for a newer one:
// the database may be away.
const answerersAge = 5 * time.Second

// Ask returns the contact that has a number in the system of the first connector that knows it,
// with the custom fields of the organization; nil if none does, or when ctx ends. The contact is
// stored nowhere; if the connector is set so, it is kept soon.
func (s *Syncer) Ask(ctx context.Context, org ringdex.OrganizationID, n phone.Number) (*ringdex.Contact, []ringdex.Field) {
	list := s.answerersOf(ctx, org)
	for i := range list.all {
		if contact := s.askFor(ctx, org, &list.all[i], n, &list.rules); contact != nil {
			return contact, list.rules.Fields
		}
	}
	return nil, nil
}

// askFor asks one connector, and has its answer kept if that is set.
func (s *Syncer) askFor(ctx context.Context, org ringdex.OrganizationID, c *ringdex.Connector, n phone.Number, rules *ringdex.Rules) *ringdex.Contact {
	from := s.answerer(org, c)
	if from == nil || ctx.Err() != nil {
		return nil
	}
	record, found := s.ask(ctx, c.Name, from, n)
	if !found {
		return nil
	}
	if from.Keeps() {
		go s.enqueueKeep(org, c.ID, cmp.Or(n.E164, n.Text))
	}
	contact := connector.ContactOf(&record, rules)
	contact.Source, contact.Updated = c.Source, s.deps.Clock()
	if id := ringdex.GivenID(record.Identity.ExternalID); id != "" {
		contact.SetExternalID(c.Source, id)
	}
	return contact
}

// answerer returns a connector that is opened; nil if it cannot be, or does not answer.
func (s *Syncer) answerer(org ringdex.OrganizationID, c *ringdex.Connector) connector.Answerer {
	open, _ := s.open(org, c)
	from, _ := open.(connector.Answerer)
	return from
}

func (s *Syncer) ask(ctx context.Context, name string, from connector.Answerer, n phone.Number) (intake.Record, bool) {
	record, found, err := from.Answer(ctx, n)
	if err != nil {
		s.deps.Log.DebugContext(ctx, "a connector did not say who calls", "connector", name, "error", err)
	}
	return record, found
}

// answerersOf returns the connectors of an organization that answer, and has an old list read anew.
// Only the first one of an organization is waited for.
func (s *Syncer) answerersOf(ctx context.Context, org ringdex.OrganizationID) *answerers {
	list := s.answerersRead(org)
	if list == nil {
		s.loadAnswerers(ctx, org)
		return cmp.Or(s.answerersRead(org), &answerers{})
	}
	if s.deps.Clock().Sub(list.at) >= answerersAge {
		s.refreshAnswerers(org)
	}
	return list
}

// answerersRead returns the list that was read last, or nil.
func (s *Syncer) answerersRead(org ringdex.OrganizationID) *answerers {
	known, _ := s.answering.Load(org)
	list, _ := known.(*answerers)
	return list
}

// refreshAnswerers reads the list soon, unless that has begun.
func (s *Syncer) refreshAnswerers(org ringdex.OrganizationID) {
	if _, busy := s.refreshing.LoadOrStore(org, true); busy {
		return
	}
	go func() {
		defer s.refreshing.Delete(org)
		ctx, cancel := context.WithTimeout(context.Background(), answerersAge)
		defer cancel()
		s.loadAnswerers(ctx, org)
	}()
}

// loadAnswerers reads the connectors of an organization that answer. If the database is away, the
// list stays.
func (s *Syncer) loadAnswerers(ctx context.Context, org ringdex.OrganizationID) {
	list := &answerers{at: s.deps.Clock()}
	err := s.deps.Store.View(ctx, org, func(r ringdex.Reader) error {
		o, err := r.Organization()
		if err != nil {
			return err
		}
		if list.rules.Regions = o.Settings.Regions; len(list.rules.Regions) == 0 {
			list.rules.Regions = s.deps.Regions
		}
		if list.rules.Fields, err = ringdex.Fields(r); err != nil {
			return err
		}
		all, err := ringdex.Documents[ringdex.Connector](r)
		for i := range all {
			if able, failed := s.abilities(&all[i]); failed == nil && able.Answers && !all[i].Disabled {
				list.all = append(list.all, all[i])
			}
		}
		return err
	})
	if err == nil {
		s.answering.Store(org, list)
	}
}

// kept are the arguments of JobKeep.
type kept struct {
	Number string `json:"number"`
}

// enqueueKeep has who has a number stored as a contact of the connector's source. If that fails,
// the next lookup of the number does it.
func (s *Syncer) enqueueKeep(org ringdex.OrganizationID, id ringdex.ID, number string) {
	ctx, cancel := context.WithTimeout(context.Background(), answerersAge)
	defer cancel()
	err := s.deps.Store.Update(ctx, org, func(w ringdex.Writer) error {
		return s.ensure(w, jobs.New(JobKeep, id.String(), number, kept{number}, s.deps.Clock()))
	})
	if err != nil {
		s.deps.Log.WarnContext(ctx, "who called was not kept", "error", err)
	}
}

// keepJob is the handler of JobKeep: it asks again, which is remembered, and takes the answer in.
func (s *Syncer) keepJob(ctx context.Context, job ringdex.Job) error {
	var args kept
	if err := json.Unmarshal(job.Args, &args); err != nil {
		return jobs.Dead(err)
	}
	c, _, err := s.scheduled(ctx, job)
	if ringdex.CodeOf(err) == ringdex.NotFound || err == nil && c.Disabled {
		return nil
	}
	if err != nil {
		return err
	}
	s.loadAnswerers(ctx, job.Organization)
	list, from := s.answerersOf(ctx, job.Organization), s.answerer(job.Organization, &c)
	if from == nil {
		return nil
	}
	record, found := s.ask(ctx, c.Name, from, phone.Parse(args.Number, list.rules.Regions))
	if !found {
		return nil
	}
	order := intake.Order{Organization: job.Organization, Source: c.Source, Kind: ringdex.KindContact, Door: "lookup", Actor: c.Name}
	_, err = s.deps.Intake.Call(ctx, order, []intake.Record{record})
	return err
}
