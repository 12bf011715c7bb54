package store

import (
	"time"

	"ringdex/internal/ringdex"
)

// callRow is the body of a row of calls.
type callRow struct {
	ID        idText    `json:"id"`
	Key       string    `json:"key"`
	Direction string    `json:"direction"`
	Number    string    `json:"number,omitempty"`
	E164      string    `json:"e164,omitempty"`
	Line      string    `json:"line,omitempty"`
	Queue     string    `json:"queue,omitempty"`
	Agents    []string  `json:"agents,omitempty"`
	Taker     string    `json:"taker,omitempty"`
	Cause     string    `json:"cause,omitempty"`
	Note      string    `json:"note,omitempty"`
	Recording string    `json:"recording,omitempty"`
	State     string    `json:"state"`
	Began     time.Time `json:"began"`
	Answered  time.Time `json:"answered,omitzero"`
	Ended     time.Time `json:"ended,omitzero"`
	Seconds   int       `json:"seconds,omitempty"`
	Step      string    `json:"step,omitempty"`
	Found     []refRow  `json:"found,omitempty"`
	Chosen    bool      `json:"chosen,omitempty"`
	Seen      bool      `json:"seen,omitempty"`
	Seq       int64     `json:"seq"`
}

// refRow is a record that a body names.
type refRow struct {
	Kind    string `json:"kind"`
	Contact idText `json:"contact,omitzero"`
	Company int64  `json:"company,omitempty"`
}

func toCallRow(c ringdex.Call) callRow {
	return callRow{
		idText(c.ID), c.Key, string(c.Direction), c.Number, c.E164, c.Line, c.Queue, c.Agents, c.Taker, c.Ending, c.Note, c.Recording,
		string(c.State), c.Began, c.Answered, c.Ended, c.Seconds, c.Step, eachOf(c.Found, toRefRow), c.Chosen, c.Seen, c.Seq,
	}
}

func toRefRow(r ringdex.Ref) refRow { return refRow{string(r.Kind), idText(r.Contact), r.Company} }

func (row refRow) record() ringdex.Ref {
	return ringdex.Ref{Kind: ringdex.Kind(row.Kind), Contact: ringdex.ID(row.Contact), Company: row.Company}
}

func (row callRow) record() ringdex.Call {
	return ringdex.Call{
		ID: ringdex.ID(row.ID), Key: row.Key, Direction: ringdex.Direction(row.Direction), Number: row.Number, E164: row.E164,
		Line: row.Line, Queue: row.Queue, Agents: row.Agents, Taker: row.Taker, Ending: row.Cause, Note: row.Note, Recording: row.Recording,
		State: ringdex.CallState(row.State), Began: row.Began, Answered: row.Answered, Ended: row.Ended, Seconds: row.Seconds,
		Step: row.Step, Found: eachOf(row.Found, refRow.record), Chosen: row.Chosen, Seen: row.Seen, Seq: row.Seq,
	}
}
