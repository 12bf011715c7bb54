// Package csv reads and writes delimited text: delimiters, quotes, line ends, the physical line and
// the original text of each record, in the encodings of Central Europe.
//
// Why no encoding/csv: it keeps neither the text of a record nor lone CRs, it reads a missing
// closing quote to the end of the file into memory, and its LazyQuotes hides a file that was cut
// off. Splitting by hand answers all four with less code than working around them; a fuzz test
// holds it equal to encoding/csv wherever that accepts a file.
package csv

import (
	"bufio"
	"bytes"
	"fmt"
	"io"

	"ringdex/internal/table"
	"ringdex/internal/table/charset"
	"ringdex/internal/table/charset/guess"
	"ringdex/internal/table/csv/record"

	"ringdex/internal/message"
)

// text reads CSV. It keeps a window of the file that always contains the whole record, so that the
// original text needs no copy and memory is constant.
type text struct {
	in     io.Reader
	shape  table.Layout
	split  record.Splitter
	letter letters

	buf      []byte
	from, to int   // the unconsumed part of buf
	failed   error // io.EOF or the error that ended reading
	maxText  int   // bytes of one record
	line     int   // of the record to come
	fields   []string
	shown    []byte // text of a row that differs from buf
}

const bufferSize = 4 * table.SampleSize

// Open reads a text from its start. In has a buffer of table.SampleSize or more.
func Open(in *bufio.Reader, opt table.Options) (*table.Reader, error) {
	if err := opt.Layout.Check(); err != nil {
		return nil, err
	}
	limits := opt.Limits.WithDefaults(table.CSV)
	sample, err := in.Peek(table.SampleSize)
	if err != nil && err != io.EOF {
		return nil, table.Unreadable(err)
	}
	src, err := openText(in, sample, opt, limits)
	if err != nil {
		return nil, err
	}
	return table.NewReader(src, limits, opt.Layout.HeaderRow)
}

func openText(in *bufio.Reader, sample []byte, opt table.Options, lim table.Limits) (*text, error) {
	t, l := &text{buf: make([]byte, bufferSize), line: 1}, opt.Layout
	t.maxText = max(4<<20, 4*lim.FieldChars+table.SampleSize)
	wholeFile := len(sample) < table.SampleSize
	bom, enc := t.encodingOf(sample, l)
	if n, err := in.Discard(bom); err != nil {
		return nil, fmt.Errorf("skip the mark of %d bytes: %w", n, err)
	}
	sample = sample[bom:]
	t.in = table.LimitReader(in, lim.Bytes, int64(bom))
	if enc.Wide() {
		t.in = charset.NewWideReader(t.in, enc)
		sample, _ = io.ReadAll(charset.NewWideReader(bytes.NewReader(sample), enc))
	}
	if !wholeFile {
		sample = guess.TrimCut(sample)
	}
	t.shape = shapeOf(sample, wholeFile, l, opt.Known)
	t.shape.Format, t.shape.Encoding, t.shape.BOM = table.CSV, enc, bom > 0
	t.letter = newLetters(l.Encoding, enc, sample, bom > 0)
	t.split = record.Splitter{Delim: byte(t.shape.Delimiter), EOL: eolByte(t.shape.LineEnd), MaxCols: lim.Columns}
	if t.letter.doubted != nil {
		return nil, t.unclearError()
	}
	if t.shape.SepLine {
		return t, t.skipSepLine()
	}
	return t, nil
}

// encodingOf returns the encoding, if given or evident from the first bytes, and the length of the
// byte order mark. It strips the mark even if another encoding is given.
func (t *text) encodingOf(sample []byte, l table.Layout) (int, charset.Encoding) {
	marked, n := charset.ByMark(sample)
	switch {
	case l.Encoding != "" && (marked == l.Encoding || marked == charset.UTF8):
		return n, l.Encoding
	case l.Encoding != "":
		return 0, l.Encoding
	case n > 0:
		return n, marked
	}
	return 0, charset.ByZeros(sample)
}

func eolByte(lineEnd string) byte {
	if lineEnd == "\r" {
		return '\r'
	}
	return '\n'
}

// Layout is the one found so far: the encoding may change as the reading goes on.
func (t *text) Layout() table.Layout {
	l := t.shape
	l.Encoding = t.letter.encoding()
	return l
}

