package ringdex

// Authority limits what a caller may change. The use cases check it before they write; the doors
// only pass it on. The zero Authority may change every contact without a staff role.
type Authority struct {
	Rank   Roles  // highest staff role that it may grant, change and delete; 0 for none
	Source string // the only source whose records it may change by id; "" for all
}

// Rank returns the highest staff role in r: administrator, super-operator or operator, else 0.
func (r Roles) Rank() Roles {
	for _, role := range []Roles{Administrator, SuperOperator, Operator} {
		if r.Has(role) {
			return role
		}
	}
	return 0
}

// Outranks returns Denied if one of the non-nil records has a role above the authority.
func (a Authority) Outranks(records ...*Contact) *Error {
	for _, c := range records {
		if c == nil {
			continue
		}
		if rank := c.Roles.Rank(); rank > a.Rank {
			return Fail(Denied, "rights."+rank.String())
		}
	}
	return nil
}

// ReachesContact returns Denied if the contact belongs to another source.
func (a Authority) ReachesContact(c *Contact) *Error {
	return a.reaches(c.Source, c.ExternalID(a.Source))
}

// ReachesCompany returns Denied if the company belongs to another source.
func (a Authority) ReachesCompany(c *Company) *Error {
	return a.reaches(c.Source, c.ExternalID(a.Source))
}

// reaches allows a bound authority to change records that its source owns or has given an external
// id.
func (a Authority) reaches(source, externalID string) *Error {
	if a.Source == "" || source == a.Source || externalID != "" {
		return nil
	}
	return Fail(Denied, "rights.other_source", Show(source), Show(a.Source))
}

// MayRemove returns nil if the authority may delete the contact, Denied if it may not, Conflict if
// the contact is the organization's last administrator.
func (a Authority) MayRemove(r ContactReader, c *Contact) error {
	for _, problem := range []*Error{a.Outranks(c), a.ReachesContact(c)} {
		if problem != nil {
			return problem
		}
	}
	if !c.Roles.Has(Administrator) {
		return nil
	}
	n, err := CountAdministrators(r)
	if err == nil && n < 2 {
		return LastAdministrator()
	}
	return err
}

// CountAdministrators returns how many administrators the organization has.
func CountAdministrators(r ContactReader) (int64, error) {
	_, n, err := r.ListContacts(ContactFilter{AnyRole: Administrator}, Page{Limit: 1})
	return n, err
}

// LastAdministrator returns the error of removing the last administrator.
func LastAdministrator() *Error {
	return Fail(Conflict, "rights.last_administrator")
}
