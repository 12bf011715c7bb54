package store

import (
	"context"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/cespare/xxhash/v2"

	"ringdex/internal/ringdex"
	"ringdex/internal/seen"
)

// Inconsistency is a difference between a table and what the records imply.
type Inconsistency struct {
	Table   string
	Missing int64    // rows that it lacks
	Surplus int64    // rows that it should not have
	Such    []string // a few of them: the values of the row
}

// mostSuch limits the examples of an inconsistency.
const mostSuch = 3

// Inconsistencies compares the columns, index tables and journal of an organization with the bodies
// of its records, from one snapshot. Memory does not grow with the number of records; temporary
// files do. Conflict while an import is replacing contacts.
func (s *Store) Inconsistencies(ctx context.Context, org ringdex.OrganizationID) (found []Inconsistency, err error) {
	err = s.View(ctx, org, func(r ringdex.Reader) error {
		c := comparison{r: r.(*reader), tables: map[string]*Inconsistency{}}
		defer c.close()
		if err := c.compare(); err != nil {
			return err
		}
		for _, table := range derivedTables {
			if one := c.tables[table]; one != nil && one.Missing+one.Surplus > 0 {
				found = append(found, *one)
			}
		}
		return nil
	})
	return found, err
}

// derived is a row that records imply, or a part of a row: its last value names the record.
type derived struct {
	table  string
	values [4]string
}

func (d *derived) hash() uint64 {
	return xxhash.Sum64String(d.table + "\x1f" + strings.Join(d.values[:], "\x1f"))
}

// String returns the values for people: ids as text.
func (d *derived) String() string {
	var parts []string
	for _, v := range d.values {
		if v != "" {
			parts = append(parts, shownValue(v))
		}
	}
	return strings.Join(parts, " ")
}

// shownValue returns the id that a value in bytes is, and other values unchanged.
func shownValue(value string) string {
	switch plain := !strings.ContainsFunc(value, func(r rune) bool { return r < ' ' || r == utf8.RuneError }); {
	case len(value) == idSize && !plain:
		return toID([]byte(value)).String()
	case len(value) == 8 && value[0] == 0:
		return strconv.FormatInt(toNumber([]byte(value)), 10)
	}
	return value
}

// comparison compares the rows that records imply with those that are stored.
type comparison struct {
	r       *reader
	implied seen.Set
	stored  seen.Set // those of implied that are stored; filled only to find which are missing
	tables  map[string]*Inconsistency
}

func (c *comparison) close() {
	_ = c.implied.Close() // a leftover temporary file is harmless
	_ = c.stored.Close()
}

func (c *comparison) compare() error {
	if c.r.staged.any() {
		return ringdex.Fail(ringdex.Conflict, "store.replacing")
	}
	missing := int64(0)
	err := c.r.eachImplied(func(d derived) error {
		return putNew(&c.implied, &d, func() { missing++ })
	})
	if err != nil {
		return err
	}
	err = c.r.eachStored(func(d derived) error {
		_, known, err := c.implied.Get(d.hash())
		if known {
			missing--
		} else {
			one := c.table(&d)
			one.Surplus++
		}
		return err
	})
	if err != nil || missing == 0 {
		return err
	}
	return c.findMissing()
}

// findMissing reads everything once more.
func (c *comparison) findMissing() error {
	err := c.r.eachStored(func(d derived) error { return c.stored.Put(d.hash(), 1) })
	if err != nil {
		return err
	}
	return c.r.eachImplied(func(d derived) error {
		return putNew(&c.stored, &d, func() { c.table(&d).Missing++ })
	})
}

// putNew adds a row to a set, and calls fresh if the set does not have it yet.
func putNew(set *seen.Set, d *derived, fresh func()) error {
	hash := d.hash()
	_, known, err := set.Get(hash)
	if err != nil || known {
		return err
	}
	fresh()
	return set.Put(hash, 1)
}

// table returns the inconsistency of the row's table, with the row as an example.
func (c *comparison) table(d *derived) *Inconsistency {
	one := c.tables[d.table]
	if one == nil {
		one = &Inconsistency{Table: d.table}
		c.tables[d.table] = one
	}
	if len(one.Such) < mostSuch {
		one.Such = append(one.Such, d.String())
	}
	return one
}
