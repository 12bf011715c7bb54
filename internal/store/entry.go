package store

import (
	"database/sql"

	"ringdex/internal/ringdex"
)

// An entry of the journal is a row: one change, or a block of them. Consecutive creations of
// contacts with the same cause form a block, because they differ only in their ids: its record is
// the concatenated ids, its sequence is that of the last one. The other sequences precede it.

// blockSize limits the changes of an entry. To read one of them, a reader reads all.
const blockSize = 100

// idSize is the length of an id in a block.
const idSize = len(ringdex.ID{})

// firstEntry returns the leading changes that form one entry.
func firstEntry(changes []ringdex.Change) []ringdex.Change {
	n := 1
	for n < min(len(changes), blockSize) && creates(&changes[0]) && creates(&changes[n]) && changes[n].Cause == changes[0].Cause {
		n++
	}
	return changes[:n]
}

// creates reports whether the change can be part of a block.
func creates(c *ringdex.Change) bool {
	return c.Ref.Kind == ringdex.KindContact && c.Action == ringdex.Created && c.Contact.Before == nil
}

// entryKey returns the record column of an entry.
func entryKey(entry []ringdex.Change) []byte {
	if len(entry) == 1 {
		return recordKey(entry[0].Ref)
	}
	ids := make([]byte, 0, idSize*len(entry))
	for i := range entry {
		ids = append(ids, entry[i].Ref.Contact[:]...)
	}
	return ids
}

// toRefs returns the records of an entry.
func toRefs(kind string, record []byte) (refs []ringdex.Ref) {
	if ringdex.Kind(kind) == ringdex.KindCompany {
		return []ringdex.Ref{{Kind: ringdex.KindCompany, Company: toNumber(record)}}
	}
	refs = append(refs, ringdex.Ref{Kind: ringdex.KindContact, Contact: toID(record)})
	for len(record) >= 2*idSize {
		record = record[idSize:]
		refs = append(refs, ringdex.Ref{Kind: ringdex.KindContact, Contact: toID(record)})
	}
	return refs
}

// rest returns the part of an entry after a sequence; last is the sequence of its last change.
func rest[T any](entry []T, last, after int64) []T {
	return entry[max(0, after-(last-int64(len(entry)))):]
}

const entryColumns = "SELECT seq, kind, record, action, before, source, run, actor, at FROM changes"

// scanEntry reads a row of entryColumns.
func scanEntry(rows *sql.Rows) ([]ringdex.Change, error) {
	var c ringdex.Change
	var kind, action string
	var record, image, run sql.RawBytes
	var at int64
	if err := rows.Scan(&c.Seq, &kind, &record, &action, &image, &c.Cause.Source, &run, &c.Cause.Actor, &at); err != nil {
		return nil, err
	}
	c.Action, c.Cause.Run, c.Cause.At = ringdex.Action(action), toID(run), fromMillis(at)
	refs := toRefs(kind, record)
	entry := make([]ringdex.Change, len(refs))
	for i, ref := range refs {
		entry[i] = c
		entry[i].Ref, entry[i].Seq = ref, c.Seq-int64(len(refs)-1-i)
	}
	if image == nil {
		return entry, nil
	}
	return entry, decodeBefore(&entry[0], image)
}

// erasedImage is the image of a contact that was erased.
const erasedImage = "{}"

func decodeBefore(c *ringdex.Change, image []byte) (err error) {
	if string(image) == erasedImage {
		c.Erased, c.Contact.Before = true, &ringdex.Contact{ID: c.Ref.Contact}
		return nil
	}
	if c.Ref.Kind == ringdex.KindCompany {
		c.Company.Before, err = decodeCompany(image)
	} else {
		c.Contact.Before, err = decodeContact(image)
	}
	return err
}
