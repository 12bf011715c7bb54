package store

import (
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"

	"ringdex/internal/ringdex"
)

// A text with a zero byte, or that is not UTF-8, is spoiled: PostgreSQL cannot keep it, and does not even compare it.
// So that engines agree, no such text is written, and none is looked for, since none can be there. Whoever takes
// texts in has refused it long before, with better words.

func isSpoiled[T any](value T) bool {
	text, ok := any(value).(string)
	return ok && (strings.IndexByte(text, 0) >= 0 || !utf8.ValidString(text))
}

func anySpoiled(args []any) bool { return slices.ContainsFunc(args, isSpoiled) }

// check refuses to write a text that is spoiled.
func (s *session) check(args []any) error {
	if anySpoiled(args) {
		return s.fail(ringdex.Fail(ringdex.Invalid, "store.bad_text"))
	}
	return nil
}

// in is the condition that a column has one of the values of a query, or of a list.
func (s *session) in(query string) string {
	if form := s.store.engine.In; form != nil {
		return form(query)
	}
	return " IN (" + query + ")"
}

// use names the index by which the table before it is to be searched, on an engine whose planner prefers a worse one.
// SQLite takes the journal's own key for an image, because its entries are in order of it, and reads all that follows.
func (s *session) use(index string) string {
	if hint := s.store.engine.Use; hint != nil {
		return hint(index)
	}
	return ""
}

// listOf is a list parameter: a JSON array, which both engines can take apart.
func listOf[T string | int64](values []T) string {
	if slices.ContainsFunc(values, isSpoiled) {
		values = slices.DeleteFunc(slices.Clone(values), isSpoiled)
	}
	if len(values) == 0 {
		return "[]" // and not null
	}
	text, _ := json.Marshal(values) // texts and integers cannot fail
	return string(text)
}

func listOfIDs(ids []ringdex.ID) string {
	keys := make([][]byte, len(ids))
	for i := range ids {
		keys[i] = ids[i][:]
	}
	return listOfKeys(keys)
}

// listOfKeys is a list parameter of keys, for IDList.
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
