package csvfile

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"
)

func TestErrorIsTypeCodeAndCause(t *testing.T) {
	t.Parallel()
	_, err := Open(strings.NewReader(`"a`), Options{})
	if !errors.Is(err, ErrCutOff) {
		t.Errorf("%v, want ErrCutOff", err)
	}
	broken := errors.New("the line is dead")
	r, err := Open(io.MultiReader(strings.NewReader("a;b\n1;2\n3;"+strings.Repeat("x", sampleSize)+"\n4;5"), iotest.ErrReader(broken)), Options{})
	if err != nil {
		t.Fatal(err)
	}
	var rows int
	for _, err = range r.All() {
		rows++
	}
	e, ok := errors.AsType[*Error](err)
	if !ok || !errors.Is(err, broken) || !errors.Is(err, ErrRead) {
		t.Fatalf("%v, want a *Error with ErrRead and its cause", err)
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
	r, err := Open(strings.NewReader("a;b\n\"x\"y;z\n1;2\n"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	row, err := r.Next()
	if _, ok := errors.AsType[*RowError](err); !ok {
		t.Fatalf("%v, want a *RowError", err)
	}
	e, ok := errors.AsType[*Error](err)
	if !ok || e.Line != 2 || e.Column != 1 || !errors.Is(err, ErrQuote) || row.Line != 2 || string(row.Text) != `"x"y;z` {
		t.Errorf("%#v and %v, want ErrQuote in line 2, column 1", e, row)
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
func transcript(in io.Reader, opt Options) string {
	r, err := Open(in, opt)
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

// TestEndless has one quote too many at the top of a large file.
func TestEndless(t *testing.T) {
	t.Parallel()
	in := io.MultiReader(strings.NewReader("a;b\n1;2\n3;\"4\n"), endless("5;6\n"))
	r, err := Open(in, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, err = range r.All() {
	}
	if e := asError(err); e.Code != ErrEndless || e.Line != 3 || e.Column != 2 {
		t.Errorf("%v, want endless_value in line 3, column 2", err)
	}
	if got, want := cap(r.src.(*text).buf), 32<<20; got > want {
		t.Errorf("window of %d bytes, want at most %d", got, want)
	}
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

// TestSpitefulLine has a line on which each field looks like the start of a quoted value. Looking for
// the end of each to the end of the line would take hours.
func TestSpitefulLine(t *testing.T) {
	t.Parallel()
	for _, part := range []string{` "a"b;`, ` """a;`, `"a"b"`, `"";`, ` "`, ` ""`, `"a" `} {
		data := "a;b\n1;2\n" + strings.Repeat(part, 3<<20/len(part)) + "\n3;4\n"
		r, err := Open(strings.NewReader(data), Options{})
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

// TestFlatMemory reads 50 MB through a window that stays as it was.
func TestFlatMemory(t *testing.T) {
	t.Parallel()
	const row = "Jiří;Dvořák;\"Plzeň\r\nBory\";+420603303963\r\n"
	in := io.MultiReader(strings.NewReader("a;b;c;d\r\n"), io.LimitReader(endless(row), 50<<20/int64(len(row))*int64(len(row))))
	r, err := Open(in, Options{})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for got, err := range r.All() {
		if err != nil || got.Line != 2+2*n || got.Fields[3] != "+420603303963" {
			t.Fatalf("row %d in line %d: %q, %v", n, got.Line, got.Fields, err)
		}
		n++
	}
	if want := 50 << 20 / len(row); n != want {
		t.Errorf("%d rows, want %d", n, want)
	}
	if got, want := len(r.src.(*text).buf), bufferSize; got != want {
		t.Errorf("window of %d bytes, want %d", got, want)
	}
}

// TestAllocations is not parallel, as AllocsPerRun demands. One is the text of the row.
func TestAllocations(t *testing.T) {
	r, err := Open(io.MultiReader(strings.NewReader("a;b;c\n"), endless("Jiří;Dvořák;\"Plzeň\"\n")), Options{})
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

func TestWrongCount(t *testing.T) {
	t.Parallel()
	r, err := Open(strings.NewReader("a;b;c\n"), Options{})
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

func TestOptionsRefused(t *testing.T) {
	t.Parallel()
	for _, l := range []Layout{{Format: "xls"}, {Encoding: "koi8-r"}, {Delimiter: '"'}, {Delimiter: 'é'}, {Delimiter: 'e'}, {Delimiter: '\n'}, {LineEnd: "x"}} {
		if _, err := Open(strings.NewReader("a;b\n"), Options{Layout: l}); !errors.Is(err, ErrOption) {
			t.Errorf("%+v: %v, want ErrOption", l, err)
		}
	}
}

func TestParseEncoding(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]Encoding{
		"UTF-8": UTF8, "utf8": UTF8, "CP1250": Windows1250, "Windows-1250": Windows1250, "Latin2": ISO88592, "ISO_8859-2": ISO88592,
		"ibm852": CP852, "cp 852": CP852, "UTF-16": UTF16LE, "windows-1252": Windows1252, "koi8-r": "",
	} {
		if got, ok := ParseEncoding(name); got != want || ok != (want != "") {
			t.Errorf("%s: %q, %v, want %q", name, got, ok, want)
		}
	}
	for _, e := range Encodings() {
		if got, ok := ParseEncoding(string(e)); got != e || !ok {
			t.Errorf("%s: %q, want itself", e, got)
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
		lim := Limits{Bytes: 1 << 20, Unzipped: 4 << 20, Columns: 100, FieldChars: 1000}
		r, err := Open(bytes.NewReader(data), Options{Limits: lim})
		if err != nil {
			checkFatal(t, err)
			return
		}
		defer r.Close()
		checkRows(t, r, data)
		if data := data[:min(len(data), 1000)]; transcript(iotest.OneByteReader(bytes.NewReader(data)), Options{Limits: lim}) !=
			transcript(bytes.NewReader(data), Options{Limits: lim}) {
			t.Errorf("another reading at another pace")
		}
	})
}

func checkFatal(t *testing.T, err error) {
	t.Helper()
	e, ok := errors.AsType[*Error](err)
	if !ok || e.Code == "" || e.Message == "" || isRowError(err) {
		t.Fatalf("%#v, want an *Error with code and message", err)
	}
}

func checkRows(t *testing.T, r *Reader, data []byte) {
	t.Helper()
	letters := countLetters(r.HeaderRow().Text)
	last := r.HeaderRow().Line
	for row, err := range r.All() {
		if err != nil && !isRowError(err) {
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
	if want := countLetters(data); l.Format == CSV && !l.Encoding.wide() && letters != want {
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
		r, err := Open(bytes.NewReader(data), Options{Limits: Limits{Unzipped: 4 << 20, Columns: 100, FieldChars: 1000}})
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
		{"windows-1250", []byte(benchmarkHeader), encode(Windows1250, benchmarkRow)},
		{"utf-16le", encode(UTF16LE, benchmarkHeader), encode(UTF16LE, benchmarkRow)},
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
		c := csv.NewReader(bytes.NewReader(data))
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
	r, err := Open(bytes.NewReader(data), Options{})
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
