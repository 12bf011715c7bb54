package format

import (
	"bytes"
	stdcsv "encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"ringdex/internal/table"
	"ringdex/internal/table/charset"
)

func FuzzStandard(f *testing.F) {
	for _, file := range append(textFiles(), brokenFiles()...) {
		f.Add(file.data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		want, places, ok := standard(data)
		if !ok {
			return
		}
		r, err := open(bytes.NewReader(data), table.Options{
			Layout: table.Layout{Format: table.CSV, Encoding: charset.UTF8, Delimiter: ';', LineEnd: "\n"},
			Limits: table.Limits{Columns: 1 << 20, FieldChars: 1 << 20},
		})
		if err != nil {
			return // no table by our rules: TestFiles and FuzzReader look after that
		}
		compare(t, r, want, places)
	})
}

// standard reads by encoding/csv, and leaves out what is different on purpose: lone CRs, sep=
// lines, rows of white space, the end mark of DOS.
func standard(data []byte) (rows [][]string, places []int, ok bool) {
	bare := bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))
	if !utf8.Valid(data) || bytes.ContainsAny(bare, "\r\x00\x1a\uFEFF") || bytes.HasPrefix(bytes.ToLower(data), []byte("sep=")) {
		return nil, nil, false
	}
	c := stdcsv.NewReader(bytes.NewReader(data))
	c.Comma, c.FieldsPerRecord = ';', -1
	for {
		row, err := c.Read()
		if err == io.EOF {
			return rows, places, true
		}
		if err != nil {
			return nil, nil, false
		}
		if line, _ := c.FieldPos(0); !table.Blank(row) {
			rows, places = append(rows, row), append(places, line)
		}
	}
}

func compare(t *testing.T, r *table.Reader, want [][]string, places []int) {
	t.Helper()
	row, err := r.HeaderRow(), error(nil)
	for i := range want {
		var got []string
		for _, f := range row.Fields {
			got = append(got, strings.ReplaceAll(f, "\r\n", "\n"))
		}
		if err != nil || !slices.Equal(got, want[i]) || row.Line != places[i] {
			t.Fatalf("row %d: %q in line %d, %v, want %q in %d", i, got, row.Line, err, want[i], places[i])
		}
		row, err = r.Next()
	}
	if !errors.Is(err, io.EOF) {
		t.Fatalf("one more row %q, %v, want the end", row.Fields, err)
	}
}