// Sheets is nil: a text has none.
func (t *text) Sheets() []string { return nil }

// Close has nothing to free; the reader is the caller's.
func (t *text) Close() error { return nil }

func (t *text) skipSepLine() error {
	r, err := t.find()
	if err == nil {
		t.advance(r)
	}
	return err
}

// Next gives the record after the last one.
func (t *text) Next() (table.Row, error) {
	r, err := t.find()
	if err != nil {
		return table.Row{}, err
	}
	if t.endMark(r) {
		return table.Row{}, io.EOF
	}
	if err := t.settleEncoding(r.Text); err != nil {
		return table.Row{}, err
	}
	row, err := t.row(r)
	t.advance(r)
	return row, err
}

func (t *text) advance(r record.Record) {
	t.from += r.Size
	t.line += r.Lines
}

// endMark recognises the byte 1A that DOS programs (dBase, FoxPro) put at the end of a text file.
func (t *text) endMark(r record.Record) bool {
	return r.Text == 1 && t.buf[t.from] == 0x1A && t.failed == io.EOF && t.from+r.Size == t.to
}

// record gives the n bytes of the current record. They are good until the window moves.
func (t *text) record(n int) []byte { return t.buf[t.from : t.from+n] }

// find finds the next record in the window, and reads more as needed.
func (t *text) find() (record.Record, error) {
	for {
		t.skipNewline()
		if t.from == t.to && t.failed != nil {
			return record.Record{}, t.final()
		}
		r := t.split.Split(t.buf[t.from:t.to], t.failed == io.EOF)
		switch {
		case r.Verdict == record.CutOff:
			return r, t.cutOffError(r)
		case r.Verdict != record.NeedMore:
			return r, nil
		case t.failed != nil:
			return r, t.final()
		case t.to-t.from >= t.maxText:
			return r, t.endlessError(r)
		}
		t.fill()
	}
}

// skipNewline drops the '\n' that a file of mixed line ends has after the '\r' of an old Mac.
func (t *text) skipNewline() {
	if t.split.EOL == '\r' && t.from < t.to && t.buf[t.from] == '\n' {
		t.from++
	}
}

// final returns the error that ended reading. It is returned only after all complete records.
func (t *text) final() error {
	if t.failed == io.EOF {
		return io.EOF
	}
	if e, ok := t.failed.(*table.Defect); ok {
		return e
	}
	return &table.Defect{
		Key: table.ErrRead, Line: t.line, Cause: t.failed,
		Text: message.New("table.unreadable"),
	}
}

// fill makes room and reads until the window is full, so that a record is scanned only a few times,
// even from a slow sender. The window doubles up to the longest record allowed.
func (t *text) fill() {
	if t.from > 0 {
		t.to = copy(t.buf, t.buf[t.from:t.to])
		t.from = 0
	}
	if t.to == len(t.buf) {
		t.buf = append(t.buf, make([]byte, min(len(t.buf), t.maxText))...)
	}
	for idle := 0; t.to < len(t.buf) && t.failed == nil; idle++ {
		n, err := t.in.Read(t.buf[t.to:])
		t.to += n
		t.failed = err
		if n > 0 {
			idle = 0
		} else if idle > 100 {
			t.failed = io.ErrNoProgress
		}
	}
}

// ahead gives the window from the current record on, the sample size at least unless the file ends.
func (t *text) ahead() []byte {
	if t.to-t.from < table.SampleSize && t.failed == nil {
		t.fill()
	}
	if t.failed == io.EOF {
		return t.buf[t.from:t.to]
	}
	return guess.TrimCut(t.buf[t.from:t.to])
}

func (t *text) cutOffError(r record.Record) error {
	line := t.line + t.split.CountLines(t.buf[t.from:t.from+r.Quote])
	return &table.Defect{
		Key: table.ErrCutOff, Line: line, Column: r.Column,
		Text: message.New("table.cut_off"),
	}
}

func (t *text) endlessError(r record.Record) error {
	e := &table.Defect{Key: table.ErrEndless, Line: t.line, Column: r.Column}
	if r.Quote < 0 {
		e.Text = message.New("table.endless_line")
		return e
	}
	e.Line += t.split.CountLines(t.buf[t.from : t.from+r.Quote])
	e.Text = message.New("table.endless_value")
	return e
}
