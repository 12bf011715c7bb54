package sheet

import (
	"fmt"
	"io"
	"strconv"
	"text/tabwriter"

	"ringdex/internal/ringdex"
	"ringdex/internal/table"
	"ringdex/internal/wire/native"
)

// Report is what an import came to, for people and for programs.
type Report struct {
	File    string
	Kind    ringdex.Kind
	Source  string
	DryRun  bool
	Replace bool

	Run         ringdex.Run
	Err         error // why it stopped
	RefusedFile string

	layout  table.Layout
	columns []Column
	skipped int
	refused []refusedRow
	changes []changedRow
	hint    string
}

// How many rows are shown: of the others, the file of refused rows has all.
const (
	shownRefusals = 20
	keptRefusals  = 1000
	keptChanges   = 20
)

type refusedRow struct {
	Line     int              `json:"line"`
	Key      string           `json:"key,omitempty"`
	Problems []native.Problem `json:"problems"`
	reason   string
}

type changedRow struct {
	Line   int            `json:"line"`
	Action string         `json:"action"`
	Name   string         `json:"name,omitempty"`
	Fields []native.Delta `json:"fields,omitempty"`
}

// Refuse notes a refused row.
func (r *Report) Refuse(s *Sheet, row Row, o *ringdex.Outcome) {
	r.advise(o.Problems)
	if len(r.refused) >= keptRefusals {
		return
	}
	problems := o.Problems
	if row.Unread && len(problems) > 1 {
		problems = problems[:1]
	}
	kept := refusedRow{Line: row.Line, Key: o.Key, reason: s.Reason(row, problems)}
	for _, p := range problems {
		kept.Problems = append(kept.Problems, native.Problem{Column: s.Place(p.Field), Code: p.Code, Message: p.Message})
	}
	r.refused = append(r.refused, kept)
}

// advise names the option that takes a friction away.
func (r *Report) advise(problems []*ringdex.Error) {
	for _, p := range problems {
		if p.Key == ringdex.UnknownCompany {
			r.hint = "companies that are not known: import them first, or add --create-companies"
		}
	}
}

// Change notes what a dry run would do.
func (r *Report) Change(row Row, o *ringdex.Outcome) {
	if o.Action == ringdex.Unchanged || len(r.changes) >= keptChanges {
		return
	}
	c := changedRow{Line: row.Line, Action: string(o.Action), Name: o.Key}
	if o.Contact != nil {
		c.Name = o.Contact.FullName()
	} else if o.Company != nil {
		c.Name = o.Company.Name
	}
	c.Fields = native.Deltas(o.Deltas)
	r.changes = append(r.changes, c)
}

// Finish notes how the run ended.
func (r *Report) Finish(s *Sheet, run ringdex.Run, err error) {
	r.Run, r.Err = run, err
	r.Run.Counts = s.Counts()
	r.Run.Counts.Deleted = run.Counts.Deleted
	r.layout, r.columns, r.skipped = s.reader.Layout(), s.columns, s.reader.Skipped()
}

// Describe shows what was detected: the layout, and what each column fills.
func (s *Sheet) Describe(w io.Writer, file string) error {
	fmt.Fprintf(w, "%s: %s\n\n", file, layoutText(s.reader.Layout()))
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "COLUMN\tTITLE\tFIELD\t")
	for _, c := range s.columns {
		what := c.Field
		if what == "" {
			what = "- (" + c.Note + ")"
		}
		fmt.Fprintf(table, "%d\t%s\t%s\t\n", c.Number, ringdex.OneLine(c.Title), what)
	}
	fmt.Fprintln(table)
	return table.Flush()
}

func layoutText(l table.Layout) string {
	if l.Format == table.XLSX {
		return "workbook (xlsx), sheet " + strconv.Quote(l.Sheet)
	}
	end := map[string]string{"\r\n": "CRLF", "\n": "LF", "\r": "CR"}[l.LineEnd]
	text := fmt.Sprintf("csv, %s, delimiter %s, line ends %s", l.Encoding, delimiterText(l.Delimiter), end)
	if l.BOM {
		text += ", with a mark (BOM)"
	}
	return text
}

func delimiterText(d rune) string {
	if d == '\t' {
		return "tab"
	}
	return strconv.Quote(string(d))
}

// Print shows the report to a person.
func (r *Report) Print(w io.Writer) error {
	if r.DryRun {
		r.printChanges(w)
		fmt.Fprint(w, "dry run: nothing was written; this is what would happen\n\n")
	}
	switch {
	case r.Err != nil && r.Replace:
		fmt.Fprint(w, "stopped, and nothing was changed; what would have been:\n\n")
	case r.Err != nil:
		fmt.Fprint(w, "stopped; up to there:\n\n")
	}
	r.printCounts(w)
	r.printRefused(w)
	return nil
}

func (r *Report) printCounts(w io.Writer) {
	n := r.Run.Counts
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(table, "read\t%d\t\n", n.Read)
	fmt.Fprintf(table, "created\t%d\t\nupdated\t%d\t\nunchanged\t%d\t\nrefused\t%d\t\n", n.Created, n.Updated, n.Unchanged, n.Refused)
	if r.Replace {
		fmt.Fprintf(table, "deleted\t%d\t\n", n.Deleted)
	}
	_ = table.Flush()
	if r.skipped > 0 {
		fmt.Fprintf(w, "\n%d empty rows were passed over\n", r.skipped)
	}
	if took := r.Run.Finished.Sub(r.Run.Started); took.Seconds() >= 1 {
		fmt.Fprintf(w, "\n%.1f s, %.0f rows/s\n", took.Seconds(), float64(n.Read)/took.Seconds())
	}
}

func (r *Report) printRefused(w io.Writer) {
	if len(r.refused) == 0 {
		return
	}
	fmt.Fprint(w, "\nrefused:\n")
	for _, row := range r.refused[:min(shownRefusals, len(r.refused))] {
		fmt.Fprintf(w, "  line %d: %s\n", row.Line, ringdex.OneLine(row.reason))
	}
	if more := r.Run.Counts.Refused - shownRefusals; more > 0 {
		fmt.Fprintf(w, "  and %d more\n", more)
	}
	if r.hint != "" {
		fmt.Fprintf(w, "\n%s\n", r.hint)
	}
	if r.RefusedFile != "" {
		fmt.Fprintf(w, "\nall refused rows, with line and reason: %s\nmend them there and import that file\n", r.RefusedFile)
	}
}

func (r *Report) printChanges(w io.Writer) {
	for _, c := range r.changes {
		fmt.Fprintf(w, "line %d: %s %s\n", c.Line, c.Action, ringdex.OneLine(c.Name))
		for _, d := range c.Fields {
			fmt.Fprintf(w, "  %s: %s → %s\n", d.Field, ringdex.Show(d.Old), ringdex.Show(d.New))
		}
	}
	if len(r.changes) > 0 {
		fmt.Fprintln(w)
	}
}
