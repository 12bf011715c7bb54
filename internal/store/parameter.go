package store

import (
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"

	"ringdex/internal/ringdex"
)

// A text with a zero byte or invalid UTF-8 is spoiled: PostgreSQL can neither store nor compare it.
// To make the engines agree, the store refuses to write such a text and finds nothing for it. The
// use cases refuse it earlier with a better message.

func isSpoiled[T any](value T) bool {
	text, ok := any(value).(string)
	return ok && (strings.IndexByte(text, 0) >= 0 || !utf8.ValidString(text))
}

func anySpoiled(args []any) bool { return slices.ContainsFunc(args, isSpoiled) }

// check refuses to write a spoiled text.
func (s *session) check(args []any) error {
	if anySpoiled(args) {
		return s.fail(ringdex.Fail(ringdex.Invalid, "store.bad_text"))
	}
	return nil
}

// in returns the condition that a column has one of the values of a query or a list.
func (s *session) in(query string) string {
	if form := s.store.engine.In; form != nil {
		return form(query)
	}
	return " IN (" + query + ")"
}

// use returns the index hint for a table on an engine whose planner chooses a worse index. For an
// image SQLite would choose the journal's primary key, because it serves the order, and scan all
// later entries.
func (s *session) use(index string) string {
	if hint := s.store.engine.Use; hint != nil {
		return hint(index)
	}
	return ""
}

// listOf returns a list parameter: a JSON array, which both engines can unpack.
func listOf[T string | int64](values []T) string {
	if slices.ContainsFunc(values, isSpoiled) {
		values = slices.DeleteFunc(slices.Clone(values), isSpoiled)
	}
	if len(values) == 0 {
		return "[]" // not null
	}
	text, _ := json.Marshal(values) // cannot fail: texts and integers
	return string(text)
}

func listOfIDs(ids []ringdex.ID) string {
	keys := make([][]byte, len(ids))
	for i := range ids {
		keys[i] = ids[i][:]
	}
	return listOfKeys(keys)
}

// listOfKeys returns a list parameter of keys, for IDList.
func listOfKeys(keys [][]byte) string {
	var b strings.Builder
	b.Grow(2 + 35*len(keys))
	b.WriteByte('[')
	for i, key := range keys {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(`"` + hex.EncodeToString(key) + `"`)
	}
	return b.String() + "]"
}
