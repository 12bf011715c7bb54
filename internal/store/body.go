package store

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"ringdex/internal/ringdex"
)

// A body is a record in JSON, with a hand-written codec driven by one list of members. Imports,
// starts and journal readers spend most of their time on it: a library with reflection takes three
// times as long.

// member is one part of a body.
type member[T any] struct {
	name   string
	append func(body []byte, record *T) []byte // appends `,"name":value`, or nothing without a value
	read   func(s *scanner, record *T)
}

type members[T any] []member[T]

// part returns the member for a value of the record.
func part[T, V any](name string, at func(*T) *V, f form[V]) member[T] {
	key := `,"` + name + `":`
	return member[T]{
		name: name,
		append: func(body []byte, record *T) []byte {
			if v := at(record); !f.none(v) {
				body = f.append(append(body, key...), v)
			}
			return body
		},
		read: func(s *scanner, record *T) { f.read(s, at(record)) },
	}
}

func (ms members[T]) append(body []byte, record *T) []byte {
	start := len(body)
	for i := range ms {
		body = ms[i].append(body, record)
	}
	if len(body) == start {
		return append(body, "{}"...)
	}
	body[start] = '{' // replaces the first comma
	return append(body, '}')
}

// read reads an object. Members are usually in the order of the list, so the search for the next
// one starts after the last one. Unknown members are skipped.
func (ms members[T]) read(s *scanner, record *T) {
	next := 0
	for more := s.open('{', '}'); more; more = s.more('}') {
		name, found := s.name(), false
		for range ms {
			m := &ms[next]
			if next++; next == len(ms) {
				next = 0
			}
			if found = m.name == name; found {
				m.read(s, record)
				break
			}
		}
		if !found {
			s.skip()
		}
	}
}

// encode returns the body of a record.
func (ms members[T]) encode(record *T) string {
	return string(ms.append(make([]byte, 0, 1024), record))
}

// decode parses a body; Internal if it is malformed.
func (ms members[T]) decode(body []byte) (*T, error) {
	record := new(T)
	if err := ms.decodeInto(record, string(body)); err != nil {
		return nil, err
	}
	return record, nil
}

func (ms members[T]) decodeInto(record *T, body string) error {
	s := scanner{text: body}
	ms.read(&s, record)
	if s.end(); s.bad {
		return ringdex.Fail(ringdex.Internal, "store.record_damaged")
	}
	return nil
}

// form is the codec of one type of value.
type form[V any] struct {
	none   func(*V) bool
	append func([]byte, *V) []byte
	read   func(*scanner, *V)
}

func isZero[V comparable](v *V) bool { var zero V; return *v == zero }

func texts[V ~string]() form[V] {
	return form[V]{
		isZero[V], func(b []byte, v *V) []byte { return appendText(b, string(*v)) },
		func(s *scanner, v *V) { *v = V(s.string()) },
	}
}

func numbers[V ~int64 | ~uint8]() form[V] {
	return form[V]{
		isZero[V], func(b []byte, v *V) []byte { return strconv.AppendInt(b, int64(*v), 10) },
		func(s *scanner, v *V) { *v = V(s.number()) },
	}
}

var flags = form[bool]{
	isZero[bool], func(b []byte, _ *bool) []byte { return append(b, "true"...) },
	func(s *scanner, v *bool) { *v = s.literal() == "true" },
}

// times encodes times as milliseconds.
var times = form[time.Time]{
	func(v *time.Time) bool { return v.IsZero() }, func(b []byte, v *time.Time) []byte { return strconv.AppendInt(b, millis(*v), 10) },
	func(s *scanner, v *time.Time) { *v = fromMillis(s.number()) },
}

var ids = form[ringdex.ID]{
	isZero[ringdex.ID], func(b []byte, v *ringdex.ID) []byte { return append(v.AppendText(append(b, '"')), '"') },
	func(s *scanner, v *ringdex.ID) {
		var err error
		*v, err = ringdex.ParseID(s.string())
		s.bad = s.bad || err != nil
	},
}

// objects encodes structs as objects.
func objects[V comparable](ms members[V]) form[V] { return form[V]{isZero[V], ms.append, ms.read} }

func lists[V any](element form[V]) form[[]V] {
	return form[[]V]{
		none: func(v *[]V) bool { return len(*v) == 0 },
		append: func(b []byte, v *[]V) []byte {
			start := len(b)
			for i := range *v {
				b = element.append(append(b, ','), &(*v)[i])
			}
			b[start] = '['
			return append(b, ']')
		},
		read: func(s *scanner, v *[]V) {
			for more := s.open('[', ']'); more; more = s.more(']') {
				*v = append(*v, *new(V))
				element.read(s, &(*v)[len(*v)-1])
			}
		},
	}
}

// textMaps encodes maps as objects.
func textMaps[K cmp.Ordered](text func(K) string, key func(string) K) form[map[K]string] {
	return form[map[K]string]{
		none: func(v *map[K]string) bool { return len(*v) == 0 },
		append: func(b []byte, v *map[K]string) []byte {
			start := len(b)
			for _, k := range slices.Sorted(maps.Keys(*v)) {
				b = appendPair(b, text(k), (*v)[k])
			}
			b[start] = '{'
			return append(b, '}')
		},
		read: func(s *scanner, v *map[K]string) {
			*v = map[K]string{}
			for more := s.open('{', '}'); more; more = s.more('}') {
				name := s.name()
				(*v)[key(name)] = s.string()
			}
		},
	}
}

// externalIDs encodes external ids as an object by source.
var externalIDs = form[[]ringdex.ExternalID]{
	none: func(v *[]ringdex.ExternalID) bool { return len(*v) == 0 },
	append: func(b []byte, v *[]ringdex.ExternalID) []byte {
		start := len(b)
		for _, x := range *v {
			b = appendPair(b, x.Source, x.ID)
		}
		b[start] = '{'
		return append(b, '}')
	},
	read: func(s *scanner, v *[]ringdex.ExternalID) {
		for more := s.open('{', '}'); more; more = s.more('}') {
			source := s.name()
			*v = append(*v, ringdex.ExternalID{Source: source, ID: s.string()})
		}
		slices.SortFunc(*v, func(a, b ringdex.ExternalID) int { return cmp.Compare(a.Source, b.Source) })
	},
}

func appendPair(b []byte, name, value string) []byte {
	return appendText(append(appendText(append(b, ','), name), ':'), value)
}

// appendText appends a JSON string.
func appendText(b []byte, text string) []byte {
	if !utf8.ValidString(text) {
		text = strings.ToValidUTF8(text, "\ufffd")
	}
	b = append(b, '"')
	from := 0
	for i := range len(text) {
		if c := text[i]; c < ' ' || c == '"' || c == '\\' {
			b = append(append(b, text[from:i]...), `\u00`...)
			b = append(b, hexDigits[c>>4], hexDigits[c&15])
			from = i + 1
		}
	}
	return append(append(b, text[from:]...), '"')
}

const hexDigits = "0123456789abcdef"
