package main

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"

	"ringdex/internal/fileimport"
	"ringdex/internal/mapping"
	"ringdex/internal/ringdex"
	"ringdex/internal/table"
)

// shownRefusals is how many refused rows are printed; their file has all.
const shownRefusals = 20

// describeFile prints the detected layout and the mapping of columns.
func (e *environment) describeFile(name string, file *fileimport.Import) error {
	w := e.stdout
	fmt.Fprintf(w, "%s: %s\n\n", name, e.layoutText(file.Layout())+e.otherSheets(file))
	columns := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(columns, "COLUMN\tTITLE\tFIELD\t")
	for _, c := range file.Columns() {
		what := c.Field
		if what == "" {
			what = "- (" + e.noteOf(c) + ")"
		}
		fmt.Fprintf(columns, "%d\t%s\t%s\t\n", c.Number, ringdex.OneLine(c.Title), what)
	}
	fmt.Fprintln(columns)
	return columns.Flush()
}

// otherSheets names the sheets that are not imported.
func (e *environment) otherSheets(file *fileimport.Import) string {
	var others []string
	for _, name := range file.Sheets() {
		if name != file.Layout().Sheet {
			others = append(others, strconv.Quote(name))
		}
	}
	if len(others) == 0 {
		return ""
	}
	return "; " + e.say("report.other_sheets", strings.Join(others, ", "))
}

// noteOf returns why a column is left out; "" for an imported one.
func (e *environment) noteOf(c mapping.Column) string {
	if c.LeftOut == nil {
		return ""
	}
	return e.language.Error(advised(c.LeftOut))
}

func (e *environment) layoutText(l table.Layout) string {
	if l.Format == table.VCard {
		return e.say("report.vcard", l.Encoding)
	}
	if l.Format == table.XLSX {
		return e.say("report.workbook", strconv.Quote(l.Sheet))
	}
	end := map[string]string{"\r\n": "CRLF", "\n": "LF", "\r": "CR"}[l.LineEnd]
	text := e.say("report.csv", l.Encoding, delimiterText(l.Delimiter), end)
	if l.BOM {
		text += ", " + e.say("report.bom")
	}
	return text
}

func delimiterText(d rune) string {
	if d == '\t' {
		return "tab"
	}
	return strconv.Quote(string(d))
}

// printReport prints a report for people; refusedFile is the path of the refused rows, if any.
func (e *environment) printReport(r *fileimport.Report, refusedFile string) {
	w := e.stdout
	if r.DryRun {
		e.printChanges(w, r.Changes)
		e.printDeletions(w, r)
		fmt.Fprintf(w, "%s\n\n", e.say("report.dry_run"))
	}
	switch {
	case r.Err != nil && r.Replace:
		fmt.Fprintf(w, "%s\n\n", e.say("report.stopped_replace"))
	case r.Err != nil:
		fmt.Fprintf(w, "%s\n\n", e.say("report.stopped"))
	}
	e.printCounts(w, r)
	e.printRefused(w, r, refusedFile)
	e.printLeftOut(w, r.LeftOut)
	e.printFigures(w, &r.Figures)
}

// printFigures shows what is worth a look although the rows went in.
func (e *environment) printFigures(w io.Writer, f *fileimport.Figures) {
	if f.Invalid > 0 {
		fmt.Fprintf(w, "\n%s:\n", e.say("report.invalid", f.Invalid))
		for i, n := range f.Examples {
			fmt.Fprintf(w, "  %s\n", e.say("place.line", n.Line, e.exampleText(n.Region, f.Numbers[i])))
		}
	}
	if f.Unreachable > 0 {
		fmt.Fprintf(w, "\n%s\n", e.say("report.unreachable", f.Unreachable))
	}
	if f.Nameless > 0 {
		fmt.Fprintf(w, "\n%s\n", e.say("report.nameless", f.Nameless))
	}
	if f.Noted > 0 {
		fmt.Fprintf(w, "\n%s:\n", e.say("report.noted", f.Noted))
		for _, row := range f.Notes {
			noted := fileimport.RefusedRow{Problems: row.Notes}
			fmt.Fprintf(w, "  %s\n", e.say("place.line", row.Line, ringdex.OneLine(noted.Reason(e.language))))
		}
	}
	e.printNew(w, f)
}

// printNew shows the companies that were created because contacts name them, and the new contacts
// that may be older ones.
func (e *environment) printNew(w io.Writer, f *fileimport.Figures) {
	if f.Companies > 0 {
		fmt.Fprintf(w, "\n%s:\n", e.say("report.companies", f.Companies))
		for _, name := range f.Made {
			fmt.Fprintf(w, "  %s\n", ringdex.OneLine(name))
		}
		e.printMore(w, f.Companies-len(f.Made))
	}
	if f.Duplicates > 0 {
		fmt.Fprintf(w, "\n%s:\n", e.say("report.duplicates", f.Duplicates))
		for _, row := range f.Same {
			fmt.Fprintf(w, "  %s\n", e.say("place.line", row.Line, ringdex.OneLine(row.Name)+" = "+row.Older.String()))
		}
		e.printMore(w, f.Duplicates-len(f.Same))
	}
}

