package i18n

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ringdex/internal/message"
)

// TestTranslations holds each catalogue to the English one: the same keys, and for each argument of
// a sentence either no plural or one with exactly the forms that the language has for whole
// numbers.
func TestTranslations(t *testing.T) {
	t.Parallel()
	for _, l := range Languages {
		forms := wholeForms(l)
		c := catalogueOf(l)
		if diff := cmp.Diff(message.English().Keys(), c.Keys()); diff != "" {
			t.Errorf("%s: keys that are missing (-) or too many (+):\n%s", l, diff)
		}
		for _, key := range c.Keys() {
			want, got := message.English().Template(key).Arguments(), c.Template(key).Arguments()
			if diff := cmp.Diff(sorted(maps.Keys(want)), sorted(maps.Keys(got))); diff != "" {
				t.Errorf("%s: %s: placeholders that are missing (-) or too many (+):\n%s", l, key, diff)
			}
			for arg, categories := range got {
				plural := slices.Sorted(slices.Values(slices.DeleteFunc(categories, func(c string) bool { return c == "" })))
				if len(plural) > 0 && !slices.Equal(plural, forms) {
					t.Errorf("%s: %s: the plural of {%d} has the forms %q, want %q", l, key, arg, plural, forms)
				}
			}
		}
	}
}

func catalogueOf(l Language) *message.Catalogue {
	if l == English {
		return message.English()
	}
	return read(l)
}

func sorted(keys func(func(int) bool)) []int { return slices.Sorted(keys) }

// wholeForms are the plural categories that whole numbers have in a language.
func wholeForms(l Language) []string {
	forms := map[string]bool{}
	for n := range int64(1000) {
		forms[l.category(n)] = true
	}
	return slices.Sorted(maps.Keys(forms))
}

// makers are the functions that take a key, with the place of the key among their arguments.
var makers = map[string]int{"New": 0, "Err": 0, "Wrap": 1, "Fail": 1, "Problem": 1, "T": 0, "Done": 1}

// TestKeys finds the calls in the whole tree whose key or number of arguments the catalogue does
// not have, and the keys that no code names. A key that is put together begins with a text that
// ends in a dot: "phone."+reason.
func TestKeys(t *testing.T) {
	t.Parallel()
	named := map[string]bool{}
	eachFile(t, func(file *ast.File, set *token.FileSet) {
		ast.Inspect(file, func(n ast.Node) bool {
			if text, ok := literal(n); ok {
				named[text] = true
			}
			if call, ok := n.(*ast.CallExpr); ok {
				checkSentence(t, call, set)
				checkPrinted(t, file, call, set)
				checkCall(t, file, call, set)
			}
			return true
		})
	})
	for _, key := range message.English().Keys() {
		family := key[:strings.LastIndex(key, ".")+1]
		if !named[key] && (family == "" || !named[family]) {
			t.Errorf("no code names the key %s", key)
		}
	}
}

// sentence has three words of small letters in a row.
var sentence = regexp.MustCompile(`\b[a-z]+ [a-z]+ [a-z]+\b`)

// checkPrinted finds a finished sentence that a command prints past the catalogue. What is served
// over HTTP and what a figure of bench says are English; a command to copy is none.
func checkPrinted(t *testing.T, file *ast.File, call *ast.CallExpr, set *token.FileSet) {
	f, ok := call.Fun.(*ast.SelectorExpr)
	printers := []string{"printf", "Fprint", "Fprintf", "Fprintln"}
	at := set.Position(call.Pos())
	if !ok || file.Name.Name != "main" || !slices.Contains(printers, f.Sel.Name) || filepath.Base(at.Filename) == "app.go" {
		return
	}
	for _, arg := range call.Args {
		if text, ok := literal(arg); ok && sentence.MatchString(text) && !strings.Contains(text, "ringdex --") {
			t.Errorf("%s: %q belongs into the catalogue", at, text)
		}
	}
}

// checkSentence finds a finished sentence that is handed to a function for words from elsewhere.
func checkSentence(t *testing.T, call *ast.CallExpr, set *token.FileSet) {
	f, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return
	}
	from, ok := f.X.(*ast.Ident)
	if !ok || !slices.Contains([]string{"message.Verbatim", "ringdex.Errorf", "ringdex.Problemf"}, from.Name+"."+f.Sel.Name) {
		return
	}
	for _, arg := range call.Args {
		if text, ok := literal(arg); ok && strings.Contains(text, " ") {
			t.Errorf("%s: %q belongs into the catalogue", set.Position(call.Pos()), text)
		}
	}
}

func checkCall(t *testing.T, file *ast.File, call *ast.CallExpr, set *token.FileSet) {
	at, ok := makers[maker(file, call)]
	if !ok || len(call.Args) <= at {
		return
	}
	key, ok := literal(call.Args[at])
	if !ok {
		return // TestKeys finds the families; texts of one are read by people in every language
	}
	template := message.English().Template(key)
	if template == nil {
		t.Errorf("%s: the catalogue has no key %q", set.Position(call.Pos()), key)
		return
	}
	got, want := len(call.Args)-at-1, len(template.Arguments())
	if at == 1 && maker(file, call) == "Wrap" {
		got++ // the error itself is the last argument
	}
	if got != want && !call.Ellipsis.IsValid() {
		t.Errorf("%s: %s takes %d arguments, and is given %d", set.Position(call.Pos()), key, want, got)
	}
}

// maker is the name of a called function that takes a key; "" for every other call.
func maker(file *ast.File, call *ast.CallExpr) string {
	switch f := call.Fun.(type) {
	case *ast.SelectorExpr:
		from, ok := f.X.(*ast.Ident)
		if f.Sel.Name == "T" || f.Sel.Name == "Done" { // of the pages
			return f.Sel.Name
		}
		if ok && (from.Name == "message") == slices.Contains([]string{"New", "Err", "Wrap"}, f.Sel.Name) {
			return f.Sel.Name
		}
	case *ast.Ident:
		if file.Name.Name == "ringdex" && (f.Name == "Fail" || f.Name == "Problem") {
			return f.Name
		}
	}
	return ""
}

func literal(n ast.Node) (string, bool) {
	lit, ok := n.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(lit.Value)
	return text, err == nil
}

// eachFile parses every Go file of the program, without tests and the suite of the store.
func eachFile(t *testing.T, fn func(file *ast.File, set *token.FileSet)) {
	t.Helper()
	set := token.NewFileSet()
	for _, root := range []string{"..", filepath.Join("..", "..", "cmd")} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.Contains(path, "storetest") {
				return err
			}
			file, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
			if err == nil {
				fn(file, set)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
