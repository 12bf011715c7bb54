package cell

import (
	"strings"
	"testing"
)

// TestAddressesAround has what address books write around e-mails and between them.
func TestAddressesAround(t *testing.T) {
	t.Parallel()
	const two = "eva@vlna.example|eva.p@dum.example"
	for text, want := range map[string]string{
		"eva@vlna.example ::: eva.p@dum.example": two, "eva@vlna.example~~~eva.p@dum.example": two, "eva@vlna.example<br>eva.p@dum.example": two,
		"eva@vlna.example • eva.p@dum.example": two, "eva@vlna.example / eva.p@dum.example": two, "eva@vlna.example oraz eva.p@dum.example": two,
		`eva@vlna.example\neva.p@dum.example`: two, "eva@vlna.example (práce), eva.p@dum.example (doma)": two, "eva@vlna.example + eva.p@dum.example": two,
		"Vlna, Eva <eva@vlna.example>": "eva@vlna.example", "Vlna Eva (eva@vlna.example)": "eva@vlna.example", "[eva@vlna.example]": "eva@vlna.example",
		"SMTP:eva@vlna.example": "eva@vlna.example", "MAILTO:eva@vlna.example": "eva@vlna.example", "'eva@vlna.example'": "eva@vlna.example",
		"eva+x@vlna.example": "eva+x@vlna.example", "eva@vlna.example, petr": "eva@vlna.example|petr", "/O=FIRMA/CN=EVA": "/O=FIRMA/CN=EVA",
	} {
		if got := strings.Join(Addresses(text), "|"); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
