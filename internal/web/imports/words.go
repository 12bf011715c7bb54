package imports

import (
	"cmp"
	"mime"
	"strings"

	"github.com/a-h/templ"

	"ringdex/internal/fileimport"
	"ringdex/internal/message"
	"ringdex/internal/ringdex"
	"ringdex/internal/table"
	"ringdex/internal/upload"
	"ringdex/internal/web/ui"
)

// textOf returns what to say of an error.
func textOf(err error) message.Text { return message.Of(err) }

// disposition returns the header that has a browser keep an answer as a file.
func disposition(name string) string {
	return mime.FormatMediaType("attachment", map[string]string{"filename": name})
}

// size returns the length of a file in words.
func size(v *ui.View, bytes int64) string {
	switch {
	case bytes < 1<<10:
		return v.T("imports.bytes", bytes)
	case bytes < 1<<20:
		return v.T("imports.kilobytes", bytes>>10)
	}
	return v.T("imports.megabytes", bytes>>20)
}

// format says how a file is written.
func format(v *ui.View, l table.Layout) string {
	switch l.Format {
	case table.VCard:
		return v.T("imports.vcard", l.Encoding)
	case table.XLSX:
		return v.T("imports.workbook", l.Sheet)
	}
	return v.T("imports.csv", l.Encoding, delimiterName(v, l.Delimiter))
}

// percent returns a share of the rows.
func percent(v *ui.View, filled int) string { return v.T("imports.filled", filled) }

// shown returns the beginning of a cell.
func shown(cell string) string {
	const longest = 120
	letters := []rune(ringdex.OneLine(cell))
	if len(letters) > longest {
		return string(letters[:longest-1]) + "…"
	}
	return string(letters)
}

// at returns a cell of a row, "" where the row is short.
func at(cells []string, i int) string {
	if i < len(cells) {
		return cells[i]
	}
	return ""
}

// why returns why a column is left out.
func why(v *ui.View, c *upload.Column) string {
	if c.LeftOut == nil {
		return ""
	}
	return v.Sentence(c.LeftOut.Text)
}

// chosen returns the field of a column, or that it is left out.
func chosen(c *upload.Column) string { return cmp.Or(c.Field, leaveOut) }

// refresh lets htmx ask for a part again every second until a work is done.
func refresh(s worked, step string) templ.Attributes {
	if s.Progress.Done {
		return nil
	}
	return templ.Attributes{"hx-get": pathOf(s.File, step), "hx-trigger": "every 1s", "hx-target": "#work", "hx-swap": "outerHTML"}
}

// long reports whether a cell needs a box of several lines.
func long(cell string) bool { return strings.Contains(cell, "\n") || len(cell) > 80 }

// current says which step the reader is at.
func current(here bool) string {
	if here {
		return "step"
	}
	return "false"
}

// stepOf returns the step that a work belongs to.
func stepOf(s worked) string {
	if s.Work.DryRun {
		return stepCheck
	}
	return stepRun
}

// reason says why a row is refused.
func reason(v *ui.View, p upload.Problem) string {
	if p.Column == "" {
		return ui.Capital(p.Text)
	}
	return v.T("imports.reason", p.Column, p.Text)
}

func joined(cells []string) string { return strings.Join(cells, "; ") }

// nameOfRow returns the name of the record of a row, or what stands for it.
func nameOfRow(v *ui.View, f *upload.Found) string {
	return cmp.Or(f.Name, f.Key, v.T("run.no_name"))
}

// recordPath returns the address of the record of a row; "" if there is none.
func recordPath(f *upload.Found) string {
	switch {
	case f.Ref.Kind == ringdex.KindContact && !f.Ref.Contact.IsZero():
		return ui.RecordPath(f.Ref)
	case f.Ref.Kind == ringdex.KindCompany && f.Ref.Company > 0:
		return ui.RecordPath(f.Ref)
	}
	return ""
}

// deletedNames names some of those whom a replacing import deletes.
func deletedNames(v *ui.View, r *fileimport.Report) string {
	const most = 5
	names := strings.Join(r.Deletions[:min(len(r.Deletions), most)], ", ")
	if len(r.Deletions) > most {
		return v.T("imports.and_others", names)
	}
	return names
}

// finding is something worth a look in rows that go in.
type finding struct {
	Title    string
	Count    int
	Examples []string
}

// found returns what is worth a look.
func found(v *ui.View, r *fileimport.Report) (list []finding) {
	f := &r.Figures
	add := func(key string, count int, examples ...string) {
		if count > 0 {
			list = append(list, finding{v.T(key), count, examples[:min(len(examples), 3)]})
		}
	}
	var noted, same []string
	for _, row := range f.Notes {
		reasons := fileimport.RefusedRow{Problems: row.Notes}
		noted = append(noted, v.T("run.line", row.Line)+": "+reasons.Reason(v.Language))
	}
	for _, row := range f.Same {
		same = append(same, v.T("run.line", row.Line)+": "+row.Name)
	}
	add("run.invalid_numbers", f.Invalid, f.Numbers...)
	add("run.unreachable", f.Unreachable)
	add("run.nameless", f.Nameless)
	add("run.noted", f.Noted, noted...)
	add("run.companies", f.Companies, f.Made...)
	add("run.duplicates", f.Duplicates, same...)
	add("run.empty_rows", f.EmptyRows)
	add("run.title_rows", f.Titles)
	add("run.hidden_rows", f.HiddenRows)
	for _, c := range r.LeftOut {
		list = append(list, finding{v.T("run.left_out", ringdex.Quote(ringdex.OneLine(c.Column.Title))), c.Values, []string{shown(c.Such)}})
	}
	return list
}

// wrong marks a cell with a problem.
func wrong(problem string, line, column int) templ.Attributes {
	if problem == "" {
		return nil
	}
	return templ.Attributes{"aria-invalid": "true", "aria-describedby": cellName(line, column) + ".problem"}
}
