package auth

import (
	"ringdex/internal/ringdex"
)

// Principal is an authenticated caller: a contact that signed in, or an API key.
type Principal struct {
	Organization ringdex.OrganizationID
	Actor        string        // user name or key name, for runs and the journal
	Contact      ringdex.ID    // zero for a key
	Roles        ringdex.Roles // of a contact
	Scope        ringdex.Scope // of a key; "" for a contact
	Source       string        // the key's source, "" for the dialect's own
	Bound        bool          // the key is bound to a source, to networks or to a time
}

// Authority returns how far the principal reaches into the directory. A bound key must not create
// or change staff: what it creates would outlive its bounds.
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

// Right is a set of permissions. Rights combine: Read|Edit requires both.
type Right uint8

// The rights. They do not cover what smart users and end users may do with their company's record
// and their own.
const (
	Lookup     Right = 1 << iota // look up callers
	Read                         // read the directory
	Edit                         // change records one by one
	Import                       // import records, undo imports, manage sources
	Administer                   // settings, fields, keys, users, everything else
)

const everything = Lookup | Read | Edit | Import | Administer

// May reports whether the principal has all of the rights. The zero Principal has none.
func (p Principal) May(right Right) bool {
	return right != 0 && p.rights()&right == right
}

// Require returns nil if the principal has the right, else Denied with the role or scope it needs.
func (p Principal) Require(right Right) error {
	if p.May(right) {
		return nil
	}
	if p.Scope != "" {
		return ringdex.Fail(ringdex.Denied, "rights.scope", ringdex.Show(p.Actor), p.Scope, LeastScope(right))
	}
	return ringdex.Fail(ringdex.Denied, "rights.role", ringdex.Show(p.Actor), LeastRole(right))
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

// LeastScope returns the least scope that has the right.
func LeastScope(right Right) ringdex.Scope {
	for _, s := range []ringdex.Scope{ringdex.ScopeLookup, ringdex.ScopeRead, ringdex.ScopeWrite} {
		if ofScope(s)&right == right {
			return s
		}
	}
	return ringdex.ScopeAdmin
}

// LeastRole returns the least role that has the right.
func LeastRole(right Right) ringdex.Roles {
	for _, r := range []ringdex.Roles{ringdex.Operator, ringdex.SuperOperator} {
		if ofRoles(r)&right == right {
			return r
		}
	}
	return ringdex.Administrator
}
