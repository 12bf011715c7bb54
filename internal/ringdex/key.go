package ringdex

import (
	"slices"
	"time"
)

// Scope is what an API key may do; each includes the ones before it.
type Scope string

// The scopes, least first.
const (
	ScopeLookup Scope = "lookup" // ask who is calling
	ScopeRead   Scope = "read"   // and read the directory
	ScopeWrite  Scope = "write"  // and import
	ScopeAdmin  Scope = "admin"  // and change settings
)

var scopes = []Scope{ScopeLookup, ScopeRead, ScopeWrite, ScopeAdmin}

// ParseScope reads a scope by its name.
func ParseScope(text string) (Scope, error) {
	if slices.Contains(scopes, Scope(text)) {
		return Scope(text), nil
	}
	return "", Fail(Invalid, "value.not_scope", Show(text))
}

// Includes says whether a key of scope s may do what needs the other.
func (s Scope) Includes(other Scope) bool {
	return slices.Index(scopes, s) >= slices.Index(scopes, other) && s != ""
}

// Key is an API key. The secret itself is shown once and never kept.
type Key struct {
	ID      ID
	Name    string
	Hash    [32]byte // SHA-256 of the secret
	Scope   Scope
	Source  string   // the source its records belong to; "" for the dialect's own
	Allow   []string // addresses and networks it may come from; empty for any
	Expires time.Time
	Created time.Time
}
