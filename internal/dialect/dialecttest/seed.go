package dialecttest

import (
	"maps"
	"slices"

	"ringdex/internal/intake"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// Seed is what an organization of a fixture has before the first request.
type Seed struct {
	Regions       phone.Regions
	Guesses       ringdex.Guesses
	Fields        []ringdex.Field
	Sources       []ringdex.Source
	Users         []User
	Keys          []Key
	Companies     []Record
	Contacts      []Record
	Organizations map[string]*Seed // further ones, by their keys
	Hosts         []string
}

// User is somebody who signs in.
type User struct {
	Name, Role, FirstName string
	Emails                []string
}

// Key is an API key of a seed.
type Key struct {
	Name, Scope, Source string
	Allow               []string
	Expired             bool
}

// Record goes in through the intake, its fields by their native names.
type Record struct {
	Source     string // "crm" when it says nothing
	ExternalID string
	Company    string // external id of the default company
	Set        map[string]any
	Locked     []string // of a contact: fields that a person has closed to syncs
}

// Plant writes a seed into an organization; prefix goes before the names of its keys.
func (w *World) Plant(org ringdex.OrganizationID, prefix string, s *Seed) {
	w.T.Helper()
	w.Settle(org, s)
	for _, u := range s.Users {
		w.ticks.Add(1) // ids of one millisecond come in any order
		w.AddUser(org, prefix, u)
	}
	for _, k := range s.Keys {
		w.AddKey(org, prefix, k)
	}
	for _, r := range s.Companies {
		w.Take(org, ringdex.KindCompany, r)
	}
	for _, r := range s.Contacts {
		ref := w.Take(org, ringdex.KindContact, r)
		w.lock(org, ref, r.Locked)
		w.Names.know(prefix+r.ExternalID, ref.String())
	}
	for _, name := range slices.Sorted(maps.Keys(s.Organizations)) {
		other := s.Organizations[name]
		w.Plant(w.AddOrganization(ringdex.Organization{Key: name, Hosts: other.Hosts}), name+"/", other)
	}
}

// Settle sets what the organization is configured with.
func (w *World) Settle(org ringdex.OrganizationID, s *Seed) {
	w.T.Helper()
	if len(s.Regions) > 0 || s.Guesses != "" {
		var o ringdex.Organization
		w.View(org, func(r ringdex.Reader) (err error) {
			o, err = r.Organization()
			return err
		})
		o.Settings.Regions, o.Settings.Guesses = s.Regions, s.Guesses
		if _, err := w.Store.PutOrganization(w.T.Context(), o); err != nil {
			w.T.Fatal(err)
		}
	}
	for _, f := range s.Fields {
		if _, err := w.Directory.AddField(w.T.Context(), org, f); err != nil {
			w.T.Fatal(err)
		}
	}
	for _, source := range s.Sources {
		if err := w.Directory.PutSource(w.T.Context(), org, source); err != nil {
			w.T.Fatal(err)
		}
	}
}

func (w *World) lock(org ringdex.OrganizationID, ref ringdex.Ref, fields []string) {
	w.T.Helper()
	if len(fields) == 0 {
		return
	}
	err := w.Store.Update(w.T.Context(), org, func(wr ringdex.Writer) error {
		was, err := ringdex.ContactByID(wr, ref.Contact)
		if err != nil {
			return err
		}
		is := was.Clone()
		is.Locked = fields
		is.Version++
		return wr.Apply([]ringdex.Change{{
			Ref: ref, Action: ringdex.Updated, Cause: ringdex.Cause{At: w.Clock()},
			Contact: ringdex.Images[ringdex.Contact]{Before: was, After: is},
		}})
	})
	if err != nil {
		w.T.Fatal(err)
	}
}

// take takes one record in; records follow each other by a second, so that the newest is known.
func (w *World) Take(org ringdex.OrganizationID, kind ringdex.Kind, r Record) ringdex.Ref {
	w.T.Helper()
	if r.Source == "" {
		r.Source = "crm"
	}
	rec := intake.Record{Identity: intake.Identity{ExternalID: r.ExternalID}}
	for _, field := range slices.Sorted(maps.Keys(r.Set)) {
		rec.Ops = append(rec.Ops, ringdex.Op{Verb: ringdex.Set, Field: field, Value: r.Set[field]})
	}
	if r.Company != "" {
		rec.Company = &intake.CompanyRef{ExternalID: r.Company}
	}
	job := intake.Order{Organization: org, Source: r.Source, Kind: kind, Door: "seed", Actor: "seed", Authority: ringdex.Authority{Rank: ringdex.Administrator}}
	report, err := w.Intake.Call(w.T.Context(), job, []intake.Record{rec})
	if err != nil {
		w.T.Fatal(err)
	}
	if o := report.Outcomes[0]; o.Action != ringdex.Created {
		w.T.Fatalf("seed: %s is %s: %v", r.ExternalID, o.Action, o.Problems)
	}
	w.ticks.Add(1)
	return report.Outcomes[0].Ref
}
