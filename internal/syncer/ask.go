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

// Found is who has a number in a remote system.
type Found struct {
	Contact    *ringdex.Contact // that is stored nowhere
	Source     string           // of the connector
	ExternalID string           // "" if the system has none
	Number     string           // as it was asked for: E.164, or as written if it is not valid
}

// answerersAge is how long a list of connectors is used. A lookup never waits for a newer one: the
// database may be away.
const answerersAge = 5 * time.Second

// Ask returns who has a number, by the first connector whose system knows it; nil if none does. It
// takes as long as the time limits of the connectors. regions come before those of the organization.
func (s *Syncer) Ask(ctx context.Context, org ringdex.OrganizationID, number string, regions phone.Regions) *Found {
	list := s.answerersOf(org)
	if list == nil || len(list.all) == 0 {
		return nil
	}
	n := phone.Parse(number, append(regions[:len(regions):len(regions)], list.rules.Regions...))
	for i := range list.all {
		c := &list.all[i]
		record, found := s.ask(ctx, c, n)
		if !found {
			continue
		}
		contact := connector.ContactOf(&record, &list.rules)
		contact.Updated = s.deps.Clock()
		return &Found{Contact: contact, Source: c.Source, ExternalID: ringdex.GivenID(record.Identity.ExternalID), Number: cmp.Or(n.E164, n.Text)}
	}
	return nil
}

// ask asks one connector, and has its answer kept if that is set.
func (s *Syncer) ask(ctx context.Context, c *ringdex.Connector, n phone.Number) (record intake.Record, found bool) {
	open, err := s.open(c)
	if err != nil {
		return record, false
	}
	from, ok := open.(connector.Answerer)
	if !ok {
		return record, false
	}
	record, found, err = from.Answer(ctx, n)
	if err != nil {
		s.deps.Log.DebugContext(ctx, "a connector did not say who calls", "connector", c.Name, "error", err)
	}
	return record, found
}

// answerersOf returns the connectors of an organization that answer, and has an old list read anew.
func (s *Syncer) answerersOf(org ringdex.OrganizationID) *answerers {
	known, ok := s.answering.Load(org)
	list, _ := known.(*answerers)
	if ok && s.deps.Clock().Sub(list.at) < answerersAge {
		return list
	}
	if _, busy := s.refreshing.LoadOrStore(org, true); !busy {
		go func() {
			defer s.refreshing.Delete(org)
			ctx, cancel := context.WithTimeout(context.Background(), answerersAge)
			defer cancel()
			s.loadAnswerers(ctx, org)
		}()
	}
	return list
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

// Keep stores who has a number in a remote system as a contact of the connector's source, soon, if
// the connector is set so. It does not wait for the database.
func (s *Syncer) Keep(org ringdex.OrganizationID, number string, found *Found) {
	list := s.answerersOf(org)
	if list == nil {
		return
	}
	for i := range list.all {
		c := &list.all[i]
		open, err := s.open(c)
		if from, ok := open.(connector.Answerer); err != nil || !ok || !from.Keeps() || c.Source != found.Source {
			continue
		}
		go s.enqueueKeep(org, c.ID, number)
	}
}

// enqueueKeep enqueues the job. If that fails, the next lookup of the number does it.
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
	list := s.answerersOf(job.Organization)
	if list == nil {
		return nil
	}
	record, found := s.ask(ctx, &c, phone.Parse(args.Number, list.rules.Regions))
	if !found {
		return nil
	}
	order := intake.Order{Organization: job.Organization, Source: c.Source, Kind: ringdex.KindContact, Door: "lookup", Actor: c.Name}
	_, err = s.deps.Intake.Call(ctx, order, []intake.Record{record})
	return err
}
