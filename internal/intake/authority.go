package intake

import "ringdex/internal/ringdex"

// guard refuses a record that exceeds the authority of its sender: one that would create or change
// the holder of a role that the sender does not have, or remove the last administrator.
func (p *contactPlanner) guard(rec *Record, was, is *ringdex.Contact) ([]*ringdex.Error, error) {
	if problem := p.b.order.Authority.Outranks(was, is); problem != nil && p.touches(rec, was, is) {
		problem.Field = rec.placeOfRole()
		return []*ringdex.Error{problem}, nil
	}
	return p.guardLast(rec, was, is)
}

// touches reports whether the record would change the contact.
func (p *contactPlanner) touches(rec *Record, was, is *ringdex.Contact) bool {
	if was == nil || p.setsPassword(rec, is) || len(ringdex.CompareContacts(was, is)) > 0 {
		return true
	}
	company, known := p.ws.companies.find(rec.Company)
	return rec.Company != nil && (!known || company != was.DefaultCompany)
}

// guardLast keeps the last administrator. It counts the records of a batch in sequence.
func (p *contactPlanner) guardLast(rec *Record, was, is *ringdex.Contact) ([]*ringdex.Error, error) {
	if was == nil || !was.Roles.Has(ringdex.Administrator) || is.Roles.Has(ringdex.Administrator) {
		return nil, nil
	}
	if p.administrators == nil {
		n, err := ringdex.CountAdministrators(p.r)
		if err != nil {
			return nil, err
		}
		p.administrators = &n
	}
	if *p.administrators < 2 {
		problem := ringdex.LastAdministrator()
		problem.Field = rec.placeOfRole()
		return []*ringdex.Error{problem}, nil
	}
	*p.administrators--
	return nil, nil
}

// placeOfRole returns the sender's path of the operation on roles, or "".
func (rec *Record) placeOfRole() string {
	for i := range rec.Ops {
		if op := &rec.Ops[i]; len(op.Field) > 5 && op.Field[:5] == "role." {
			return op.At
		}
	}
	return ""
}
