package main

import (
	"fmt"
	"io"
	"strconv"
	"text/tabwriter"

	"ringdex/internal/fileimport"
	"ringdex/internal/mapping"
	"ringdex/internal/ringdex"
	"ringdex/internal/table"
)

// shownRefusals is how many refused rows are printed; their file has all.
const shownRefusals = 20

// describeFile shows what was detected: the layout, and what each column fills.
func describeFile(w io.Writer, name string, file *fileimport.Import) error {
	fmt.Fprintf(w, "%s: %s\n\n", name, layoutText(file.Layout()))
	columns := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(columns, "COLUMN\tTITLE\tFIELD\t")
	for _, c := range file.Columns() {
		what := c.Field
		if what == "" {
			what = "- (" + noteOf(c) + ")"
		}
		fmt.Fprintf(columns, "%d\t%s\t%s\t\n", c.Number, ringdex.OneLine(c.Title), what)
	}
	fmt.Fprintln(columns)
	return columns.Flush()
}

// noteOf is why a column is left out; "" for one that is taken.
func noteOf(c mapping.Column) string {
	if c.LeftOut == nil {
		return ""
	}
	return advised(c.LeftOut).Error()
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

// printReport shows a report to a person; refusedFile is where the refused rows are, if anywhere.
func printReport(w io.Writer, r *fileimport.Report, refusedFile string) {
	if r.DryRun {
		printChanges(w, r.Changes)
		fmt.Fprint(w, "dry run: nothing was written; this is what would happen\n\n")
	}
	switch {
	case r.Err != nil && r.Replace:
		fmt.Fprint(w, "stopped, and nothing was changed; what would have been:\n\n")
	case r.Err != nil:
		fmt.Fprint(w, "stopped; up to there:\n\n")
	}
	printCounts(w, r)
	printRefused(w, r, refusedFile)
}

func printCounts(w io.Writer, r *fileimport.Report) {
	n := r.Run.Counts
	figures := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(figures, "read\t%d\t\n", n.Read)
	fmt.Fprintf(figures, "created\t%d\t\nupdated\t%d\t\nunchanged\t%d\t\nrefused\t%d\t\n", n.Created, n.Updated, n.Unchanged, n.Refused)
	if r.Replace {
		fmt.Fprintf(figures, "deleted\t%d\t\n", n.Deleted)
	}
	_ = figures.Flush()
	if r.EmptyRows > 0 {
		fmt.Fprintf(w, "\n%d empty rows were passed over\n", r.EmptyRows)
	}
	if took := r.Run.Finished.Sub(r.Run.Started); took.Seconds() >= 1 {
		fmt.Fprintf(w, "\n%.1f s, %.0f rows/s\n", took.Seconds(), float64(n.Read)/took.Seconds())
	}
}

func printRefused(w io.Writer, r *fileimport.Report, refusedFile string) {
	if len(r.Refused) == 0 {
		return
	}
	fmt.Fprint(w, "\nrefused:\n")
	for _, row := range r.Refused[:min(shownRefusals, len(r.Refused))] {
		fmt.Fprintf(w, "  line %d: %s\n", row.Line, ringdex.OneLine(row.Reason()))
	}
	if more := r.Run.Counts.Refused - shownRefusals; more > 0 {
		fmt.Fprintf(w, "  and %d more\n", more)
	}
	for _, key := range r.Keys {
		if hint := hintOf(key); hint != "" {
			fmt.Fprintf(w, "\n%s\n", hint)
		}
	}
	if refusedFile != "" {
		fmt.Fprintf(w, "\nall refused rows, with line and reason: %s\nmend them there and import that file\n", refusedFile)
	}
}

func printChanges(w io.Writer, changes []fileimport.Change) {
	for _, c := range changes {
		fmt.Fprintf(w, "line %d: %s %s\n", c.Line, c.Action, ringdex.OneLine(c.Name))
		for _, d := range c.Deltas {
			fmt.Fprintf(w, "  %s: %s → %s\n", d.Field, ringdex.Show(d.Old), ringdex.Show(d.New))
		}
	}
	if len(changes) > 0 {
		fmt.Fprintln(w)
	}
}
