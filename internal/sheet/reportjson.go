package sheet

import (
	"encoding/json"
	"io"

	"ringdex/internal/ringdex"
	"ringdex/internal/table"
	"ringdex/internal/wire/native"
)

// JSON writes the report for programs: one object.
func (r *Report) JSON(w io.Writer) error {
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	return out.Encode(r.wire())
}

type reportWire struct {
	Run         string        `json:"run,omitempty"`
	State       string        `json:"state"`
	Error       string        `json:"error,omitempty"`
	DryRun      bool          `json:"dryRun"`
	File        string        `json:"file"`
	Kind        string        `json:"kind"`
	Source      string        `json:"source"`
	Detected    detected      `json:"detected"`
	Counts      native.Counts `json:"counts"`
	Seconds     float64       `json:"seconds"`
	Refused     []refusedRow  `json:"refused"`
	RefusedFile string        `json:"refusedFile,omitempty"`
	Changes     []changedRow  `json:"changes,omitempty"`
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

func (r *Report) wire() reportWire {
	out := reportWire{
		Run: r.Run.ID.String(), State: string(r.Run.State), DryRun: r.DryRun, File: r.File, Kind: string(r.Kind), Source: r.Source,
		Counts:   native.Counts(r.Run.Counts),
		Seconds:  r.Run.Finished.Sub(r.Run.Started).Seconds(),
		Detected: r.detected(), Refused: r.refused, RefusedFile: r.RefusedFile, Changes: r.changes,
	}
	if r.DryRun || r.Run.ID.IsZero() {
		out.Run = "" // none was kept
	}
	if r.Err != nil {
		out.State, out.Error = string(ringdex.RunStopped), r.Err.Error()
	}
	if out.Refused == nil {
		out.Refused = []refusedRow{}
	}
	return out
}

func (r *Report) detected() detected {
	d := detected{
		Format: string(r.layout.Format), Encoding: string(r.layout.Encoding), LineEnd: r.layout.LineEnd,
		BOM: r.layout.BOM, EmptyRows: r.skipped, Columns: []columnWire{},
	}
	if r.layout.Delimiter != 0 {
		d.Delimiter = string(r.layout.Delimiter)
	}
	if r.layout.Format == table.XLSX {
		d.Sheet = r.layout.Sheet
	}
	for _, c := range r.columns {
		d.Columns = append(d.Columns, columnWire{c.Number, c.Title, c.Field, c.Note})
	}
	return d
}
