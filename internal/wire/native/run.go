package native

import (
	"time"

	"ringdex/internal/i18n"
	"ringdex/internal/ringdex"
)

// Run is a run.
type Run struct {
	ID     string           `json:"id"`
	Source string           `json:"source"`
	Kind   ringdex.Kind     `json:"kind"`
	Door   string           `json:"door"`
	Actor  string           `json:"actor"`
	Name   string           `json:"name,omitempty"`
	State  ringdex.RunState `json:"state"`
	Error  string           `json:"error,omitempty"`
	Counts
	Calls    int64      `json:"calls,omitempty"`
	Runs     int64      `json:"runs,omitempty"` // how many runs these figures of a day sum up
	Started  time.Time  `json:"started"`
	Active   time.Time  `json:"active"`   // when it last took or refused records; lists have the latest first
	Finished *time.Time `json:"finished"` // null while it runs
	Figures  *Figures   `json:"figures,omitempty"`
	Undoes   string     `json:"undoes,omitempty"` // the run that this one takes back
}

// Figures are what is worth a look in a run of a file although its rows went in.
type Figures struct {
	InvalidNumbers int             `json:"invalidNumbers"`
	Examples       []InvalidNumber `json:"examples,omitempty"`
	Unreachable    int             `json:"unreachable"`
	Nameless       int             `json:"nameless"`
	Noted          int             `json:"noted"`
	Companies      int             `json:"companies"`
	Duplicates     int             `json:"duplicates"`
	LeftOut        []LeftOut       `json:"leftOut,omitempty"`
	EmptyRows      int             `json:"emptyRows"`
	Titles         int             `json:"titles"`
	HiddenRows     int             `json:"hiddenRows"`
}

// InvalidNumber is the place of a number that is not valid.
type InvalidNumber struct {
	Line   int    `json:"line"`
	Number string `json:"number,omitempty"` // only in the report of the import itself
	Reason string `json:"reason"`
	Region string `json:"region,omitempty"` // in which it would be valid
}

// LeftOut is a left-out column with numbers or e-mails.
type LeftOut struct {
	Column int    `json:"column"`
	Title  string `json:"title"`
	Looks  string `json:"looks"`
	Values int    `json:"values"`
	Such   string `json:"such,omitempty"` // only in the report of the import itself
}

// ToFigures returns the JSON of findings; nil for none.
func ToFigures(f *ringdex.Findings) *Figures {
	if f == nil {
		return nil
	}
	out := &Figures{
		InvalidNumbers: f.Invalid, Unreachable: f.Unreachable, Nameless: f.Nameless, Noted: f.Noted, Companies: f.Companies, Duplicates: f.Duplicates,
		EmptyRows: f.EmptyRows, Titles: f.Titles, HiddenRows: f.HiddenRows,
	}
	for _, n := range f.Examples {
		out.Examples = append(out.Examples, InvalidNumber{Line: n.Line, Reason: string(n.Reason), Region: n.Region})
	}
	for _, c := range f.LeftOut {
		out.LeftOut = append(out.LeftOut, LeftOut{Column: c.Number, Title: c.Title, Looks: c.Look, Values: c.Values})
	}
	return out
}

// Counts are the figures of a run.
type Counts struct {
	Read      int64 `json:"read"`
	Created   int64 `json:"created"`
	Updated   int64 `json:"updated"`
	Unchanged int64 `json:"unchanged"`
	Refused   int64 `json:"refused"`
	Deleted   int64 `json:"deleted"`
}

// ToRun returns the JSON of a run.
func ToRun(r *ringdex.Run, in i18n.Language) Run {
	row := Run{
		ID: r.ID.String(), Source: r.Source, Kind: r.Kind, Door: r.Door, Actor: r.Actor, Name: r.Name,
		State: r.State, Error: in.Render(r.Error), Counts: Counts(r.Counts), Calls: r.Calls, Runs: r.Runs, Started: r.Started, Active: r.Active,
		Figures: ToFigures(r.Findings),
	}
	if !r.Finished.IsZero() {
		row.Finished = &r.Finished
	}
	if !r.Undoes.IsZero() {
		row.Undoes = r.Undoes.String()
	}
	return row
}

// Outcome is the result of one record. Created and updated records come from the journal, refused
// ones are stored; unchanged ones are only counted.
type Outcome struct {
	Action   ringdex.Action `json:"action"`
	ID       string         `json:"id,omitempty"`
	Kind     ringdex.Kind   `json:"kind,omitempty"`
	Line     int            `json:"line,omitempty"`
	Index    *int           `json:"index,omitempty"`
	Key      string         `json:"key,omitempty"`
	Problems []Problem      `json:"problems,omitempty"`
	Notes    []Problem      `json:"notes,omitempty"` // what was ignored or adjusted
	Original string         `json:"original,omitempty"`
}

// Problem is one thing wrong with a record: at a field of what was sent, or in a column of a file.
type Problem struct {
	Field   string       `json:"field,omitempty"`
	Column  string       `json:"column,omitempty"`
	Code    ringdex.Code `json:"code,omitempty"`
	Key     string       `json:"key,omitempty"` // the message key; "" for a message of another program
	Message string       `json:"message"`
}

// ToChanged returns the JSON of a record that a run has changed.
func ToChanged(c *ringdex.Change) *Outcome {
	return &Outcome{Action: c.Action, ID: c.Ref.String(), Kind: c.Ref.Kind}
}

// ToOutcome returns the JSON of a refused record, with messages in a language.
func ToOutcome(f *ringdex.Refusal, kind ringdex.Kind, in i18n.Language) *Outcome {
	row := &Outcome{
		Action: ringdex.Refused, Kind: kind, Line: f.At.Line, Index: &f.At.Index, Key: f.Key, Original: f.Original,
	}
	for _, p := range f.Problems {
		row.Problems = append(row.Problems, Problem{Field: p.Field, Key: p.Key, Message: in.Render(p.Text)})
	}
	return row
}

// ToImported returns the JSON of the outcome of an import, with messages in a language.
func ToImported(o *ringdex.Outcome, in i18n.Language) *Outcome {
	row := &Outcome{
		Action: o.Action, Line: o.At.Line, Index: &o.At.Index, Key: o.Key,
		Problems: toProblems(o.Problems, in), Notes: toProblems(o.Notes, in),
	}
	if o.Action != ringdex.Refused && (o.Ref != ringdex.Ref{}) {
		row.ID = o.Ref.String()
	}
	return row
}

func toProblems(list []*ringdex.Error, in i18n.Language) (rows []Problem) {
	for _, p := range list {
		rows = append(rows, Problem{Field: p.Field, Code: p.Code, Key: p.Key, Message: in.Render(p.Text)})
	}
	return rows
}
