package store

import (
	"time"

	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// runRow is the body of a row of runs.
type runRow struct {
	ID       idText    `json:"id"`
	Source   string    `json:"source,omitempty"`
	Kind     string    `json:"kind"`
	Door     string    `json:"door,omitempty"`
	Actor    string    `json:"actor,omitempty"`
	Name     string    `json:"name,omitempty"`
	Node     string    `json:"node,omitempty"`
	State    string    `json:"state"`
	Error    wordsRow  `json:"error,omitzero"`
	Counts   countsRow `json:"counts"`
	Calls    int64     `json:"calls,omitempty"`
	Runs     int64     `json:"runs,omitempty"`
	Started  time.Time `json:"started"`
	Active   time.Time `json:"active,omitzero"`
	Finished time.Time `json:"finished,omitzero"`
	FirstSeq int64     `json:"firstSeq,omitempty"`
	LastSeq  int64     `json:"lastSeq,omitempty"`

	Findings *findingsRow `json:"findings,omitempty"`
	Undoes   idText       `json:"undoes,omitzero"`
}

type findingsRow struct {
	Invalid     int          `json:"invalid,omitempty"`
	Examples    []exampleRow `json:"examples,omitempty"`
	Unreachable int          `json:"unreachable,omitempty"`
	Nameless    int          `json:"nameless,omitempty"`
	Noted       int          `json:"noted,omitempty"`
	Companies   int          `json:"companies,omitempty"`
	Duplicates  int          `json:"duplicates,omitempty"`
	LeftOut     []leftOutRow `json:"leftOut,omitempty"`
	EmptyRows   int          `json:"emptyRows,omitempty"`
	Titles      int          `json:"titles,omitempty"`
	HiddenRows  int          `json:"hiddenRows,omitempty"`
}

type exampleRow struct {
	Line   int    `json:"line"`
	Reason string `json:"reason"`
	Region string `json:"region,omitempty"`
}

type leftOutRow struct {
	Number int    `json:"number"`
	Title  string `json:"title"`
	Look   string `json:"look"`
	Values int    `json:"values"`
}

func toFindingsRow(f *ringdex.Findings) *findingsRow {
	if f == nil {
		return nil
	}
	return &findingsRow{
		f.Invalid, eachOf(f.Examples, func(n ringdex.InvalidNumber) exampleRow { return exampleRow{n.Line, string(n.Reason), n.Region} }),
		f.Unreachable, f.Nameless, f.Noted, f.Companies, f.Duplicates, eachOf(f.LeftOut, func(c ringdex.LeftOutColumn) leftOutRow { return leftOutRow(c) }),
		f.EmptyRows, f.Titles, f.HiddenRows,
	}
}

func (row *findingsRow) record() *ringdex.Findings {
	if row == nil {
		return nil
	}
	return &ringdex.Findings{
		Invalid: row.Invalid,
		Examples: eachOf(row.Examples, func(n exampleRow) ringdex.InvalidNumber {
			return ringdex.InvalidNumber{Line: n.Line, Reason: phone.Reason(n.Reason), Region: n.Region}
		}),
		Unreachable: row.Unreachable, Nameless: row.Nameless, Noted: row.Noted, Companies: row.Companies, Duplicates: row.Duplicates,
		LeftOut:   eachOf(row.LeftOut, func(c leftOutRow) ringdex.LeftOutColumn { return ringdex.LeftOutColumn(c) }),
		EmptyRows: row.EmptyRows, Titles: row.Titles, HiddenRows: row.HiddenRows,
	}
}

type countsRow struct {
	Read      int64 `json:"read"`
	Created   int64 `json:"created,omitempty"`
	Updated   int64 `json:"updated,omitempty"`
	Unchanged int64 `json:"unchanged,omitempty"`
	Refused   int64 `json:"refused,omitempty"`
	Deleted   int64 `json:"deleted,omitempty"`
}

func toRunRow(r ringdex.Run) runRow {
	return runRow{
		idText(r.ID), r.Source, string(r.Kind), r.Door, r.Actor, r.Name, r.Node, string(r.State), wordsRow(toTextRow(r.Error)), countsRow(r.Counts),
		r.Calls, r.Runs, r.Started, r.Active, r.Finished, r.FirstSeq, r.LastSeq, toFindingsRow(r.Findings), idText(r.Undoes),
	}
}

func (row runRow) record() ringdex.Run {
	return ringdex.Run{
		ID: ringdex.ID(row.ID), Source: row.Source, Kind: ringdex.Kind(row.Kind), Door: row.Door, Actor: row.Actor, Name: row.Name, Node: row.Node,
		State: ringdex.RunState(row.State), Error: textRow(row.Error).text(), Counts: ringdex.Counts(row.Counts), Calls: row.Calls, Runs: row.Runs,
		Started: row.Started, Active: row.active(), Finished: row.Finished, FirstSeq: row.FirstSeq, LastSeq: row.LastSeq,
		Findings: row.Findings.record(), Undoes: ringdex.ID(row.Undoes),
	}
}

// active returns the last activity, as in the column: the beginning of a run without one.
func (row runRow) active() time.Time {
	if row.Active.IsZero() {
		return row.Started
	}
	return row.Active
}

// refusalRow is the body of a row of refusals. Causes are only logged.
type refusalRow struct {
	Index    int          `json:"index"`
	Line     int          `json:"line,omitempty"`
	Key      string       `json:"key,omitempty"`
	Original string       `json:"original"`
	Problems []problemRow `json:"problems"`
}

type problemRow struct {
	Code  string `json:"code"`
	Field string `json:"field,omitempty"`
	textRow
}

func toRefusalRow(r *ringdex.Refusal) refusalRow {
	return refusalRow{
		r.At.Index, r.At.Line, r.Key, r.Original,
		eachOf(r.Problems, func(p *ringdex.Error) problemRow { return problemRow{string(p.Code), p.Field, toTextRow(p.Text)} }),
	}
}

func (row refusalRow) record() ringdex.Refusal {
	return ringdex.Refusal{
		At: ringdex.Position{Index: row.Index, Line: row.Line}, Key: row.Key, Original: row.Original,
		Problems: eachOf(row.Problems, func(p problemRow) *ringdex.Error {
			return &ringdex.Error{Code: ringdex.Code(p.Code), Field: p.Field, Text: p.text()}
		}),
	}
}
