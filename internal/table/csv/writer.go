package csv

import (
	"bufio"
	"io"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"ringdex/internal/table"
	"ringdex/internal/table/charset"

	"ringdex/internal/message"
)

// Writer writes CSV. What it wrote, format.Open with the same Layout reads back to the same values,
// except rows whose values are all white space (they count as empty), a header that looks like data
// or like another kind of file, and in a one-byte encoding words that happen to be UTF-8 ("Ĺ™").
type Writer struct {
	out    *bufio.Writer
	layout table.Layout
	encode func(rune) (byte, bool) // nil for Unicode
	rows   int
	line   []byte // the row being made
	raw    []byte // the same in the encoding of the file
	err    error
}

// NewWriter makes a writer of CSV. A field of the Layout that is zero means UTF-8, ";" and CRLF;
// BOM, SepLine and Guard are written only if they are set. Excel() has what Excel needs.
//
// Values are quoted when they have to be: a delimiter, a quote, a line break, white space at an
// end. With Guard, a cell that starts with = + - @ tab CR or LF gets a "'" in front, unless it is
// "+" and digits only; so does one that starts with "'" before such a start, so that Open can take
// off exactly what was put on.
func NewWriter(w io.Writer, l table.Layout) *Writer {
	if l.Encoding == "" {
		l.Encoding = charset.UTF8
	}
	if l.Delimiter == 0 {
		l.Delimiter = ';'
	}
	if l.LineEnd == "" {
		l.LineEnd = "\r\n"
	}
	return &Writer{
		out: bufio.NewWriterSize(w, table.SampleSize), layout: l, encode: l.Encoding.Encoder(),
		err: checkWritable(l),
	}
}

func checkWritable(l table.Layout) error {
	if l.Format == table.XLSX {
		return table.BadOption("option.format", string(l.Format))
	}
	return l.Check()
}

// Write adds a row. The first error stays, as with bufio. A letter that the encoding does not have
// is an *Error with its line and column: nothing of that row is written, and other rows may follow.
func (w *Writer) Write(fields []string) error {
	if w.err == nil && w.rows == 0 {
		w.err = w.start()
	}
	if w.err != nil {
		return w.err
	}
	w.rows++
	w.line = w.line[:0]
	for i, f := range fields {
		if err := w.check(f, i+1); err != nil {
			return err
		}
		if i > 0 {
			w.line = append(w.line, byte(w.layout.Delimiter))
		}
		w.line = w.appendField(w.line, f, len(fields) == 1)
	}
	w.line = append(w.line, w.layout.LineEnd...)
	w.err = w.put(w.line)
	return w.err
}

// Flush writes what is buffered. It is needed after the last row.
func (w *Writer) Flush() error {
	if w.err == nil {
		w.err = w.out.Flush()
	}
	return w.err
}

// start writes what comes before the first row. The mark belongs to Unicode only; in windows-1250
// it would be three letters.
func (w *Writer) start() error {
	if w.layout.BOM && w.encode == nil {
		if err := w.put([]byte("\uFEFF")); err != nil {
			return err
		}
	}
	if w.layout.SepLine {
		return w.put([]byte("sep=" + string(w.layout.Delimiter) + w.layout.LineEnd))
	}
	return nil
}

// check refuses values that do not survive a round trip.
func (w *Writer) check(f string, column int) error {
	if w.encode == nil && utf8.ValidString(f) && strings.IndexByte(f, 0) < 0 {
		return nil
	}
	for i, r := range f {
		switch {
		case r == 0:
			return w.refuse(table.ErrNul, column, message.New("table.value_nul"))
		case r == utf8.RuneError && !strings.HasPrefix(f[i:], "\uFFFD"):
			return w.refuse(table.ErrText, column, message.New("table.value_not_utf8"))
		case w.encode != nil && r >= utf8.RuneSelf && !w.has(r):
			return w.refuse(table.ErrEncoding, column, message.New("table.no_letter", w.layout.Encoding.Name(), strconv.QuoteRune(r)))
		}
	}
	return nil
}

// has leaves out the control characters that some tables contain and the reader refuses.
func (w *Writer) has(r rune) bool {
	_, ok := w.encode(r)
	return ok && r >= 0xA0
}

func (w *Writer) refuse(key table.Key, column int, why message.Text) error {
	return &table.Defect{Key: key, Line: w.rows, Column: column, Text: why}
}

func (w *Writer) appendField(line []byte, f string, alone bool) []byte {
	if w.layout.Guard {
		f = Guarded(f)
	}
	if !w.mustQuote(f) && !(alone && f == "") {
		return append(line, f...)
	}
	line = append(line, '"')
	for {
		before, after, found := strings.Cut(f, `"`)
		line = append(line, before...)
		if !found {
			return append(line, '"')
		}
		line = append(line, `""`...)
		f = after
	}
}

// mustQuote includes white space at the ends, which some programs trim, a value that would be taken
// for a sep= line, the letters that a reader may take for a mark at the start or end of a file, and
// "ID": Excel takes a file that begins with it for SYLK and refuses it.
func (w *Writer) mustQuote(f string) bool {
	for i := range len(f) {
		switch f[i] {
		case byte(w.layout.Delimiter), '"', '\r', '\n', '\x1A':
			return true
		}
	}
	return strings.TrimSpace(f) != f || strings.HasPrefix(f, "\uFEFF") || strings.HasPrefix(f, "ID") ||
		len(f) >= 4 && strings.EqualFold(f[:4], "sep=")
}

// put writes text in the encoding of the file.
func (w *Writer) put(text []byte) error {
	if w.layout.Encoding == charset.UTF8 {
		_, err := w.out.Write(text)
		return err
	}
	w.raw = w.raw[:0]
	for _, r := range string(text) {
		w.raw = w.appendRune(w.raw, r)
	}
	_, err := w.out.Write(w.raw)
	return err
}

func (w *Writer) appendRune(b []byte, r rune) []byte {
	if w.encode != nil {
		c, _ := w.encode(r) // check let only letters pass that it has
		return append(b, c)
	}
	for _, u := range utf16.AppendRune(nil, r) {
		if w.layout.Encoding == charset.UTF16LE {
			b = append(b, byte(u), byte(u>>8))
			continue
		}
		b = append(b, byte(u>>8), byte(u))
	}
	return b
}

// AppendRow appends a row to line as it stands in a file with that delimiter, without its line end.
func AppendRow(line []byte, fields []string, delimiter byte) []byte {
	w := Writer{layout: table.Layout{Delimiter: rune(delimiter)}}
	for i, f := range fields {
		if i > 0 {
			line = append(line, delimiter)
		}
		line = w.appendField(line, f, false)
	}
	return line
}
