package intake

import (
	"slices"

	"ringdex/internal/ringdex"
)

// companyPlanner plans what becomes of the companies of a batch.
type companyPlanner struct {
	b            *batch
	r            ringdex.Reader
	byExternalID map[string]int64
	known        map[int64]*ringdex.Company
	made         map[string]*ringdex.Company // by this plan, by external id: they have no number yet
	plan         plan
}

func planCompanies(b *batch, r ringdex.Reader) (plan, error) {
	p := &companyPlanner{b: b, r: r, made: map[string]*ringdex.Company{}}
	if err := p.open(); err != nil {
		return plan{}, err
	}
	p.plan.outcomes = make([]ringdex.Outcome, len(b.records))
	for i := range b.records {
		o, err := p.record(i)
		if err != nil {
			return plan{}, err
		}
		p.plan.outcomes[i] = o
	}
	return p.plan, nil
}

func (p *companyPlanner) open() (err error) {
	var externalIDs []string
	var numbers []int64
	for i := range p.b.records {
		externalIDs = append(externalIDs, p.b.records[i].Key.ExternalID)
		numbers = append(numbers, p.b.records[i].Key.Number)
	}
	if p.byExternalID, err = p.r.CompaniesByExternalID(p.b.job.Source, given(externalIDs)); err != nil {
		return err
	}
	for _, n := range p.byExternalID {
		numbers = append(numbers, n)
	}
	p.known, err = p.r.Companies(given(numbers))
	return err
}

// match finds the company of a record; nil when there is none and it may be created.
func (p *companyPlanner) match(rec *Record) (*ringdex.Company, *ringdex.Error) {
	number, known := p.byExternalID[rec.Key.ExternalID]
	switch {
	case rec.Key.Number != 0 && p.known[rec.Key.Number] == nil:
		return nil, ringdex.Errorf(ringdex.NotFound, "there is no company %d", rec.Key.Number)
	case rec.Key.Number != 0 && known && number != rec.Key.Number:
		return nil, ringdex.Errorf(ringdex.Conflict, "the external id %q belongs to the company %d, not to %d", rec.Key.ExternalID, number, rec.Key.Number)
	case rec.Key.Number != 0:
		return p.known[rec.Key.Number], nil
	case known:
		return p.known[number], nil
	}
	return p.made[rec.Key.ExternalID], nil
}

func (p *companyPlanner) record(i int) (ringdex.Outcome, error) {
	rec := &p.b.records[i]
	was, problem := p.match(rec)
	if problem == nil && was == nil && rec.MustExist {
		problem = ringdex.Errorf(ringdex.NotFound, "there is no company %s", ringdex.Show(rec.Key.Text()))
	}
	if problem != nil {
		return rec.refuse(append(slices.Clone(rec.Problems), problem)...), nil
	}
	is := &ringdex.Company{Source: p.b.job.Source, Created: p.b.now}
	if was != nil {
		is = was.Clone()
	}
	o := ringdex.Outcome{At: rec.At, Key: rec.Key.Text(), Ref: is.Ref(), Problems: slices.Clone(rec.Problems)}
	edits, problems := ringdex.PrepareCompany(rec.Ops, &p.b.rules)
	o.Problems = append(o.Problems, problems...)
	o.Notes, problems = ringdex.Apply(is, edits, is.Locked)
	o.Problems = append(o.Problems, problems...)
	if rec.Key.ExternalID != "" {
		is.SetExternalID(p.b.job.Source, rec.Key.ExternalID)
	}
	if err := p.check(rec, was, is, &o); err != nil {
		return o, err
	}
	if len(o.Problems) > 0 {
		return refusedFrom(o), nil
	}
	p.settle(i, was, is, &o)
	return o, nil
}

func (p *companyPlanner) check(rec *Record, was, is *ringdex.Company, o *ringdex.Outcome) error {
	if is.Name == "" {
		o.Problems = append(o.Problems, ringdex.Problemf("/Name", "a company needs a name"))
	}
	if was == nil {
		o.Problems = append(o.Problems, ringdex.MissingFields(p.b.rules.Fields, ringdex.KindCompany, is.Custom)...)
	}
	if x := is.ExternalID(p.b.job.Source); x != "" && x != rec.Key.ExternalID {
		if err := p.checkExternalID(x, is, o); err != nil {
			return err
		}
	}
	return p.checkUnique(was, is, o)
}

// checkExternalID looks after an external id that an operation set, rather than the key.
func (p *companyPlanner) checkExternalID(x string, is *ringdex.Company, o *ringdex.Outcome) error {
	found, err := p.r.CompaniesByExternalID(p.b.job.Source, []string{x})
	if number, known := found[x]; known && number != is.ID || p.made[x] != nil && p.made[x] != is {
		o.Problems = append(o.Problems, &ringdex.Error{
			Code: ringdex.Conflict, Field: "/ExternalId", Message: "the external id " + ringdex.Show(x) + " belongs to another company",
		})
	}
	return err
}

func (p *companyPlanner) checkUnique(was, is *ringdex.Company, o *ringdex.Outcome) error {
	for i := range p.b.rules.Fields {
		f := &p.b.rules.Fields[i]
		value := is.Custom[f.ID]
		if f.Kind != ringdex.KindCompany || !f.Unique || value == "" || was != nil && was.Custom[f.ID] == value {
			continue
		}
		held, err := p.r.CompanyHolding(f.ID, []string{value})
		if err != nil {
			return err
		}
		holder, taken := held[value]
		if taken && holder != is.ID || p.plannedHolder(f.ID, value, was) {
			o.Problems = append(o.Problems, &ringdex.Error{
				Code: ringdex.Conflict, Field: f.Name(), Message: "another company has " + ringdex.Show(value) + " in the unique field " + ringdex.Show(f.Title),
			})
		}
	}
	return nil
}

// plannedHolder says whether a record before this one, of another company, will have the value.
func (p *companyPlanner) plannedHolder(field int64, value string, self *ringdex.Company) bool {
	return slices.ContainsFunc(p.plan.changes, func(c change) bool {
		return c.company.After != self && c.company.After.Custom[field] == value
	})
}

func (p *companyPlanner) settle(i int, was, is *ringdex.Company, o *ringdex.Outcome) {
	if was != nil {
		o.Deltas = ringdex.CompareCompanies(was, is)
		if len(o.Deltas) == 0 {
			o.Action, o.Company = ringdex.Unchanged, was
			return
		}
	}
	o.Action, o.Company = ringdex.Created, is
	if was != nil {
		o.Action = ringdex.Updated
	}
	is.Version++
	is.Updated = p.b.now
	p.plan.changes = append(p.plan.changes, change{outcome: i, company: ringdex.Images[ringdex.Company]{Before: was, After: is}})
	if is.ID != 0 {
		p.known[is.ID] = is
	} else if x := is.ExternalID(p.b.job.Source); x != "" {
		p.made[x] = is
	}
}
