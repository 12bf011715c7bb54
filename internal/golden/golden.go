// Package golden compares what tests get with files that keep what is expected, and writes the
// files anew when a test runs with -update.
package golden

import (
	"flag"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

var update = flag.Bool("update", false, "write the files of expected results anew")

// Updating reports whether expected results are to be written and not compared.
func Updating() bool { return *update }

// Text compares a text with a file.
func Text(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		write(t, path, []byte(got))
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}

// Archive compares texts with the files of a txtar archive, which are all called name. The comment
// at its beginning says where the expectation comes from, and stays.
func Archive(t *testing.T, path, name string, got []string) {
	t.Helper()
	archive, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		archive.Files = nil
		for _, text := range got {
			archive.Files = append(archive.Files, txtar.File{Name: name, Data: []byte(text)})
		}
		write(t, path, txtar.Format(archive))
		return
	}
	var want []string
	for _, f := range archive.Files {
		want = append(want, string(f.Data))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}

func write(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
}
