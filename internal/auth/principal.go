package auth

import (
	"ringdex/internal/ringdex"
)

// Principal is who calls: a contact that signed in, or an API key.
type Principal struct {
	Organization ringdex.OrganizationID
	Actor        string        // user name or key name, for runs and the journal
	Contact      ringdex.ID    // zero for a key
	Roles        ringdex.Roles // of a contact
	Scope        ringdex.Scope // of a key; "" for a contact
	Source       string        // the key's source, "" for the dialect's own
	Bound        bool          // the key is bound to a source, to networks or to a time
}

// Authority returns how far the principal reaches into the directory. What a bound key makes would outlive its bounds,
// so it makes and changes nobody of the staff.
func (p Principal) Authority() ringdex.Authority {
	switch {
	case p.Bound:
		return ringdex.Authority{Source: p.Source}
	case p.Scope == ringdex.ScopeAdmin:
		return ringdex.Authority{Rank: ringdex.Administrator}
	case p.Scope == ringdex.ScopeWrite:
		return ringdex.Authority{Rank: ringdex.SuperOperator}
	}
	return ringdex.Authority{Rank: p.Roles.Rank()}
}

// Right is something that a principal may be allowed to do. Rights combine: Read|Edit asks for both.
type Right uint8

// The rights. What a smart user and an end user may do, their company's and their own record, is none of them.
const (
	Lookup     Right = 1 << iota // ask who is calling
	Read                         // read the directory
	Edit                         // change records one by one
	Import                       // bring many records, undo that, manage sources
	Administer                   // settings, fields, keys, users, everything else
)

const everything = Lookup | Read | Edit | Import | Administer

// May says whether the principal has the right, or all of them when several are given. It has none when
// it is the zero Principal.
func (p Principal) May(right Right) bool {
	return right != 0 && p.rights()&right == right
}

// Require is nil when the principal has the right, else Denied with a sentence that says what it takes.
func (p Principal) Require(right Right) error {
	if p.May(right) {
		return nil
	}
	if p.Scope != "" {
		return ringdex.Fail(ringdex.Denied, "rights.scope", ringdex.Show(p.Actor), p.Scope, scopeFor(right))
	}
	return ringdex.Fail(ringdex.Denied, "rights.role", ringdex.Show(p.Actor), roleFor(right))
}

func (p Principal) rights() Right {
	if p.Scope != "" {
		return ofScope(p.Scope)
	}
	return ofRoles(p.Roles)
}

func ofRoles(r ringdex.Roles) Right {
	switch {
	case r.Has(ringdex.Administrator):
		return everything
	case r.Has(ringdex.SuperOperator):
		return Lookup | Read | Edit | Import
	case r.Has(ringdex.Operator):
		return Lookup | Read | Edit
	}
	return 0
}

func ofScope(s ringdex.Scope) Right {
	switch s {
	case ringdex.ScopeAdmin:
		return everything
	case ringdex.ScopeWrite:
		return Lookup | Read | Edit | Import
	case ringdex.ScopeRead:
		return Lookup | Read
	case ringdex.ScopeLookup:
		return Lookup
	}
	return 0
}

// scopeFor is the least scope that has the right.
func scopeFor(right Right) ringdex.Scope {
	for _, s := range []ringdex.Scope{ringdex.ScopeLookup, ringdex.ScopeRead, ringdex.ScopeWrite} {
		if ofScope(s)&right == right {
			return s
		}
	}
	return ringdex.ScopeAdmin
}

// roleFor is the least role that has the right.
func roleFor(right Right) ringdex.Roles {
	for _, r := range []ringdex.Roles{ringdex.Operator, ringdex.SuperOperator} {
		if ofRoles(r)&right == right {
			return r
		}
	}
	return ringdex.Administrator
}
