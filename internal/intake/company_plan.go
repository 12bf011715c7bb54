package intake

import (
	"slices"

	"ringdex/internal/ringdex"
)

// companyPlanner plans the companies of a batch.
type companyPlanner struct {
	b            *batch
	r            ringdex.Reader
	byExternalID map[string]int64
	byName       map[string]int64 // companies that records may adopt
	known        map[int64]*ringdex.Company
	made         map[string]*ringdex.Company // created by this plan, by external id; still without numbers
	unique       uniques[ringdex.Company]
	plan         *plan
}

func (p *companyPlanner) open() (err error) {
	p.unique = newUniques(&p.b.rules, ringdex.KindCompany, func(c *ringdex.Company) map[int64]string { return c.Custom })
	var externalIDs []string
	var numbers []int64
	for i := range p.b.records {
		externalIDs = append(externalIDs, p.b.records[i].Identity.ExternalID)
		numbers = append(numbers, p.b.records[i].Identity.Number)
		if home := p.b.records[i].Identity.Home; home != nil {
			numbers = append(numbers, home.Company)
		}
	}
	if p.byExternalID, err = ringdex.CompaniesByExternalID(p.r, p.b.order.Source, given(externalIDs)); err != nil {
		return err
	}
	for _, n := range p.byExternalID {
		numbers = append(numbers, n)
	}
	if p.byName, err = ringdex.CompaniesByName(p.r, given(p.adopted())); err != nil {
		return err
	}
	for _, n := range p.byName {
		numbers = append(numbers, n)
	}
	p.known, err = p.r.Companies(given(numbers))
	return err
}

// adopted returns the names by which records may adopt a company.
func (p *companyPlanner) adopted() []string {
	var names []string
	for i := range p.b.records {
		if key := &p.b.records[i].Identity; key.Adopt != "" && p.byExternalID[key.ExternalID] == 0 {
			names = append(names, ringdex.Fold(key.Adopt))
		}
	}
	return names
}

// adopt returns the source's company of that name, if it has no external id or the record's Former
// one: it is from an older file without ids, or from a contact's reference. It ignores other
// companies of that name.
func (p *companyPlanner) adopt(rec *Record) *ringdex.Company {
	c := p.known[p.byName[ringdex.Fold(rec.Identity.Adopt)]]
	if rec.Identity.Adopt == "" || c == nil || c.Source != p.b.order.Source || !ringdex.SameName(c.Name, rec.Identity.Adopt) {
		return nil
	}
	if x := c.ExternalID(p.b.order.Source); x != "" && x != rec.Identity.Former {
		return nil
	}
	return c
}

// match finds the company of a record; nil if there is none and it may be created.
func (p *companyPlanner) match(rec *Record) (*ringdex.Company, *ringdex.Error) {
	if c := p.atHome(rec); c != nil {
		return p.matchHome(rec, c)
	}
	number := p.byExternalID[rec.Identity.ExternalID]
	switch {
	case rec.Identity.Number != 0 && p.known[rec.Identity.Number] == nil:
		return nil, ringdex.Fail(ringdex.NotFound, "company.not_found", rec.Identity.Number)
	case rec.Identity.Number != 0 && number != 0 && number != rec.Identity.Number:
		return nil, ringdex.Fail(ringdex.Conflict, "company.external_id_of", ringdex.Show(rec.Identity.ExternalID), number, rec.Identity.Number)
	case rec.Identity.Number != 0:
		return p.known[rec.Identity.Number], p.b.order.Authority.ReachesCompany(p.known[rec.Identity.Number])
	case number != 0:
		return p.known[number], nil
	}
	if c := p.made[rec.Identity.ExternalID]; c != nil {
		return c, nil
	}
	return p.adopt(rec), nil
}

func (p *companyPlanner) record(i int) (ringdex.Outcome, error) {
	rec := &p.b.records[i]
	rec.load()
	was, problem := p.match(rec)
	if problem == nil && was == nil && rec.MustExist {
		problem = ringdex.Fail(ringdex.NotFound, "company.not_found", ringdex.Show(rec.Identity.Text()))
	}
	if problem == nil && was != nil {
		problem = rec.checkVersion(was.Version)
	}
	if problem != nil {
		return rec.refuse(append(slices.Clone(rec.Problems), problem)...), nil
	}
	return p.company(i, was)
}

