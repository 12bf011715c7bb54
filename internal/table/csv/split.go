package csv

import "bytes"

// splitter finds the end and the fields of one record. It works on the bytes of the file: delimiters,
// quotes and line ends are ASCII and stand for themselves in UTF-8 and in every one-byte encoding.
//
// The grammar is RFC 4180, and beyond it what real files need:
//   - a quote inside an unquoted value is an ordinary character;
//   - a quote inside a quoted value that is neither doubled nor at its end is kept ("Firma "ABC" s.r.o."),
//     provided that the value ends on the same line and no other value opens in it. If not, the first
//     quote is the mistake, so its line is refused instead of being joined to the next;
//   - spaces after a closing quote are dropped, and before an opening one if the value closes properly
//     (`"a", "b"` as scripts write it).
type splitter struct {
	delim   byte
	eol     byte // '\n' (a '\r' before it is dropped) or, in files of old Macs, '\r'
	maxCols int
	fields  []span // of the last record, positions counted from its start
}

// span is where the value of a field lies.
type span struct {
	from, to int
	doubled  bool // has "" for "
}

type verdict int

const (
	whole    verdict = iota
	needMore         // the record goes on behind the buffer
	badQuote
	cutOff // the file ends inside a quoted value
)

// record is what split found.
type record struct {
	verdict verdict
	text    int // length without the line end
	size    int // length with it
	lines   int // physical lines taken
	quote   int // where the quoted value opens that is bad, cut off or not closed yet; -1: none
	column  int // of that value, from 1
}

// split judges the record at the start of b; eof says that nothing comes after b.
func (s *splitter) split(b []byte, eof bool) record {
	s.fields = s.fields[:0]
	end := bytes.IndexByte(b, s.eol)
	size := end + 1
	if end < 0 {
		end, size = len(b), len(b)
	}
	if bytes.IndexByte(b[:end], '"') >= 0 {
		return s.splitQuoted(b, eof)
	}
	if size == end && !eof {
		return record{verdict: needMore, quote: -1}
	}
	r := record{text: s.trimReturns(b, 0, end), size: size, lines: 1, quote: -1}
	if s.eol == '\r' {
		r.lines = max(1, s.countLines(b[:size]))
	}
	s.splitPlain(b[:r.text])
	return r
}

// trimReturns drops the '\r' of "\r\n", also the doubled ones of "\r\r\n" (text mode on Windows twice).
func (s *splitter) trimReturns(b []byte, from, end int) int {
	for s.eol == '\n' && end > from && b[end-1] == '\r' {
		end--
	}
	return end
}

func (s *splitter) splitPlain(line []byte) {
	from := 0
	for {
		n := bytes.IndexByte(line[from:], s.delim)
		if n < 0 {
			s.add(span{from: from, to: len(line)})
			return
		}
		s.add(span{from: from, to: from + n})
		from += n + 1
	}
}

// add keeps one field more than allowed, enough to see that there are too many: a line of a million
// delimiters must not become a million spans.
func (s *splitter) add(f span) {
	if len(s.fields) <= s.maxCols {
		s.fields = append(s.fields, f)
	}
}

func (s *splitter) splitQuoted(b []byte, eof bool) record {
	at, column := 0, 1
	for {
		if next, ok := s.simple(b, at); ok {
			at, column = next, column+1
			continue
		}
		f := s.field(b, at, eof)
		if f.verdict != whole {
			return s.failed(b, f, column, eof)
		}
		s.add(f.span)
		if f.next > f.end && b[f.end] == s.delim {
			at, column = f.next, column+1
			continue
		}
		return record{text: f.end, size: f.next, lines: max(1, s.countLines(b[:f.next])), quote: -1}
	}
}

// simple is a short cut for nearly all values of nearly all files: quoted, nothing special inside,
// followed by the delimiter.
func (s *splitter) simple(b []byte, at int) (next int, ok bool) {
	if at >= len(b) || b[at] != '"' {
		return 0, false
	}
	n := bytes.IndexByte(b[at+1:], '"')
	end := at + 1 + n
	if n < 0 || end+1 >= len(b) || b[end+1] != s.delim {
		return 0, false
	}
	s.add(span{from: at + 1, to: end})
	return end + 2, true
}

// failed tells what to do about a value that is not closed. A bad quote costs the line it stands in.
func (s *splitter) failed(b []byte, f field, column int, eof bool) record {
	r := record{verdict: f.verdict, quote: f.quote, column: column}
	if f.verdict != badQuote {
		return r
	}
	end := bytes.IndexByte(b[f.quote:], s.eol)
	if end < 0 && !eof {
		r.verdict = needMore
		return r
	}
	r.text, r.size = len(b), len(b)
	if end >= 0 {
		r.text, r.size = f.quote+end, f.quote+end+1
	}
	r.text = s.trimReturns(b, 0, r.text)
	r.lines = max(1, s.countLines(b[:r.size]))
	return r
}

