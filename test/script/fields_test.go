package script

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ringdex/internal/ringdex"
)

var update = flag.Bool("update", false, "rewrite docs/fields.md")

const fieldsPage = "../../docs/fields.md"

// TestFieldsPage: docs/fields.md lists the built-in fields as the program has them.
func TestFieldsPage(t *testing.T) {
	t.Parallel()
	const begin = "## Contacts\n"
	before, shown, found := strings.Cut(read(t, fieldsPage), begin)
	if !found {
		t.Fatalf("%s lacks %q", fieldsPage, begin)
	}
	want := "\n" + fieldTable(ringdex.ContactFields) + "\n## Companies\n\n" + fieldTable(ringdex.CompanyFields)
	if *update {
		if err := os.WriteFile(fieldsPage, []byte(before+begin+want), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(strings.Split(want, "\n"), strings.Split(shown, "\n")); diff != "" {
		t.Errorf("docs/fields.md shows other fields; run go test ./test/script -run TestFieldsPage -update (-want +shown):\n%s", diff)
	}
}

func fieldTable[T any](fields []ringdex.BuiltIn[T]) string {
	var b strings.Builder
	b.WriteString("| Field | Value | `/v1` | files | Helpdesk | VOIPEX | Thulium | vCard |\n| --- | --- | --- | --- | --- | --- | --- | --- |\n")
	for i := range fields {
		f := &fields[i]
		if f.On == 0 || f.Shape == ringdex.ShapeGroup {
			continue
		}
		fmt.Fprintf(&b, "| `%s` | %s |", f.Name, f.Shape)
		for _, wire := range []ringdex.Wires{ringdex.OnNative, ringdex.OnFiles, ringdex.OnHelpdesk, ringdex.OnVoipex, ringdex.OnThulium, ringdex.OnVCard} {
			if f.On&wire != 0 {
				b.WriteString(" yes |")
			} else {
				b.WriteString(" |")
			}
		}
		b.WriteString("\n")
	}
	return b.String()
}
