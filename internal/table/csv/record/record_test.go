package record

import (
	"slices"
	"testing"
)

func TestSplit(t *testing.T) {
	t.Parallel()
	tests := []struct {
		in      string
		fields  []string // as they stand, "" not undone
		verdict Verdict
		text    string
		lines   int
	}{
		{"a;b\nc", []string{"a", "b"}, Whole, "a;b", 1},
		{"a;b\r\nc", []string{"a", "b"}, Whole, "a;b", 1},
		{"a;b\r\r\n", []string{"a", "b"}, Whole, "a;b", 1},
		{"a;b", []string{"a", "b"}, Whole, "a;b", 1},
		{";;", []string{"", "", ""}, Whole, ";;", 1},
		{"", []string{""}, Whole, "", 1},
		{"\n", []string{""}, Whole, "", 1},
		{"a\rb;c\n", []string{"a\rb", "c"}, Whole, "a\rb;c", 1},
		{`"a;b";c`, []string{"a;b", "c"}, Whole, `"a;b";c`, 1},
		{`"a""b";""` + "\n", []string{`a""b`, ""}, Whole, `"a""b";""`, 1},
		{"\"a\r\nb\"\r\nc", []string{"a\r\nb"}, Whole, "\"a\r\nb\"", 2},
		{"\"a\n\n\";x\ny", []string{"a\n\n", "x"}, Whole, "\"a\n\n\";x", 3},
		{`a"b;c"`, []string{`a"b`, `c"`}, Whole, `a"b;c"`, 1},
		{`"a" ;"b"  `, []string{"a", "b"}, Whole, `"a" ;"b"  `, 1},
		{` "a;b"; "c"`, []string{"a;b", "c"}, Whole, ` "a;b"; "c"`, 1},
		{` "a" b;c`, []string{` "a" b`, "c"}, Whole, ` "a" b;c`, 1},
		{` "a" b;"c"`, []string{` "a" b`, "c"}, Whole, ` "a" b;"c"`, 1},
		{` "a` + "\n" + `b"`, []string{` "a`}, Whole, ` "a`, 1},
		{`"a "b" c";d`, []string{`a "b" c`, "d"}, Whole, `"a "b" c";d`, 1},
		{`"a"b;c` + "\nd", nil, BadQuote, `"a"b;c`, 1},
		{`x;"a;"b";c` + "\nd", nil, BadQuote, `x;"a;"b";c`, 1},
		{"\"a\nb\"c\";d\ne", nil, BadQuote, "\"a", 1},
		{"\"x\ny\";\"a\"b\nc", nil, BadQuote, "\"x\ny\";\"a\"b", 2},
		{`"a`, nil, CutOff, "", 0},
		{"x;\"a\n\n", nil, CutOff, "", 0},
		{`"a"b`, nil, CutOff, "", 0},
		{`"a""`, nil, CutOff, "", 0},
		{` "a`, nil, CutOff, "", 0},
	}
	for _, tt := range tests {
		s := Splitter{Delim: ';', EOL: '\n', MaxCols: 10}
		r := s.Split([]byte(tt.in), true)
		var got []string
		for _, f := range s.Fields {
			got = append(got, tt.in[f.From:f.To])
		}
		if r.Verdict != tt.verdict || r.Verdict == Whole && !slices.Equal(got, tt.fields) {
			t.Errorf("%q: verdict %d, fields %q, want %d, %q", tt.in, r.Verdict, got, tt.verdict, tt.fields)
		}
		if text := tt.in[:r.Text]; text != tt.text || r.Lines != tt.lines {
			t.Errorf("%q: text %q in %d lines, want %q in %d", tt.in, text, r.Lines, tt.text, tt.lines)
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
		s := Splitter{Delim: ';', EOL: '\n', MaxCols: 10}
		want := s.Split([]byte(in+"rest\n"), true)
		for n := range len(in) {
			r := s.Split([]byte(in[:n]), false)
			if r.Verdict != NeedMore && (r.Verdict != want.Verdict || r.Size != want.Size) {
				t.Errorf("%q of %q: verdict %d, want to wait or %d", in[:n], in, r.Verdict, want.Verdict)
			}
		}
	}
}
