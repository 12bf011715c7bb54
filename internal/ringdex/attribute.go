package ringdex

import (
	"slices"
	"strconv"
	"strings"
)

// attribute defines one field of a record of type T: how operations on it are parsed and how two
// records compare in it.
type attribute[T any] struct {
	prepare func(op *Op, rules *Rules) (func(*T) error, error)
	equal   func(a, b *T) bool
	text    func(*T) string // display form, for deltas
}

// scalar returns the attribute of a single value. read validates a value; nil clears it.
func scalar[T any, V comparable](at func(*T) *V, read func(any, *Rules) (V, error), text func(V) string) attribute[T] {
	return attribute[T]{
		equal:   func(a, b *T) bool { return *at(a) == *at(b) },
		text:    func(r *T) string { return text(*at(r)) },
		prepare: single(read, func(r *T, value V) { *at(r) = value }),
	}
}

// single prepares operations on a single value. read validates it; Remove and nil set the zero
// value.
func single[T, V any](read func(any, *Rules) (V, error), set func(*T, V)) func(*Op, *Rules) (func(*T) error, error) {
	return func(op *Op, rules *Rules) (func(*T) error, error) {
		if op.Index != nil {
			return nil, Fail(Invalid, "list.not_a_list")
		}
		var value V
		if op.Verb != Remove && op.Value != nil {
			var err error
			if value, err = read(op.Value, rules); err != nil {
				return nil, err
			}
		}
		return func(r *T) error { set(r, value); return nil }, nil
	}
}

// textual returns a scalar of text of at most limit characters.
func textual[T any](limit int, at func(*T) *string) attribute[T] {
	return scalar(at, readText(limit), itself)
}

func itself(s string) string { return s }

// list defines the elements of a list field.
type list[T, E any] struct {
	at   func(*T) *[]E
	read func(any, *Rules) (E, error)
	part func(any, *Rules) []any // splits a text with several values; nil if texts have one
	same func(a, b E) bool       // equality for Add, in any spelling
	text func(E) string
	gaps bool // positions matter, so removed elements leave gaps
	most int  // limit of elements; keeps the pairwise comparison cheap
}

func (l list[T, E]) attribute(equal func(a, b E) bool) attribute[T] {
	return attribute[T]{
		prepare: l.prepare,
		equal:   func(a, b *T) bool { return slices.EqualFunc(*l.at(a), *l.at(b), equal) },
		text:    func(r *T) string { return joinText(*l.at(r), l.text) },
	}
}

func (l list[T, E]) prepare(op *Op, rules *Rules) (func(*T) error, error) {
	switch {
	case op.Verb == Remove && op.Index == nil:
		return func(r *T) error { *l.at(r) = nil; return nil }, nil
	case op.Verb == Remove:
		return l.removeAt(*op.Index), nil
	case op.Verb == Set && op.Index == nil:
		return l.setAll(op.Value, rules)
	case op.Verb == Place && (op.Value == nil || op.Value == ""):
		return l.takeAway(*op.Index), nil
	}
	if op.Value == nil {
		return nil, Fail(Invalid, "value.missing")
	}
	if op.Verb == Add {
		values, err := l.readAll([]any{op.Value}, rules)
		return l.addAll(op.Index, values), err
	}
	value, err := l.read(op.Value, rules)
	if err != nil {
		return nil, err
	}
	if op.Verb == Place {
		return l.place(*op.Index, value), nil
	}
	return l.setAt(*op.Index, value), nil
}

// readAll parses values, each of which may contain several.
func (l list[T, E]) readAll(items []any, rules *Rules) ([]E, error) {
	var values []E
	for _, item := range items {
		parts := []any{item}
		if l.part != nil {
			parts = l.part(item, rules)
		}
		for _, part := range parts {
			v, err := l.read(part, rules)
			if err != nil {
				return nil, err
			}
			values = l.with(values, v)
		}
	}
	return values, nil
}

func (l list[T, E]) setAll(value any, rules *Rules) (func(*T) error, error) {
	var values []E
	items, ok := value.([]any)
	if !ok && value != nil {
		return nil, Fail(Invalid, "value.not_list", Show(value))
	}
	if len(items) > l.most {
		return nil, l.tooMany(len(items))
	}
	for i, item := range items {
		read, err := l.readAll([]any{item}, rules)
		if err != nil {
			return nil, Fail(Invalid, "value.element", i, TextOf(err))
		}
		for _, v := range read {
			values = l.with(values, v)
		}
	}
	if len(values) > l.most {
		return nil, l.tooMany(len(values))
	}
	return func(r *T) error { *l.at(r) = slices.Clone(values); return nil }, nil
}

// addAll adds values in their order, the first at index, or all at the end.
func (l list[T, E]) addAll(index *int, values []E) func(*T) error {
	return func(r *T) error {
		for i := range values {
			at := index
			if index != nil {
				at = new(min(*index+i, max(*index, len(*l.at(r))))) // an existing value takes no position
			}
			if err := l.add(at, values[i])(r); err != nil {
				return err
			}
		}
		return nil
	}
}

