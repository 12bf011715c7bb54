package undo

import (
	"encoding/binary"
	"strings"
	"time"

	"github.com/cespare/xxhash/v2"

	"ringdex/internal/ringdex"
)

// record is a contact or a company at one moment; with neither, it does not exist.
type record struct {
	contact *ringdex.Contact
	company *ringdex.Company
}

func before(c *ringdex.Change) record { return record{c.Contact.Before, c.Company.Before} }

func after(c *ringdex.Change) record { return record{c.Contact.After, c.Company.After} }

func (r record) exists() bool { return r.contact != nil || r.company != nil }

func (r record) version() int64 {
	switch {
	case r.contact != nil:
		return r.contact.Version
	case r.company != nil:
		return r.company.Version
	}
	return 0
}

func (r record) name() string {
	switch {
	case r.contact != nil:
		return r.contact.FullName()
	case r.company != nil:
		return r.company.Name
	}
	return ""
}

// same reports whether two records differ at most in versions, times and passwords.
func (r record) same(other record) bool {
	return r == other || r.exists() == other.exists() && len(differences(r, other)) == 0
}

// differences returns the deltas from one state of a record to another, without passwords. Both
// exist, or neither does.
func differences(from, to record) []ringdex.Delta {
	var deltas []ringdex.Delta
	switch {
	case from.contact != nil:
		deltas = ringdex.CompareContacts(from.contact, to.contact)
	case from.company != nil:
		deltas = ringdex.CompareCompanies(from.company, to.company)
	}
	for i := range deltas {
		if deltas[i].Field == "password" {
			return append(deltas[:i], deltas[i+1:]...)
		}
	}
	return deltas
}

// changed returns the fields that differ, named as by ringdex.CopyableField.
func changed(kind ringdex.Kind, from, to record) map[string]bool {
	fields := map[string]bool{}
	for _, d := range differences(from, to) {
		fields[ringdex.CopyableField(kind, d.Field)] = true
	}
	return fields
}

// as returns the record with the content of an earlier state, as the write that follows now. The
// state exists; now need not.
func (r record) as(content record, at time.Time) record {
	if content.company != nil {
		c := content.company.Clone()
		c.Version, c.Updated = max(r.version(), c.Version)+1, ringdex.Later(c.Updated, at)
		if r.company != nil {
			c.Updated = ringdex.Later(r.company.Updated, at)
		}
		return record{company: c}
	}
	c := content.contact.Clone()
	c.Version, c.Updated = max(r.version(), c.Version)+1, ringdex.Later(c.Updated, at)
	if r.contact != nil {
		c.Updated, c.PasswordChanged = ringdex.Later(r.contact.Updated, at), r.contact.PasswordChanged
	}
	return record{contact: c}
}

// with returns the record with some fields of an earlier state.
func (r record) with(content record, fields []string) record {
	if r.company != nil {
		c := r.company.Clone()
		c.CopyFields(content.company, fields)
		return record{company: c}
	}
	c := r.contact.Clone()
	c.CopyFields(content.contact, fields)
	return record{contact: c}
}

// Records that do not exist, and those that were left, have fixed values in place of a hash.
const (
	leftAlone uint32 = iota
	isGone
	firstHash
)

// hash returns a hash of what same compares.
func (r record) hash() uint32 {
	if !r.exists() {
		return isGone
	}
	none := record{contact: &ringdex.Contact{}}
	if r.company != nil {
		none = record{company: &ringdex.Company{}}
	}
	var text strings.Builder
	for _, d := range differences(none, r) {
		text.WriteString(d.Field + "\x00" + d.New + "\x00")
	}
	return max(firstHash, uint32(xxhash.Sum64String(text.String())))
}

// keyOf returns the key of a record in a seen.Set.
func keyOf(ref ringdex.Ref) uint64 {
	if ref.Kind == ringdex.KindCompany {
		return xxhash.Sum64(binary.BigEndian.AppendUint64([]byte{'c'}, uint64(ref.Company)))
	}
	return xxhash.Sum64(ref.Contact[:])
}
