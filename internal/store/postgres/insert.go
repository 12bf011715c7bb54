package postgres

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"ringdex/internal/ringdex"
)

// insert is an INSERT of any number of rows as one statement, with an array for each column. Against rows of
// parameters it spares the server to read thousands of them, and is one text for any number of rows: 1.3 times as
// fast on whole imports. COPY was measured beside it: the journal alone takes 107 to 112 thousand rows a second so
// instead of 72 to 74, and contacts, which may be there already and therefore go through a table of their own, 31 to 32
// instead of 22 to 28. But the journal is 7 % of the server's time for an import: with COPY for all tables that are only
// inserted into, imports were not measurably faster, so there is one way to write.
func insert(head string, width int, tail string, args []any) (text string, params []any) {
	var selected, arrays, names []string
	for i := range width {
		values, kind := column(args, i, width)
		if kind == "" { // all NULL: only the table has the type
			selected = append(selected, "NULL")
			continue
		}
		params = append(params, values)
		n := strconv.Itoa(len(params))
		selected, names, arrays = append(selected, "c"+n), append(names, "c"+n), append(arrays, "$"+n+"::"+kind+"[]")
	}
	return head + "SELECT " + strings.Join(selected, ", ") +
		" FROM unnest(" + strings.Join(arrays, ", ") + ") AS r(" + strings.Join(names, ", ") + ")" + tail, params
}

// column is every width-th argument from the i-th on as an array, and the type of its elements, which is that of the
// first one that is not NULL.
func column(args []any, i, width int) (values any, kind string) {
	for at := i; at < len(args); at += width {
		switch args[at].(type) {
		case []byte:
			return each(args, i, width, func(v any) []byte { b, _ := v.([]byte); return b }), "bytea"
		case string:
			return texts(args, i, width), "text"
		case int64, ringdex.OrganizationID:
			return each(args, i, width, integer), "bigint"
		case nil:
		default: // a bug that must not become a NULL
			panic(fmt.Sprintf("postgres: no column is written as %T", args[at]))
		}
	}
	return nil, ""
}

func each[T any](args []any, i, width int, fn func(any) T) []T {
	values := make([]T, 0, len(args)/width)
	for ; i < len(args); i += width {
		values = append(values, fn(args[i]))
	}
	return values
}

// integer takes those that the store writes; none of them is ever NULL.
func integer(v any) int64 {
	if org, ok := v.(ringdex.OrganizationID); ok {
		return int64(org)
	}
	return v.(int64)
}

func texts(args []any, i, width int) any {
	pointers := each(args, i, width, func(v any) *string {
		if text, ok := v.(string); ok {
			return &text
		}
		return nil
	})
	if slices.Contains(pointers, nil) {
		return pointers
	}
	return each(args, i, width, func(v any) string { return v.(string) }) // encoded faster than pointers
}
