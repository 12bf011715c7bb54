package ringdex

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"strings"
	"time"
)

// ID identifies a contact or a run: a UUID of version 7, so later ids sort later and rows are
// appended to the index. The helpdesk calls it UserProviderKey.
type ID [16]byte

// NewID returns an id with the time now. 74 of its bits are random, so it cannot be guessed.
func NewID(now time.Time) ID {
	var id ID
	_, _ = rand.Read(id[6:]) // never fails: crypto/rand crashes the program instead
	binary.BigEndian.PutUint32(id[0:], uint32(now.UnixMilli()>>16))
	binary.BigEndian.PutUint16(id[4:], uint16(now.UnixMilli()))
	id[6] = id[6]&0x0f | 0x70
	id[8] = id[8]&0x3f | 0x80
	return id
}

// DerivedID returns a deterministic id for a moment and parts. It can be guessed.
func DerivedID(at time.Time, parts ...string) ID {
	id := FirstID(at)
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	copy(id[6:], sum[:])
	id[6] = id[6]&0x0f | 0x70
	id[8] = id[8]&0x3f | 0x80
	return id
}

// FirstID returns an id that sorts before all ids made at t or later, and after all earlier ones.
func FirstID(t time.Time) ID {
	var id ID
	binary.BigEndian.PutUint32(id[0:], uint32(t.UnixMilli()>>16))
	binary.BigEndian.PutUint16(id[4:], uint16(t.UnixMilli()))
	return id
}

// LastID is behind all others.
var LastID = ID{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}

// ParseID parses the standard form with hyphens, in either case, with or without braces.
func ParseID(text string) (ID, error) {
	if len(text) == 38 && text[0] == '{' && text[37] == '}' {
		text = text[1:37]
	}
	if len(text) != 36 || text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-' {
		return ID{}, Fail(Invalid, "value.not_id", Show(text))
	}
	var id ID
	plain := text[0:8] + text[9:13] + text[14:18] + text[19:23] + text[24:36]
	if _, err := hex.Decode(id[:], []byte(plain)); err != nil {
		return ID{}, Fail(Invalid, "value.id_digits", Show(text))
	}
	return id, nil
}

// IsZero reports whether the id is unset.
func (id ID) IsZero() bool { return id == ID{} }

// String returns the standard form, lower case with hyphens.
func (id ID) String() string { return string(id.AppendText(make([]byte, 0, 36))) }

// AppendText appends the standard form, lower case with hyphens.
func (id ID) AppendText(b []byte) []byte {
	b = append(hex.AppendEncode(b, id[0:4]), '-')
	b = append(hex.AppendEncode(b, id[4:6]), '-')
	b = append(hex.AppendEncode(b, id[6:8]), '-')
	b = append(hex.AppendEncode(b, id[8:10]), '-')
	return hex.AppendEncode(b, id[10:16])
}