func (l list[T, E]) add(index *int, value E) func(*T) error {
	return func(r *T) error {
		values := l.at(r)
		at := len(*values)
		if index != nil {
			at = *index
		}
		switch {
		case at < 0 || at > len(*values):
			return noIndex(at, len(*values))
		case slices.ContainsFunc(*values, func(v E) bool { return l.same(v, value) }):
			return nil
		case len(*values) >= l.most:
			return l.tooMany(len(*values) + 1)
		}
		*values = slices.Insert(*values, at, value)
		return nil
	}
}

func (l list[T, E]) setAt(index int, value E) func(*T) error {
	return func(r *T) error {
		values := *l.at(r)
		if index < 0 || index >= len(values) {
			return noIndex(index, len(values))
		}
		values[index] = value
		return nil
	}
}

func (l list[T, E]) removeAt(index int) func(*T) error {
	return func(r *T) error {
		values := l.at(r)
		if index < 0 || index >= len(*values) {
			return noIndex(index, len(*values))
		}
		*values = slices.Delete(*values, index, index+1)
		return nil
	}
}

// place sets the value at an index. A shorter list is extended by the value, or by gaps and the
// value if positions matter. An equal value elsewhere is removed: no list has duplicates.
func (l list[T, E]) place(index int, value E) func(*T) error {
	return func(r *T) error {
		values, at := l.at(r), index
		if max(at, len(*values)) >= l.most && at >= len(*values) {
			return l.tooMany(max(at, len(*values)) + 1)
		}
		var gap E
		for l.gaps && len(*values) < at {
			*values = append(*values, gap)
		}
		if at >= len(*values) {
			at = len(*values)
			*values = append(*values, value)
		}
		(*values)[at] = value
		for i := len(*values) - 1; i >= 0; i-- {
			if i != at && l.same((*values)[i], value) {
				*values = slices.Delete(*values, i, i+1)
			}
		}
		return nil
	}
}

// takeAway removes the element at an index, or leaves a gap if later elements must keep their
// positions.
func (l list[T, E]) takeAway(index int) func(*T) error {
	return func(r *T) error {
		values := l.at(r)
		switch {
		case index >= len(*values):
		case l.gaps && index < len(*values)-1:
			var gap E
			(*values)[index] = gap
		default:
			*values = slices.Delete(*values, index, index+1)
		}
		return nil
	}
}

// with returns values with value, without a duplicate.
func (l list[T, E]) with(values []E, value E) []E {
	if slices.ContainsFunc(values, func(v E) bool { return l.same(v, value) }) {
		return values
	}
	return append(values, value)
}

// head returns the attribute of a list's first element, such as /Phone for /Phones.
func (l list[T, E]) head(equal func(a, b E) bool) attribute[T] {
	return attribute[T]{
		equal: func(a, b *T) bool { return true }, // the list attribute compares
		text:  func(*T) string { return "" },
		prepare: func(op *Op, rules *Rules) (func(*T) error, error) {
			if op.Index != nil {
				return nil, Fail(Invalid, "list.not_a_list")
			}
			switch {
			case op.Verb == Remove:
				return l.dropHead, nil
			case op.Value == nil || op.Value == "":
				return l.dropOnly, nil
			}
			values, err := l.readAll([]any{op.Value}, rules)
			if err != nil {
				return nil, err
			}
			return func(r *T) error {
				l.setHead(r, values[0], equal)
				return l.addAll(nil, values[1:])(r) // at the end: the sender has only one
			}, nil
		},
	}
}

func (l list[T, E]) dropHead(r *T) error {
	if values := l.at(r); len(*values) > 0 {
		*values = slices.Delete(*values, 0, 1)
	}
	return nil
}

// dropOnly handles an empty value of a sender that has only one: it removes the only element. Of
// several elements it removes none, because it is unknown which one the sender dropped, and an
// hourly sync would remove one more each time.
func (l list[T, E]) dropOnly(r *T) error {
	if len(*l.at(r)) == 1 {
		*l.at(r) = nil
	}
	return nil
}

// setHead makes value the first element. An existing value moves to the front; otherwise it
// replaces the first.
func (l list[T, E]) setHead(r *T, value E, equal func(a, b E) bool) {
	values := l.at(r)
	i := slices.IndexFunc(*values, func(v E) bool { return l.same(v, value) })
	switch {
	case len(*values) == 0:
		*values = []E{value}
	case i == 0 && equal((*values)[0], value): // nothing to do
	case i > 0:
		*values = slices.Insert(slices.Delete(*values, i, i+1), 0, value)
	default:
		(*values)[0] = value
	}
}

func (l list[T, E]) tooMany(n int) error {
	return Fail(Invalid, "list.too_many", n, l.most)
}

func noIndex(index, length int) error {
	return Fail(Invalid, "list.no_element", index, length)
}

func joinText[E any](values []E, text func(E) string) string {
	parts := make([]string, len(values))
	for i, v := range values {
		parts[i] = text(v)
	}
	return strings.Join(parts, ", ")
}

func integerText(n int64) string { return strconv.FormatInt(n, 10) }
