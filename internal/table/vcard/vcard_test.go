package vcard

import (
	"bufio"
	"errors"
	"slices"
	"strings"
	"testing"

	"ringdex/internal/table"
)

// read returns the cells of each card that are not empty, as "name=value".
func read(t *testing.T, file string, opt table.Options) (cards []string, err error) {
	t.Helper()
	r, err := Open(bufio.NewReader(strings.NewReader(file)), opt)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	for row, err := range r.All() {
		if err != nil {
			return cards, err
		}
		var cells []string
		for i, text := range row.Fields {
			if text != "" {
				cells = append(cells, header()[i]+"="+text)
			}
		}
		cards = append(cards, strings.Join(cells, "|"))
	}
	return cards, nil
}

func TestCards(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ file, want string }{
		"2.1, quoted-printable with a soft break": {
			"BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=C5=98eho=C5=99;=4A=69=C5=99=C3=AD;;;\r\n" +
				"FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=4A=69=C5=99=C3=AD=20=C5=98eho=C5=\r\n=99\r\nTEL;CELL:+420777303001\r\nTEL;HOME;VOICE:541303001\r\nEND:VCARD\r\n",
			"firstName=Jiří|lastName=Řehoř|phone=+420777303001\n541303001",
		},
		"2.1, windows-1250": {
			"begin:vcard\nversion:2.1\nn;charset=windows-1250:Dvo\xf8\xe1k;Jan\ntel;work:222303002\nend:vcard\n",
			"firstName=Jan|lastName=Dvořák|phone=222303002",
		},
		"3.0 of a Mac: groups, folds, a firm": {
			"BEGIN:VCARD\r\nVERSION:3.0\r\nN:;;;;\r\nFN:Pekárna U Mostu\r\nORG:Pekárna U Mostu;\r\nitem1.TEL;type=WORK;type=pref:+420 222\r\n  303 003\r\n" +
				"item1.X-ABLabel:_$!<Other>!$_\r\nX-ABShowAs:COMPANY\r\nPHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQ\r\n SkZJRg\r\nEND:VCARD\r\n",
			"organization=Pekárna U Mostu|phone=+420 222 303 003",
		},
		"4.0: tel URIs, escapes, parameters in quotes": {
			"BEGIN:VCARD\nVERSION:4.0\nUID:urn:uuid:4fbe8971\nFN:Eva Malá\nN:Malá;Eva;Ida;;\nORG:Kovo\\; syn;Nákup\nTITLE:účetní\n" +
				"TEL;VALUE=uri;TYPE=\"cell,voice\":tel:+420777303004;ext=5\nTEL;TYPE=fax:222303005\nEMAIL;PREF=1:eva@mala.example\nEMAIL:mailto:e@m.example\n" +
				"ADR;LABEL=\"a:b;c\":;byt 3;Dlouhá 1;Brno;JM;60200;Česko\nBDAY:19791105\nLANG:cs\nCATEGORIES:VIP,Brno\nNOTE:a\\nb\nIMPP:xmpp:eva@im.example\nEND:VCARD\n",
			"externalId=4fbe8971|firstName=Eva|middleName=Ida|lastName=Malá|displayName=Eva Malá|company=Kovo; syn|department=Nákup|jobTitle=účetní|" +
				"email=eva@mala.example\ne@m.example|phone=+420777303004 ext. 5|fax=222303005|street=Dlouhá 1|flat=byt 3|postalCode=60200|city=Brno|country=Česko|" +
				"birthDate=1979-11-05|language=cs|tags=VIP; Brno|note=a\nb|other=region: JM\nIMPP: xmpp:eva@im.example",
		},
		"a name that is only the number": {
			"BEGIN:VCARD\nFN:+420222303901\nN:;;;;\nTEL:+420222303901\nORG:Most\nEND:VCARD\n", "company=Most|phone=+420222303901",
		},
		"a company by KIND":         {"BEGIN:VCARD\nVERSION:4.0\nKIND:org\nFN:Alfa\nN:Alfa;;;;\nORG:Alfa\nTEL:1\nEND:VCARD\n", "organization=Alfa|phone=1"},
		"a second fax is a number":  {"BEGIN:VCARD\nFN:A\nTEL;FAX:1\nTEL;FAX:2\nEND:VCARD\n", "displayName=A|phone=2|fax=1"},
		"a card within a card":      {"BEGIN:VCARD\nFN:A\nAGENT:\nBEGIN:VCARD\nTEL:9\nEND:VCARD\nTEL:1\nEND:VCARD\n", "displayName=A|phone=1"},
		"a byte order mark":         {"\xEF\xBB\xBFBEGIN:VCARD\nFN:Á\nEND:VCARD", "displayName=Á"},
		"a second address is other": {"BEGIN:VCARD\nFN:A\nADR:;;x;;;;\nADR:;;y;Brno;;;\nEND:VCARD\n", "displayName=A|street=x|other=ADR: y, Brno"},
	} {
		got, err := read(t, test.file, table.Options{})
		if err != nil || len(got) != 1 || got[0] != test.want {
			t.Errorf("%s:\n%q, %v; want\n%q", name, got, err, test.want)
		}
	}
}

func TestSeveralCards(t *testing.T) {
	t.Parallel()
	got, err := read(t, "BEGIN:VCARD\nFN:A\nEND:VCARD\n\nBEGIN:VCARD\nFN:B\nEND:VCARD\n", table.Options{})
	if want := []string{"displayName=A", "displayName=B"}; err != nil || !slices.Equal(got, want) {
		t.Errorf("%q, %v; want %q", got, err, want)
	}
}

func TestDefects(t *testing.T) {
	t.Parallel()
	for file, want := range map[string]error{
		"BEGIN:VCARD\nFN:A\n":                                            table.ErrCutOff,
		"BEGIN:VCARD\nFN:A\nEND:VCARD\nnothing\n":                        table.ErrDamaged,
		"BEGIN:VCARD\nFN:Dvo\xf8\xe1k\nEND:VCARD\n":                      table.ErrText,
		"BEGIN:VCARD\nFN;CHARSET=SHIFT-JIS:\x83\x41\nEND:VCARD\n":        table.ErrText,
		"BEGIN:VCARD\nNOTE:" + strings.Repeat("x", maxCard+2<<16) + "\n": table.ErrEndless,
	} {
		if _, err := read(t, file, table.Options{}); !errors.Is(err, want) {
			t.Errorf("%.60q: %v, want %v", file, err, want)
		}
	}
	got, err := read(t, "BEGIN:VCARD\nFN:Dvo\xf8\xe1k\nEND:VCARD\n", table.Options{Layout: table.Layout{Encoding: "windows-1250"}})
	if err != nil || got[0] != "displayName=Dvořák" {
		t.Errorf("in the encoding given: %q, %v", got, err)
	}
}

// No bytes make the reader panic or go on for ever.
func FuzzCards(f *testing.F) {
	f.Add("BEGIN:VCARD\nN;ENCODING=QUOTED-PRINTABLE:=C5=\n=98;\\;;\nTEL:tel:+1;ext=\nADR:;;;\nEND:VCARD\n")
	f.Add("BEGIN:VCARD\nBEGIN:VCARD\nEND:VCARD\n:\n;:\n\"\nEND:VCARD")
	f.Fuzz(func(t *testing.T, file string) { _, _ = read(t, file, table.Options{}) })
}
