package sheet

import (
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"

	"ringdex/internal/fold"
	"ringdex/internal/ringdex"
	"ringdex/internal/scratch"
	"ringdex/internal/table"
	"ringdex/internal/table/csv"
)

// The columns that a file of refused rows has behind those of the file itself.
const (
	lineTitle   = "line"
	reasonTitle = "reason"
)

// Refusals gathers the refused rows, so that they can be mended and imported again. They are kept in a temporary
// file until the end, because only then the encoding of the file is known for certain.
//
// A row with too few or too many values, or one that could not be split, keeps that: it is written as it is, with
// line and reason behind its last value. Imported again unmended it is refused again, instead of being taken for
// another row.
type Refusals struct {
	spool *scratch.File
	out   *json.Encoder
	n     int
}

// Count is how many rows there are.
func (r *Refusals) Count() int { return r.n }

// Add keeps a row.
func (r *Refusals) Add(s *Sheet, row Row, problems []*ringdex.Error) error {
	if r.spool == nil {
		f, err := scratch.Create()
		if err != nil {
			return err
		}
		r.spool, r.out = f, json.NewEncoder(f)
	}
	r.n++
	cells := slices.Clone(row.Fields)
	if cells == nil {
		cells = []string{row.Text}
	} else {
		cells = cells[:min(len(cells), s.ownColumns(len(cells)))]
	}
	return r.out.Encode(append(cells, strconv.Itoa(row.Line), s.Reason(row, problems)))
}

// ownColumns leaves out line and reason of a file that has been through this before.
func (s *Sheet) ownColumns(n int) int {
	last := len(s.columns) - 2
	if n == last+2 && last > 0 && s.columns[last].Title == lineTitle && s.columns[last+1].Title == reasonTitle {
		return last
	}
	return n
}

// Reason is why a row was refused, in one line.
func (s *Sheet) Reason(row Row, problems []*ringdex.Error) string {
	if row.Unread && len(problems) > 1 {
		problems = problems[:1]
	}
	all := make([]string, len(problems))
	for i, p := range problems {
		all[i] = p.Message
		if place := s.Place(p.Field); place != "" {
			all[i] = place + ": " + p.Message
		}
	}
	return strings.Join(all, "; ")
}

// Write writes all rows in the form of the file they came from, cells that a spreadsheet would run as formulas
// guarded.
func (r *Refusals) Write(w io.Writer, s *Sheet) error {
	layout := s.reader.Layout()
	if layout.Format == table.XLSX {
		layout = table.Excel()
	}
	layout.Guard = true
	out := csv.NewWriter(w, layout)
	header := s.reader.Header()
	if err := write(out, append(header[:s.ownColumns(len(header))], lineTitle, reasonTitle)); err != nil {
		return err
	}
	if r.spool != nil {
		if err := r.copy(out); err != nil {
			return err
		}
	}
	return out.Flush()
}

func (r *Refusals) copy(out *csv.Writer) error {
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

// write takes the sign off letters that the encoding does not have: a reason may quote what is not in the file,
// and damaged text may hold anything.
func write(out *csv.Writer, cells []string) error {
	for range len(cells) + 1 {
		err := out.Write(cells)
		bad, ok := errors.AsType[*table.Fault](err)
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

// Close removes the temporary file.
func (r *Refusals) Close() error {
	if r.spool == nil {
		return nil
	}
	return r.spool.Close()
}
