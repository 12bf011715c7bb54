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
	inventory, err := b.inventory.at(r)
	if err != nil {
		return err
	}
	p := &contactPlanner{b: b, r: r, plan: &plan{}, inventory: inventory}
	if err := p.compare(false); err != nil {
		return err
	}
	b.survey = &survey{r.Head().Changes, p.unchanged, &p.ws}
	return nil
}

// compare looks up digests, unless a survey has them and still holds: the journal has not moved, or
// it is trusted.
func (p *contactPlanner) compare(trusted bool) (err error) {
	if s := p.b.survey; s != nil && s.found != nil && (trusted || s.seq == p.r.Head().Changes) {
		return p.use(s)
	}
	p.ws.byExternalID = map[string]ringdex.Found{}
	if err := p.find(p.externalIDs(), true); err != nil {
		return err
	}
	if p.ws.companies, err = p.openCompanies(); err != nil {
		return err
	}
	p.skipUnchanged()
	if err := p.confirm(); err != nil {
		return err
	}
	return p.find(p.formerIDs(), false)
}

// find looks up external ids, as far as they are not known. guess is for ids that confirm looks up.
func (p *contactPlanner) find(ids []string, guess bool) error {
	if p.inventory != nil {
		ids = p.inventory.recall(p.ws.byExternalID, ids, guess)
	}
	return p.ask(ids)
}

// confirm looks up the external ids that a hash has found, except those of unchanged records, whose
// digests agree too.
func (p *contactPlanner) confirm() error {
	if p.inventory == nil {
		return nil
	}
	var ids []string
	for i := range p.b.records {
		id := p.b.records[i].Identity.ExternalID
		if !p.unchanged[i] && !p.ws.byExternalID[id].Contact.IsZero() {
			ids = append(ids, id)
			delete(p.ws.byExternalID, id)
		}
	}
	return p.ask(ids)
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
