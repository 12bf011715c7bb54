// Package record cuts delimited text into records and fields. It works on the bytes of a file and
// knows no encoding.
package record

import "bytes"

// Splitter finds the end and the fields of one record. It works on the bytes of the file:
// delimiters, quotes and line ends are ASCII and stand for themselves in UTF-8 and in every
// one-byte encoding.
//
// The grammar is RFC 4180, and beyond it what real files need:
//   - a quote inside an unquoted value is an ordinary character;
//   - a quote inside a quoted value that is neither doubled nor at its end is kept ("Firma "ABC" s.r.o."),
//     provided that the value ends on the same line and no other value opens in it. If not, the first
//     quote is the mistake, so its line is refused instead of being joined to the next;
//   - spaces after a closing quote are dropped, and before an opening one if the value closes properly
//     (`"a", "b"` as scripts write it).
type Splitter struct {
	Delim   byte
	EOL     byte // '\n' (a '\r' before it is dropped) or, in files of old Macs, '\r'
	MaxCols int
	Fields  []Span // of the last record, positions counted from its start
}

// Span is where the value of a field lies.
type Span struct {
	From, To int
	Doubled  bool // has "" for "
}

// Verdict is the result of splitting a record.
type Verdict int

// The verdicts.
const (
	Whole    Verdict = iota
	NeedMore         // the record goes on behind the buffer
	BadQuote
	CutOff // the file ends inside a quoted value
)

// Record is what Split found.
type Record struct {
	Verdict Verdict
	Text    int // length without the line end
	Size    int // length with it
	Lines   int // physical lines taken
	Quote   int // where the quoted value opens that is bad, cut off or not closed yet; -1: none
	Column  int // of that value, from 1
}

// Split judges the record at the start of b; eof says that nothing comes after b.
func (s *Splitter) Split(b []byte, eof bool) Record {
	s.Fields = s.Fields[:0]
	end := bytes.IndexByte(b, s.EOL)
	size := end + 1
	if end < 0 {
		end, size = len(b), len(b)
	}
	if bytes.IndexByte(b[:end], '"') >= 0 {
		return s.splitQuoted(b, eof)
	}
	if size == end && !eof {
		return Record{Verdict: NeedMore, Quote: -1}
	}
	r := Record{Text: s.trimReturns(b, 0, end), Size: size, Lines: 1, Quote: -1}
	if s.EOL == '\r' {
		r.Lines = max(1, s.CountLines(b[:size]))
	}
	s.splitPlain(b[:r.Text])
	return r
}

// trimReturns drops the '\r' of "\r\n", also the doubled ones of "\r\r\n" (text mode on Windows
// twice).
func (s *Splitter) trimReturns(b []byte, from, end int) int {
	for s.EOL == '\n' && end > from && b[end-1] == '\r' {
		end--
	}
	return end
}

func (s *Splitter) splitPlain(line []byte) {
	from := 0
	for {
		n := bytes.IndexByte(line[from:], s.Delim)
		if n < 0 {
			s.add(Span{From: from, To: len(line)})
			return
		}
		s.add(Span{From: from, To: from + n})
		from += n + 1
	}
}

// add keeps one field more than allowed, enough to see that there are too many: a line of a million
// delimiters must not become a million spans.
func (s *Splitter) add(f Span) {
	if len(s.Fields) <= s.MaxCols {
		s.Fields = append(s.Fields, f)
	}
}

func (s *Splitter) splitQuoted(b []byte, eof bool) Record {
	at, column := 0, 1
	for {
		if next, ok := s.simple(b, at); ok {
			at, column = next, column+1
			continue
		}
		f := s.field(b, at, eof)
		if f.verdict != Whole {
			return s.failed(b, f, column, eof)
		}
		s.add(f.Span)
		if f.next > f.end && b[f.end] == s.Delim {
			at, column = f.next, column+1
			continue
		}
		return Record{Text: f.end, Size: f.next, Lines: max(1, s.CountLines(b[:f.next])), Quote: -1}
	}
}

// simple is a short cut for nearly all values of nearly all files: quoted, nothing special inside,
// followed by the delimiter.
func (s *Splitter) simple(b []byte, at int) (next int, ok bool) {
	if at >= len(b) || b[at] != '"' {
		return 0, false
	}
	n := bytes.IndexByte(b[at+1:], '"')
	end := at + 1 + n
	if n < 0 || end+1 >= len(b) || b[end+1] != s.Delim {
		return 0, false
	}
	s.add(Span{From: at + 1, To: end})
	return end + 2, true
}

// failed returns the record for a value that is not closed. A bad quote costs only its line.
func (s *Splitter) failed(b []byte, f field, column int, eof bool) Record {
	r := Record{Verdict: f.verdict, Quote: f.quote, Column: column}
	if f.verdict != BadQuote {
		return r
	}
	end := bytes.IndexByte(b[f.quote:], s.EOL)
	if end < 0 && !eof {
		r.Verdict = NeedMore
		return r
	}
	r.Text, r.Size = len(b), len(b)
	if end >= 0 {
		r.Text, r.Size = f.quote+end, f.quote+end+1
	}
	r.Text = s.trimReturns(b, 0, r.Text)
	r.Lines = max(1, s.CountLines(b[:r.Size]))
	return r
}

