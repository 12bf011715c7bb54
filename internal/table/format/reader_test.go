package format

import (
	"bytes"
	stdcsv "encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"ringdex/internal/table"
	"ringdex/internal/table/charset"
)

func TestErrorIsTypeCodeAndCause(t *testing.T) {
	t.Parallel()
	_, err := open(strings.NewReader(`"a`), table.Options{})
	if !errors.Is(err, table.ErrCutOff) {
		t.Errorf("%v, want table.ErrCutOff", err)
	}
	broken := errors.New("the line is dead")
	r, err := open(io.MultiReader(strings.NewReader("a;b\n1;2\n3;"+strings.Repeat("x", table.SampleSize)+"\n4;5"), iotest.ErrReader(broken)), table.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var rows int
	for _, err = range r.All() {
		rows++
	}
	e, ok := errors.AsType[*table.Defect](err)
	if !ok || !errors.Is(err, broken) || !errors.Is(err, table.ErrRead) {
		t.Fatalf("%v, want a *table.Defect with table.ErrRead and its cause", err)
	}
	if got, want := fmt.Sprint(rows, " ", e.Line), "3 4"; got != want {
		t.Errorf("rows and line %s, want %s: half a row must not count", got, want)
	}
	if _, again := r.Next(); again != err {
		t.Errorf("then %v, want the same error", again)
	}
}

func TestRowErrorIsErrorToo(t *testing.T) {
	t.Parallel()
	r, err := open(strings.NewReader("a;b\n\"x\"y;z\n1;2\n"), table.Options{})
	if err != nil {
		t.Fatal(err)
	}
	row, err := r.Next()
	if _, ok := errors.AsType[*table.RowDefect](err); !ok {
		t.Fatalf("%v, want a *table.RowDefect", err)
	}
	e, ok := errors.AsType[*table.Defect](err)
	if !ok || e.Line != 2 || e.Column != 1 || !errors.Is(err, table.ErrQuote) || row.Line != 2 || string(row.Text) != `"x"y;z` {
		t.Errorf("%#v and %v, want table.ErrQuote in line 2, column 1", e, row)
	}
	if row, err = r.Next(); err != nil || row.Line != 3 {
		t.Errorf("then %v, %v, want line 3", row, err)
	}
	if _, err = r.Next(); err != io.EOF {
		t.Errorf("then %v, want io.EOF", err)
	}
	if err := r.Close(); err != nil {
		t.Error(err)
	}
}

// TestTrickle reads all files again, a byte at a time: the sender's pace must not matter.
func TestTrickle(t *testing.T) {
	t.Parallel()
	for _, f := range allFiles() {
		if len(f.data) > 100_000 {
			continue
		}
		want := transcript(bytes.NewReader(f.data), f.opt)
		if got := transcript(iotest.OneByteReader(bytes.NewReader(f.data)), f.opt); got != want {
			t.Errorf("%s is read by bytes as\n%s\nwant\n%s", f.name, got, want)
		}
	}
}

// transcript is everything a reader gives.
func transcript(in io.Reader, opt table.Options) string {
	r, err := open(in, opt)
	if err != nil {
		return err.Error()
	}
	defer r.Close()
	var b strings.Builder
	for row, err := range r.All() {
		fmt.Fprintf(&b, "%d %q %q %v\n", row.Line, row.Fields, row.Text, err)
	}
	fmt.Fprintf(&b, "%+v %d", r.Layout(), r.Skipped())
	return b.String()
}

// endless gives the same text again and again.
func endless(s string) io.Reader { return &repeated{text: s} }

type repeated struct {
	text string
	at   int
}

func (r *repeated) Read(p []byte) (int, error) {
	n := 0
	for n < len(p) {
		c := copy(p[n:], r.text[r.at:])
		n, r.at = n+c, (r.at+c)%len(r.text)
	}
	return n, nil
}

// TestSpitefulLine has a line on which each field looks like the start of a quoted value. Looking
// for the end of each to the end of the line would take hours.
func TestSpitefulLine(t *testing.T) {
	t.Parallel()
	for _, part := range []string{` "a"b;`, ` """a;`, `"a"b"`, `"";`, ` "`, ` ""`, `"a" `} {
		data := "a;b\n1;2\n" + strings.Repeat(part, 3<<20/len(part)) + "\n3;4\n"
		r, err := open(strings.NewReader(data), table.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, err = range r.All() {
		}
		if err != nil {
			checkFatal(t, err)
		}
	}
}

// TestAllocations is not parallel, as AllocsPerRun demands. One is the text of the row.
func TestAllocations(t *testing.T) {
	r, err := open(io.MultiReader(strings.NewReader("a;b;c\n"), endless("Jiří;Dvořák;\"Plzeň\"\n")), table.Options{})
	if err != nil {
		t.Fatal(err)
	}
	got := testing.AllocsPerRun(1000, func() {
		if _, err := r.Next(); err != nil {
			t.Fatal(err)
		}
	})
	if got > 1 {
		t.Errorf("%v allocations a row, want 1", got)
	}
}

func TestOptionsRefused(t *testing.T) {
	t.Parallel()
	for _, l := range []table.Layout{{Format: "xls"}, {Encoding: "koi8-r"}, {Delimiter: '"'}, {Delimiter: 'é'}, {Delimiter: 'e'}, {Delimiter: '\n'}, {LineEnd: "x"}} {
		if _, err := open(strings.NewReader("a;b\n"), table.Options{Layout: l}); !errors.Is(err, table.ErrOption) {
			t.Errorf("%+v: %v, want table.ErrOption", l, err)
		}
	}
}

// TestNoFileStays looks for temporary files after workbooks good and bad.
func TestNoFileStays(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	for _, f := range workbookFiles() {
		transcript(bytes.NewReader(f.data), f.opt)
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func FuzzReader(f *testing.F) {
	for _, file := range allFiles() {
		if len(file.data) < 20_000 {
			f.Add(file.data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		lim := table.Limits{Bytes: 1 << 20, Unzipped: 4 << 20, Columns: 100, FieldChars: 1000}
		r, err := open(bytes.NewReader(data), table.Options{Limits: lim})
		if err != nil {
			checkFatal(t, err)
			return
		}
		defer r.Close()
		checkRows(t, r, data)
		if data := data[:min(len(data), 1000)]; transcript(iotest.OneByteReader(bytes.NewReader(data)), table.Options{Limits: lim}) !=
			transcript(bytes.NewReader(data), table.Options{Limits: lim}) {
			t.Errorf("another reading at another pace")
		}
	})
}

func checkFatal(t *testing.T, err error) {
	t.Helper()
	e, ok := errors.AsType[*table.Defect](err)
	if !ok || e.Key == "" || e.Text.IsZero() || table.IsRow(err) {
		t.Fatalf("%#v, want an *table.Defect with code and message", err)
	}
}

func checkRows(t *testing.T, r *table.Reader, data []byte) {
	t.Helper()
	if r.Layout().Format == table.VCard {
		return // package vcard has a fuzz test of its own
	}
	letters := countLetters(r.HeaderRow().Text)
	last := r.HeaderRow().Line
	for row, err := range r.All() {
		if err != nil && !table.IsRow(err) {
			checkFatal(t, err)
			return
		}
		if row.Line <= last {
			t.Fatalf("line %d after %d", row.Line, last)
		}
		if err == nil != (len(row.Fields) > 0) || len(row.Fields) > 100 {
			t.Fatalf("%d fields and %v", len(row.Fields), err)
		}
		if !utf8.Valid(row.Text) || bytes.IndexByte(row.Text, 0) >= 0 || !utf8.ValidString(strings.Join(row.Fields, "")) {
			t.Fatalf("no text: %q, %q", row.Text, row.Fields)
		}
		last, letters = row.Line, letters+countLetters(row.Text)
	}
	l := r.Layout()
	if l.SepLine {
		letters += len("sep")
	}
	if want := countLetters(data); l.Format == table.CSV && !l.Encoding.Wide() && letters != want {
		t.Fatalf("%d letters of %d are in a row: something was lost", letters, want)
	}
}

// countLetters counts what stands for itself in every encoding and is no delimiter.
func countLetters(b []byte) int {
	n := 0
	for _, c := range b {
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' {
			n++
		}
	}
	return n
}

// FuzzSheet changes the parts of a workbook, which a fuzzer does not reach inside the archive.
func FuzzSheet(f *testing.F) {
	f.Add(inline("a;b", "1;2"), someStyles, "<si><t>x</t></si>")
	f.Add(numbers("x", `s="2"><v>45418.29</v>`, "y", `t="s"><v>0</v>`), someStyles, "<si><r><t>a</t></r><rPh><t>b</t></rPh></si>")
	f.Fuzz(func(t *testing.T, cells, styles, texts string) {
		data := workbook(styles, texts, "", "A", cells)
		r, err := open(bytes.NewReader(data), table.Options{Limits: table.Limits{Unzipped: 4 << 20, Columns: 100, FieldChars: 1000}})
		if err != nil {
			checkFatal(t, err)
			return
		}
		defer r.Close()
		checkRows(t, r, data)
	})
}

// benchmarkRow has ten values of the kind that contacts have.
const benchmarkRow = "K-10001;Jiří;Dvořák;IPEX a.s.;jiri.dvorak@example.cz;+420603303963;Plzeň;301 00;CZE;volat po páté odpoledne\r\n"

const benchmarkHeader = "id;jmeno;prijmeni;firma;email;telefon;mesto;psc;zeme;poznamka\r\n"

func BenchmarkReader(b *testing.B) {
	quoted := `"` + strings.ReplaceAll(strings.TrimSpace(benchmarkRow), ";", `";"`) + "\"\r\n"
	for _, bb := range []struct {
		name        string
		header, row []byte
	}{
		{"utf-8", []byte(benchmarkHeader), []byte(benchmarkRow)},
		{"utf-8 quoted", []byte(benchmarkHeader), []byte(quoted)},
		{"windows-1250", []byte(benchmarkHeader), encode(charset.Windows1250, benchmarkRow)},
		{"utf-16le", encode(charset.UTF16LE, benchmarkHeader), encode(charset.UTF16LE, benchmarkRow)},
	} {
		b.Run(bb.name, func(b *testing.B) {
			data := slices.Concat(bb.header, slices.Repeat(bb.row, 20_000))
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			rows := 0
			for b.Loop() {
				rows += count(b, data)
			}
			b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}

// BenchmarkStandard is the floor: encoding/csv, which neither decodes nor checks.
func BenchmarkStandard(b *testing.B) {
	data := []byte(benchmarkHeader + strings.Repeat(benchmarkRow, 20_000))
	b.SetBytes(int64(len(data)))
	rows := 0
	for b.Loop() {
		c := stdcsv.NewReader(bytes.NewReader(data))
		c.Comma, c.ReuseRecord = ';', true
		for _, err := c.Read(); err == nil; _, err = c.Read() {
			rows++
		}
	}
	b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "rows/s")
}

func BenchmarkWorkbook(b *testing.B) {
	var cells strings.Builder
	cells.WriteString(`<row r="1"><c t="str"><v>id</v></c></row>`)
	fields := strings.Split(strings.TrimSpace(benchmarkRow), ";")
	for i := range 20_000 {
		fmt.Fprintf(&cells, `<row r="%d">`, i+2)
		for j := range fields {
			fmt.Fprintf(&cells, `<c r="%c%d" t="s"><v>%d</v></c>`, 'A'+j, i+2, j)
		}
		cells.WriteString("</row>")
	}
	data := workbook(someStyles, "<si><t>"+strings.Join(fields, "</t></si><si><t>")+"</t></si>", "", "A", cells.String())
	b.ReportAllocs()
	rows := 0
	for b.Loop() {
		rows += count(b, data)
	}
	b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "rows/s")
}

func count(b *testing.B, data []byte) int {
	r, err := open(bytes.NewReader(data), table.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer r.Close()
	n := 0
	for _, err := range r.All() {
		if err != nil {
			b.Fatal(err)
		}
		n++
	}
	return n
}

// TestPassTitles has reports with a title above the table, and tables that must keep their first
// row.
func TestPassTitles(t *testing.T) {
	t.Parallel()
	known := func(s string) bool { return s == "Jméno" || s == "Telefon" || s == "Mobil" }
	for data, want := range map[string]string{
		"Seznam;;\nJméno;Telefon;x\nA;1;2\n": "Jméno;Telefon;x 1", "Výpis;\nk 1. 3.;\n;\nJméno;Telefon\nA;1\n": "Jméno;Telefon 2",
		"Jméno;x\nTelefon;Mobil\n": "Telefon;Mobil 1", "a;b\n1;2\n": "a;b 0", "Telefon;Mobil\nJméno;Telefon\n": "Telefon;Mobil 0",
	} {
		r, err := open(strings.NewReader(data), table.Options{})
		if err != nil {
			t.Fatal(err)
		}
		r.PassTitles(known)
		if got := fmt.Sprint(strings.Join(r.Header(), ";"), " ", r.Titles()); got != want {
			t.Errorf("%q: %q, want %q", data, got, want)
		}
		r.Close()
	}
}
