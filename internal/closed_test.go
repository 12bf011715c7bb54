package internal_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A use case that carries its store in the open, in an exported field or by embedding, hands it to
// every dialect that holds the use case: dialects then write around the rules, and TestLayers sees
// no import. Structs whose names end in Deps are handed to New, so they may carry the store;
// nothing else may carry them. An interface Store is a contract for a store, and no way to one.
// bench is imported by nobody, dialecttest and webtest by tests only.
func TestUseCasesCloseTheirStore(t *testing.T) {
	t.Parallel()
	types := declared(t)
	opened := opening(types)
	for _, name := range opened {
		pkg, local, _ := strings.Cut(name, ".")
		if (strings.HasSuffix(local, "Deps") || local == "Store") && !outward(types[name].key) {
			continue
		}
		if ast.IsExported(local) && pkg != "bench" {
			t.Errorf("%s reaches ringdex.Store through an exported or embedded field; make the field unexported", name)
		}
	}
	if !slices.Contains(opened, "intake.Deps") || !slices.Contains(opened, "lookup.visible") {
		t.Error("the check is blind: intake.Deps has a store as a field, lookup.visible embeds one, and neither is seen")
	}
}

// outward reports whether a package speaks to others: what it is given may not hold a store either.
func outward(key string) bool {
	return within(key, "web") || strings.HasPrefix(key, "dialect/") || strings.HasPrefix(key, "connector/")
}

// shape is a type of ours: the package it is in, and the names ("pkg.Type") of what its visible
// fields hold.
type shape struct {
	key   string
	holds []string
}

// declared returns the types of internal above the language and the store, by "pkg.Type".
func declared(t *testing.T) map[string]shape {
	t.Helper()
	types := map[string]shape{}
	for _, p := range packages(t) {
		if key := p.key(); key == "ringdex" || within(key, "store") || within(key, "cmd") || within(key, "test") || key == "client" || key == "dialect/dialecttest" || key == "web/webtest" {
			continue
		}
		for _, file := range p.GoFiles {
			path := filepath.Join(filepath.FromSlash(p.key()), file)
			parsed, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			declare(types, p, parsed)
		}
	}
	return types
}

func declare(types map[string]shape, p pkg, file *ast.File) {
	for node := range ast.Preorder(file) {
		spec, ok := node.(*ast.TypeSpec)
		if !ok {
			continue
		}
		s := shape{key: p.key()}
		for _, held := range visibleIn(spec.Type) {
			s.holds = append(s.holds, namesIn(p.Name, held)...)
		}
		types[p.Name+"."+spec.Name.Name] = s
	}
}

// visibleIn returns the types that a holder of t reaches: of exported and of embedded fields; t
// itself of other types.
func visibleIn(t ast.Expr) (held []ast.Expr) {
	s, ok := t.(*ast.StructType)
	if !ok {
		return []ast.Expr{t}
	}
	for _, f := range s.Fields.List {
		if len(f.Names) == 0 || slices.ContainsFunc(f.Names, func(n *ast.Ident) bool { return n.IsExported() }) {
			held = append(held, f.Type)
		}
	}
	return held
}

// namesIn returns the names in a type as "pkg.Type". Parameters of functions do not count: their
// callers already have a store.
func namesIn(pkg string, t ast.Expr) (names []string) {
	ast.Inspect(t, func(node ast.Node) bool {
		switch n := node.(type) {
		case *ast.FuncType:
			return false
		case *ast.SelectorExpr:
			if from, ok := n.X.(*ast.Ident); ok {
				names = append(names, from.Name+"."+n.Sel.Name)
			}
			return false
		case *ast.Ident:
			names = append(names, pkg+"."+n.Name)
		}
		return true
	})
	return names
}

// opening returns the types by which one reaches a store or a transaction, through any number of
// fields, in order.
func opening(types map[string]shape) (opened []string) {
	reached := map[string]bool{"ringdex.Store": true, "ringdex.Writer": true, "jobs.Writer": true, "store.Store": true, "store.Engine": true}
	for grown := true; grown; {
		grown = false
		for name, s := range types {
			if !reached[name] && slices.ContainsFunc(s.holds, func(h string) bool { return reached[h] }) {
				reached[name], grown = true, true
				opened = append(opened, name)
			}
		}
	}
	slices.Sort(opened)
	return opened
}
