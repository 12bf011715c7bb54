package directory

import (
	"slices"
	"strings"

	"ringdex/internal/auth"
	"ringdex/internal/ringdex"
)

// access is which records a caller may read or change: all of them, or those of a smart user (the
// contacts of own companies) or an end user (the own contact).
type access struct {
	who       auth.Principal
	all       bool
	self      ringdex.ID
	companies []int64 // of a smart user, the default one first
}

// Admits returns nil if there may be records for which the caller has the right, else Denied. Doors
// ask it before they read a request.
func Admits(p auth.Principal, right auth.Right) error {
	if !p.Contact.IsZero() && p.Roles.Has(ringdex.EndUser|ringdex.SmartUser) {
		return nil
	}
	return p.Require(right)
}

// accessFor returns the records for which the caller has the right. Denied if there are none.
func accessFor(r ringdex.ContactReader, p auth.Principal, right auth.Right) (access, error) {
	a := access{who: p, all: p.May(right)}
	if a.all {
		return a, nil
	}
	if err := Admits(p, right); err != nil {
		return a, err
	}
	own, err := ringdex.ContactByID(r, p.Contact)
	if ringdex.CodeOf(err) == ringdex.NotFound { // removed since it signed in
		return a, p.Require(right)
	}
	if err != nil {
		return a, err
	}
	a.self = own.ID
	if p.Roles.Has(ringdex.SmartUser) {
		a.companies = companiesOf(own)
	}
	return a, nil
}

// contact returns NotFound for a contact beyond the access: a caller does not learn which ones
// exist.
func (a access) contact(c *ringdex.Contact) error {
	if a.all || c.ID == a.self || slices.ContainsFunc(c.Companies, a.ofCompany) {
		return nil
	}
	return ringdex.Fail(ringdex.NotFound, "contact.not_found", c.ID)
}

// company returns NotFound for a company beyond the access.
func (a access) company(id int64) error {
	if a.all || a.ofCompany(id) {
		return nil
	}
	return ringdex.Fail(ringdex.NotFound, "company.not_found", id)
}

func (a access) ofCompany(id int64) bool { return slices.Contains(a.companies, id) }

// shown returns the contact without the notes that are for others.
func (a access) shown(c *ringdex.Contact) *ringdex.Contact {
	hidesAdmin, hidesOperator := !a.who.May(auth.Administer), !a.who.May(auth.Read)
	if (c.AdminNote == "" || !hidesAdmin) && (c.OperatorNote == "" || !hidesOperator) && (len(c.Words) == 0 || !hidesAdmin) {
		return c
	}
	c = c.Clone()
	if hidesAdmin {
		c.Words = ringdex.WithoutSaid(c.Words, "adminNote")
	}
	if hidesOperator {
		c.Words = ringdex.WithoutSaid(c.Words, "operatorNote")
	}
	if hidesAdmin {
		c.AdminNote = ""
	}
	if hidesOperator {
		c.OperatorNote = ""
	}
	return c
}

// staffOnly are the fields of a contact that smart users and end users may not change: they decide
// who may sign in, what somebody may see, and where calls go.
var staffOnly = []string{
	"userName", "role", "mustChangePassword", "externalId", "companies", "defaultCompany",
	"internalGroups", "operatorGroups", "agents", "adminNote", "operatorNote", "source",
}

// mayChange returns a problem for each field that the caller may not change.
func (a access) mayChange(deltas []ringdex.Delta) (denied ringdex.Problems) {
	if a.all {
		return nil
	}
	for _, d := range deltas {
		name, _, _ := strings.Cut(d.Field, ".")
		if slices.Contains(staffOnly, name) {
			denied = append(denied, ringdex.Fail(ringdex.Denied, "rights.field", d.Field).At(d.Field))
		}
	}
	return denied
}
