package main

import (
	"bytes"
	"strings"
	"testing"
)

// TestHelpNamesChoices: the help of a flag has its choices and its default, never the type of its
// value.
func TestHelpNamesChoices(t *testing.T) {
	t.Parallel()
	tests := map[string][]string{
		"import":       {"--kind=contacts|companies ", "--source=KEY ", "default: file."},
		"export":       {"<kind> Kind of records: contacts or companies.", "--format=csv|xlsx|voipex-csv|ndjson|vcard ", "default: csv."},
		"serve":        {"--log-level=debug|info|warn|error ", "default: info ($RINGDEX_LOG_LEVEL).", "--drain=DRAIN ", "default: 0s"},
		"jobs list":    {"--state=waiting|running|dead ", "--limit=N ", "default: 100."},
		"key add":      {"--scope=lookup|read|write|admin ", "--language=en|cs|de|pl|sk "},
		"run outcomes": {"--action=created|updated|deleted|refused "},
	}
	for command, wants := range tests {
		help := helpOf(t, strings.Fields(command)...)
		for _, want := range wants {
			if !strings.Contains(help, want) {
				t.Errorf("the help of %s lacks %q:\n%s", command, want, help)
			}
		}
		for _, kind := range []string{"=STRING", "=INT", "=DURATION"} {
			if strings.Contains(help, kind) {
				t.Errorf("the help of %s has the type %s", command, kind)
			}
		}
	}
}

// helpOf returns the help of a command with its wrapped lines joined.
func helpOf(t *testing.T, command ...string) string {
	t.Helper()
	var out, failed bytes.Buffer
	if code := run(t.Context(), append(command, "--help"), strings.NewReader(""), &out, &failed); code != 0 {
		t.Fatalf("%v --help: exit code %d: %s", command, code, &failed)
	}
	return strings.Join(strings.Fields(out.String()), " ") + " "
}
