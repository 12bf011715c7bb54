package store

import (
	"strconv"
	"strings"
)

// scanner parses JSON. On a syntax error it sets bad and drops the rest of the input.
type scanner struct {
	text string
	at   int
	bad  bool
}

// next skips spaces and returns the next byte, 0 at the end.
func (s *scanner) next() byte {
	for ; s.at < len(s.text); s.at++ {
		if c := s.text[s.at]; c > ' ' {
			return c
		}
	}
	return 0
}

// take consumes c if it is next.
func (s *scanner) take(c byte) bool {
	found := s.next() == c
	if found {
		s.at++
	}
	return found
}

func (s *scanner) need(c byte) bool {
	if !s.take(c) {
		s.fail()
	}
	return !s.bad
}

func (s *scanner) fail() { s.bad, s.at = true, len(s.text) }

// end requires the end of the input.
func (s *scanner) end() { s.bad = s.bad || s.next() != 0 }

// open enters a list or an object and reports whether it has elements.
func (s *scanner) open(begin, end byte) bool { return s.need(begin) && !s.take(end) }

// more reports whether another element follows before end.
func (s *scanner) more(end byte) bool {
	if s.take(',') {
		return true
	}
	s.need(end)
	return false
}

// name reads the name of a member; its value is next.
func (s *scanner) name() string {
	name := s.string()
	s.need(':')
	return name
}

func (s *scanner) string() string {
	if !s.need('"') {
		return ""
	}
	from, escaped := s.at, false
	for ; s.at < len(s.text); s.at++ {
		switch s.text[s.at] {
		case '"':
			s.at++
			return s.unescape(s.text[from:s.at-1], escaped)
		case '\\':
			escaped = true
			s.at++
		}
	}
	s.fail()
	return ""
}

// unescape reads the escapes that appendText writes; they are Go's too.
func (s *scanner) unescape(text string, escaped bool) string {
	if !escaped {
		return text
	}
	plain, err := strconv.Unquote(`"` + text + `"`)
	if err != nil {
		s.fail()
	}
	return plain
}

func (s *scanner) number() int64 {
	n, err := strconv.ParseInt(s.literal(), 10, 64)
	if err != nil {
		s.fail()
	}
	return n
}

// literal reads a number, true, false or null.
func (s *scanner) literal() string {
	s.next()
	from := s.at
	for s.at < len(s.text) && strings.IndexByte(",]} \n\r\t", s.text[s.at]) < 0 {
		s.at++
	}
	if s.at == from {
		s.fail()
	}
	return s.text[from:s.at]
}

// skip skips a value.
func (s *scanner) skip() {
	switch s.next() {
	case '"':
		s.string()
	case '{':
		for more := s.open('{', '}'); more; more = s.more('}') {
			s.name()
			s.skip()
		}
	case '[':
		for more := s.open('[', ']'); more; more = s.more(']') {
			s.skip()
		}
	default:
		s.literal()
	}
}
