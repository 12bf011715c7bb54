package ringdex

import (
	"encoding/hex"
	"slices"
	"time"
)

// Scope is the permission of an API key. Each scope includes the previous ones.
type Scope string

// The scopes, least first.
const (
	ScopeLookup Scope = "lookup" // look up callers
	ScopeRead   Scope = "read"   // also read the directory
	ScopeWrite  Scope = "write"  // also import
	ScopeAdmin  Scope = "admin"  // also change settings
)

var scopes = []Scope{ScopeLookup, ScopeRead, ScopeWrite, ScopeAdmin}

// ParseScope reads a scope by its name.
func ParseScope(text string) (Scope, error) {
	if slices.Contains(scopes, Scope(text)) {
		return Scope(text), nil
	}
	return "", Fail(Invalid, "value.not_scope", Show(text))
}

// Includes reports whether scope s covers the other.
func (s Scope) Includes(other Scope) bool {
	return slices.Index(scopes, s) >= slices.Index(scopes, other) && s != ""
}

// Key is an API key. The secret is shown once and never stored.
type Key struct {
	ID      ID
	Name    string
	Hash    [32]byte // SHA-256 of the secret
	Scope   Scope
	Source  string   // source of its records; "" for the dialect's own
	Allow   []string // allowed addresses and networks; empty for any
	Expires time.Time
	Created time.Time
}

// Document implements Document. Ids are in chronological order.
func (k Key) Document() DocumentRef {
	return DocumentRef{Kind: KeyDocument, ID: k.ID.String(), Name: hex.EncodeToString(k.Hash[:])}
}

// KeyByHash returns the API key with the SHA-256 of a secret. NotFound if there is none.
func KeyByHash(r SettingsReader, hash [32]byte) (Key, error) {
	found, err := r.Document(Key{Hash: hash}.byName())
	if err != nil {
		return Key{}, err
	}
	return found.(Key), nil
}

func (k Key) byName() DocumentRef {
	ref := k.Document()
	ref.ID = ""
	return ref
}
