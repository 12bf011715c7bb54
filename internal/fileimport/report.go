package fileimport

import (
	"slices"

	"ringdex/internal/mapping"
	"ringdex/internal/ringdex"
	"ringdex/internal/table"
)

// Report is the result of an import, as data.
type Report struct {
	Name            string // of the file
	Kind            ringdex.Kind
	Source          string
	DryRun, Replace bool

	Layout  table.Layout
	Columns []mapping.Column
	LeftOut []LeftOut
	Figures Figures

	Run       ringdex.Run
	Err       error        // why it stopped
	Refused   []RefusedRow // the first KeptRefusals of Run.Counts.Refused
	Changes   []Change     // the first KeptChanges of a dry run
	Deletions []string     // the first KeptChanges contacts that a replacing dry run would delete
	Keys      []string     // distinct message keys of refused rows, in the order of rows
}

// Limits of the rows in a report. WriteRefused writes all refused rows.
const (
	KeptRefusals = 1000
	KeptChanges  = 20
)

// Complete reports whether the import is complete: no row was refused, and no column with numbers
// or e-mails was left out.
func (r *Report) Complete() bool { return r.Run.Counts.Refused == 0 && len(r.LeftOut) == 0 }

// Change is what a dry run would do with a row.
type Change struct {
	Line   int
	Action ringdex.Action
	Name   string // of the record
	Deltas []ringdex.Delta
}

// NewReport returns the report of an import that has not started.
func NewReport(o *Options) Report {
	return Report{Name: o.Name, Kind: o.Kind, Source: o.Source, DryRun: o.DryRun, Replace: o.Replace}
}

func (r *Report) refuse(row *RefusedRow) {
	for _, p := range row.Problems {
		if p.Key != "" && !slices.Contains(r.Keys, p.Key) {
			r.Keys = append(r.Keys, p.Key)
		}
	}
	if len(r.Refused) < KeptRefusals {
		kept := *row
		kept.cells = nil // only the file of refused rows has them
		r.Refused = append(r.Refused, kept)
	}
}

func (r *Report) change(line int, o *ringdex.Outcome) {
	if o.Action == ringdex.Unchanged || len(r.Changes) >= KeptChanges {
		return
	}
	c := Change{Line: line, Action: o.Action, Name: o.Key, Deltas: o.Deltas}
	if o.Contact != nil {
		c.Name = o.Contact.FullName()
	} else if o.Company != nil {
		c.Name = o.Company.Name
	}
	r.Changes = append(r.Changes, c)
}

// missing keeps whom a replacing dry run would delete.
func (r *Report) missing(c *ringdex.Contact) {
	if len(r.Deletions) < KeptChanges {
		r.Deletions = append(r.Deletions, c.FullName())
	}
}

// finish records the end of the run.
func (im *Import) finish(run ringdex.Run, err error) {
	r := &im.report
	r.Run, r.Err = run, err
	r.Run.Counts = im.tally.total()
	r.Run.Counts.Deleted = run.Counts.Deleted
	r.Layout, r.Columns = im.rows.Layout(), im.mapping.Columns()
}
