package store

import (
	"encoding/binary"
	"iter"
	"strconv"

	"ringdex/internal/ringdex"
)

// keyChanges are changes of index tables in their order, in the form of a row of the log: for each
// change the table, the contact, and the key as text after its length.
type keyChanges struct {
	body    []byte
	n       int
	spoiled bool // a key cannot be stored
}

// keyChange says that a contact has got a key, or has it no longer.
type keyChange struct {
	in      *keyTable
	key     string
	contact ringdex.ID
	gone    bool
}

// add adds a change for each key of a contact.
func (c *keyChanges) add(keys contactKeys, contact ringdex.ID, gone bool) {
	for _, n := range keys.phones {
		c.addNumber(phoneTable, n, contact, gone)
	}
	for _, email := range keys.emails {
		c.spoiled = c.spoiled || isSpoiled(email)
		c.begin(emailTable, contact, gone)
		c.body = append(binary.AppendUvarint(c.body, uint64(len(email))), email...)
	}
	for _, n := range keys.companies {
		c.addNumber(companyTable, n, contact, gone)
	}
}

func (c *keyChanges) addNumber(in *keyTable, n int64, contact ringdex.ID, gone bool) {
	c.begin(in, contact, gone)
	length := len(c.body)
	c.body = strconv.AppendInt(append(c.body, 0), n, 10)
	c.body[length] = byte(len(c.body) - length - 1)
}

func (c *keyChanges) begin(in *keyTable, contact ringdex.ID, gone bool) {
	c.n++
	c.body = append(append(c.body, in.code<<1|byte(number(gone))), contact[:]...)
}

// append adds other changes, which happened later.
func (c *keyChanges) append(other *keyChanges) {
	c.body, c.n, c.spoiled = append(c.body, other.body...), c.n+other.n, c.spoiled || other.spoiled
}

// eachKeyChange returns the changes of a row. Their keys are parts of it.
func eachKeyChange(body string) iter.Seq[keyChange] {
	return func(yield func(keyChange) bool) {
		for len(body) > 0 {
			key, end := keyOfChange(body)
			c := keyChange{in: keyTables[body[0]>>1], gone: body[0]&1 != 0, key: key}
			copy(c.contact[:], body[1:])
			if body = body[end:]; !yield(c) {
				return
			}
		}
	}
}

// isKeyChanges reports whether a row is whole.
func isKeyChanges(body string) bool {
	for len(body) > 0 {
		_, end := keyOfChange(body)
		if end == 0 || int(body[0]>>1) >= len(keyTables) {
			return false
		}
		body = body[end:]
	}
	return true
}

// keyOfChange returns the key of the first change of a row, and the length of the change, 0 if it
// is damaged.
func keyOfChange(body string) (key string, end int) {
	length, begin := 0, 1+idSize
	for shift := 0; ; shift += 7 {
		if begin >= len(body) || shift > 28 {
			return "", 0
		}
		b := body[begin]
		begin++
		if length |= int(b&0x7f) << shift; b < 0x80 {
			break
		}
	}
	if end = begin + length; end > len(body) {
		return "", 0
	}
	return body[begin:end], end
}
