package csv

import (
	"slices"
	"testing"
)

func TestSplit(t *testing.T) {
	t.Parallel()
	tests := []struct {
		in      string
		fields  []string // as they stand, "" not undone
		verdict verdict
		text    string
		lines   int
	}{
		{"a;b\nc", []string{"a", "b"}, whole, "a;b", 1},
		{"a;b\r\nc", []string{"a", "b"}, whole, "a;b", 1},
		{"a;b\r\r\n", []string{"a", "b"}, whole, "a;b", 1},
		{"a;b", []string{"a", "b"}, whole, "a;b", 1},
		{";;", []string{"", "", ""}, whole, ";;", 1},
		{"", []string{""}, whole, "", 1},
		{"\n", []string{""}, whole, "", 1},
		{"a\rb;c\n", []string{"a\rb", "c"}, whole, "a\rb;c", 1},
		{`"a;b";c`, []string{"a;b", "c"}, whole, `"a;b";c`, 1},
		{`"a""b";""` + "\n", []string{`a""b`, ""}, whole, `"a""b";""`, 1},
		{"\"a\r\nb\"\r\nc", []string{"a\r\nb"}, whole, "\"a\r\nb\"", 2},
		{"\"a\n\n\";x\ny", []string{"a\n\n", "x"}, whole, "\"a\n\n\";x", 3},
		{`a"b;c"`, []string{`a"b`, `c"`}, whole, `a"b;c"`, 1},
		{`"a" ;"b"  `, []string{"a", "b"}, whole, `"a" ;"b"  `, 1},
		{` "a;b"; "c"`, []string{"a;b", "c"}, whole, ` "a;b"; "c"`, 1},
		{` "a" b;c`, []string{` "a" b`, "c"}, whole, ` "a" b;c`, 1},
		{` "a" b;"c"`, []string{` "a" b`, "c"}, whole, ` "a" b;"c"`, 1},
		{` "a` + "\n" + `b"`, []string{` "a`}, whole, ` "a`, 1},
		{`"a "b" c";d`, []string{`a "b" c`, "d"}, whole, `"a "b" c";d`, 1},
		{`"a"b;c` + "\nd", nil, badQuote, `"a"b;c`, 1},
		{`x;"a;"b";c` + "\nd", nil, badQuote, `x;"a;"b";c`, 1},
		{"\"a\nb\"c\";d\ne", nil, badQuote, "\"a", 1},
		{"\"x\ny\";\"a\"b\nc", nil, badQuote, "\"x\ny\";\"a\"b", 2},
		{`"a`, nil, cutOff, "", 0},
		{"x;\"a\n\n", nil, cutOff, "", 0},
		{`"a"b`, nil, cutOff, "", 0},
		{`"a""`, nil, cutOff, "", 0},
		{` "a`, nil, cutOff, "", 0},
	}
	for _, tt := range tests {
		s := splitter{delim: ';', eol: '\n', maxCols: 10}
		r := s.split([]byte(tt.in), true)
		var got []string
		for _, f := range s.fields {
			got = append(got, tt.in[f.from:f.to])
		}
		if r.verdict != tt.verdict || r.verdict == whole && !slices.Equal(got, tt.fields) {
			t.Errorf("%q: verdict %d, fields %q, want %d, %q", tt.in, r.verdict, got, tt.verdict, tt.fields)
		}
		if text := tt.in[:r.text]; text != tt.text || r.lines != tt.lines {
			t.Errorf("%q: text %q in %d lines, want %q in %d", tt.in, text, r.lines, tt.text, tt.lines)
		}
	}
}

// TestSplitWaits gives each record in parts: as long as more may come, nothing may be decided that
// the rest would change.
func TestSplitWaits(t *testing.T) {
	t.Parallel()
	for _, in := range []string{
		"a;b\n", "\"a\r\nb\";c\r\n", `"a""b";"c"` + "\n", `"a" ; "b"` + "\n", ` "a" b;c` + "\n", `"a "b" c";d` + "\n", `"a"b;c` + "\n",
		"  \n", "\"\"\r\r\n",
	} {
		s := splitter{delim: ';', eol: '\n', maxCols: 10}
		want := s.split([]byte(in+"rest\n"), true)
		for n := range len(in) {
			r := s.split([]byte(in[:n]), false)
			if r.verdict != needMore && (r.verdict != want.verdict || r.size != want.size) {
				t.Errorf("%q of %q: verdict %d, want to wait or %d", in[:n], in, r.verdict, want.verdict)
			}
		}
	}
}
