package format

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"ringdex/internal/mapping/heading"
	"ringdex/internal/ringdex"
	"ringdex/internal/table"
	"ringdex/internal/table/charset"
)

var update = flag.Bool("update", false, "write the files of testdata and their expected readings anew")

// The files of testdata are made by filesOf, read by TestFiles, and each has beside it what a
// person expects of it: NAME.want. Both are written by: go test ./internal/table/format -run
// TestFiles -update Look at the difference afterwards.

// hostile is a malformed file as found in practice.
type hostile struct {
	name string
	why  string
	data []byte
	opt  table.Options

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
	r, err := open(bytes.NewReader(f.data), f.opt)
	if err != nil {
		writeError(&b, err)
		return b.String()
	}
	defer r.Close()
	writeRow(&b, "header", r.HeaderRow())
	for _, m := range heading.RecogniseAll(ringdex.KindContact, r.Header(), nil) {
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

func writeRow(b *strings.Builder, what string, row table.Row) {
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
	if table.IsRow(err) {
		kind = "refused"
	}
	e := asError(err)
	fmt.Fprintf(b, "%s %s: %v", kind, e.Key, err)
	if e.Value != "" {
		fmt.Fprintf(b, " [%s]", e.Value)
	}
	b.WriteString("\n")
}

func writeLayout(b *strings.Builder, r *table.Reader) {
	l := r.Layout()
	fmt.Fprintf(b, "layout: %s", l.Format)
	if l.Format == table.XLSX {
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

// open knows the names of columns, as callers do.
func open(r io.Reader, opt table.Options) (*table.Reader, error) {
	opt.Known = heading.Known
	return Open(r, opt)
}

// encode writes text in an encoding; letters that it does not have are a mistake of the test.
func encode(e charset.Encoding, s string) []byte {
	if e == charset.UTF8 {
		return []byte(s)
	}
	var b []byte
	for _, r := range s {
		b = appendRune(b, e, r)
	}
	return b
}

func appendRune(b []byte, e charset.Encoding, r rune) []byte {
	if code := e.Encoder(); code != nil {
		c, ok := code(r)
		if !ok {
			panic(fmt.Sprintf("%s has no %q", e, r))
		}
		return append(b, c)
	}
	for _, u := range utf16.AppendRune(nil, r) {
		if e == charset.UTF16LE {
			b = binary.LittleEndian.AppendUint16(b, u)
		} else {
			b = binary.BigEndian.AppendUint16(b, u)
		}
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
