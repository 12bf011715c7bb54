package internal_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// How much of the store both engines share, and how much each has of its own, is shown in
// docs/design.md. The figures there may be off by a tenth, so that not every change of the store is
// one of the page.

const (
	enginesBegin = "<!-- engines: counted by internal/engines_test.go; `go test ./internal -update` writes it anew -->\n"
	enginesEnd   = "<!-- end of engines -->"
)

// share is what one row of the table counts, in lines that are neither empty nor comments.
type share struct {
	name    string
	folders []string
	code    int // Go and, of the schema, SQL
	queries int // texts in it that begin like SQL
	tests   int
}

func shares(t *testing.T) []share {
	t.Helper()
	all := []share{
		{name: "shared by both", folders: []string{"store", "store/migrations", "store/storetest"}},
		{name: "SQLite alone", folders: []string{"store/sqlite"}},
		{name: "PostgreSQL alone", folders: []string{"store/postgres", "store/storetest/pgtest"}},
	}
	for i := range all {
		for _, folder := range all[i].folders {
			all[i].count(t, folder)
		}
	}
	return all
}

func (s *share) count(t *testing.T, folder string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.FromSlash(folder))
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		path := filepath.Join(folder, entry.Name())
		switch {
		case filepath.Ext(path) == ".sql":
			s.code += lines(t, path, "--")
		case filepath.Ext(path) != ".go":
		case strings.HasSuffix(path, "_test.go"), strings.HasPrefix(folder, "store/storetest"):
			s.tests += lines(t, path, "//")
		default:
			s.code += lines(t, path, "//")
			s.queries += queries(t, path)
		}
	}
}

func lines(t *testing.T, path, comment string) (n int) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, comment) {
			n++
		}
	}
	return n
}

var beginsLikeSQL = regexp.MustCompile(`^\s*(SELECT|INSERT|UPDATE|DELETE|LISTEN) `)

func queries(t *testing.T, path string) (n int) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(file, func(node ast.Node) bool {
		if literal, ok := node.(*ast.BasicLit); ok && literal.Kind == token.STRING {
			if text, err := strconv.Unquote(literal.Value); err == nil && beginsLikeSQL.MatchString(text) {
				n++
			}
		}
		return true
	})
	return n
}

func enginesTable(all []share) string {
	var b strings.Builder
	b.WriteString("| | Lines of code and schema | Queries in them | Lines of tests |\n| --- | --- | --- | --- |\n")
	for _, s := range all {
		fmt.Fprintf(&b, "| %s | %d | %d | %d |\n", s.name, s.code, s.queries, s.tests)
	}
	return b.String()
}

func TestDesignShowsTheEngines(t *testing.T) {
	t.Parallel()
	all := shares(t)
	shown := section(t, enginesBegin, enginesEnd, enginesTable(all))
	if *update {
		return
	}
	rows := strings.Split(strings.TrimSpace(shown), "\n")
	if len(rows) != len(all)+2 {
		t.Fatalf("docs/design.md shows %d rows, want %d", len(rows), len(all)+2)
	}
	for i, s := range all {
		cells := strings.Split(rows[i+2], "|")
		for at, counted := range map[int]int{2: s.code, 3: s.queries, 4: s.tests} {
			if n, err := strconv.Atoi(strings.TrimSpace(cells[at])); err != nil || 10*max(n-counted, counted-n) > max(counted, 10) {
				t.Errorf("docs/design.md shows %q for %s, there are %d; run go test ./internal -update", cells[at], s.name, counted)
			}
		}
	}
}
