package undo

import (
	"maps"
	"slices"

	"ringdex/internal/ringdex"
)

// obstacles returns the records that cannot be written as the steps have them, with the reasons:
// others have their keys now, or they need what is gone or others need them.
func (p *portion) obstacles() (map[ringdex.Ref]*ringdex.Error, error) {
	problems := map[ringdex.Ref]*ringdex.Error{}
	for _, find := range []func(map[ringdex.Ref]*ringdex.Error) error{p.takenKeys, p.missingCompanies, p.members, p.administrators, p.erased} {
		if err := find(problems); err != nil {
			return nil, err
		}
	}
	return problems, nil
}

// move is what the steps make of a record.
type move struct{ from, to record }

// moves yields the records that the steps change.
func (p *portion) moves(yield func(ringdex.Ref, move) bool) {
	for ref, to := range p.present {
		if from := p.found[ref]; from != to && !yield(ref, move{from, to}) {
			return
		}
	}
}

// key is a key of an index that belongs to one record.
type key struct {
	in   ringdex.Index
	text string
}

// keysOf returns the keys of a record that no other may have.
func keysOf(r record, unique []ringdex.Field) map[key]bool {
	keys := map[key]bool{}
	add := func(in ringdex.Index, text string) {
		if text != "" {
			keys[key{in, text}] = true
		}
	}
	var custom map[int64]string
	kind, ids := ringdex.KindContact, []ringdex.ExternalID(nil)
	switch {
	case r.contact != nil:
		add(ringdex.Index{Kind: kind, By: ringdex.ByUserName}, ringdex.Fold(r.contact.UserName))
		custom, ids = r.contact.Custom, r.contact.ExternalIDs
	case r.company != nil:
		kind, custom, ids = ringdex.KindCompany, r.company.Custom, r.company.ExternalIDs
	}
	for _, x := range ids {
		add(ringdex.Index{Kind: kind, By: ringdex.ByExternalID, Source: x.Source}, x.ID)
	}
	for i := range unique {
		if f := &unique[i]; f.Kind == kind {
			add(ringdex.Index{Kind: kind, By: ringdex.ByValue, Field: f.ID}, custom[f.ID])
		}
	}
	return keys
}

// takenKeys finds records that would get a key which another record has.
func (p *portion) takenKeys(problems map[ringdex.Ref]*ringdex.Error) error {
	unique, err := ringdex.UniqueFields(p.r)
	if err != nil {
		return err
	}
	claims := map[key]ringdex.Ref{}
	asked := map[ringdex.Index][]string{}
	for ref, m := range p.moves {
		if !m.to.exists() {
			continue
		}
		had := keysOf(m.from, unique)
		for k := range keysOf(m.to, unique) {
			if !had[k] {
				claims[k] = ref
				asked[k.in] = append(asked[k.in], k.text)
			}
		}
	}
	for in, texts := range asked {
		err := p.r.Find(in, texts, func(text string, m ringdex.Found) {
			k := key{in, text}
			if claims[k] != m.Ref && p.keeps(m.Ref, k, unique) {
				problems[claims[k]] = ringdex.Fail(ringdex.Conflict, "undo.taken", ringdex.Show(text), m.Ref.String())
			}
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// keeps reports whether a record that has a key has it after the steps too.
func (p *portion) keeps(ref ringdex.Ref, k key, unique []ringdex.Field) bool {
	if now, moved := p.present[ref]; moved {
		return keysOf(now, unique)[k]
	}
	return !p.movedBefore(ref)
}

// movedBefore reports whether an earlier portion of a dry run would have changed a record.
func (p *portion) movedBefore(ref ringdex.Ref) bool {
	met, known, err := p.t.met.Get(keyOf(ref))
	return err == nil && known && met != leftAlone
}

// missingCompanies finds contacts that would belong to companies which are gone.
func (p *portion) missingCompanies(problems map[ringdex.Ref]*ringdex.Error) error {
	wanted := map[int64][]ringdex.Ref{}
	for ref, m := range p.moves {
		for _, company := range companiesOf(m.to) {
			if !slices.Contains(companiesOf(m.from), company) {
				wanted[company] = append(wanted[company], ref)
			}
		}
	}
	there, err := p.r.Companies(slices.Collect(maps.Keys(wanted)))
	for number, refs := range wanted {
		if !p.isThere(number, there[number] != nil) {
			for _, ref := range refs {
				problems[ref] = ringdex.Fail(ringdex.Conflict, "undo.no_company", number)
			}
		}
	}
	return err
}

func companiesOf(r record) []int64 {
	if r.contact == nil {
		return nil
	}
	return r.contact.Companies
}

// isThere reports whether a company exists after the steps.
func (p *portion) isThere(number int64, now bool) bool {
	ref := ringdex.Ref{Kind: ringdex.KindCompany, Company: number}
	if r, moved := p.present[ref]; moved {
		return r.exists()
	}
	return now || p.movedBefore(ref)
}

// members finds companies that would go although contacts belong to them.
func (p *portion) members(problems map[ringdex.Ref]*ringdex.Error) error {
	for ref, m := range p.moves {
		if ref.Kind != ringdex.KindCompany || m.to.exists() {
			continue
		}
		member, err := p.member(ref.Company)
		if err != nil {
			return err
		}
		if member != nil {
			problems[ref] = ringdex.Fail(ringdex.Conflict, "undo.members", ringdex.Show(member.FullName()))
		}
	}
	return nil
}

// member returns a contact that belongs to a company after the steps, or nil.
func (p *portion) member(company int64) (*ringdex.Contact, error) {
	page := ringdex.Page{Limit: 100}
	for {
		contacts, _, err := p.r.ListContacts(ringdex.ContactFilter{Company: company}, page)
		if err != nil {
			return nil, err
		}
		for _, c := range contacts {
			if p.belongsStill(c, company) {
				return c, nil
			}
		}
		if len(contacts) < page.Limit {
			return nil, nil
		}
		page.Offset += page.Limit
	}
}

func (p *portion) belongsStill(c *ringdex.Contact, company int64) bool {
	if now, moved := p.present[c.Ref()]; moved {
		return slices.Contains(companiesOf(now), company)
	}
	return !p.movedBefore(c.Ref())
}

// administrators finds the contacts without which the organization would have no administrator.
func (p *portion) administrators(problems map[ringdex.Ref]*ringdex.Error) error {
	balance := int64(0)
	var lost []ringdex.Ref
	for ref, m := range p.moves {
		switch had, has := administers(m.from), administers(m.to); {
		case had && !has:
			balance--
			lost = append(lost, ref)
		case has && !had:
			balance++
		}
	}
	if len(lost) == 0 {
		return nil
	}
	n, err := ringdex.CountAdministrators(p.r)
	if err == nil && n+balance < 1 {
		problems[lost[0]] = ringdex.LastAdministrator()
	}
	return err
}

func administers(r record) bool {
	return r.contact != nil && r.contact.Roles.Has(ringdex.Administrator)
}

// erased finds contacts whose persons were erased, such as a second record of one.
func (p *portion) erased(problems map[ringdex.Ref]*ringdex.Error) error {
	if p.t.undo.deps.Erased == nil {
		return nil
	}
	check, err := p.t.undo.deps.Erased(p.r)
	if err != nil || check == nil {
		return err
	}
	for ref, m := range p.moves {
		if m.to.contact == nil {
			continue
		}
		if problem := check(m.from.contact, m.to.contact); problem != nil {
			problems[ref] = problem
		}
	}
	return nil
}
