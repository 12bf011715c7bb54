// Package table is the language of files that hold rows: Row, Layout, Limits and Defect, and the
// Reader that every format shares. What each format adds is a Source: package csv reads delimited
// text, package xlsx reads workbooks, package format finds out which of them a file is. What a
// column means is package mapping's.
//
// Two promises hold for every format. No record is lost silently: each becomes a row or a defect
// with its line, and a truncated file is a defect, not a short file. And no text is wrong: bytes
// outside the encoding are a defect, never a guess or a "?".
package table

import (
	"strconv"
	"unicode"

	"ringdex/internal/table/charset"
)

// Format names a format of files.
type Format string

// The formats that are read. TSV is CSV with a tab.
const (
	CSV  Format = "csv"
	XLSX Format = "xlsx"

	VCard Format = "vcard"
)

// Layout describes the notation of a file. In Options, the zero value of a field means "detect";
// for csv.NewWriter, it means "as Excel".
type Layout struct {
	Format    Format
	Encoding  charset.Encoding // empty for XLSX
	Delimiter rune             // one ASCII character; 0 for XLSX
	LineEnd   string           // "\r\n", "\n", or "\r" as old Macs wrote it

	// The reader always detects BOM and SepLine: a byte order mark at the start, and the line
	// "sep=;" that tells Excel the delimiter.
	BOM     bool
	SepLine bool

	// Guard says that cells which a spreadsheet would run as a formula carry a "'" in front, which
	// is taken off on reading. It cannot be detected. See csv.NewWriter for the exact rule.
	Guard bool

	// Sheet is the name of the sheet of a workbook; empty means the first one that has cells,
	// visible ones before hidden ones.
	Sheet string

	// HeaderRow is the line of the names of the columns; 0 means the first row with content.
	HeaderRow int
}

// Excel returns the layout that Excel in Central Europe opens correctly by a double click.
func Excel() Layout {
	return Layout{Format: CSV, Encoding: charset.UTF8, BOM: true, Delimiter: ';', LineEnd: "\r\n"}
}

// Limits protect against files that are too large or malicious. Zero means the default.
type Limits struct {
	Bytes      int64 // of the file; 4 GiB of text, 256 MiB for a workbook
	Unzipped   int64 // of the parts of a workbook that are read; 2 GiB
	Rows       int   // below the header, empty ones not counted; 10 million
	Columns    int   // 1000
	FieldChars int   // 32767, the most that a cell of Excel holds
}

// Options of opening a file. The zero value detects everything and has the default limits.
type Options struct {
	Layout Layout
	Limits Limits

	// Known reports whether a text is the name of a column. The delimiter that cuts the first row
	// into known names wins over one that does not. Nil knows none.
	Known func(name string) bool
}

// WithDefaults returns the limits with the defaults of a format where they are zero.
func (l Limits) WithDefaults(f Format) Limits {
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

// SampleSize is how much of a file is read ahead to detect its layout. It holds a few hundred rows.
const SampleSize = 64 << 10

// Check refuses an impossible layout.
func (l Layout) Check() error {
	switch {
	case l.Format != "" && l.Format != CSV && l.Format != XLSX && l.Format != VCard:
		return BadOption("option.format", string(l.Format))
	case l.Encoding != "" && !l.Encoding.Known():
		return BadOption("option.encoding", string(l.Encoding))
	case l.Delimiter != 0 && !CanDelimit(l.Delimiter):
		return BadOption("option.delimiter", string(l.Delimiter))
	case l.LineEnd != "" && l.LineEnd != "\n" && l.LineEnd != "\r\n" && l.LineEnd != "\r":
		return BadOption("option.line_end", l.LineEnd)
	case l.HeaderRow < 0:
		return BadOption("option.header_row", strconv.Itoa(l.HeaderRow))
	}
	return nil
}

// CanDelimit reports whether a character can divide values. It refuses what would make a file
// ambiguous: quotes, line ends, letters and digits, and all beyond ASCII (it has no byte of its own
// in UTF-8).
func CanDelimit(r rune) bool {
	return r == '\t' || r >= ' ' && r < 0x7f && r != '"' && !unicode.IsLetter(r) && !unicode.IsDigit(r)
}

// ParseDelimiter reads a delimiter as people write it: one character, or tab; 0 of "", which means
// "detect".
func ParseDelimiter(text string) (delimiter rune, ok bool) {
	switch runes := []rune(text); {
	case text == "":
		return 0, true
	case text == "tab" || text == `\t`:
		return '\t', true
	case len(runes) == 1:
		return runes[0], true
	}
	return 0, false
}