// CountLines counts line ends as an editor does. Inside a file of an old Mac a line break typed
// into a cell is '\n'.
func (s *Splitter) CountLines(b []byte) int {
	n := bytes.Count(b, []byte{s.EOL})
	if s.EOL == '\r' {
		n += bytes.Count(b, []byte{'\n'}) - bytes.Count(b, []byte("\r\n"))
	}
	return n
}

// field is one value: where it lies, where it and its delimiter or line end are, or why not.
type field struct {
	Span
	verdict Verdict
	end     int  // of the field, quotes included; there stands the delimiter, the line end, or nothing
	next    int  // behind the delimiter or line end
	quote   int  // where it opens, -1 for a value without quotes
	stray   bool // has quotes that should have been doubled
}

func (s *Splitter) field(b []byte, from int, eof bool) field {
	at := from
	for at < len(b) && b[at] == ' ' && s.Delim != ' ' {
		at++
	}
	if at == len(b) && !eof {
		return field{verdict: NeedMore, quote: -1}
	}
	if at < len(b) && b[at] == '"' {
		f := s.quoted(b, at, eof, at > from)
		if at == from || s.tidy(b[at:], f) {
			return f
		}
	}
	return s.unquoted(b, from, eof)
}

// tidy reports whether a quote after spaces opens a value: only if that closes as it should on its
// line. Else the spaces and the quote are part of an unquoted value (`x; "Bar" U Dvou koček`).
func (s *Splitter) tidy(b []byte, f field) bool {
	switch f.verdict {
	case Whole:
		return !f.stray && !s.hasLineEnd(b[:f.To-f.quote])
	case BadQuote:
		return false
	}
	return !f.stray && !s.hasLineEnd(b)
}

func (s *Splitter) hasLineEnd(b []byte) bool { return bytes.IndexByte(b, s.EOL) >= 0 }

func (s *Splitter) unquoted(b []byte, from int, eof bool) field {
	i := from
	for i < len(b) && b[i] != s.Delim && b[i] != s.EOL {
		i++
	}
	if i == len(b) {
		if !eof {
			return field{verdict: NeedMore, quote: -1}
		}
		i = s.trimReturns(b, from, i)
		return field{Span: Span{From: from, To: i}, end: i, next: len(b), quote: -1}
	}
	end := i
	if b[i] == s.EOL {
		end = s.trimReturns(b, from, i)
	}
	return field{Span: Span{From: from, To: end}, end: end, next: i + 1, quote: -1}
}

// quoted reads the value whose opening quote is at b[open]. If it has to be strict it stops at the
// first stray quote: such a value is read again as unquoted, and to search a line of many of them
// to its end each time would take forever.
func (s *Splitter) quoted(b []byte, open int, eof, strict bool) field {
	f := field{Span: Span{From: open + 1}, quote: open}
	clean := open // no line end before it, once a stray quote was met
	for at := open + 1; ; {
		n := bytes.IndexByte(b[at:], '"')
		if n < 0 {
			f.verdict = unclosed(f.stray && s.hasLineEnd(b[clean:]), eof)
			return f
		}
		q := at + n
		if q+1 < len(b) && b[q+1] == '"' {
			f.Doubled, at = true, q+2
			continue
		}
		closes, known := s.closes(b, q+1, eof, &f)
		if !known {
			f.verdict = NeedMore
			return f
		}
		if f.stray = f.stray || !closes; f.stray {
			if strict {
				f.verdict = BadQuote
				return f
			}
			opens := !closes && b[q-1] == s.Delim // so the value before it was never closed
			if opens || s.hasLineEnd(b[clean:q]) {
				f.verdict = BadQuote
				return f
			}
			clean = q
		}
		if closes {
			f.To = q
			return f
		}
		at = q + 1
	}
}

func unclosed(strayOverLines, eof bool) Verdict {
	switch {
	case strayOverLines:
		return BadQuote
	case eof:
		return CutOff
	}
	return NeedMore
}

// closes reports whether the quote before b[i] ends the value: only spaces may stand between it and
// the delimiter, the line end or the end of the file. Not known where the buffer ends.
func (s *Splitter) closes(b []byte, i int, eof bool, f *field) (closes, known bool) {
	for i < len(b) && b[i] == ' ' && s.Delim != ' ' {
		i++
	}
	if i < len(b) && b[i] == s.Delim {
		f.end, f.next = i, i+1
		return true, true
	}
	f.end = i
	for s.EOL == '\n' && i < len(b) && b[i] == '\r' {
		i++
	}
	if i == len(b) {
		f.next = i
		return eof, eof
	}
	f.next = i + 1
	return b[i] == s.EOL, true
}
