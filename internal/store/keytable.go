package store

import (
	"bytes"
	"cmp"
	"slices"
	"strconv"

	"ringdex/internal/ringdex"
)

// keyTable is an index table of contacts: rows of a key and a contact.
type keyTable struct {
	table, column string
	code          byte // in rows of the log
	numeric       bool
}

var (
	phoneTable   = &keyTable{"contact_phones", "number", 0, true}
	emailTable   = &keyTable{"contact_emails", "email", 1, false}
	companyTable = &keyTable{"contact_companies", "company", 2, true}
	keyTables    = [...]*keyTable{phoneTable, emailTable, companyTable} // by code
)

func (t *keyTable) insert() insert {
	return insert{
		head:  "INSERT INTO " + t.table + " (organization, " + t.column + ", contact) VALUES ",
		width: 3, tail: " ON CONFLICT DO NOTHING",
	}
}

func (t *keyTable) removal() keyed { return removal(t.table, t.column, "contact") }

// holders returns the query for the contacts of a key; the number of its placeholder is missing.
func (t *keyTable) holders() string {
	return "SELECT contact FROM " + t.table + " WHERE organization = $1 AND " + t.column + " = $"
}

// value returns the parameter for a key.
func (t *keyTable) value(key string) any {
	if !t.numeric {
		return key
	}
	n, _ := strconv.ParseInt(key, 10, 64) // written by FormatInt
	return n
}

// compare orders keys as the table does.
func (t *keyTable) compare(a, b string) int {
	if t.numeric {
		return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
	}
	return cmp.Compare(a, b)
}

// lasting sorts changes in the order of the table, and keeps the last one of each key and contact.
func (t *keyTable) lasting(changes []keyChange) []keyChange {
	slices.SortStableFunc(changes, func(a, b keyChange) int {
		return cmp.Or(t.compare(a.key, b.key), bytes.Compare(a.contact[:], b.contact[:]))
	})
	last := changes[:0]
	for _, c := range changes {
		if n := len(last); n > 0 && last[n-1].key == c.key && last[n-1].contact == c.contact {
			last = last[:n-1]
		}
		last = append(last, c)
	}
	return last
}

// contactKeys are the keys of a contact in the index tables.
type contactKeys struct {
	phones    []int64
	emails    []string
	companies []int64
}

func keysOf(c *ringdex.Contact) (k contactKeys) {
	if c == nil {
		return k
	}
	for _, n := range c.Phones {
		if key := n.Digits(); key != 0 {
			k.phones = append(k.phones, int64(key))
		}
	}
	k.emails, k.companies = folded(c.Emails), c.Companies
	return k
}

// without returns the keys that other lacks.
func (k contactKeys) without(other contactKeys) contactKeys {
	return contactKeys{
		without(k.phones, other.phones), without(k.emails, other.emails), without(k.companies, other.companies),
	}
}
