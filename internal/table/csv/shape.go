package csv

import (
	"bytes"
	"strings"

	"ringdex/internal/table"
	"ringdex/internal/table/csv/record"
)

// shapeOf finds line ends, delimiter and the sep= line in a sample of the decoded file. Given
// values are not checked.
func shapeOf(sample []byte, wholeFile bool, given table.Layout, known func(string) bool) table.Layout {
	l := table.Layout{LineEnd: given.LineEnd, Delimiter: given.Delimiter, Guard: given.Guard}
	if l.LineEnd == "" {
		l.LineEnd = lineEnd(sample)
	}
	said, rest := sepLine(sample, eolByte(l.LineEnd))
	l.SepLine = said != 0
	if l.Delimiter == 0 {
		l.Delimiter = said
	}
	if l.Delimiter == 0 {
		l.Delimiter = delimiter(rest, wholeFile, eolByte(l.LineEnd), known)
	}
	return l
}

// lineEnd counts line ends outside of quotes: Excel on a Mac ends rows by '\r' and writes '\n' for
// a line break inside a cell. A file of one line counts as "\r\n", which is what Excel writes.
func lineEnd(sample []byte) string {
	var crlf, lf, cr int
	quoted := false
	for i, b := range sample {
		switch {
		case b == '"':
			quoted = !quoted
		case quoted:
		case b == '\n' && i > 0 && sample[i-1] == '\r':
			crlf++
		case b == '\n':
			lf++
		case b == '\r' && i+1 < len(sample) && sample[i+1] != '\n' && sample[i+1] != '\r':
			cr++
		case b == '\r' && i+1 == len(sample):
			cr++
		}
	}
	switch {
	case cr > 0 && lf+crlf == 0:
		return "\r"
	case lf > crlf:
		return "\n"
	case lf+crlf == 0 && bytes.IndexByte(sample, '\n') < 0 && bytes.IndexByte(sample, '\r') >= 0:
		return "\r" // every line end follows a stray quote
	}
	return "\r\n"
}

// sepLine reads the line "sep=;" which sets the delimiter in Excel, and returns the rest.
func sepLine(sample []byte, eol byte) (rune, []byte) {
	line, rest, _ := bytes.Cut(sample, []byte{eol})
	line = bytes.TrimRight(line, "\r")
	if len(line) != len("sep=;") || !strings.EqualFold(string(line[:4]), "sep=") {
		return 0, sample
	}
	if r := rune(line[4]); table.CanDelimit(r) {
		return r, rest
	}
	return 0, sample
}

// delimiters are tried in this order; of equals the first wins.
const delimiters = ";,\t|"

// maxCounted bounds the records that are looked at.
const maxCounted = 500

// delimiter finds the one that cuts the sample into rows of the same width.
func delimiter(sample []byte, wholeFile bool, eol byte, known func(string) bool) rune {
	best, top := rune(0), fit{}
	for _, d := range delimiters {
		if f := measure(sample, wholeFile, byte(d), eol, known); f.better(top) {
			best, top = d, f
		}
	}
	if best == 0 {
		return unused(sample)
	}
	return best
}

// fit is the score of a delimiter. The zero value is unsuitable.
type fit struct {
	even       int  // rows as wide as the header, in percent
	recognised int  // names of the header that are known
	width      int  // columns of the header
	titled     bool // the first row is not cut, the others are: a title above the table
}

// better compares. Small differences in evenness say little (trailing columns are often missing),
// so they count in steps.
func (f fit) better(g fit) bool {
	switch {
	case f.width < 2:
		return false
	case g.width >= 2 && f.titled != g.titled:
		return g.titled
	case f.even/20 != g.even/20:
		return f.even > g.even
	case f.recognised != g.recognised:
		return f.recognised > g.recognised
	}
	return f.width > g.width
}

// measure cuts the sample by one delimiter and compares the rows with the first.
func measure(sample []byte, wholeFile bool, d, eol byte, known func(string) bool) fit {
	s := record.Splitter{Delim: d, EOL: eol, MaxCols: 1000}
	var widths []int
	var f fit
	for len(sample) > 0 && len(widths) < maxCounted {
		r := s.Split(sample, wholeFile)
		if r.Verdict == record.NeedMore || r.Verdict == record.CutOff {
			break
		}
		width := len(s.Fields)
		if r.Verdict == record.BadQuote {
			width = 0
		}
		if r.Text > 0 {
			if widths = append(widths, width); len(widths) == 1 {
				f.recognised = knownNames(sample, s.Fields, known)
			}
		}
		sample = sample[r.Size:]
	}
	if n := titleRows(widths); f.recognised == 0 && n > 0 {
		f.titled, widths = true, widths[n:]
	}
	f.width, f.even = evenness(widths)
	return f
}

// titleRows counts the first rows that are not cut at all. That speaks against the delimiter
// ("Adresse des Kunden" above "Dlouhá 5, Praha"), unless the rows below are wide.
func titleRows(widths []int) int {
	n := 0
	for n < len(widths) && widths[n] == 1 && n < maxTitles {
		n++
	}
	if n+1 < len(widths) && widths[n] > 2 {
		return n
	}
	return 0
}

// maxTitles is how many rows may stand above a table.
const maxTitles = 10

// evenness compares all rows with the first.
func evenness(widths []int) (width, percent int) {
	if len(widths) == 0 {
		return 0, 0
	}
	width = widths[0]
	same := 0
	for _, w := range widths {
		if w == width {
			same++
		}
	}
	return width, same * 100 / len(widths)
}

func knownNames(record []byte, fields []record.Span, known func(string) bool) int {
	n := 0
	if known == nil {
		return 0
	}
	for _, f := range fields {
		if known(string(record[f.From:f.To])) {
			n++
		}
	}
	return n
}

// unused is the delimiter of a file of one column: one that does not occur, so that no value is
// cut.
func unused(sample []byte) rune {
	for _, d := range delimiters {
		if !bytes.ContainsRune(sample, d) {
			return d
		}
	}
	return rune(delimiters[0])
}
