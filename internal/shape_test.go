package internal_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func TestPackagesSayWhatTheyOwn(t *testing.T) {
	t.Parallel()
	for _, p := range packages(t) {
		begin := "Package " + p.Name + " "
		if p.Name == "main" {
			begin = "Command " + path.Base(p.ImportPath) + " "
		}
		if !strings.HasPrefix(p.Doc, begin) {
			t.Errorf("package %s has no comment that begins with %q", p.ImportPath, begin)
		}
	}
}

// modernc.org/sqlite is translated C that fits one exact version of modernc.org/libc; another one
// may corrupt data. Its authors say so, and a dependency can raise it unseen.
func TestLibcIsTheOneThatSQLiteAsksFor(t *testing.T) {
	t.Parallel()
	var module struct{ GoMod string }
	decode(t, goCommand(t, "list", "-m", "-json", "modernc.org/sqlite"), &module)
	used := strings.TrimSpace(goCommand(t, "list", "-m", "-f", "{{.Version}}", "modernc.org/libc"))
	for _, r := range requirements(t, module.GoMod) {
		if r.Path == "modernc.org/libc" {
			if r.Version != used {
				t.Errorf("go.mod has modernc.org/libc %s, and modernc.org/sqlite asks for %s; go get modernc.org/libc@%[2]s", used, r.Version)
			}
			return
		}
	}
	t.Errorf("%s asks for no modernc.org/libc", module.GoMod)
}

// row is a line of the tables in docs/dependencies.md: module and version.
var row = regexp.MustCompile("(?m)^\\| `([^`]+)` \\| (v[^ ]+) \\|")

// Every dependency that we chose has a reason beside it, and the versions there are those that are
// used.
func TestDependenciesAreExplained(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join("..", "docs", "dependencies.md"))
	if err != nil {
		t.Fatal(err)
	}
	explained := map[string]string{}
	for _, match := range row.FindAllStringSubmatch(string(text), -1) {
		explained[match[1]] = match[2]
	}
	used := map[string]string{}
	for _, r := range requirements(t, filepath.Join("..", "go.mod")) {
		used[r.Path] = r.Version
		if !r.Indirect && explained[r.Path] == "" {
			t.Errorf("docs/dependencies.md does not say what %s is for", r.Path)
		}
	}
	for module, version := range explained {
		if used[module] != version {
			t.Errorf("docs/dependencies.md has %s %s, go.mod has %q", module, version, used[module])
		}
	}
}

// requirement is a module that a go.mod asks for.
type requirement struct {
	Path, Version string
	Indirect      bool
}

func requirements(t *testing.T, file string) []requirement {
	t.Helper()
	var module struct{ Require []requirement }
	decode(t, goCommand(t, "mod", "edit", "-json", file), &module)
	return module.Require
}

// pkg is what `go list` says of a package.
type pkg struct {
	ImportPath, Name, Doc string
	GoFiles, Imports      []string
}

// key is the name of the package among the rules.
func (p pkg) key() string { return key(p.ImportPath) }

func key(importPath string) string {
	return strings.TrimPrefix(strings.TrimPrefix(importPath, "ringdex/"), "internal/")
}

// packages are all our packages with code other than tests.
func packages(t *testing.T) []pkg {
	t.Helper()
	var all []pkg
	decoder := json.NewDecoder(strings.NewReader(goCommand(t, "list", "-json=ImportPath,Name,Doc,GoFiles,Imports", "ringdex/...")))
	for decoder.More() {
		var p pkg
		if err := decoder.Decode(&p); err != nil {
			t.Fatal(err)
		}
		if len(p.GoFiles) > 0 {
			all = append(all, p)
		}
	}
	watch(t)
	return all
}

// watch looks at every folder by itself: go test remembers results by the files that the test has
// seen, not by those that a command it runs has seen, and would give an old answer for new code.
func watch(t *testing.T) {
	t.Helper()
	for _, root := range []string{".", filepath.Join("..", "cmd")} {
		err := filepath.WalkDir(root, func(string, os.DirEntry, error) error { return nil })
		if err != nil {
			t.Fatal(err)
		}
	}
}

func goCommand(t *testing.T, args ...string) string {
	t.Helper()
	c := exec.CommandContext(t.Context(), "go", args...)
	var problems strings.Builder
	c.Stderr = &problems
	out, err := c.Output()
	if err != nil {
		t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, &problems)
	}
	return string(out)
}

func decode(t *testing.T, text string, v any) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), v); err != nil {
		t.Fatal(err)
	}
}
