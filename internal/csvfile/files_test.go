package csvfile

import (
	"archive/zip"
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "write the files of testdata and their expected readings anew")

// The files of testdata are made by filesOf, read by TestFiles, and each has beside it what a person
// expects of it: NAME.want. Both are written by: go test ./internal/csvfile -run TestFiles -update
// Look at the difference afterwards.

// hostile is one file as somebody really sends it.
type hostile struct {
	name string
	why  string
	data []byte
	opt  Options

	found bool // not made here: the file is what another program wrote
}

func TestFiles(t *testing.T) {
	t.Parallel()
	files := allFiles()
	for _, f := range files {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			at := filepath.Join("testdata", f.name)
			if f.found {
				f.data = read(t, at)
			}
			if *update {
				write(t, at, f.data)
				write(t, at+".want", []byte(reading(f)))
			}
			f.data = read(t, at)
			if got, want := reading(f), string(read(t, at+".want")); got != want {
				t.Errorf("%s is read as\n%s\nwant\n%s", f.name, got, want)
			}
		})
	}
	if got, want := len(files), 60; got < want {
		t.Errorf("%d files, want %d or more", got, want)
	}
}

func allFiles() []hostile {
	var all []hostile
	all = append(all, languageFiles()...)
	all = append(all, textFiles()...)
	all = append(all, brokenFiles()...)
	return append(all, workbookFiles()...)
}

func write(t *testing.T, name string, data []byte) {
	t.Helper()
	if err := os.WriteFile(name, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// reading writes down all that the reader says about a file.
func reading(f hostile) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n", f.why)
	r, err := Open(bytes.NewReader(f.data), f.opt)
	if err != nil {
		writeError(&b, err)
		return b.String()
	}
	defer r.Close()
	writeRow(&b, "header", r.HeaderRow())
	for _, m := range RecogniseAll(Contact, r.Header()) {
		if m.Field != "" {
			fmt.Fprintf(&b, "  column %d is %s%s\n", m.Column+1, m.Field, map[bool]string{true: " again"}[m.Duplicate])
		}
	}
	for row, err := range r.All() {
		writeRow(&b, "row", row)
		if err == nil {
			err = r.WrongCount(row)
		}
		if err != nil {
			writeError(&b, err)
		}
	}
	writeLayout(&b, r)
	return b.String()
}

func writeRow(b *strings.Builder, what string, row Row) {
	if row.Line == 0 {
		return
	}
	fmt.Fprintf(b, "%s %d:", what, row.Line)
	for _, f := range row.Fields {
		fmt.Fprintf(b, " %s", show(f))
	}
	fmt.Fprintf(b, "\n  text %s\n", show(string(row.Text)))
}

func show(s string) string {
	if len(s) > 300 {
		return fmt.Sprintf("%q… (%d bytes)", s[:20], len(s))
	}
	return strings.ReplaceAll(fmt.Sprintf("%q", s), "\u00a0", `\u00a0`)
}

func writeError(b *strings.Builder, err error) {
	kind := "stops"
	if isRowError(err) {
		kind = "refused"
	}
	e := asError(err)
	fmt.Fprintf(b, "%s %s: %v", kind, e.Code, err)
	if e.Value != "" {
		fmt.Fprintf(b, " [%s]", e.Value)
	}
	b.WriteString("\n")
}

func writeLayout(b *strings.Builder, r *Reader) {
	l := r.Layout()
	fmt.Fprintf(b, "layout: %s", l.Format)
	if l.Format == XLSX {
		fmt.Fprintf(b, " sheet %q of %q", l.Sheet, r.Sheets())
	} else {
		fmt.Fprintf(b, " %s delimiter %q line end %q", l.Encoding, l.Delimiter, l.LineEnd)
	}
	if l.BOM {
		b.WriteString(" BOM")
	}
	if l.SepLine {
		b.WriteString(" sep=")
	}
	fmt.Fprintf(b, "\nskipped: %d\n", r.Skipped())
}

// encode writes text in an encoding; letters that it does not have are a mistake of the test.
func encode(e Encoding, s string) []byte {
	w := NewWriter(io.Discard, Layout{Encoding: e})
	if err := w.check(s, 1); err != nil {
		panic(err)
	}
	if e == UTF8 {
		return []byte(s)
	}
	var b []byte
	for _, r := range s {
		b = w.appendRune(b, r)
	}
	return b
}

func lines(s ...string) string { return strings.Join(s, "\r\n") + "\r\n" }

// archive makes a ZIP file; names and contents alternate. The time is fixed so that the bytes are.
func archive(parts ...string) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i+1 < len(parts); i += 2 {
		w, err := z.CreateHeader(&zip.FileHeader{
			Name: parts[i], Method: zip.Deflate, Modified: time.Date(2024, 5, 6, 7, 8, 10, 0, time.UTC),
		})
		if err != nil {
			panic(err)
		}
		if _, err := io.WriteString(w, parts[i+1]); err != nil {
			panic(err)
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}
