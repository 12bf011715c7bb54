package csvfile

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
)

// text reads CSV. It keeps a window of the file, in which a record always lies whole, so that its
// original text costs nothing and memory stays the same whatever the length of the file.
type text struct {
	in     io.Reader
	shape  Layout
	split  splitter
	letter letters

	buf      []byte
	from, to int   // the part of buf that is read but not given out
	failed   error // io.EOF or why no more can be read
	maxText  int   // bytes of one record
	line     int   // of the record to come
	fields   []string
	shown    []byte // text of a row that is not shown as it stands in buf
}

const bufferSize = 4 * sampleSize

func openText(in *bufio.Reader, sample []byte, l Layout, lim Limits) (source, error) {
	t := &text{buf: make([]byte, bufferSize), line: 1}
	t.maxText = max(4<<20, 4*lim.FieldChars+sampleSize)
	wholeFile := len(sample) < sampleSize
	bom, enc := t.encodingOf(sample, l)
	if n, err := in.Discard(bom); err != nil {
		return nil, fmt.Errorf("skip the mark of %d bytes: %w", n, err)
	}
	sample = sample[bom:]
	t.in = &limitReader{r: in, left: max(0, lim.Bytes-int64(bom)), limit: lim.Bytes}
	if enc.wide() {
		t.in = newWideReader(t.in, enc)
		sample, _ = io.ReadAll(newWideReader(bytes.NewReader(sample), enc))
	}
	if !wholeFile {
		sample = trimCut(sample)
	}
	t.shape = shapeOf(sample, wholeFile, l)
	t.shape.Format, t.shape.Encoding, t.shape.BOM = CSV, enc, bom > 0
	t.letter = newLetters(l.Encoding, enc, sample, bom > 0)
	t.split = splitter{delim: byte(t.shape.Delimiter), eol: eolByte(t.shape.LineEnd), maxCols: lim.Columns}
	if t.shape.SepLine {
		return t, t.skipSepLine()
	}
	return t, nil
}

// encodingOf tells the encoding, if it is given or plain from the first bytes, and the length of
// the byte order mark. The mark goes even where a person says that the encoding is another.
func (t *text) encodingOf(sample []byte, l Layout) (int, Encoding) {
	marked, n := byBOM(sample)
	switch {
	case l.Encoding != "" && (marked == l.Encoding || marked == UTF8):
		return n, l.Encoding
	case l.Encoding != "":
		return 0, l.Encoding
	case n > 0:
		return n, marked
	}
	return 0, byZeros(sample)
}

func eolByte(lineEnd string) byte {
	if lineEnd == "\r" {
		return '\r'
	}
	return '\n'
}

func (t *text) layout() Layout {
	l := t.shape
	l.Encoding = t.letter.encoding()
	return l
}

func (t *text) sheets() []string { return nil }

// Close has nothing to free; the reader is the caller's.
func (t *text) Close() error { return nil }

func (t *text) skipSepLine() error {
	r, err := t.find()
	if err == nil {
		t.advance(r)
	}
	return err
}

// next gives the record after the last one.
func (t *text) next() (Row, error) {
	r, err := t.find()
	if err != nil {
		return Row{}, err
	}
	if t.endMark(r) {
		return Row{}, io.EOF
	}
	if err := t.settleEncoding(r.text); err != nil {
		return Row{}, err
	}
	row, err := t.row(r)
	t.advance(r)
	return row, err
}

func (t *text) advance(r record) {
	t.from += r.size
	t.line += r.lines
}

// endMark recognises the byte 1A that DOS programs (dBase, FoxPro) put at the end of a text file.
func (t *text) endMark(r record) bool {
	return r.text == 1 && t.buf[t.from] == 0x1A && t.failed == io.EOF && t.from+r.size == t.to
}

// record gives the n bytes of the current record. They are good until the window moves.
func (t *text) record(n int) []byte { return t.buf[t.from : t.from+n] }

// find finds the next record in the window, reading on as long as it takes.
func (t *text) find() (record, error) {
	for {
		t.skipNewline()
		if t.from == t.to && t.failed != nil {
			return record{}, t.final()
		}
		r := t.split.split(t.buf[t.from:t.to], t.failed == io.EOF)
		switch {
		case r.verdict == cutOff:
			return r, t.cutOffError(r)
		case r.verdict != needMore:
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
	if t.split.eol == '\r' && t.from < t.to && t.buf[t.from] == '\n' {
		t.from++
	}
}

// final gives the reason why nothing more can be read. It is told only after all whole records
// before it were given out.
func (t *text) final() error {
	if t.failed == io.EOF {
		return io.EOF
	}
	if e, ok := t.failed.(*Error); ok {
		return e
	}
	return &Error{
		Code: ErrRead, Line: t.line, Cause: t.failed,
		Message: "The file could not be read to its end.",
	}
}

// fill makes room and reads until the window is full, so that a record is looked at a few times
// only, even if the sender trickles. The window doubles up to the longest record allowed.
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
	if t.to-t.from < sampleSize && t.failed == nil {
		t.fill()
	}
	if t.failed == io.EOF {
		return t.buf[t.from:t.to]
	}
	return trimCut(t.buf[t.from:t.to])
}

func (t *text) cutOffError(r record) error {
	line := t.line + t.split.countLines(t.buf[t.from:t.from+r.quote])
	return &Error{
		Code: ErrCutOff, Line: line, Column: r.column,
		Message: "The file ends inside a quoted value that opens here: either the file was cut off, " +
			"or a quote (\") is missing or too many in this line.",
	}
}

func (t *text) endlessError(r record) error {
	e := &Error{Code: ErrEndless, Line: t.line, Column: r.column}
	if r.quote < 0 {
		e.Message = "The line is so long that this can hardly be a table. Check the line ends of the file."
		return e
	}
	e.Line += t.split.countLines(t.buf[t.from : t.from+r.quote])
	e.Message = "The quoted value that opens here does not end for a very long time: " +
		"probably a quote (\") is missing or too many in this line."
	return e
}
