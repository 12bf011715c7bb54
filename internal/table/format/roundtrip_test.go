package format

import (
	"bytes"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"ringdex/internal/table"
	"ringdex/internal/table/charset"
	"ringdex/internal/table/csv"
)

// value is text of the kind that breaks files, in letters that the encoding has.
func value(e charset.Encoding) *rapid.Generator[string] {
	letters := []rune("abcXYZ019 ;,\t|\"'=+-@\r\n.\x1A_ˇ")
	switch e {
	case charset.UTF8, charset.UTF16LE, charset.UTF16BE:
		letters = append(letters, []rune("řžŁß東😀\uFEFF\uFFFD\u00a0\u2028")...)
	case charset.Windows1252:
		letters = append(letters[:len(letters)-1], []rune("éßüñ\u00a0€")...)
	default:
		letters = append(letters, []rune("řžŁßö\u00a0")...)
	}
	if encode := e.Encoder(); encode != nil {
		letters = slices.DeleteFunc(letters, func(r rune) bool { _, has := encode(r); return !has })
	}
	return rapid.OneOf(
		rapid.StringOfN(rapid.SampledFrom(letters), 0, 8, -1),
		rapid.SampledFrom([]string{"", "+420603303963", "'=1+1", "=HYPERLINK(\"x\")", "sep=;", `""`, "\r\n", "'", "''+1"}),
	)
}

// TestRoundTrip: a written file reads back to the same values by the same layout.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		l := table.Layout{
			Encoding:  rapid.SampledFrom(charset.Encodings()).Draw(t, "encoding"),
			Delimiter: rapid.SampledFrom([]rune(";,\t|")).Draw(t, "delimiter"),
			LineEnd:   rapid.SampledFrom([]string{"\n", "\r\n", "\r"}).Draw(t, "line end"),
			BOM:       rapid.Bool().Draw(t, "BOM"),
			SepLine:   rapid.Bool().Draw(t, "sep"),
			Guard:     rapid.Bool().Draw(t, "guard"),
		}
		rows := rapid.SliceOf(rapid.SliceOfN(value(l.Encoding), 1, 5)).Draw(t, "rows")
		rows = slices.DeleteFunc(rows, table.Blank)
		rows = append([][]string{{"head", "tail"}}, rows...)
		data := written(t, l, rows)
		given := table.Options{Layout: l}
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
		l := table.Layout{
			Encoding:  rapid.SampledFrom([]charset.Encoding{charset.UTF8, charset.UTF16LE, charset.UTF16BE, charset.Windows1250, charset.ISO88592, charset.CP852}).Draw(t, "encoding"),
			Delimiter: rapid.SampledFrom([]rune(";,\t|")).Draw(t, "delimiter"),
			LineEnd:   rapid.SampledFrom([]string{"\n", "\r\n", "\r"}).Draw(t, "line end"),
			BOM:       rapid.Bool().Draw(t, "BOM"),
		}
		s := rapid.SampledFrom(samples()[:3]).Draw(t, "language")
		words := slices.Concat(s.rows[1:]...)
		rows := slices.Clone(s.rows) // one word alone can be read in two encodings
		for range rapid.IntRange(1, 30).Draw(t, "rows") {
			row := rapid.SliceOfN(rapid.SampledFrom(words), len(s.rows[0]), len(s.rows[0])).Draw(t, "row")
			rows = append(rows, row)
		}
		if got := reread(t, written(t, l, rows), table.Options{}); !slices.EqualFunc(got, rows, slices.Equal) {
			t.Fatalf("%+v\nis read as %q\nwant       %q", l, got, rows)
		}
	})
}

func written(t *rapid.T, l table.Layout, rows [][]string) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b, l)
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

func reread(t *rapid.T, data []byte, opt table.Options) [][]string {
	r, err := open(bytes.NewReader(data), opt)
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