// countLines counts line ends as an editor does. Inside a file of an old Mac a line break typed
// into a cell is '\n'.
func (s *splitter) countLines(b []byte) int {
	n := bytes.Count(b, []byte{s.eol})
	if s.eol == '\r' {
		n += bytes.Count(b, []byte{'\n'}) - bytes.Count(b, []byte("\r\n"))
	}
	return n
}

// field is one value: where it lies, where it and its delimiter or line end are, or why not.
type field struct {
	span
	verdict verdict
	end     int  // of the field, quotes included; there stands the delimiter, the line end, or nothing
	next    int  // behind the delimiter or line end
	quote   int  // where it opens, -1 for a value without quotes
	stray   bool // has quotes that should have been doubled
}

func (s *splitter) field(b []byte, from int, eof bool) field {
	at := from
	for at < len(b) && b[at] == ' ' && s.delim != ' ' {
		at++
	}
	if at == len(b) && !eof {
		return field{verdict: needMore, quote: -1}
	}
	if at < len(b) && b[at] == '"' {
		f := s.quoted(b, at, eof, at > from)
		if at == from || s.tidy(b[at:], f) {
			return f
		}
	}
	return s.unquoted(b, from, eof)
}

// tidy says whether a quote after spaces opens a value: only if that closes as it should on its
// line. Else the spaces and the quote are part of an unquoted value (`x; "Bar" U Dvou koček`).
func (s *splitter) tidy(b []byte, f field) bool {
	switch f.verdict {
	case whole:
		return !f.stray && !s.hasLineEnd(b[:f.to-f.quote])
	case badQuote:
		return false
	}
	return !f.stray && !s.hasLineEnd(b)
}

func (s *splitter) hasLineEnd(b []byte) bool { return bytes.IndexByte(b, s.eol) >= 0 }

func (s *splitter) unquoted(b []byte, from int, eof bool) field {
	i := from
	for i < len(b) && b[i] != s.delim && b[i] != s.eol {
		i++
	}
	if i == len(b) {
		if !eof {
			return field{verdict: needMore, quote: -1}
		}
		i = s.trimReturns(b, from, i)
		return field{span: span{from: from, to: i}, end: i, next: len(b), quote: -1}
	}
	end := i
	if b[i] == s.eol {
		end = s.trimReturns(b, from, i)
	}
	return field{span: span{from: from, to: end}, end: end, next: i + 1, quote: -1}
}

// quoted reads the value whose opening quote is at b[open]. If it has to be strict it stops at the
// first stray quote: such a value is read again as unquoted, and to search a line of many of them to
// its end each time would take forever.
func (s *splitter) quoted(b []byte, open int, eof, strict bool) field {
	f := field{span: span{from: open + 1}, quote: open}
	clean := open // no line end before it, once a stray quote was met
	for at := open + 1; ; {
		n := bytes.IndexByte(b[at:], '"')
		if n < 0 {
			f.verdict = unclosed(f.stray && s.hasLineEnd(b[clean:]), eof)
			return f
		}
		q := at + n
		if q+1 < len(b) && b[q+1] == '"' {
			f.doubled, at = true, q+2
			continue
		}
		closes, known := s.closes(b, q+1, eof, &f)
		if !known {
			f.verdict = needMore
			return f
		}
		if f.stray = f.stray || !closes; f.stray {
			if strict {
				f.verdict = badQuote
				return f
			}
			opens := !closes && b[q-1] == s.delim // so the value before it was never closed
			if opens || s.hasLineEnd(b[clean:q]) {
				f.verdict = badQuote
				return f
			}
			clean = q
		}
		if closes {
			f.to = q
			return f
		}
		at = q + 1
	}
}

func unclosed(strayOverLines, eof bool) verdict {
	switch {
	case strayOverLines:
		return badQuote
	case eof:
		return cutOff
	}
	return needMore
}

// closes says whether the quote before b[i] ends the value: only spaces may stand between it and
// the delimiter, the line end or the end of the file. Not known where the buffer ends.
func (s *splitter) closes(b []byte, i int, eof bool, f *field) (closes, known bool) {
	for i < len(b) && b[i] == ' ' && s.delim != ' ' {
		i++
	}
	if i < len(b) && b[i] == s.delim {
		f.end, f.next = i, i+1
		return true, true
	}
	f.end = i
	for s.eol == '\n' && i < len(b) && b[i] == '\r' {
		i++
	}
	if i == len(b) {
		f.next = i
		return eof, eof
	}
	f.next = i + 1
	return b[i] == s.eol, true
}
