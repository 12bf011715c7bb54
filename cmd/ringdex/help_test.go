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
		"serve":        {"--log-level=debug|info|warn|error ", "default: info ($RINGDEX_LOG_LEVEL).", "--drain=5s ", "default: 0s"},
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

// TestUsageExit: an invalid value of a flag ends with 2, whoever finds it; a valid command that
// fails ends with 1.
func TestUsageExit(t *testing.T) {
	t.Parallel()
	tests := []struct {
		command string
		code    int
		said    string
	}{
		{"user add x --role boss", 2, `--role must be one of "administrator",`},
		{"user add x", 2, `missing flags: --role=administrator|super-operator|operator|smart-user|end-user (see "ringdex help user add")`},
		{"user", 2, `(see "ringdex help user")`},
		{"nonsense", 2, `(see "ringdex help")`},
		{"--version", 0, ""},
		{"key add x --scope lookup --expires 2020-01-01", 2, "--expires must be in the future; got 2020-01-01T00:00:00Z"},
		{"run outcomes last --action lost", 2, `--action must be one of "created","updated","deleted","refused" but got "lost"`},
		{"lookup 1 --region QQ", 2, `--region: "QQ" is not a region`},
		{"serve --addr nonsense --database sqlite:/none/hub.db", 2, `--addr: "nonsense" is not an address to listen on; write 127.0.0.1:8080`},
		{"serve --metrics-listen 127.0.0.1:99999 --database sqlite:/none/hub.db", 2, `--metrics-listen: "127.0.0.1:99999" is not an address`},
		{"serve --tls-cert x.pem --database sqlite:/none/hub.db", 1, "TLS needs both a certificate file and a key file"},
		{"serve --keep-runs=-90m", 2, `"-90m" is not a length of time`},
		{"lookup 1 --language xx", 2, `--language: "xx" is not a language; use en, cs, de, pl, sk`},
		{"lookup 1 --database mysql:x", 2, "mysql:x is not a database"},
		{"field remove person 3", 2, `<kind> must be one of "contact","company"`},
		{"import x.csv --kind contacts --encoding utf-9", 2, `--encoding: "utf-9" is not known; use one of utf-8, `},
		{"import x.csv --kind contacts --map x", 2, `--map: "x" is not a mapping`},
		{"lookup 1 --database sqlite:/none/hub.db", 1, "there is no database at /none/hub.db"},
		{"import /none/x.csv --kind contacts", 1, "/none/x.csv"},
	}
	for _, test := range tests {
		var out, failed bytes.Buffer
		code := run(t.Context(), strings.Fields(test.command), strings.NewReader(""), &out, &failed)
		if code != test.code || !strings.Contains(failed.String(), test.said) {
			t.Errorf("%s: exit code %d, want %d; %q lacks %q", test.command, code, test.code, &failed, test.said)
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
