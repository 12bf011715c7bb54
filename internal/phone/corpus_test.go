package phone

import (
	"flag"
	"os"
	"strconv"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the golden files")

const corpusFile = "testdata/corpus.txt"

// TestCorpus compares the readings of real-life numbers with those that a person
// has checked; see the head of the file.
func TestCorpus(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile(corpusFile)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(data), "\n")
	count := 0
	for i, line := range lines {
		if line == "" || strings.HasPrefix(line, "# ") {
			continue
		}
		count++
		lines[i] = corpusLine(t, line)
		if lines[i] != line && !*update {
			t.Errorf("line %d: got %q, want %q", i+1, lines[i], line)
		}
	}
	if count < 320 {
		t.Errorf("got %d numbers, want at least 320", count)
	}
	if *update {
		writeCorpus(t, lines)
	}
}

func writeCorpus(t *testing.T, lines []string) {
	t.Helper()
	if err := os.WriteFile(corpusFile, []byte(strings.Join(lines, "\n")), 0o644); err != nil {
		t.Fatal(err)
	}
}

// corpusLine is the line with what Parse says now.
func corpusLine(t *testing.T, line string) string {
	t.Helper()
	columns := strings.Split(line, "\t")
	regions, text := corpusInput(t, columns)
	n := Parse(text, regions)
	checkNumber(t, text, n, regions)
	answer := n.E164
	if !n.Valid() {
		answer = string(n.Reason)
	}
	return strings.Join([]string{columns[0], columns[1], answer, n.Extension, string(n.Kind)}, "\t")
}

func corpusInput(t *testing.T, columns []string) (Regions, string) {
	t.Helper()
	if len(columns) != 5 {
		t.Fatalf("got %q, want 5 columns", columns)
	}
	regions, err := ParseRegions(strings.Trim(columns[0], "-"))
	if err != nil {
		t.Fatal(err)
	}
	text, err := strconv.Unquote(`"` + strings.ReplaceAll(columns[1], `"`, `\"`) + `"`)
	if err != nil {
		t.Fatalf("text %q: %v", columns[1], err)
	}
	return regions, text
}

// checkNumber checks what holds for every number read.
func checkNumber(t *testing.T, text string, n Number, regions Regions) {
	t.Helper()
	if n.Text != strings.TrimSpace(text) {
		t.Errorf("Parse(%q): got text %q", text, n.Text)
	}
	if n.Valid() == (n.Reason != "") {
		t.Errorf("Parse(%q): got both %q and %q", text, n.E164, n.Reason)
	}
	if key := n.Digits(); DigitsOf(key.String()) != key {
		t.Errorf("Parse(%q): key %q does not come back", text, key)
	}
	if !n.Valid() {
		return
	}
	if again := Parse(n.E164, nil); again.E164 != n.E164 || again.Kind != n.Kind {
		t.Errorf("Parse(%q): got %q %s, which reads as %q %s", text, n.E164, n.Kind, again.E164, again.Kind)
	}
	if Ask(n.E164, regions).Exact != n.Digits() {
		t.Errorf("Parse(%q): asking for %q does not find it", text, n.E164)
	}
	if n.Region() == "" {
		t.Errorf("Parse(%q): got no region for %q", text, n.E164)
	}
}
