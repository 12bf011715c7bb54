package xlsx_test

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ringdex/internal/table"
	"ringdex/internal/table/format"
	"ringdex/internal/table/xlsx"
)

// TestWriter: what was written is read back, texts that spreadsheets would change or run included.
func TestWriter(t *testing.T) {
	t.Parallel()
	rows := [][]string{
		{"a", "b", "c"},
		{"0012", "3/4", "+420603303963"},
		{"=SUM(A1)", "'=1", " x  y "},
		{"<&>", "řádek\ndruhý", ""},
		{"", "", "'"},
	}
	var file bytes.Buffer
	out := xlsx.NewWriter(&file)
	for _, row := range rows {
		if err := out.Write(row); err != nil {
			t.Fatal(err)
		}
	}
	if err := out.Flush(); err != nil {
		t.Fatal(err)
	}
	in, err := format.Open(&file, table.Options{Layout: table.Layout{Guard: true}})
	if err != nil {
		t.Fatal(err)
	}
	got := [][]string{in.Header()}
	for row, err := range in.All() {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, append([]string{}, row.Fields...))
	}
	if diff := cmp.Diff(rows, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}
