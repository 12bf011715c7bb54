package ringdex

import (
	"encoding/hex"
	"time"
)

// Session is a user who is signed in on one device. The secret is in the cookie and is never
// stored.
type Session struct {
	ID      ID
	Hash    [32]byte // SHA-256 of the secret
	Contact ID
	Address string // from where the user signed in
	Agent   string // the browser, in its own words
	Created time.Time
	Used    time.Time // some minutes behind the last request
}

// Document implements Document. Ids are in chronological order.
func (s Session) Document() DocumentRef {
	return DocumentRef{Kind: SessionDocument, ID: s.ID.String(), Name: hex.EncodeToString(s.Hash[:])}
}

// SessionByHash returns the session with the SHA-256 of a secret. NotFound if there is none.
func SessionByHash(r SettingsReader, hash [32]byte) (Session, error) {
	ref := Session{Hash: hash}.Document()
	ref.ID = ""
	found, err := r.Document(ref)
	if err != nil {
		return Session{}, err
	}
	return found.(Session), nil
}
