package store

import (
	"time"

	"ringdex/internal/ringdex"
)

// sessionRow is the body of a session.
type sessionRow struct {
	ID      idText    `json:"id"`
	Hash    hashText  `json:"hash"`
	Contact idText    `json:"contact"`
	Address string    `json:"address,omitempty"`
	Agent   string    `json:"agent,omitempty"`
	Created time.Time `json:"created"`
	Used    time.Time `json:"used"`
}

func toSessionRow(s ringdex.Session) sessionRow {
	return sessionRow{idText(s.ID), hashText(s.Hash), idText(s.Contact), s.Address, s.Agent, s.Created, s.Used}
}

func (row sessionRow) record() ringdex.Session {
	return ringdex.Session{
		ID: ringdex.ID(row.ID), Hash: row.Hash, Contact: ringdex.ID(row.Contact), Address: row.Address, Agent: row.Agent,
		Created: row.Created, Used: row.Used,
	}
}
