package csv

import (
	"bufio"
	"errors"
	"io"
	"strings"
	"testing"

	"ringdex/internal/table"
)

// window reads a text and gives its window, too.
func window(t *testing.T, in io.Reader) (*text, *table.Reader) {
	t.Helper()
	buffered, limits := bufio.NewReaderSize(in, table.SampleSize), table.Limits{}.WithDefaults(table.CSV)
	sample, err := buffered.Peek(table.SampleSize)
	if err != nil && err != io.EOF {
		t.Fatal(err)
	}
	src, err := openText(buffered, sample, table.Options{}, limits)
	if err != nil {
		t.Fatal(err)
	}
	r, err := table.NewReader(src, limits, 0)
	if err != nil {
		t.Fatal(err)
	}
	return src, r
}

// TestEndless has one quote too many at the top of a large file.
func TestEndless(t *testing.T) {
	t.Parallel()
	in := io.MultiReader(strings.NewReader("a;b\n1;2\n3;\"4\n"), endless("5;6\n"))
	src, r := window(t, in)
	var err error
	for _, err = range r.All() {
	}
	if e, ok := errors.AsType[*table.Defect](err); !ok || e.Key != table.ErrEndless || e.Line != 3 || e.Column != 2 {
		t.Errorf("%v, want endless_value in line 3, column 2", err)
	}
	if got, want := cap(src.buf), 32<<20; got > want {
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

// TestFlatMemory reads 50 MB through a window that stays as it was.
func TestFlatMemory(t *testing.T) {
	t.Parallel()
	const row = "Jiří;Dvořák;\"Plzeň\r\nBory\";+420603303963\r\n"
	in := io.MultiReader(strings.NewReader("a;b;c;d\r\n"), io.LimitReader(endless(row), 50<<20/int64(len(row))*int64(len(row))))
	src, r := window(t, in)
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
	if got, want := len(src.buf), bufferSize; got != want {
		t.Errorf("window of %d bytes, want %d", got, want)
	}
}
