package store

import (
	"time"

	"ringdex/internal/ringdex"
)

// erasureRow is the body of an erasure. It has nothing of the person but an id and hashes.
type erasureRow struct {
	ID      idText           `json:"id"`
	Contact idText           `json:"contact"`
	At      time.Time        `json:"at"`
	Actor   string           `json:"actor"`
	Places  map[string]int64 `json:"places,omitempty"`
	Check   []byte           `json:"check"`
	Hashes  [][]byte         `json:"hashes,omitempty"`
	Shared  int              `json:"shared,omitempty"`
	Swept   time.Time        `json:"swept,omitzero"`
	Lifted  time.Time        `json:"lifted,omitzero"`
	Lifter  string           `json:"lifter,omitempty"`
}

func toErasureRow(e ringdex.Erasure) erasureRow {
	return erasureRow{
		idText(e.ID), idText(e.Contact), e.At, e.Actor, e.Places, e.Check, e.Hashes, e.Shared,
		e.Swept, e.Lifted, e.Lifter,
	}
}

func (row erasureRow) record() ringdex.Erasure {
	return ringdex.Erasure{
		ID: ringdex.ID(row.ID), Contact: ringdex.ID(row.Contact), At: row.At, Actor: row.Actor,
		Places: row.Places, Check: row.Check, Hashes: row.Hashes, Shared: row.Shared,
		Swept: row.Swept, Lifted: row.Lifted, Lifter: row.Lifter,
	}
}
