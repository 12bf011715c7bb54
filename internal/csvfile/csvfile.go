// Package csvfile reads and writes spreadsheets as they really come: CSV and TSV in the encodings,
// delimiters and line ends that Central Europe produces, and XLSX workbooks.
//
// It owns the form of a file: format, encoding, delimiter, quotes, header, line ends, the physical
// line of each record and its original text; and it recognises the names of columns in Czech,
// Slovak, Polish, German and English. What a value means (numbers, e-mails, roles) and which row is
// accepted is decided elsewhere.
//
// It is pure: it reads the io.Reader it is given and nothing else. The one exception is XLSX: a ZIP
// file has its table of contents at the end and needs random access, so a workbook is copied to a
// temporary file that Close removes (a second one holds its texts when they are large).
//
// Two promises stand above the rest. Nothing is lost in silence: every record comes out as a row or
// as an error that names its line, and a file that ends too early is an error, not a short file.
// And no wrong text: bytes that the encoding does not have are an error, never a guess or a "?".
//
// Why no encoding/csv: it keeps neither the text of a record nor lone CRs, it reads a missing
// closing quote to the end of the file into memory, and its LazyQuotes hides a file that was cut
// off. Splitting by hand answers all four with less code than working around them; a fuzz test holds
// it equal to encoding/csv wherever that accepts a file. Why no excelize: its row
// iterator takes broken XML for the end of the sheet (rows lost, no error), shows 19 digits as 4.2E+18,
// and unpacks every part of the archive into memory.
package csvfile

import (
	"bufio"
	"io"
	"unicode"
)

// Format is the kind of file.
type Format string

// The formats that are read. TSV is CSV with a tab.
const (
	CSV  Format = "csv"
	XLSX Format = "xlsx"
)

// Layout says how a file is written. Given to Open, the zero value of a field means "detect";
// given to NewWriter, it means "as Excel".
type Layout struct {
	Format    Format
	Encoding  Encoding // empty for XLSX
	Delimiter rune     // one ASCII character; 0 for XLSX
	LineEnd   string   // "\r\n", "\n", or "\r" as old Macs wrote it

	// BOM and SepLine are found by the reader whatever is given: a byte order mark at the start,
	// and the line "sep=;" that tells Excel the delimiter.
	BOM     bool
	SepLine bool

	// Guard says that cells which a spreadsheet would run as a formula carry a "'" in front, which
	// is taken off on reading. It cannot be detected. See NewWriter for the exact rule.
	Guard bool

	// Sheet is the name of the sheet of a workbook; empty means the first one that has cells,
	// visible ones before hidden ones.
	Sheet string
}

// Excel is the layout that Excel in Central Europe opens by a double click with nothing broken.
func Excel() Layout {
	return Layout{Format: CSV, Encoding: UTF8, BOM: true, Delimiter: ';', LineEnd: "\r\n"}
}

// Limits protect against files that are too large or made to hurt. Zero means the default.
type Limits struct {
	Bytes      int64 // of the file; 4 GiB of text, 256 MiB for a workbook
	Unzipped   int64 // of the parts of a workbook that are read; 2 GiB
	Rows       int   // below the header, empty ones not counted; 10 million
	Columns    int   // 1000
	FieldChars int   // 32767, the most that a cell of Excel holds
}

// Options of Open. The zero value detects everything and has the default limits.
type Options struct {
	Layout Layout
	Limits Limits
}

func (l Limits) withDefaults(f Format) Limits {
	set := func(n *int, value int) {
		if *n <= 0 {
			*n = value
		}
	}
	if l.Bytes <= 0 {
		l.Bytes = 4 << 30
		if f == XLSX {
			l.Bytes = 256 << 20
		}
	}
	if l.Unzipped <= 0 {
		l.Unzipped = 2 << 30
	}
	set(&l.Rows, 10_000_000)
	set(&l.Columns, 1000)
	set(&l.FieldChars, 32767)
	return l
}

// sampleSize is how much of a file is looked at to detect its layout, and how much ahead of the
// first letter beyond ASCII. Enough for some hundred rows, little enough to read at once.
const sampleSize = 64 << 10

// Open looks at the beginning of a file, detects what the options leave open, and reads the header.
// Errors are *Error. The caller closes the Reader; r stays the caller's.
func Open(r io.Reader, opt Options) (*Reader, error) {
	if err := opt.check(); err != nil {
		return nil, err
	}
	in := bufio.NewReaderSize(r, sampleSize)
	sample, err := in.Peek(sampleSize)
	if err != nil && err != io.EOF {
		return nil, &Error{Code: ErrRead, Message: "The file could not be read to its end.", Cause: err}
	}
	found, err := identify(sample, in)
	if err != nil {
		return nil, err
	}
	if err := opt.Layout.agrees(found); err != nil {
		return nil, err
	}
	limits := opt.Limits.withDefaults(found)
	src, err := openSource(found, in, sample, opt.Layout, limits)
	if err != nil {
		return nil, err
	}
	return newReader(src, limits)
}

func openSource(f Format, in *bufio.Reader, sample []byte, l Layout, lim Limits) (source, error) {
	if f == XLSX {
		return openBook(&limitReader{r: in, left: lim.Bytes, limit: lim.Bytes}, l, lim)
	}
	return openText(in, sample, l, lim)
}

// check refuses options that no file can satisfy.
func (o Options) check() error {
	l := o.Layout
	switch {
	case l.Format != "" && l.Format != CSV && l.Format != XLSX:
		return optionError("format", string(l.Format))
	case l.Encoding != "" && !l.Encoding.known():
		return optionError("encoding", string(l.Encoding))
	case l.Delimiter != 0 && !canDelimit(l.Delimiter):
		return optionError("delimiter", string(l.Delimiter))
	case l.LineEnd != "" && l.LineEnd != "\n" && l.LineEnd != "\r\n" && l.LineEnd != "\r":
		return optionError("line end", l.LineEnd)
	}
	return nil
}

// canDelimit refuses what would make a file ambiguous: quotes, line ends, letters and digits, and
// all beyond ASCII (it has no byte of its own in UTF-8).
func canDelimit(r rune) bool {
	return r == '\t' || r >= ' ' && r < 0x7f && r != '"' && !unicode.IsLetter(r) && !unicode.IsDigit(r)
}

// agrees compares the format asked for with the one found.
func (l Layout) agrees(found Format) error {
	if l.Format == "" || l.Format == found {
		return nil
	}
	if found == XLSX {
		return notTable("an Excel workbook (XLSX)", "Choose the format XLSX, or save it as CSV.")
	}
	return notTable("text, not a workbook", "Choose the format CSV, or save it as XLSX.")
}

// limitReader ends with an error, not with io.EOF, where the limit is: a file that is too large
// must not look like a shorter one.
type limitReader struct {
	r           io.Reader
	left, limit int64
}

func (l *limitReader) Read(p []byte) (int, error) {
	if int64(len(p)) > l.left+1 {
		p = p[:l.left+1]
	}
	n, err := l.r.Read(p)
	l.left -= int64(n)
	if l.left < 0 {
		return n, tooLarge(l.limit)
	}
	return n, err
}
