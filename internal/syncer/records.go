package syncer

import (
	"encoding/json"

	"ringdex/internal/jobs"
	"ringdex/internal/ringdex"
)

// records are the arguments of JobPush: the records that are left, companies first.
type records struct {
	Contacts  []string `json:"contacts,omitempty"`
	Companies []int64  `json:"companies,omitempty"`
	Unsure    bool     `json:"unsure,omitempty"` // an attempt of an earlier job may have sent any of them
	First     int      `json:"first,omitempty"`  // so many of the first were in a call whose fate is not known
	Size      int      `json:"size,omitempty"`   // of the first batch; 0 for the usual one
	Tried     int      `json:"tried,omitempty"`  // attempts that First takes into account
}

// recordsOf returns the arguments of a job.
func recordsOf(job ringdex.Job) (a records, err error) {
	if err := json.Unmarshal(job.Args, &a); err != nil {
		return a, jobs.Dead(err)
	}
	return a, nil
}

func (a *records) refs() (refs []ringdex.Ref) {
	for _, n := range a.Companies {
		refs = append(refs, ringdex.Ref{Kind: ringdex.KindCompany, Company: n})
	}
	for _, text := range a.Contacts {
		if id, err := ringdex.ParseID(text); err == nil {
			refs = append(refs, ringdex.Ref{Kind: ringdex.KindContact, Contact: id})
		}
	}
	return refs
}

func (a *records) add(ref ringdex.Ref) {
	if ref.Kind == ringdex.KindCompany {
		a.Companies = append(a.Companies, ref.Company)
	} else {
		a.Contacts = append(a.Contacts, ref.String())
	}
}

func (a *records) count() int { return len(a.Companies) + len(a.Contacts) }

// unsure returns how many of the first records may have been sent by the attempts before, of which
// there are so many. One that ended with its node was at the first portion or at the one behind it.
func (a *records) unsure(attempts int) int {
	switch {
	case a.Unsure:
		return a.count()
	case attempts > a.Tried:
		return min(a.count(), max(a.First, 2*portion))
	}
	return a.First
}

// again returns the arguments of a new job for what a job has left after so many attempts.
func (a records) again(attempts int) records {
	a.First, a.Tried = a.unsure(attempts), 0
	return a
}

// pushJobs returns the jobs that send records, each once. Companies come before the contacts that
// may refer to them. All jobs of a connector have one key, so they run one after the other.
func (s *Syncer) pushJobs(id ringdex.ID, refs []ringdex.Ref) (all []ringdex.Job) {
	var companies, contacts records
	seen := map[ringdex.Ref]bool{}
	for _, ref := range refs {
		switch {
		case seen[ref]:
		case ref.Kind == ringdex.KindCompany:
			companies.add(ref)
		default:
			contacts.add(ref)
		}
		seen[ref] = true
	}
	for _, args := range []records{companies, contacts} {
		if args.count() > 0 {
			all = append(all, jobs.New(JobPush, id.String(), id.String(), args, s.deps.Clock()))
		}
	}
	return all
}
