package main

import (
	"cmp"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ringdex/internal/connector"
)

var update = flag.Bool("update", false, "write the settings of connectors into docs/connectors")

// The table of settings on the page of each kind is its Spec.
func TestConnectorPages(t *testing.T) {
	t.Parallel()
	for _, kind := range connectorKinds() {
		path := filepath.Join("..", "..", "docs", "connectors", kind.Name+".md")
		page, err := os.ReadFile(path)
		if err != nil {
			t.Error(err)
			continue
		}
		before, rest, begins := strings.Cut(string(page), "<!-- settings -->\n")
		_, after, ends := strings.Cut(rest, "<!-- /settings -->")
		if !begins || !ends {
			t.Errorf("%s has no place for the settings", path)
			continue
		}
		want := before + "<!-- settings -->\n" + settingsTable(kind.New(connector.Deps{}).Spec()) + "<!-- /settings -->" + after
		if *update {
			if err := os.WriteFile(path, []byte(want), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if want != string(page) && !*update {
			t.Errorf("%s does not have the settings of today; go test ./cmd/ringdex -run TestConnectorPages -update", path)
		}
	}
}

func settingsTable(spec connector.Spec) string {
	var b strings.Builder
	b.WriteString("| Setting | Value | Default | Meaning |\n| --- | --- | --- | --- |\n")
	for _, s := range spec {
		kind := string(s.Type)
		if len(s.Choices) > 0 {
			kind = strings.Join(s.Choices, ", ")
		}
		byDefault := cmp.Or(s.Default, "-")
		if s.Required {
			byDefault = "required"
		}
		help := s.Help().String()
		if s.Example != "" {
			help += " Example: `" + s.Example + "`"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", s.Key, kind, byDefault, strings.ReplaceAll(help, "|", `\|`))
	}
	return b.String()
}

// Every kind has its words in the catalogue, and no key twice.
func TestConnectorKinds(t *testing.T) {
	t.Parallel()
	for _, kind := range connectorKinds() {
		seen := map[string]bool{}
		for _, s := range kind.New(connector.Deps{}).Spec() {
			if seen[s.Key] {
				t.Errorf("%s: %s is there twice", kind.Name, s.Key)
			}
			seen[s.Key] = true
			if !s.Label().Complete() || !s.Help().Complete() {
				t.Errorf("%s: %s has no label or no help in the catalogue", kind.Name, s.Key)
			}
		}
	}
}
