package fileimport

import (
	"fmt"
	"mime/quotedprintable"
	"slices"
	"strings"
)

// cards makes an address book. Each version writes letters, kinds of numbers and long lines its own
// way.
func (g *generator) cards(version string) made {
	var b strings.Builder
	m := made{name: "vCard " + version}
	g.numbers, g.narrow = nil, false
	end := g.pick("\r\n", "\n")
	for range 2 + g.IntN(6) {
		g.newRow([]column{{"ADR", "R"}})
		b.WriteString(strings.ReplaceAll(g.card(version, 1+strings.Count(b.String(), "\n")), "\n", end))
		m.rows++
	}
	m.numbers, m.data = slices.Clone(g.numbers), []byte(b.String())
	return m
}

func (g *generator) card(version string, line int) string {
	name := g.pick("Dvořák", "Wójcik", "Müller") + fmt.Sprint(" ", g.row)
	lines := []string{
		"BEGIN:VCARD", "VERSION:" + version, g.property(version, "N", name+";"+g.pick("Jiří", "Eva", "")+";;;"),
		g.property(version, "FN", name), g.property(version, "ORG", g.pick("", "Růže a.s.", "Kovo\\; syn")+";"),
	}
	for range 1 + g.IntN(3) {
		lines = append(lines, g.tel(version, g.number("phone", line)))
	}
	if g.here.code != "" {
		lines = append(lines, g.property(version, g.pick("ADR;TYPE=WORK", "item1.ADR", "ADR"), ";;Dlouhá 1;Brno;;60200;"+g.here.words[0]))
	}
	if g.one(3) {
		lines = append(lines, "NOTE:"+g.pick("a\\nb", "END:VCARD", "x"), "X-FOO;A=b:1")
	}
	return strings.Join(append(lines, "END:VCARD", ""), "\n")
}

// tel writes a number with a kind.
func (g *generator) tel(version, number string) string {
	bare := strings.NewReplacer("\u202a", "", "\u202c", "", "\u200b", "", `"`, "", "=", "").Replace(number)
	switch version {
	case "2.1":
		return g.pick("TEL;CELL:", "TEL;WORK;VOICE:", "TEL;X-Kolega:", "TEL:") + bare
	case "4.0":
		if strings.HasPrefix(bare, "+") && strings.Trim(bare, "+0123456789") == "" {
			return "TEL;VALUE=uri;TYPE=\"voice,cell\":tel:" + bare
		}
		return g.pick("TEL;TYPE=cell:", "TEL;PREF=1:", "TEL:") + bare
	}
	return g.pick("TEL;TYPE=CELL:", "item2.TEL;type=WORK;type=pref:", "TEL;TYPE=home,voice:", "TEL:") + bare
}

// property writes a text as its version does: in quoted-printable, or in folded lines.
func (g *generator) property(version, name, text string) string {
	if version == "2.1" {
		var q strings.Builder
		w := quotedprintable.NewWriter(&q)
		_, _ = w.Write([]byte(text))
		_ = w.Close()
		name = strings.NewReplacer("item1.", "", "TYPE=", "").Replace(name)
		return name + ";CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:" + strings.ReplaceAll(q.String(), "\r\n", "\n")
	}
	line := name + ":" + text
	if at := len(name) + 4; g.one(2) && len(line) > at && line[at] < 0x80 {
		return line[:at] + "\n " + line[at:]
	}
	return line
}
