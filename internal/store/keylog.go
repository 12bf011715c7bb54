package store

import (
	"database/sql"
	"iter"

	"ringdex/internal/ringdex"
)

// The index tables of phones, e-mails and companies are derived from contacts, and their keys are
// in no order: a call of a hundred contacts would change some hundred pages of them. So a writer
// appends its changes of keys to a log, one row a transaction, and the writer that makes the log
// too long merges it: it writes some ten thousand sorted rows at once, in its own transaction. Rows
// of external ids and user names are always written at once, since their indexes refuse duplicates.
//
// The organization's row says up to where the log is merged and where it ends. A reader combines
// the index table with the rest of the log in its snapshot, so it sees every write that its
// snapshot has, and nothing needs to be done after a crash.

// keyLogWeight is the weight at which the log is merged. A change weighs 1, and a row rowWeight
// more, which is the work of reading it. A reader by e-mail or company reads the whole log.
const (
	keyLogWeight = 1 << 14
	rowWeight    = 64
)

// keyLog is the log of an organization in a transaction.
type keyLog struct {
	org            ringdex.OrganizationID
	merged, logged int64      // weight of the log, counted since its beginning: the merged part, and all
	changed        keyChanges // by this transaction
	moved          bool       // logged or merged has changed
	read           bool       // rows were read
	rows           []string   // the log after merged
}

// LimitKeyLog sets the weight at which the log of keys is merged. It is for tests.
func (s *Store) LimitKeyLog(weight int64) { s.keyLog = weight }

// full reports whether the log is to be merged.
func (l *keyLog) full(s *session) bool {
	return l.logged-l.merged+int64(l.changed.n)+rowWeight > s.store.keyLog
}

// writeFull merges a full log.
func (l *keyLog) writeFull(s *session) error {
	if l.changed.n == 0 || !l.full(s) {
		return nil
	}
	return l.merge(s)
}

// write appends the changes of the transaction to the log, or merges it.
func (l *keyLog) write(s *session) error {
	if l.changed.n == 0 || l.full(s) {
		return l.writeFull(s)
	}
	if err := l.check(s); err != nil {
		return err
	}
	l.logged, l.moved = l.logged+int64(l.changed.n)+rowWeight, true
	body := l.changed.body
	l.changed = keyChanges{}
	return s.exec("INSERT INTO key_log (organization, last, body) VALUES ($1, $2, $3)", l.org, l.logged, body)
}

// check refuses a key that cannot be stored.
func (l *keyLog) check(s *session) error {
	if !l.changed.spoiled {
		return nil
	}
	return s.fail(ringdex.Fail(ringdex.Invalid, "store.bad_text"))
}

// merge writes the log and the changes of the transaction to the index tables.
func (l *keyLog) merge(s *session) error {
	if err := l.check(s); err != nil {
		return err
	}
	if err := l.load(s); err != nil {
		return err
	}
	for in, changes := range l.lasting() {
		if err := l.apply(s, in, changes); err != nil {
			return err
		}
	}
	l.changed = keyChanges{}
	if l.logged == l.merged {
		return nil
	}
	err := s.exec("DELETE FROM key_log WHERE organization = $1 AND last > $2 AND last <= $3", l.org, l.merged, l.logged)
	l.merged, l.rows, l.moved = l.logged, nil, true
	return err
}

// load reads the rows of the log.
func (l *keyLog) load(s *session) error {
	if l.read || l.logged == l.merged {
		return nil
	}
	rows, err := collect(s, "SELECT body FROM key_log WHERE organization = $1 AND last > $2 AND last <= $3 ORDER BY last",
		[]any{l.org, l.merged, l.logged}, func(row *sql.Rows) (string, error) {
			var body string
			err := row.Scan(&body)
			if err == nil && !isKeyChanges(body) {
				err = ringdex.Fail(ringdex.Internal, "store.record_damaged")
			}
			return body, err
		})
	l.rows, l.read = rows, err == nil
	return err
}

// all returns the changes that are not in the index tables, in their order.
func (l *keyLog) all() iter.Seq[keyChange] {
	return func(yield func(keyChange) bool) {
		for _, body := range append(l.rows[:len(l.rows):len(l.rows)], string(l.changed.body)) {
			for c := range eachKeyChange(body) {
				if !yield(c) {
					return
				}
			}
		}
	}
}

// lasting returns the last change of each key and contact by table, in the order of the table.
func (l *keyLog) lasting() map[*keyTable][]keyChange {
	changes := map[*keyTable][]keyChange{}
	for c := range l.all() {
		changes[c.in] = append(changes[c.in], c)
	}
	for in, list := range changes {
		changes[in] = in.lasting(list)
	}
	return changes
}

// apply writes sorted changes to their table.
func (l *keyLog) apply(s *session, in *keyTable, changes []keyChange) error {
	var gone []any
	has := make([]any, 0, 3*len(changes))
	for i := range changes {
		c := &changes[i]
		if key := in.value(c.key); c.gone {
			gone = append(gone, key, c.contact[:])
		} else {
			has = append(has, int64(l.org), key, c.contact[:])
		}
	}
	if err := s.runAll(in.removal(), l.org, gone); err != nil {
		return err
	}
	return s.insertAll(in.insert(), has)
}

// of returns the last changes of keys in the log; nil if it has none.
func (l *keyLog) of(s *session, in *keyTable, keys []string) (late lateKeys, err error) {
	if l.logged == l.merged && l.changed.n == 0 {
		return nil, nil
	}
	if err := l.load(s); err != nil {
		return nil, err
	}
	wanted := make(map[string]bool, len(keys))
	for _, key := range keys {
		wanted[key] = true
	}
	for c := range l.all() {
		if c.in == in && wanted[c.key] {
			late = late.with(c)
		}
	}
	return late, nil
}

// lateKeys says of keys and contacts what the log has last.
type lateKeys map[holder]bool

type holder struct {
	key     string
	contact ringdex.ID
}

func (k lateKeys) with(c keyChange) lateKeys {
	if k == nil {
		k = lateKeys{}
	}
	k[holder{c.key, c.contact}] = !c.gone
	return k
}

// decides reports whether a row of the index table is not to be used.
func (k lateKeys) decides(key string, contact ringdex.ID) bool {
	if len(k) == 0 {
		return false
	}
	_, is := k[holder{key, contact}]
	return is
}

// has returns who has a key by the log.
func (k lateKeys) has() iter.Seq[holder] {
	return func(yield func(holder) bool) {
		for h, has := range k {
			if has && !yield(h) {
				return
			}
		}
	}
}
