package connectortest

import (
	"strings"
	"testing"

	"ringdex/internal/connector"
)

// Spec checks that each setting of a kind has a label and help, and a key of its own.
func Spec(t *testing.T, c connector.Connector) {
	t.Helper()
	seen := map[string]bool{}
	for _, s := range c.Spec() {
		if !s.Label().Complete() || !s.Help().Complete() {
			t.Errorf("the catalogue lacks %s or %s", s.Label().Key, s.Help().Key)
		}
		for _, key := range append([]string{s.Key}, s.Aliases...) {
			if seen[key] {
				t.Errorf("two settings have the key %s", key)
			}
			seen[key] = true
		}
	}
}

// Configure returns a connector of a kind with settings, each as "key=text".
func Configure(t *testing.T, kind connector.Kind, deps connector.Deps, settings ...string) connector.Connector {
	t.Helper()
	values := connector.Values{}
	for _, s := range settings {
		key, text, _ := strings.Cut(s, "=")
		values[key] = text
	}
	c := kind.New(deps)
	for _, problem := range connector.Configure(c, values) {
		t.Errorf("%s: %v", problem.Field, problem)
	}
	if t.Failed() {
		t.FailNow()
	}
	return c
}
