package intake

import (
	"slices"

	"ringdex/internal/ringdex"
)

// survey is what a snapshot says of the contacts of a batch before they are planned.
type survey struct {
	seq       int64      // the journal's head
	unchanged []bool     // by digest: the contact is what the record says
	found     *workspace // nil once a plan has used it, and changed it
}

// look finds the contacts of a batch that are what they were.
func (b *batch) look(r ringdex.Reader) error {
	p := &contactPlanner{b: b, r: r, plan: &plan{}}
	if err := p.compare(false); err != nil {
		return err
	}
	b.survey = &survey{r.Head(), p.unchanged, &p.ws}
	return nil
}

// compare looks up what digests are compared by, unless a survey has, which still holds where the batch stands where it
// stood then, or is trusted to.
func (p *contactPlanner) compare(trusted bool) (err error) {
	if s := p.b.survey; s != nil && s.found != nil && (trusted || s.seq == p.r.Head()) {
		return p.use(s)
	}
	p.ws.byExternalID = map[string]ringdex.Match{}
	if err := p.ask(p.externalIDs()); err != nil {
		return err
	}
	if err := p.ask(p.formerIDs()); err != nil {
		return err
	}
	if p.ws.companies, err = p.openCompanies(); err != nil {
		return err
	}
	p.skipUnchanged()
	return nil
}

// use takes over what the survey found. Batches before this one may have made companies that it did not find.
func (p *contactPlanner) use(s *survey) (err error) {
	p.ws.byExternalID, p.ws.companies = s.found.byExternalID, s.found.companies
	p.unchanged = slices.Clone(s.unchanged)
	s.found = nil
	if p.companiesMissing() {
		p.ws.companies, err = p.openCompanies()
	}
	return err
}

func (p *contactPlanner) companiesMissing() bool {
	return slices.ContainsFunc(p.b.records, func(rec Record) bool {
		_, known := p.ws.companies.find(rec.Company)
		return !known || len(rec.Companies) > 0
	})
}