// company plans one record. was is its company, or nil.
func (p *companyPlanner) company(i int, was *ringdex.Company) (ringdex.Outcome, error) {
	rec := &p.b.records[i]
	is := &ringdex.Company{Source: p.b.order.Source, Created: p.b.now}
	if was != nil {
		is = was.Clone()
	}
	o := ringdex.Outcome{At: rec.At, Key: rec.Identity.Text(), Ref: is.Ref(), Problems: slices.Clone(rec.Problems)}
	edits, problems := ringdex.PrepareCompany(p.operations(rec, was), &p.b.rules)
	m := ringdex.NewMerge[ringdex.Company](&p.b.rules, p.b.order.Hand, was, is)
	o.Problems = append(append(o.Problems, problems...), m.Edit(edits)...)
	m.Fill()
	if err := p.check(was, is, &o); err != nil {
		return o, err
	}
	if len(o.Problems) > 0 {
		return refusedFrom(o), nil
	}
	o.Notes = m.Finish(p.b.now)
	p.settle(i, was, is, &o)
	return o, nil
}

// operations returns the record's operations and one for its key's external id.
func (p *companyPlanner) operations(rec *Record, was *ringdex.Company) []ringdex.Op {
	x := rec.Identity.ExternalID
	if x == "" || len(rec.Problems) > 0 || was != nil && p.atHome(rec) == was || was != nil && was.ExternalID(p.b.order.Source) == x && !slices.ContainsFunc(rec.Ops, setsExternalID) {
		return rec.Ops
	}
	return append(slices.Clip(rec.Ops), ringdex.Op{Verb: ringdex.Set, Field: "externalId", Value: x, At: "externalId"})
}

func (p *companyPlanner) check(was, is *ringdex.Company, o *ringdex.Outcome) error {
	if ringdex.Fold(is.Name) == "" {
		o.Problems = append(o.Problems, ringdex.Problem("name", "company.no_name"))
	}
	if was == nil {
		o.Problems = append(o.Problems, ringdex.MissingFields(p.b.rules.Fields, ringdex.KindCompany, is.Custom)...)
	}
	if err := p.checkExternalID(was, is, o); err != nil {
		return err
	}
	problems, err := p.unique.check(was, is, func(field int64, value string) (bool, error) { return p.held(field, value, is.ID) })
	o.Problems = append(o.Problems, problems...)
	return err
}

// checkExternalID refuses an external id of another company. Keys were looked up at the start, but
// not the ids that operations set.
func (p *companyPlanner) checkExternalID(was, is *ringdex.Company, o *ringdex.Outcome) error {
	x := is.ExternalID(p.b.order.Source)
	if x == "" || was != nil && was.ExternalID(p.b.order.Source) == x {
		return nil
	}
	if _, asked := p.byExternalID[x]; !asked {
		found, err := ringdex.CompaniesByExternalID(p.r, p.b.order.Source, []string{x})
		if err != nil {
			return err
		}
		p.byExternalID[x] = found[x]
	}
	if holder := p.byExternalID[x]; holder != 0 && holder != is.ID || p.made[x] != nil {
		o.Problems = append(o.Problems, ringdex.Fail(ringdex.Conflict, "company.external_id_taken", ringdex.Show(x)).At("externalId"))
	}
	return nil
}

// held reports whether another company has the value and keeps it under this plan.
func (p *companyPlanner) held(field int64, value string, self int64) (bool, error) {
	found, err := ringdex.CompanyHolding(p.r, field, []string{value})
	holder, taken := found[value]
	c := p.known[holder]
	return taken && holder != self && (c == nil || c.Custom[field] == value), err
}

func (p *companyPlanner) settle(i int, was, is *ringdex.Company, o *ringdex.Outcome) {
	if was != nil {
		arrived(is.MissingSince, &p.b.records[i], p.b.order.Source, is.ExternalID(p.b.order.Source))
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
	p.put(was, is)
}

// put makes the planned company visible to later records.
func (p *companyPlanner) put(was, is *ringdex.Company) {
	p.unique.move(was, is)
	if was != nil {
		x := was.ExternalID(p.b.order.Source)
		delete(p.made, x)
		p.byExternalID[x] = 0 // an entry, so that it is not looked up again
	}
	if is.ID != 0 {
		p.known[is.ID] = is
	}
	switch x := is.ExternalID(p.b.order.Source); {
	case x == "":
	case is.ID != 0:
		p.byExternalID[x] = is.ID
	default:
		p.made[x] = is
	}
}
