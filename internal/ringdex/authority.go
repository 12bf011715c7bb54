package ringdex

// Authority is how far somebody's hand reaches into the directory. The use cases ask it before they write; the doors
// only hand it on. The zero Authority may change every contact that has no role of the staff.
type Authority struct {
	Rank   Roles  // the highest role of the staff whose holders it may make, change and delete; 0 for none
	Source string // the only source whose records it may change by their ids; "" for those of every source
}

// Rank returns the highest role of the staff among r: administrator, super-operator or operator, else 0.
func (r Roles) Rank() Roles {
	for _, role := range []Roles{Administrator, SuperOperator, Operator} {
		if r.Has(role) {
			return role
		}
	}
	return 0
}

// Outranks returns Denied when one of the records, nil ones left out, holds a role above the authority.
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

// ReachesContact returns Denied when the contact belongs to a source that the authority does not reach.
func (a Authority) ReachesContact(c *Contact) *Error {
	return a.reaches(c.Source, c.ExternalID(a.Source))
}

// ReachesCompany returns Denied when the company belongs to a source that the authority does not reach.
func (a Authority) ReachesCompany(c *Company) *Error {
	return a.reaches(c.Source, c.ExternalID(a.Source))
}

// reaches lets a bound authority change what its source has made, or has given an external id.
func (a Authority) reaches(source, externalID string) *Error {
	if a.Source == "" || source == a.Source || externalID != "" {
		return nil
	}
	return Fail(Denied, "rights.other_source", Show(source), Show(a.Source))
}

// MayRemove returns nil when the authority may delete the contact: Denied when the contact is out of its reach,
// Conflict when it is the organization's last administrator.
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

// LastAdministrator is the refusal to leave an organization without an administrator.
func LastAdministrator() *Error {
	return Fail(Conflict, "rights.last_administrator")
}
