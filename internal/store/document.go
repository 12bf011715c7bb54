package store

import (
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"ringdex/internal/ringdex"
)

// A document is a small record that is stored as one JSON value: a run, a source, a field, a key, a
// webhook, a delivery, an organization's settings. Each has a row struct of the store, whose tags
// are the names on disk, so that a rename in package ringdex changes no stored byte.
// testdata/documents.golden has an example of each.
//
// Databases from before these structs have the same names with a capital first letter, ids as
// arrays of bytes, and hashes likewise. encoding/json matches names without regard to case, so the
// row structs read both forms.

// document is a row struct; record converts it to the domain type.
type document[T any] interface{ record() T }

// encodeDocument returns the JSON of a row struct.
func encodeDocument(row any) string {
	body, _ := json.Marshal(row) // cannot fail: plain data
	return string(body)
}

// decodeDocument parses JSON by its row struct.
func decodeDocument[R document[T], T any](body []byte) (T, error) {
	var row R
	err := json.Unmarshal(body, &row)
	return row.record(), err
}

// scanDocument reads a result row that is one JSON column.
func scanDocument[R document[T], T any](rows *sql.Rows) (v T, err error) {
	var body sql.RawBytes
	if err := rows.Scan(&body); err != nil {
		return v, err
	}
	return decodeDocument[R, T](body)
}

// idText is an id in documents: the standard text with hyphens.
type idText ringdex.ID

// MarshalText implements encoding.TextMarshaler.
func (id idText) MarshalText() ([]byte, error) { return ringdex.ID(id).AppendText(nil), nil }

// UnmarshalJSON reads the text, or the array of 16 numbers that older documents have.
func (id *idText) UnmarshalJSON(body []byte) error {
	if len(body) > 0 && body[0] == '[' {
		return json.Unmarshal(body, (*[16]byte)(id))
	}
	var text string
	if err := json.Unmarshal(body, &text); err != nil {
		return err
	}
	parsed, err := ringdex.ParseID(text)
	*id = idText(parsed)
	return err
}

// hashText is a SHA-256 in documents: 64 hexadecimal digits.
type hashText [32]byte

// MarshalText implements encoding.TextMarshaler.
func (h hashText) MarshalText() ([]byte, error) { return hex.AppendEncode(nil, h[:]), nil }

// UnmarshalJSON reads the digits, or the array of 32 numbers that older documents have.
func (h *hashText) UnmarshalJSON(body []byte) error {
	if len(body) > 0 && body[0] == '[' {
		return json.Unmarshal(body, (*[32]byte)(h))
	}
	var text string
	if err := json.Unmarshal(body, &text); err != nil {
		return err
	}
	digits, err := hex.DecodeString(text)
	if err == nil && len(digits) != len(h) {
		err = fmt.Errorf("a hash of %d bytes", len(digits))
	}
	copy(h[:], digits)
	return err
}

// eachOf converts a list; an empty one stays nil.
func eachOf[A, B any](list []A, convert func(A) B) []B {
	var all []B
	for _, v := range list {
		all = append(all, convert(v))
	}
	return all
}
