package script

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestOneMoreField builds a program whose contacts have one more text field: a member of the
// record, a line of the table of built-in fields, and a heading. The story in folder field finds it
// wherever fields are shown.
func TestOneMoreField(t *testing.T) {
	t.Parallel()
	if err := noteSources(); err != nil {
		t.Fatal(err)
	}
	program := buildWith(t, map[string][2]string{ // behind the first text, the second
		"ringdex/contact.go":            {"type Contact struct {\n", "\tNickname string\n"},
		"ringdex/builtin_contact.go":    {"var contactTexts = []BuiltIn[Contact]{\n", "\ttext(\"nickname\", func(c *Contact) *string { return &c.Nickname }),\n"},
		"mapping/heading/contact.names": {"the rest is what people write.\n", "\nnickname\n    Přezdívka\n"},
	})
	tell(t, "field", program)
}

// buildWith builds the program from sources that are not those of the folder: texts are added to
// files of internal.
func buildWith(t *testing.T, added map[string][2]string) string {
	t.Helper()
	folder := t.TempDir()
	replace := map[string]string{}
	for name, text := range added {
		source, err := filepath.Abs(filepath.Join("../../internal", name))
		if err != nil {
			t.Fatal(err)
		}
		replace[source] = filepath.Join(folder, filepath.Base(name))
		writeWith(t, source, replace[source], text)
	}
	overlay, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		t.Fatal(err)
	}
	file, program := filepath.Join(folder, "overlay.json"), filepath.Join(folder, "ringdex")
	if err := os.WriteFile(file, overlay, 0o600); err != nil {
		t.Fatal(err)
	}
	build := exec.CommandContext(t.Context(), "go", "build", "-overlay", file, "-o", program, "ringdex/cmd/ringdex")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return program
}

func writeWith(t *testing.T, source, to string, added [2]string) {
	t.Helper()
	text, err := os.ReadFile(source)
	if err != nil {
		t.Fatal(err)
	}
	before, after, found := strings.Cut(string(text), added[0])
	if !found {
		t.Fatalf("%s has no %q", source, added[0])
	}
	if err := os.WriteFile(to, []byte(before+added[0]+added[1]+after), 0o600); err != nil {
		t.Fatal(err)
	}
}
