package csvfile

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestWriter(t *testing.T) {
	t.Parallel()
	rows := [][]string{{"Jméno", "Poznámka"}, {"Šárka", `říká "ahoj"; a`}, {"", "dva\nřádky"}, {" x ", "=1+1"}}
	for _, tt := range []struct {
		name   string
		layout Layout
		want   string
	}{
		{"zero", Layout{}, "Jméno;Poznámka\r\nŠárka;\"říká \"\"ahoj\"\"; a\"\r\n;\"dva\nřádky\"\r\n\" x \";=1+1\r\n"},
		{"excel", Excel(), "\uFEFFJméno;Poznámka\r\nŠárka;\"říká \"\"ahoj\"\"; a\"\r\n;\"dva\nřádky\"\r\n\" x \";=1+1\r\n"},
		{
			"guard, comma, sep",
			Layout{Delimiter: ',', LineEnd: "\n", Guard: true, SepLine: true},
			"sep=,\nJméno,Poznámka\nŠárka,\"říká \"\"ahoj\"\"; a\"\n,\"dva\nřádky\"\n\" x \",'=1+1\n",
		},
		{"windows-1250", Layout{Encoding: Windows1250, BOM: true}, string(encode(Windows1250,
			"Jméno;Poznámka\r\nŠárka;\"říká \"\"ahoj\"\"; a\"\r\n;\"dva\nřádky\"\r\n\" x \";=1+1\r\n"))},
	} {
		var b bytes.Buffer
		w := NewWriter(&b, tt.layout)
		for _, r := range rows {
			if err := w.Write(r); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
		if got := b.String(); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestWriterRefuses(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		layout Layout
		value  string
		want   Code
	}{
		{Layout{}, "a\x00b", ErrNul},
		{Layout{}, "a\xffb", ErrText},
		{Layout{Encoding: Windows1250}, "東京", ErrEncoding},
		{Layout{Encoding: Windows1252}, "ř", ErrEncoding},
		{Layout{Format: XLSX}, "a", ErrOption},
		{Layout{Delimiter: '\n'}, "a", ErrOption},
		{Layout{}, "\uFFFD", ""},
	} {
		w := NewWriter(io.Discard, tt.layout)
		err := w.Write([]string{"x", tt.value})
		if tt.want == "" && err == nil {
			continue
		}
		if !errors.Is(err, tt.want) {
			t.Errorf("%+v %q: %v, want %s", tt.layout, tt.value, err, tt.want)
		}
		if e := asError(err); e.Code != ErrOption && (e.Line != 1 || e.Column != 2) {
			t.Errorf("%+v, want line 1, column 2", e)
		}
	}
}

func TestGuard(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"=1+1": "'=1+1", "+1-1": "'+1-1", "-5": "'-5", "@x": "'@x", "\tx": "'\tx", "\rx": "'\rx", "\nx": "'\nx", "+": "'+",
		"+420603303963": "+420603303963", "+420 603": "'+420 603", "+420603303963;ext=1": "'+420603303963;ext=1",
		"'=1": "''=1", "''=1": "'''=1", "'x": "'x", "'": "'", "": "", "x=1": "x=1", " =1": "' =1", "\u00a0+1": "'\u00a0+1", "\ufeff@x": "'\ufeff@x", "\u200b-1": "'\u200b-1", "\v=1": "'\v=1",
		"＝1": "'＝1", "＋1": "'＋1", "－1": "'－1", " ＠x": "' ＠x", " x": " x", "a ＝": "a ＝", " ": " ", "'+420603303963": "'+420603303963",
	} {
		got := guarded(in)
		if got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
		if back := unguard(got); back != in {
			t.Errorf("%q comes back as %q, want %q", got, back, in)
		}
	}
}

// value is text of the kind that breaks files, in letters that the encoding has.
func value(e Encoding) *rapid.Generator[string] {
	letters := []rune("abcXYZ019 ;,\t|\"'=+-@\r\n.\x1A_ˇ")
	switch e {
	case UTF8, UTF16LE, UTF16BE:
		letters = append(letters, []rune("řžŁß東😀\uFEFF\uFFFD\u00a0\u2028")...)
	case Windows1252:
		letters = append(letters[:len(letters)-1], []rune("éßüñ\u00a0€")...)
	default:
		letters = append(letters, []rune("řžŁßö\u00a0")...)
	}
	return rapid.OneOf(
		rapid.StringOfN(rapid.SampledFrom(letters), 0, 8, -1),
		rapid.SampledFrom([]string{"", "+420603303963", "'=1+1", "=HYPERLINK(\"x\")", "sep=;", `""`, "\r\n", "'", "''+1"}),
	)
}

// TestRoundTrip: whatever is written is read back the same, by the same layout.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		l := Layout{
			Encoding:  rapid.SampledFrom(Encodings()).Draw(t, "encoding"),
			Delimiter: rapid.SampledFrom([]rune(delimiters)).Draw(t, "delimiter"),
			LineEnd:   rapid.SampledFrom([]string{"\n", "\r\n", "\r"}).Draw(t, "line end"),
			BOM:       rapid.Bool().Draw(t, "BOM"),
			SepLine:   rapid.Bool().Draw(t, "sep"),
			Guard:     rapid.Bool().Draw(t, "guard"),
		}
		rows := rapid.SliceOf(rapid.SliceOfN(value(l.Encoding), 1, 5)).Draw(t, "rows")
		rows = slices.DeleteFunc(rows, blank)
		rows = append([][]string{{"head", "tail"}}, rows...)
		data := written(t, l, rows)
		given := Options{Layout: l}
		given.Layout.BOM, given.Layout.SepLine = false, false
		got := reread(t, data, given)
		if !slices.EqualFunc(got, rows, slices.Equal) {
			t.Fatalf("%q\nis read as %q\nwant       %q", data, got, rows)
		}
	})
}

