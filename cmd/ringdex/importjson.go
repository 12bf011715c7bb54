package main

import (
	"encoding/json"
	"io"

	"ringdex/internal/fileimport"
	"ringdex/internal/ringdex"
	"ringdex/internal/table"
	"ringdex/internal/wire/native"
)

// writeReportJSON writes a report as one JSON object. refusedFile is the path of the refused rows,
// if any.
func (e *environment) writeReportJSON(w io.Writer, r *fileimport.Report, refusedFile string) error {
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	return out.Encode(e.wireReport(r, refusedFile))
}

type reportWire struct {
	Run         string           `json:"run,omitempty"`
	State       string           `json:"state"`
	Error       string           `json:"error,omitempty"`
	DryRun      bool             `json:"dryRun"`
	File        string           `json:"file"`
	Kind        string           `json:"kind"`
	Source      string           `json:"source"`
	Detected    detected         `json:"detected"`
	Counts      native.Counts    `json:"counts"`
	Seconds     float64          `json:"seconds"`
	Refused     []refusedWire    `json:"refused"`
	RefusedFile string           `json:"refusedFile,omitempty"`
	LeftOut     []native.LeftOut `json:"leftOut,omitempty"`
	Figures     figuresWire      `json:"figures"`
	Changes     []changeWire     `json:"changes,omitempty"`
	Deletions   []string         `json:"deletions,omitempty"`
}

// figuresWire are the figures of the run, with the texts that a run does not keep.
type figuresWire struct {
	native.Figures
	Notes []refusedWire `json:"notes,omitempty"`
	Made  []string      `json:"made,omitempty"`
	Same  []sameWire    `json:"same,omitempty"`
}

// sameWire is a row whose new contact may be an older one.
type sameWire struct {
	Line  int    `json:"line"`
	Name  string `json:"name"`
	Older string `json:"older"`
}

type detected struct {
	Format    string       `json:"format"`
	Encoding  string       `json:"encoding,omitempty"`
	Delimiter string       `json:"delimiter,omitempty"`
	LineEnd   string       `json:"lineEnd,omitempty"`
	BOM       bool         `json:"bom"`
	Sheet     string       `json:"sheet,omitempty"`
	EmptyRows int          `json:"emptyRows"`
	Columns   []columnWire `json:"columns"`
}

type columnWire struct {
	Column int    `json:"column"`
	Title  string `json:"title"`
	Field  string `json:"field,omitempty"`
	Note   string `json:"note,omitempty"`
}

type refusedWire struct {
	Line     int              `json:"line"`
	Key      string           `json:"key,omitempty"`
	Problems []native.Problem `json:"problems"`
}

type changeWire struct {
	Line   int            `json:"line"`
	Action string         `json:"action"`
	Name   string         `json:"name,omitempty"`
	Fields []native.Delta `json:"fields,omitempty"`
}

// kindWords are the values of the flag --kind.
var kindWords = map[ringdex.Kind]string{ringdex.KindContact: "contacts", ringdex.KindCompany: "companies"}

func (e *environment) wireReport(r *fileimport.Report, refusedFile string) reportWire {
	out := reportWire{
		Run: r.Run.ID.String(), State: string(r.Run.State), DryRun: r.DryRun, File: r.Name, Kind: kindWords[r.Kind], Source: r.Source,
		Counts:   native.Counts(r.Run.Counts),
		Seconds:  r.Run.Finished.Sub(r.Run.Started).Seconds(),
		Detected: e.wireDetected(r), Refused: []refusedWire{}, RefusedFile: refusedFile,
	}
	if r.DryRun || r.Run.ID.IsZero() {
		out.Run = "" // no run was stored
	}
	if r.Err != nil {
		out.State, out.Error = string(ringdex.RunStopped), e.language.Error(r.Err)
	}
	for i := range r.Refused {
		out.Refused = append(out.Refused, e.wireRefused(&r.Refused[i]))
	}
	for _, c := range r.LeftOut {
		out.LeftOut = append(out.LeftOut, native.LeftOut{Column: c.Column.Number, Title: c.Column.Title, Looks: string(c.Look), Values: c.Values, Such: c.Such})
	}
	out.Deletions = r.Deletions
	out.Figures = e.wireFigures(&r.Figures)
	for _, c := range r.Changes {
		out.Changes = append(out.Changes, wireChange(c))
	}
	return out
}

func (e *environment) wireFigures(f *fileimport.Figures) figuresWire {
	out := figuresWire{Figures: *native.ToFigures(&f.Findings), Made: f.Made}
	out.LeftOut = nil // the report has them, with examples
	for i, number := range f.Numbers {
		out.Examples[i].Number = number
	}
	for _, row := range f.Notes {
		out.Notes = append(out.Notes, e.wireRefused(&fileimport.RefusedRow{Line: row.Line, Problems: row.Notes}))
	}
	for _, s := range f.Same {
		out.Same = append(out.Same, sameWire{s.Line, s.Name, s.Older.String()})
	}
	return out
}

func (e *environment) wireRefused(r *fileimport.RefusedRow) refusedWire {
	out := refusedWire{Line: r.Line, Key: r.Key}
	for _, p := range r.Problems {
		out.Problems = append(out.Problems, native.Problem{Column: p.Field, Code: p.Code, Key: p.Key, Message: e.language.Render(p.Text)})
	}
	return out
}

func wireChange(c fileimport.Change) changeWire {
	return changeWire{Line: c.Line, Action: string(c.Action), Name: c.Name, Fields: native.Deltas(c.Deltas)}
}

func (e *environment) wireDetected(r *fileimport.Report) detected {
	l := r.Layout
	d := detected{
		Format: string(l.Format), Encoding: string(l.Encoding), LineEnd: l.LineEnd,
		BOM: l.BOM, EmptyRows: r.Figures.EmptyRows, Columns: []columnWire{},
	}
	if l.Delimiter != 0 {
		d.Delimiter = string(l.Delimiter)
	}
	if l.Format == table.XLSX {
		d.Sheet = l.Sheet
	}
	for _, c := range r.Columns {
		d.Columns = append(d.Columns, columnWire{c.Number, c.Title, c.Field, e.noteOf(c)})
	}
	return d
}
