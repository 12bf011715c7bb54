package table

import (
	"errors"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"

	"ringdex/internal/message"
)

// Row is one record of a file.
type Row struct {
	// Line is the physical line where the record starts, also after quoted line breaks; the first
	// line of the file is 1. In a workbook it is the number of the row.
	Line int

	// Fields are the values as they stand, without quotes and not trimmed. The next call reuses the
	// slice; the strings may be kept. Its length may differ from the header's, see
	// Reader.WrongCount. In a workbook short rows are filled up with empty values.
	Fields []string

	// Text is the record as it stood in the file, without its line end, always valid UTF-8 (what
	// cannot be decoded is U+FFFD). It is set also when there are no Fields because the row could
	// not be split. In a workbook it is the row as CSV with ";". Valid until the next call.
	Text []byte

	// Open says that the file ends without a line end behind this row. It is never set in a
	// workbook.
	Open bool

	// Hidden says that a workbook does not show the row, because of a filter for example.
	Hidden bool
}

// Source is a file of one format. Next gives each record, blank ones too, then io.EOF.
type Source interface {
	Next() (Row, error)
	Layout() Layout
	Sheets() []string // nil where a file has none
	Close() error
}

// Reader reads the rows of one file. It is not safe for use by several goroutines.
type Reader struct {
	src     Source
	limits  Limits
	header  Row
	rows    int
	skipped int
	titles  int
	hidden  int
	ragged  bool // rows may be shorter than the header
	ahead   []readAhead
	err     error // why reading has ended
}

// NewReader reads the header of a source: the row of that line, or the first row with content if
// header is 0. It closes the source when that fails; else Close does.
func NewReader(src Source, limits Limits, header int) (*Reader, error) {
	r := &Reader{src: src, limits: limits, ragged: src.Layout().Format == XLSX}
	if err := r.readHeader(header); err != nil {
		src.Close() // the first error counts
		return nil, err
	}
	return r, nil
}

// readHeader takes the row of the line, or the first row with content. Without a header the rest
// has no meaning, so a header that cannot be split stops the reading.
func (r *Reader) readHeader(line int) error {
	row, err := r.content()
	for row.Line < line && (err == nil || IsRow(err)) {
		r.titles++
		row, err = r.content()
	}
	if line > 0 && (err == io.EOF || row.Line > line) {
		return BadOption("option.header_row", strconv.Itoa(line))
	}
	if bad, ok := errors.AsType[*RowDefect](err); ok {
		return (*Defect)(bad)
	}
	if err == io.EOF {
		return Empty()
	}
	if err != nil {
		return err
	}
	row.Fields = slices.Clone(row.Fields)
	row.Text = slices.Clone(row.Text)
	r.header = row
	return checkHeader(row)
}

// checkHeader refuses a first row that holds a person instead of names: taken for a header it would
// be lost, and all columns would have senseless names.
func checkHeader(row Row) error {
	for i, f := range row.Fields {
		if looksLikeData(strings.TrimSpace(f)) {
			return &Defect{
				Key: ErrNoHeader, Line: row.Line, Column: i + 1, Value: Shorten(f),
				Text: message.New("table.no_header", strconv.Quote(Shorten(f))),
			}
		}
	}
	return nil
}

// looksLikeData is true for a bare e-mail address and for a bare number of nine digits or more; a
// name of a column is neither (but may be a date: eight digits).
func looksLikeData(s string) bool {
	if name, host, ok := strings.Cut(s, "@"); ok && name != "" && !strings.ContainsAny(s, " ()") {
		return strings.Contains(strings.Trim(host, "."), ".")
	}
	digits := 0
	for _, c := range s {
		switch {
		case c >= '0' && c <= '9':
			digits++
		case !strings.ContainsRune("+ -/().", c):
			return false
		}
	}
	return digits >= 9
}

// Layout returns the layout of the file. The encoding is UTF-8 until a non-ASCII letter is read, so
// it may change during reading.
func (r *Reader) Layout() Layout { return r.src.Layout() }

// Sheets lists the sheets of a workbook in their order, so that one can be chosen. Nil for text.
func (r *Reader) Sheets() []string { return r.src.Sheets() }

// Header gives the names of the columns: the first row with content, as it stands.
func (r *Reader) Header() []string { return slices.Clone(r.header.Fields) }

// HeaderRow gives the header with its line and its original text. The caller must not change it.
func (r *Reader) HeaderRow() Row { return r.header }

// Skipped returns the number of empty rows skipped so far: blank lines and rows of delimiters and
// white space only. No other figure includes them.
func (r *Reader) Skipped() int { return r.skipped }

// Next gives the next row with content. It ends with io.EOF. A *RowDefect concerns only this row
// (Line and Text are set), and reading goes on; any other error is a *Defect and final.
func (r *Reader) Next() (Row, error) {
	if r.err != nil {
		return Row{}, r.err
	}
	row, err := r.next()
	if err != nil && !IsRow(err) {
		r.err = err
		return Row{}, err
	}
	if r.rows++; r.rows > r.limits.Rows {
		r.err = tooManyRows(row.Line, r.limits.Rows)
		return Row{}, r.err
	}
	if row.Hidden {
		r.hidden++
	}
	return row, err
}