// TestRoundTripDetected: a table of names in any layout is read back without being told how.
func TestRoundTripDetected(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		l := Layout{
			Encoding:  rapid.SampledFrom([]Encoding{UTF8, UTF16LE, UTF16BE, Windows1250, ISO88592, CP852}).Draw(t, "encoding"),
			Delimiter: rapid.SampledFrom([]rune(delimiters)).Draw(t, "delimiter"),
			LineEnd:   rapid.SampledFrom([]string{"\n", "\r\n", "\r"}).Draw(t, "line end"),
			BOM:       rapid.Bool().Draw(t, "BOM"),
		}
		s := rapid.SampledFrom(samples()[:3]).Draw(t, "language")
		words := slices.Concat(s.rows[1:]...)
		rows := [][]string{s.rows[0]}
		for range rapid.IntRange(1, 30).Draw(t, "rows") {
			row := rapid.SliceOfN(rapid.SampledFrom(words), len(s.rows[0]), len(s.rows[0])).Draw(t, "row")
			rows = append(rows, row)
		}
		if got := reread(t, written(t, l, rows), Options{}); !slices.EqualFunc(got, rows, slices.Equal) {
			t.Fatalf("%+v\nis read as %q\nwant       %q", l, got, rows)
		}
	})
}

func written(t *rapid.T, l Layout, rows [][]string) []byte {
	var b bytes.Buffer
	w := NewWriter(&b, l)
	for _, r := range rows {
		if err := w.Write(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func reread(t *rapid.T, data []byte, opt Options) [][]string {
	r, err := Open(bytes.NewReader(data), opt)
	if err != nil {
		t.Fatalf("%v: %q", err, data)
	}
	defer r.Close()
	rows := [][]string{r.Header()}
	for row, err := range r.All() {
		if err != nil {
			t.Fatalf("%v: %q", err, data)
		}
		rows = append(rows, slices.Clone(row.Fields))
	}
	return rows
}

func BenchmarkWriter(b *testing.B) {
	fields := strings.Split(strings.TrimSpace(benchmarkRow), ";")
	l := Excel()
	l.Guard = true
	w := NewWriter(io.Discard, l)
	b.ReportAllocs()
	for b.Loop() {
		if err := w.Write(fields); err != nil {
			b.Fatal(err)
		}
	}
}
