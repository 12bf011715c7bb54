package xlsx

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"ringdex/internal/table"

	"ringdex/internal/message"
)

// sheet streams the rows of one sheet.
type sheet struct {
	book   *book
	xml    *xmlPart
	row    int // number of the row being read
	fields []string
	value  []byte
	size   int   // bytes of the fields
	width  int   // of the first row with content: shorter rows are filled up to it
	bad    error // defect of the current row
	done   bool
}

// The size of a sheet (Excel, "specifications and limits").
const (
	lastRow    = 1 << 20
	lastColumn = 1 << 14
)

// maxRow bounds the text of a row: a thousand cells may all show the same long shared text.
const maxRow = 4 * maxToken

func (b *book) openSheet(ref sheetRef) (*sheet, error) {
	x, err := b.openPart(ref.part)
	if err != nil {
		return nil, err
	}
	s := &sheet{book: b, xml: x}
	return s, nil
}

// firstWithContent passes over empty rows. It is the header, so its width is that of the table.
func (s *sheet) firstWithContent() (table.Row, error) {
	for {
		row, err := s.next()
		if err != nil {
			if bad, ok := errors.AsType[*table.RowDefect](err); ok {
				err = (*table.Defect)(bad)
			}
			return row, err
		}
		if !table.Blank(row.Fields) {
			s.width = len(row.Fields)
			row.Fields = append([]string(nil), row.Fields...)
			return row, nil
		}
	}
}

// next gives the next row that stands in the file, empty ones too. Its end is the end of sheetData:
// a part that ends before is damaged, and its rows must not pass for the whole sheet.
func (s *sheet) next() (table.Row, error) {
	if s.done {
		return table.Row{}, io.EOF
	}
	for {
		t, err := s.xml.next()
		if err == io.EOF {
			return table.Row{}, errors.New("the sheet has no end")
		}
		if err != nil {
			return table.Row{}, err
		}
		switch e := t.(type) {
		case xml.StartElement:
			if e.Name.Local == "row" {
				return s.readRow(e)
			}
		case xml.EndElement:
			if e.Name.Local == "sheetData" || e.Name.Local == "worksheet" {
				s.done = true
				s.xml.close()
				return table.Row{}, io.EOF
			}
		}
	}
}

func (s *sheet) readRow(e xml.StartElement) (table.Row, error) {
	number, err := rowNumber(e, s.row)
	if err != nil {
		return table.Row{}, err
	}
	hidden := isTrue(attr(e, "hidden")) // the decoder may use the attributes again
	s.row, s.fields, s.size, s.bad = number, s.fields[:0], 0, nil
	if err := s.readCells(); err != nil {
		return table.Row{}, err
	}
	return table.Row{Line: number, Fields: s.trimmed(), Hidden: hidden}, s.bad
}

// rowNumber may be left out of the file; then the rows follow each other.
func rowNumber(e xml.StartElement, last int) (int, error) {
	r := attr(e, "r")
	if r == "" {
		return last + 1, nil
	}
	n, err := strconv.Atoi(r)
	if err != nil || n <= last || n > lastRow {
		return 0, fmt.Errorf("row %q after row %d", table.Shorten(r), last)
	}
	return n, nil
}

// trimmed gives the fields as wide as the header, wider only if there is content.
func (s *sheet) trimmed() []string {
	n := len(s.fields)
	for n > s.width && s.fields[n-1] == "" {
		n--
	}
	s.fields = s.fields[:n]
	for len(s.fields) < s.width {
		s.fields = append(s.fields, "")
	}
	return s.fields
}

func (s *sheet) readCells() error {
	column := 0
	for until := s.xml.depth - 1; s.xml.depth > until; {
		t, err := s.xml.next()
		if err != nil {
			return err
		}
		e, ok := t.(xml.StartElement)
		if !ok || e.Name.Local != "c" {
			continue
		}
		if column, err = columnNumber(e, column); err != nil {
			return err
		}
		v, err := s.cell(e, column)
		if err != nil {
			return err
		}
		if s.size += len(v); s.size > maxRow {
			return errors.New("a row of more text than any table has")
		}
		s.put(column, v)
	}
	return nil
}

// columnNumber reads "BC12"; it may be left out of the file.
func columnNumber(e xml.StartElement, last int) (int, error) {
	ref := attr(e, "r")
	if ref == "" {
		return last + 1, nil
	}
	n := 0
	for i := 0; i < len(ref) && ref[i] >= 'A' && ref[i] <= 'Z' && n <= lastColumn; i++ {
		n = n*26 + int(ref[i]-'A') + 1
	}
	if n <= last || n > lastColumn {
		return 0, fmt.Errorf("cell %q after column %d", table.Shorten(ref), last)
	}
	return n, nil
}

func (s *sheet) put(column int, v string) {
	if v == "" {
		return
	}
	if column > s.book.limits.Columns {
		s.bad = table.TooManyColumns(s.row, s.book.limits.Columns)
		return
	}
	for len(s.fields) < column {
		s.fields = append(s.fields, "")
	}
	s.fields[column-1] = v
}

// cell reads one cell up to its end. For a formula it returns the stored value. Excel always stores
// one. Other programs may omit it, and Excel computes it on opening. To treat that as an empty cell
// would lose a visible value.
func (s *sheet) cell(e xml.StartElement, column int) (string, error) {
	kind, style := attr(e, "t"), attr(e, "s")
	value, inline, unknown, err := s.content()
	if err != nil {
		return "", err
	}
	if unknown && s.bad == nil {
		s.bad = noValue(s.row, column)
	}
	switch kind {
	case "s":
		if value == "" {
			return "", nil
		}
		return s.book.texts.get(value)
	case "inlineStr":
		return inline, nil
	case "str":
		return unescape(value), nil
	case "b":
		return boolean(value), nil
	case "e", "d":
		return value, nil // #N/A and the like as shown; dates are ISO here
	}
	n, _ := strconv.Atoi(style) // no style is style 0
	return s.book.number(value, n), nil
}

func noValue(line, column int) error {
	return &table.RowDefect{
		Key: table.ErrFormula, Line: line, Column: column,
		Text: message.New("table.formula"),
	}
}

func boolean(v string) string {
	switch strings.TrimSpace(v) {
	case "1", "true":
		return "TRUE"
	case "0", "false":
		return "FALSE"
	}
	return v
}

// content collects the stored value and the text that stands in the cell itself; unknown says that
// there is a formula and no value.
func (s *sheet) content() (value, inline string, unknown bool, err error) {
	x := s.xml
	inValue, formula, stored := false, false, false
	s.value = s.value[:0]
	for until := x.depth - 1; x.depth > until; {
		t, err := x.next()
		if err != nil {
			return "", "", false, err
		}
		switch e := t.(type) {
		case xml.StartElement:
			inValue = e.Name.Local == "v"
			stored = stored || inValue
			formula = formula || e.Name.Local == "f"
			if e.Name.Local == "is" {
				if inline, err = richText(x); err != nil {
					return "", "", false, err
				}
			}
		case xml.EndElement:
			inValue = false
		case xml.CharData:
			if inValue {
				s.value = append(s.value, e...)
			}
			if len(s.value) > maxToken {
				return "", "", false, errToken
			}
		}
	}
	return string(s.value), inline, formula && !stored, nil
}
