// Package listed remembers for a while which keys a remote system has, so that a first load of many
// records need not look for each of them.
//
// It owns when a list is worth reading, and how long it is believed. It is believed only for
// records that the system lacks: what is in the list is looked for. It knows no system: the caller
// reads the list and chooses the keys.
package listed

import (
	"sync"
	"time"

	"ringdex/internal/connector"
	"ringdex/internal/ringdex"
)

const (
	manyNew = 20               // records in a batch, from which a list is worth reading
	life    = 10 * time.Minute // of a list
)

// Lists are the lists of one system, by kind of record. The zero value is ready to use.
type Lists struct {
	mu    sync.Mutex
	lists map[ringdex.Kind]list
}

type list struct {
	keys Keys
	end  time.Time
}

// Keys are the keys in a list; nil is no list.
type Keys map[string]bool

// For returns the list for a batch, read by read if there is none. It is nil if few records of the
// batch are new.
func (l *Lists) For(b *connector.Batch, now time.Time, read func() (Keys, error)) (Keys, error) {
	added := 0
	for i := range b.Changes {
		if IsNew(&b.Changes[i]) {
			added++
		}
	}
	if !Worth(added) {
		return nil, nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if known := l.lists[b.Kind]; now.Before(known.end) {
		return known.keys, nil
	}
	keys, err := read()
	if err != nil {
		return nil, err
	}
	if l.lists == nil {
		l.lists = map[ringdex.Kind]list{}
	}
	l.lists[b.Kind] = list{keys, now.Add(life)}
	return keys, nil
}

// Worth reports whether a list is worth reading for n new records.
func Worth(n int) bool { return n >= manyNew }

// IsNew reports whether a change is of a record that was surely never written.
func IsNew(c *connector.Change) bool { return c.Memory == nil && !c.Unsure && !c.Gone() }

// Lack reports whether the system surely lacks a record with the keys.
func (k Keys) Lack(keys ...string) bool {
	for _, key := range keys {
		if k[key] {
			return false
		}
	}
	return k != nil
}
