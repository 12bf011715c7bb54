package dialect_test

import (
	"maps"
	"slices"

	"ringdex/internal/intake"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// seed is what an organization of a fixture has before the first request.
type seed struct {
	Regions       phone.Regions
	Guesses       ringdex.Guesses
	Fields        []ringdex.Field
	Sources       []ringdex.Source
	Users         []user
	Keys          []key
	Companies     []record
	Contacts      []record
	Organizations map[string]*seed // further ones, by their keys
	Hosts         []string
}

type user struct {
	Name, Role, FirstName string
	Emails                []string
}

type key struct {
	Name, Scope, Source string
	Allow               []string
	Expired             bool
}

// record goes in through the intake, its fields by their native names.
type record struct {
	Source     string // "crm" when it says nothing
	ExternalID string
	Company    string // external id of the default company
	Set        map[string]any
	Locked     []string // of a contact: fields that a person has closed to syncs
}

func (w *world) plant(org ringdex.OrganizationID, prefix string, s *seed) {
	w.t.Helper()
	w.settle(org, s)
	for _, u := range s.Users {
		w.ticks.Add(1) // ids of one millisecond come in any order
		w.addUser(org, prefix, u)
	}
	for _, k := range s.Keys {
		w.addKey(org, prefix, k)
	}
	for _, r := range s.Companies {
		w.take(org, ringdex.KindCompany, r)
	}
	for _, r := range s.Contacts {
		ref := w.take(org, ringdex.KindContact, r)
		w.lock(org, ref, r.Locked)
		w.names.know(prefix+r.ExternalID, ref.String())
	}
	for _, name := range slices.Sorted(maps.Keys(s.Organizations)) {
		other := s.Organizations[name]
		w.plant(w.addOrganization(ringdex.Organization{Key: name, Hosts: other.Hosts}), name+"/", other)
	}
}

// settle sets what the organization is configured with.
func (w *world) settle(org ringdex.OrganizationID, s *seed) {
	w.t.Helper()
	if len(s.Regions) > 0 || s.Guesses != "" {
		var o ringdex.Organization
		w.view(org, func(r ringdex.Reader) (err error) {
			o, err = r.Organization()
			return err
		})
		o.Settings.Regions, o.Settings.Guesses = s.Regions, s.Guesses
		if _, err := w.store.PutOrganization(w.t.Context(), o); err != nil {
			w.t.Fatal(err)
		}
	}
	for _, f := range s.Fields {
		if _, err := w.directory.AddField(w.t.Context(), org, f); err != nil {
			w.t.Fatal(err)
		}
	}
	for _, source := range s.Sources {
		if err := w.directory.PutSource(w.t.Context(), org, source); err != nil {
			w.t.Fatal(err)
		}
	}
}

func (w *world) lock(org ringdex.OrganizationID, ref ringdex.Ref, fields []string) {
	w.t.Helper()
	if len(fields) == 0 {
		return
	}
	err := w.store.Update(w.t.Context(), org, func(wr ringdex.Writer) error {
		was, err := wr.Contact(ref.Contact)
		if err != nil {
			return err
		}
		is := was.Clone()
		is.Locked = fields
		is.Version++
		return wr.Apply([]ringdex.Change{{
			Ref: ref, Action: ringdex.Updated, Cause: ringdex.Cause{At: w.clock()},
			Contact: ringdex.Images[ringdex.Contact]{Before: was, After: is},
		}})
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

// take takes one record in; records follow each other by a second, so that the newest is known.
func (w *world) take(org ringdex.OrganizationID, kind ringdex.Kind, r record) ringdex.Ref {
	w.t.Helper()
	if r.Source == "" {
		r.Source = "crm"
	}
	rec := intake.Record{Key: intake.Key{ExternalID: r.ExternalID}}
	for _, field := range slices.Sorted(maps.Keys(r.Set)) {
		rec.Ops = append(rec.Ops, ringdex.Op{Verb: ringdex.Set, Field: field, Value: r.Set[field]})
	}
	if r.Company != "" {
		rec.Company = &intake.CompanyRef{ExternalID: r.Company}
	}
	job := intake.Job{Organization: org, Source: r.Source, Kind: kind, Door: "seed", Actor: "seed", Authority: ringdex.Authority{Rank: ringdex.Administrator}}
	report, err := w.intake.Call(w.t.Context(), job, []intake.Record{rec})
	if err != nil {
		w.t.Fatal(err)
	}
	if o := report.Outcomes[0]; o.Action != ringdex.Created {
		w.t.Fatalf("seed: %s is %s: %v", r.ExternalID, o.Action, o.Problems)
	}
	w.ticks.Add(1)
	return report.Outcomes[0].Ref
}
