package vcard

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// RFC 6350, sections 3.2 (folding) and 3.4 (escaping).
func TestCards(t *testing.T) {
	t.Parallel()
	c := &ringdex.Contact{
		LastName: "Nový; ml., \\", FirstName: "Jan", Note: "first\r\nsecond\x01" + strings.Repeat("ž", 60), Emails: []string{"jan@x.cz"},
		Phones: []phone.Number{phone.Parse("603303963", phone.Regions{"CZ"}), phone.Parse("222333444 linka 12", phone.Regions{"CZ"}), phone.Parse("12", phone.Regions{"CZ"})},
		Tags:   []string{"a,b", "c"}, BirthDate: "1980-02-29", Language: "cs", Homepage: "https://x.cz/?a=1;b,c",
		Home: ringdex.Address{Street: "Dlouhá", Building: "5", City: "Praha", PostalCode: "110 00", Country: "CZ"},
	}
	for version, want := range map[string][]string{
		"4.0": {
			"VERSION:4.0", `FN:Jan Nový\; ml.\, \\`, `N:Nový\; ml.\, \\;Jan;;;`, "TEL;VALUE=uri;TYPE=cell:tel:+420603303963",
			"TEL;VALUE=uri;TYPE=voice:tel:+420222333444;ext=12", "TEL;TYPE=voice:12", "ADR;TYPE=home:;;Dlouhá 5;Praha;;110 00;CZ",
			"URL:https://x.cz/?a=1;b,c", `CATEGORIES:a\,b,c`, "BDAY:19800229", "LANG:cs", `NOTE:first\nsecond ` + strings.Repeat("ž", 60),
		},
		"3.0": {"VERSION:3.0", "TEL;TYPE=CELL:+420603303963", "TEL;TYPE=VOICE:+420222333444 ext. 12", "ADR;TYPE=HOME:;;Dlouhá 5;Praha;;110 00;CZ"},
	} {
		var out bytes.Buffer
		v := NewWriter(&out, version)
		v.Contact(c, "")
		if err := v.Flush(); err != nil {
			t.Fatal(err)
		}
		for line := range strings.SplitSeq(out.String(), "\r\n") {
			if len(line) > longestLine {
				t.Errorf("%d octets: %s", len(line), line)
			}
		}
		lines := strings.Split(strings.ReplaceAll(out.String(), "\r\n ", ""), "\r\n")
		for _, w := range want {
			if !slices.Contains(lines, w) {
				t.Errorf("%s: %q is missing in\n%s", version, w, out.String())
			}
		}
	}
}
