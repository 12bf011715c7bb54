package store

import (
	"strconv"
	"strings"
)

// scanner reads JSON from the front. What is not as it should be makes it bad, and nothing is left to read then.
type scanner struct {
	text string
	at   int
	bad  bool
}

// next passes over spaces and gives the byte that comes then, 0 at the end.
func (s *scanner) next() byte {
	for ; s.at < len(s.text); s.at++ {
		if c := s.text[s.at]; c > ' ' {
			return c
		}
	}
	return 0
}

// take passes over c, if it is next.
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

// end makes sure that nothing is left.
func (s *scanner) end() { s.bad = s.bad || s.next() != 0 }

// open enters a list or an object, and says whether there is something in it.
func (s *scanner) open(begin, end byte) bool { return s.need(begin) && !s.take(end) }

// more says whether something follows in the list or object that ends so.
func (s *scanner) more(end byte) bool {
	if s.take(',') {
		return true
	}
	s.need(end)
	return false
}

// name is that of the member of an object; its value is next.
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

// literal is a number, true, false or null.
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

// skip passes over a value.
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
