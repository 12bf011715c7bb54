package message

import (
	"errors"
	"net/netip"
	"testing"
)

func TestRender(t *testing.T) {
	t.Parallel()
	c, err := ParseCatalogue(`
# a comment
rows = {0, plural, one {# row} other {# rows}} of {1}
either = {1} before {0}
in = {0}: {1, plural, one {one of {2}} other {# of {2}}}
`, func(n int64) string { return map[bool]string{true: "one", false: "other"}[n == 1] })
	if err != nil {
		t.Fatal(err)
	}
	for want, text := range map[string]Text{
		"1 row of a.csv":           New("rows", 1, "a.csv"),
		"0 rows of 10.0.0.0/8":     New("rows", 0, netip.MustParsePrefix("10.0.0.0/8")),
		"b before a":               New("either", "a", "b"),
		"3 rows of x before sad":   New("either", errors.New("sad"), New("rows", uint8(3), "x")),
		"7: one of many":           New("in", 7, 1, "many"),
		"7: 2 of many":             New("in", int64(7), 2, "many"),
		"as it was said":           {Key: "rows", Said: "as it was said"}, // of a version that kept no arguments
		"of.a.newer.version":       New("of.a.newer.version"),
		"words of somebody else":   Verbatim("words of somebody else"),
		"{0} is not a placeholder": Verbatim("{0} is not a placeholder"),
	} {
		if got := c.Render(text); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestCataloguesWithMistakes(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"a = {", "a = }", "a = {x}", "a = {-1}", "a = {0, select, one {x}}", "a = {0, plural, one {x}", "a = {0, plural, }",
		"a = {0, plural, one}", "a = {0, plural, one {x {}}", "a = x\na = y", "no sentence",
	} {
		if _, err := ParseCatalogue(text, nil); err == nil {
			t.Errorf("%q was read", text)
		}
	}
}

func TestErr(t *testing.T) {
	t.Parallel()
	err := Err("kind.contact")
	if err.Error() != "contact" || err.(Texter).Message().Key != "kind.contact" {
		t.Errorf("got %v", err)
	}
}
