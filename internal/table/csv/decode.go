package csv

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"

	"ringdex/internal/table"
	"ringdex/internal/table/csv/record"

	"ringdex/internal/message"
)

// row turns the record in the window into values.
func (t *text) row(r record.Record) (table.Row, error) {
	raw := t.record(r.Text)
	row := table.Row{Line: t.line, Open: r.Size == r.Text}
	switch {
	case r.Verdict == record.BadQuote:
		row.Text = t.printable(raw)
		return row, t.quoteError(r)
	case t.letter.seen&zero != 0:
		row.Text = t.printable(raw)
		return row, t.nulError(raw)
	}
	return t.decode(row, raw)
}

func (t *text) quoteError(r record.Record) error {
	return &table.RowDefect{
		Key: table.ErrQuote, Line: t.line, Column: r.Column,
		Text: message.New("table.stray_quote"),
	}
}

func (t *text) nulError(raw []byte) error {
	return &table.RowDefect{
		Key: table.ErrNul, Line: t.line, Column: t.columnOf(bytes.IndexByte(raw, 0)),
		Text: message.New("table.nul_byte"),
	}
}

// columnOf returns the field of the last record that contains a byte.
func (t *text) columnOf(at int) int {
	for i, f := range t.split.Fields {
		if at <= f.To {
			return i + 1
		}
	}
	return len(t.split.Fields)
}

// printable decodes a damaged row for display: invalid bytes become U+FFFD.
func (t *text) printable(raw []byte) []byte {
	t.shown = t.letter.show(t.shown[:0], raw)
	return t.shown
}

// values cuts a decoded record; at gives the places of the fields in it.
func (t *text) values(s string, at []record.Span) []string {
	t.fields = t.fields[:0]
	for _, f := range at {
		v := s[f.From:f.To]
		if f.Doubled {
			v = strings.ReplaceAll(v, `""`, `"`)
		}
		if t.shape.Guard {
			v = Unguard(v)
		}
		t.fields = append(t.fields, v)
	}
	return t.fields
}

// decode makes the row of a record whose encoding is settled.
func (t *text) decode(row table.Row, raw []byte) (table.Row, error) {
	l := &t.letter
	switch {
	case l.seen&(unknown|invalid) != 0:
		row.Text = t.printable(raw)
		return row, t.textError(raw, l.firstBad(raw))
	case l.table == nil || l.seen&beyond == 0:
		row.Text = raw
	case l.isUTF8(raw):
		row.Text = raw
		return row, t.otherTextError()
	default:
		t.shown = decode(l.table, t.shown[:0], raw, t.split.Fields)
		row.Text = t.shown
	}
	row.Fields = t.values(string(row.Text), t.split.Fields)
	return row, nil
}

func (t *text) otherTextError() error {
	return &table.RowDefect{
		Key: table.ErrText, Line: t.line,
		Text: message.New("table.other_encoding", t.letter.encoding().Name()),
	}
}

func (t *text) textError(raw []byte, at int) error {
	return &table.RowDefect{
		Key: table.ErrText, Line: t.line, Column: t.columnOf(at),
		Text: message.New("table.damaged_letter", fmt.Sprintf("%02X", raw[at]), t.letter.encoding().Name()),
	}
}

// firstBad finds the first byte that makes no letter, in a row that has one.
func (l *letters) firstBad(raw []byte) int {
	for i := 0; i < len(raw); {
		r, n := utf8.DecodeRune(raw[i:])
		if l.table != nil {
			r, n = l.table.Letter(raw[i]), 1
		}
		if r == utf8.RuneError && n <= 1 {
			return i
		}
		i += n
	}
	return 0
}