// readAhead is a row that Peek has read.
type readAhead struct {
	row Row
	err error
}

func (r *Reader) next() (Row, error) {
	if len(r.ahead) == 0 {
		return r.content()
	}
	first := r.ahead[0]
	r.ahead = r.ahead[1:]
	return first.row, first.err
}

// Peek returns the values of the rows to come, at most n. Next gives them again. Rows that cannot
// be split are not among them.
func (r *Reader) Peek(n int) [][]string {
	for len(r.ahead) < n && (len(r.ahead) == 0 || r.ahead[len(r.ahead)-1].err == nil || IsRow(r.ahead[len(r.ahead)-1].err)) {
		row, err := r.content()
		row.Fields, row.Text = slices.Clone(row.Fields), slices.Clone(row.Text)
		r.ahead = append(r.ahead, readAhead{row, err})
	}
	var rows [][]string
	for _, a := range r.ahead {
		if a.err == nil {
			rows = append(rows, a.row.Fields)
		}
	}
	return rows
}

// titleRows is how many rows may stand above the names of the columns.
const titleRows = 10

// PassTitles moves the header to the first row with two known names, if the one that was taken has
// fewer: reports have their title above the table. Without such a row the header stays.
func (r *Reader) PassTitles(known func(name string) bool) {
	count := func(fields []string) (n int) {
		for _, f := range fields {
			if known(f) {
				n++
			}
		}
		return n
	}
	if count(r.header.Fields) >= 2 {
		return
	}
	r.Peek(titleRows)
	for i, a := range r.ahead {
		if a.err == nil && count(a.row.Fields) >= 2 {
			r.header, r.ahead, r.titles = a.row, r.ahead[i+1:], i+1
			r.fill()
			return
		}
	}
}

// fill makes the rows read ahead as wide as the header, if the format leaves empty values out.
func (r *Reader) fill() {
	for i := range r.ahead {
		a := &r.ahead[i]
		for r.ragged && a.err == nil && len(a.row.Fields) < len(r.header.Fields) {
			a.row.Fields = append(a.row.Fields, "")
		}
	}
}

// Hidden counts the hidden rows that Next has returned.
func (r *Reader) Hidden() int { return r.hidden }

// Titles counts the rows above the header.
func (r *Reader) Titles() int { return r.titles }

// All gives all rows to come, as Next does. It ends after the last row or the first final error.
func (r *Reader) All() iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		for {
			row, err := r.Next()
			if err == io.EOF || !yield(row, err) || err != nil && r.err != nil {
				return
			}
		}
	}
}

// content passes over empty rows.
func (r *Reader) content() (Row, error) {
	for {
		row, err := r.src.Next()
		if err == nil && Blank(row.Fields) {
			r.skipped++
			continue
		}
		for r.ragged && err == nil && len(row.Fields) < len(r.header.Fields) {
			row.Fields = append(row.Fields, "")
		}
		if err == nil {
			err = r.checkLengths(row)
		}
		if err != nil {
			row.Fields = nil
		}
		return row, err
	}
}

// WrongCount checks that a row has as many values as the header. Empty values beyond the header are
// harmless (a delimiter at the end of each line) and do not count. Nil or a *RowDefect with
// ErrShortRow or ErrLongRow; which of the two to accept is the caller's decision.
func (r *Reader) WrongCount(row Row) error {
	got, want := len(row.Fields), len(r.header.Fields)
	for got > want && row.Fields[got-1] == "" {
		got--
	}
	code := ErrShortRow
	switch {
	case got == want:
		return nil
	case got > want:
		code = ErrLongRow
	}
	return &RowDefect{
		Key: code, Line: row.Line, Value: strconv.Itoa(want),
		Text: message.New("table.values", got, want),
	}
}

// Close frees what the reader holds. It does not close the io.Reader given to Open.
func (r *Reader) Close() error {
	if r.err == nil {
		r.err = &Defect{Key: ErrRead, Text: message.New("table.closed")}
	}
	return r.src.Close()
}

func (r *Reader) checkLengths(row Row) error {
	if len(row.Fields) > r.limits.Columns {
		return TooManyColumns(row.Line, r.limits.Columns)
	}
	for i, f := range row.Fields {
		if len(f) > r.limits.FieldChars && longerThan(f, r.limits.FieldChars) {
			return &RowDefect{
				Key: ErrTooLong, Line: row.Line, Column: i + 1, Value: strconv.Itoa(r.limits.FieldChars),
				Text: message.New("table.value_too_long", r.limits.FieldChars),
			}
		}
	}
	return nil
}

func longerThan(s string, chars int) bool {
	for range s {
		if chars--; chars < 0 {
			return true
		}
	}
	return false
}

func tooManyRows(line, limit int) error {
	return &Defect{
		Key: ErrTooMany, Line: line, Value: strconv.Itoa(limit),
		Text: message.New("table.too_many_rows", limit),
	}
}

// Blank reports whether a row has only white space.
func Blank(fields []string) bool {
	for _, f := range fields {
		if strings.TrimSpace(f) != "" {
			return false
		}
	}
	return true
}
