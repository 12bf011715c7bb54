package table

import (
	"errors"
	"io"
	"slices"
	"testing"
)

// rows is a source of given rows.
type rows struct {
	list   [][]string
	line   int
	closed bool
}

func (r *rows) Next() (Row, error) {
	if r.line == len(r.list) {
		return Row{}, io.EOF
	}
	r.line++
	return Row{Line: r.line, Fields: r.list[r.line-1]}, nil
}

func (r *rows) Layout() Layout   { return Layout{} }
func (r *rows) Sheets() []string { return nil }
func (r *rows) Close() error     { r.closed = true; return nil }

func TestReader(t *testing.T) {
	t.Parallel()
	src := &rows{list: [][]string{{"", " "}, {"a", "b"}, {"1", "2"}, {"", ""}, {"long", "2"}, {"3", "4"}}}
	r, err := NewReader(src, Limits{Rows: 10, Columns: 2, FieldChars: 3}, 0)
	if err != nil {
		t.Fatal(err)
	}
	if got := r.Header(); !slices.Equal(got, []string{"a", "b"}) {
		t.Errorf("header %q", got)
	}
	var lines []int
	for row, err := range r.All() {
		lines = append(lines, row.Line)
		if IsRow(err) != (row.Line == 5) || err != nil && !errors.Is(err, ErrTooLong) {
			t.Errorf("line %d: %v", row.Line, err)
		}
	}
	if !slices.Equal(lines, []int{3, 5, 6}) || r.Skipped() != 2 {
		t.Errorf("lines %v, %d skipped; want 3 5 6, 2 skipped", lines, r.Skipped())
	}
	if err := r.Close(); err != nil || !src.closed {
		t.Errorf("closed %v, %v", src.closed, err)
	}
}

// A header that is none closes the source.
func TestNoHeader(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		row  []string
		want Key
	}{{[]string{"Jan", "jan@novak.cz"}, ErrNoHeader}, {[]string{"603 303 963"}, ErrNoHeader}, {nil, ErrEmpty}} {
		src := &rows{list: [][]string{test.row}}
		if _, err := NewReader(src, Limits{Columns: 9, FieldChars: 99}, 0); !errors.Is(err, test.want) || !src.closed {
			t.Errorf("%q: %v, closed %v; want %s", test.row, err, src.closed, test.want)
		}
	}
}

func TestWrongCount(t *testing.T) {
	t.Parallel()
	r, err := NewReader(&rows{list: [][]string{{"a", "b", "c"}}}, Limits{}.WithDefaults(CSV), 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		fields []string
		want   error
	}{
		{[]string{"1", "2", "3"}, nil},
		{[]string{"1", "2", "3", "", ""}, nil},
		{[]string{"1", "2", "3", "", "5"}, ErrLongRow},
		{[]string{"1", "2"}, ErrShortRow},
	} {
		if got := r.WrongCount(Row{Line: 2, Fields: tt.fields}); !errors.Is(got, tt.want) {
			t.Errorf("%q: %v, want %v", tt.fields, got, tt.want)
		}
	}
}
