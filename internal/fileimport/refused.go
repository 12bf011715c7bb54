package fileimport

import (
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"

	"ringdex/internal/fold"
	"ringdex/internal/i18n"
	"ringdex/internal/mapping"
	"ringdex/internal/ringdex"
	"ringdex/internal/scratch"
	"ringdex/internal/table"
	"ringdex/internal/table/csv"
)

// RefusedRow is a row that was refused.
type RefusedRow struct {
	Line     int
	Key      string           // key of the row, if any
	Problems []*ringdex.Error // Field is the title of a column, where the problem has one
	cells    []string         // unchanged; one cell if the row could not be split
}

// Cells are the values of the row, unchanged: one for each column, or one with the whole text of a
// row that could not be split. The rows of a report have none.
func (r *RefusedRow) Cells() []string { return r.cells }

// Reason is why the row was refused, in one line.
func (r *RefusedRow) Reason(in i18n.Language) string {
	all := make([]string, len(r.Problems))
	for i, p := range r.Problems {
		all[i] = in.Render(p.Text)
		if p.Field != "" {
			all[i] = p.Field + ": " + all[i]
		}
	}
	return strings.Join(all, "; ")
}

func (im *Import) refusedRow(from row, o *ringdex.Outcome) *RefusedRow {
	problems := o.Problems
	if from.unread && len(problems) > 1 {
		problems = problems[:1]
	}
	r := &RefusedRow{Line: from.line, Key: o.Key, cells: []string{from.text}}
	if from.cells != nil {
		r.cells = im.ownCells(from.cells)
	}
	for _, p := range problems {
		placed := *p
		placed.Field = im.mapping.Place(p.Field)
		r.Problems = append(r.Problems, &placed)
	}
	return r
}

// ownCells drops line and reason from a file of refused rows.
func (im *Import) ownCells(cells []string) []string {
	columns := im.mapping.Columns()
	last := len(columns) - 2
	if len(cells) == last+2 && last > 0 && columns[last].Title == mapping.LineTitle && columns[last+1].Title == mapping.ReasonTitle {
		return cells[:last]
	}
	return cells
}

// refusals collects the refused rows for correction and another import. It stores them in a
// temporary file until the end, because only then is the encoding of the file certain.
//
// A row with a wrong number of values, or one that could not be split, is written unchanged, with
// line and reason after its last value. If it is imported again without correction, it is refused
// again.
type refusals struct {
	spool *scratch.File
	out   *json.Encoder
}

func (r *refusals) add(row *RefusedRow, in i18n.Language) error {
	if r.spool == nil {
		f, err := scratch.Create()
		if err != nil {
			return err
		}
		r.spool, r.out = f, json.NewEncoder(f)
	}
	return r.out.Encode(append(slices.Clone(row.cells), strconv.Itoa(row.Line), row.Reason(in)))
}

// WriteRefused writes all refused rows in the form of the file they came from, with line and
// reason, and with guards against formulas. Call it after Run.
func (im *Import) WriteRefused(w io.Writer) error {
	layout := im.rows.Layout()
	if layout.Format != table.CSV {
		layout = table.Excel()
	}
	layout.Guard = true
	out := csv.NewWriter(w, layout)
	if err := write(out, append(im.ownCells(im.rows.Header()), mapping.LineTitle, mapping.ReasonTitle)); err != nil {
		return err
	}
	if err := im.refusals.copy(out); err != nil {
		return err
	}
	return out.Flush()
}

func (r *refusals) copy(out *csv.Writer) error {
	if r.spool == nil {
		return nil
	}
	if _, err := r.spool.Seek(0, io.SeekStart); err != nil {
		return err
	}
	rows := json.NewDecoder(r.spool)
	for {
		var cells []string
		if err := rows.Decode(&cells); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		if err := write(out, cells); err != nil {
			return err
		}
	}
}

// write replaces letters that the encoding lacks: a reason may quote text from elsewhere, and
// damaged text may contain anything.
func write(out *csv.Writer, cells []string) error {
	for range len(cells) + 1 {
		err := out.Write(cells)
		bad, ok := errors.AsType[*table.Defect](err)
		if !ok || bad.Column < 1 || bad.Column > len(cells) {
			return err
		}
		cells[bad.Column-1] = ascii(cells[bad.Column-1])
	}
	return nil
}

func ascii(text string) string {
	return strings.Map(func(r rune) rune {
		if r == 0 || r >= 0x80 {
			return '?'
		}
		return r
	}, fold.Text(text))
}

// close removes the temporary file.
func (r *refusals) close() error {
	if r.spool == nil {
		return nil
	}
	return r.spool.Close()
}