func (e *environment) printMore(w io.Writer, more int) {
	if more > 0 {
		fmt.Fprintf(w, "  %s\n", e.say("report.more", more))
	}
}

func (e *environment) exampleText(region, number string) string {
	if region == "" {
		return strconv.Quote(ringdex.OneLine(number))
	}
	return e.say("report.valid_in", ringdex.Show(number), region)
}

// printLeftOut prints the left-out columns with numbers or e-mails.
func (e *environment) printLeftOut(w io.Writer, columns []fileimport.LeftOut) {
	if len(columns) == 0 {
		return
	}
	fmt.Fprintf(w, "\n%s:\n", e.say("report.left_out"))
	for _, c := range columns {
		title := strconv.Quote(ringdex.OneLine(c.Column.Title))
		fmt.Fprintf(w, "  %s\n", e.say("report.left_out_column", c.Column.Number, title, c.Values, ringdex.Show(c.Such)))
	}
	fmt.Fprintln(w, e.say("cmd.left_out"))
}

// printCounts prints the figures of the rows.
func (e *environment) printCounts(w io.Writer, r *fileimport.Report) {
	n := r.Run.Counts
	figures := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	figure := func(key string, n int64) { fmt.Fprintf(figures, "%s\t%d\t\n", e.say(key), n) }
	figure("report.read", n.Read)
	figure("report.created", n.Created)
	figure("report.updated", n.Updated)
	figure("report.unchanged", n.Unchanged)
	figure("report.refused", n.Refused)
	if r.Replace {
		figure("report.deleted", n.Deleted)
	}
	_ = figures.Flush()
	if n.Read == 0 && r.Err == nil {
		fmt.Fprintf(w, "\n%s\n", e.say("report.no_rows"))
	}
	for _, skipped := range []struct {
		key string
		n   int
	}{{"report.empty_rows", r.Figures.EmptyRows}, {"report.titles", r.Figures.Titles}, {"report.hidden_rows", r.Figures.HiddenRows}} {
		if skipped.n > 0 {
			fmt.Fprintf(w, "\n%s\n", e.say(skipped.key, skipped.n))
		}
	}
	if took := r.Run.Finished.Sub(r.Run.Started); took.Seconds() >= 1 {
		fmt.Fprintf(w, "\n%.1f s, %.0f rows/s\n", took.Seconds(), float64(n.Read)/took.Seconds())
	}
}

func (e *environment) printRefused(w io.Writer, r *fileimport.Report, refusedFile string) {
	if len(r.Refused) == 0 {
		return
	}
	fmt.Fprintf(w, "\n%s:\n", e.say("report.refused"))
	for _, row := range r.Refused[:min(shownRefusals, len(r.Refused))] {
		fmt.Fprintf(w, "  %s\n", e.say("place.line", row.Line, ringdex.OneLine(row.Reason(e.language))))
	}
	if more := r.Run.Counts.Refused - shownRefusals; more > 0 {
		fmt.Fprintf(w, "  %s\n", e.say("report.more", more))
	}
	for _, key := range r.Keys {
		if hint := hintOf(key); !hint.IsZero() {
			fmt.Fprintf(w, "\n%s\n", e.language.Render(hint))
		}
	}
	if refusedFile != "" {
		fmt.Fprintf(w, "\n%s\n%s\n", e.say("report.refused_file", refusedFile), e.say("report.mend"))
	}
}

// printDeletions names whom the replacing import would delete.
func (e *environment) printDeletions(w io.Writer, r *fileimport.Report) {
	for _, name := range r.Deletions {
		fmt.Fprintf(w, "%s %s\n", e.say("report.deleted"), ringdex.OneLine(name))
	}
	if more := int(r.Run.Counts.Deleted) - len(r.Deletions); more > 0 && len(r.Deletions) > 0 {
		fmt.Fprintf(w, "  %s\n", e.say("report.more", more))
	}
	if len(r.Deletions) > 0 {
		fmt.Fprintln(w)
	}
}

func (e *environment) printChanges(w io.Writer, changes []fileimport.Change) {
	for _, c := range changes {
		fmt.Fprintln(w, e.say("place.line", c.Line, e.say("report."+string(c.Action))+" "+ringdex.OneLine(c.Name)))
		for _, d := range c.Deltas {
			fmt.Fprintf(w, "  %s: %s → %s\n", d.Field, ringdex.Show(d.Old), ringdex.Show(d.New))
		}
	}
	if len(changes) > 0 {
		fmt.Fprintln(w)
	}
}
