package postgres

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"ringdex/internal/ringdex"
)

// insert returns an INSERT of any number of rows as one statement, with an array for each column.
// Compared with multi-row VALUES the server parses fewer parameters, and one text serves any number
// of rows: imports are 1.3 times as fast. COPY was measured too. It writes 107 to 112 thousand
// journal rows a second instead of 72 to 74, and 31 to 32 thousand contacts, through a temporary
// table because they may exist, instead of 22 to 28. But the journal is only 7 % of the server's
// time: with COPY for all insert-only tables, imports were not measurably faster, so there is one
// way to write.
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

// column returns every width-th argument from the i-th on as an array, and the type of its first
// non-NULL element.
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

// integer converts the integers that the store writes, which are never NULL.
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
