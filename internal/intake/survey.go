package intake

import (
	"slices"

	"ringdex/internal/ringdex"
)

// survey holds what a snapshot shows of the contacts of a batch before planning.
type survey struct {
	seq       int64      // the journal's head
	unchanged []bool     // by digest: the contact equals the record
	found     *workspace // nil after a plan has used and changed it
}

// look finds the unchanged contacts of a batch.
func (b *batch) look(r ringdex.Reader) error {
	p := &contactPlanner{b: b, r: r, plan: &plan{}}
	if err := p.compare(false); err != nil {
		return err
	}
	b.survey = &survey{r.Head(), p.unchanged, &p.ws}
	return nil
}

// compare looks up digests, unless a survey has them and still holds: the journal has not moved, or
// it is trusted.
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

// use takes over the results of the survey. It looks up companies again that it did not find,
// because earlier batches may have created them.
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
