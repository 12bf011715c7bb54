package ringdex

import (
	"bytes"
	"time"
)

// Erasure is the proof that a person was erased, with the keyed hashes by which imports recognise
// the person. It has no personal data of the person.
type Erasure struct {
	ID      ID
	Contact ID // that the person was
	At      time.Time
	Actor   string
	Places  map[string]int64 // rows that were removed or emptied, by table
	Check   []byte           // a fixed text under the same key: another key gives another Check
	Hashes  [][]byte         // of numbers, e-mails and external ids; none after Lifted
	Shared  int              // keys that others have too, which are not on the list
	Swept   time.Time        // when freed pages were overwritten; zero while that is to be done
	Lifted  time.Time        // when the person was allowed again; zero for never
	Lifter  string           // actor that allowed it
}

// Document implements Document. Ids are in chronological order.
func (e Erasure) Document() DocumentRef {
	return DocumentRef{Kind: ErasureDocument, ID: e.ID.String()}
}

// Has reports whether the erasure forbids a hash.
func (e *Erasure) Has(hash []byte) bool {
	for _, h := range e.Hashes {
		if bytes.Equal(h, hash) {
			return true
		}
	}
	return false
}

// Total returns the number of rows.
func (e *Erasure) Total() (n int64) {
	for _, rows := range e.Places {
		n += rows
	}
	return n
}
