package fileimport

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// generator makes exports with the faults of real ones, and knows their numbers.
type generator struct {
	*rand.Rand
	next    int  // number that no other has
	row     int  // of all files; it stands behind the last name
	narrow  bool // the encoding has no letters but those of Central Europe
	here    country
	numbers []written
}

// written is a number of a file, with the place that a report names.
type written struct {
	e164, or  string // or: with the extension that callers dial
	title     string
	cell      string
	line, row int
}

// country is a country of a row, which a column of it names; the zero value is none.
type country struct {
	code, trunk string
	words       []string
	lines       []string // national numbers, # for digits that count on
}

var home = country{"420", "", []string{"Česko", "Česká republika", "CZ", "CZE", "Czech Republic", "Tschechien", "Czechy", "česká", "ČR"}, []string{"777######", "603######", "541######", "222######"}}

var abroad = []country{
	{"421", "0", []string{"Slovensko", "SK", "SVK", "Slovakia", "Slowakei", "Słowacja", "slovenská"}, []string{"905######", "259######"}},
	{"48", "", []string{"Polska", "Polsko", "PL", "POL", "Poland", "Polen", "polski"}, []string{"602######", "223######"}},
	{"49", "0", []string{"Deutschland", "Německo", "DE", "DEU", "Germany", "Niemcy", "BRD", "deutsch"}, []string{"1712######", "3023######"}},
	{"43", "0", []string{"Österreich", "Rakousko", "AT", "AUT", "Austria", "rakouská"}, []string{"6645######", "1533######"}},
}

func (g *generator) pick(list ...string) string { return list[g.IntN(len(list))] }

func (g *generator) one(in int) bool { return g.IntN(in) == 0 }

// newRow chooses the country that the row has in a column of its own, if the file has one.
func (g *generator) newRow(columns []column) {
	g.row++
	g.here = country{}
	for _, c := range columns {
		if (c.kind == "R" || c.kind == "X") && !g.one(3) {
			g.here = append(abroad, home)[g.IntN(len(abroad)+1)]
		}
	}
}

// number writes a number that no other file has.
func (g *generator) number(title string, line int) string {
	c := g.here
	if c.code == "" || g.one(3) {
		c = append(abroad, home, home, home, home)[g.IntN(len(abroad)+4)]
	}
	g.next++
	nsn := strings.Replace(c.lines[g.IntN(len(c.lines))], "######", fmt.Sprintf("%06d", g.next), 1)
	g.numbers = append(g.numbers, written{e164: "+" + c.code + nsn, title: title, line: line, row: g.row})
	return g.labelled(g.written(c, nsn))
}

// written writes the number in a national form only where its country is clear.
func (g *generator) written(c country, nsn string) string {
	spaced := nsn[:3] + " " + nsn[3:6] + " " + nsn[6:]
	if c.code == g.here.code || g.here.code == "" && c.code == home.code {
		if !g.one(3) {
			return g.pick(c.trunk+nsn, c.trunk+spaced, c.trunk+nsn[:3]+"/"+nsn[3:], c.trunk+strings.ReplaceAll(spaced, " ", "-"), c.trunk+strings.ReplaceAll(spaced, " ", "."))
		}
	}
	return g.pick("+"+c.code+nsn, "+"+c.code+" "+spaced, "00"+c.code+nsn, "(+"+c.code+") "+spaced, "00"+c.code+" "+spaced, "+"+c.code+"-"+strings.ReplaceAll(spaced, " ", "-"), "tel:+"+c.code+nsn)
}

// wrapped adds the marks that keep a cell a text.
func (g *generator) wrapped(cell string) string {
	switch g.IntN(10) {
	case 0:
		return `="` + strings.ReplaceAll(cell, `"`, `""`) + `"`
	case 1:
		return "'" + cell
	}
	return cell
}

// labelled adds what programs and people write around numbers.
func (g *generator) labelled(number string) string {
	digits := strings.Trim(number, "0123456789") == ""
	switch g.IntN(12) {
	case 0:
		return "\u00a0" + strings.ReplaceAll(number, " ", "\u00a0")
	case 1:
		if strings.HasPrefix(number, "tel:") {
			return number
		}
		return g.pick("mobil: ", "tel. ", "Tel.: ", "T ", "mob. ") + number
	case 2:
		return number + g.pick(" (práce)", " (mobil)", " domů", " ", "  ")
	case 3:
		if digits && number[0] != '0' {
			return number + ".0"
		}
	case 4:
		if !g.narrow {
			return "\u202a" + number + "\u202c\u200b"
		}
	}
	return number
}

// phones is a cell of numbers.
func (g *generator) phones(title string, line int) string {
	switch g.IntN(9) {
	case 0:
		return g.pick("", "", "-", "NULL", "n/a", "nemá", "brak", "0", `\N`)
	case 1, 2:
		between := g.pick(", ", "; ", " / ", " ::: ", "~~~", "<br>", " | ", "\t", "\n", " nebo ", " oraz ", " und ", " - ", "   ")
		if !g.narrow && g.one(8) {
			between = " • "
		}
		all := []string{g.number(title, line), g.number(title, line)}
		if g.one(3) {
			all = append(all, g.number(title, line))
		}
		return strings.Join(all, between)
	case 3:
		if g.one(3) {
			g.next++
			return g.pick("4,20604E+11", "####", "112", "linka 5", "viz poznámka", "#N/A")
		}
	}
	return g.wrapped(g.number(title, line))
}

// cell is a cell of a kind.
func (g *generator) cell(c column, line int) string {
	switch c.kind {
	case "P", "p":
		before := len(g.numbers)
		text := g.phones(c.title, line)
		for i := range g.numbers[before:] {
			g.numbers[before+i].cell = text
		}
		return text
	case "F":
		return g.pick("Jan", "Eva", "Žofie", "Jürgen", "", "Anna &amp; Ivo")
	case "L", "N":
		return g.pick("Dvořák", "Müller", "Wójcik", "Růžička", "O'Brien", "Null") + fmt.Sprint(" ", g.row)
	case "E":
		return g.pick("", fmt.Sprintf("o%d@x.example", g.row), fmt.Sprintf("Malá, Eva <e%d@x.example>", g.row), "nemá", fmt.Sprintf("a%d@x.example~~~b%d@x.example", g.row, g.row))
	case "C", "c":
		return g.pick("", "Kovo & syn", `"Alfa" s.r.o.`, "Beta, a.s.", "Roh~~~Lípa")
	case "I":
		return fmt.Sprint("R", g.row)
	case "U":
		return fmt.Sprint("user", g.row)
	case "R":
		return g.countryWord()
	case "X":
		return g.prefix()
	case "Q":
		return g.extension()
	}
	return g.other(c.kind)
}

func (g *generator) countryWord() string {
	if g.here.code == "" {
		return g.pick("", "", "-")
	}
	return g.here.words[g.IntN(len(g.here.words))]
}

func (g *generator) prefix() string {
	if g.here.code == "" {
		return ""
	}
	return g.pick("+"+g.here.code, "00"+g.here.code, g.here.code, "(+"+g.here.code+")")
}

// extension adds to the number before it what a caller may have dialled.
func (g *generator) extension() string {
	text := g.pick("", "", "-", "12", "101", "7.0", "0")
	digits := strings.TrimSuffix(text, ".0")
	for i := range g.numbers {
		if n := &g.numbers[i]; n.row == g.row && strings.Trim(digits, "-") != "" {
			n.or = n.e164 + digits
		}
	}
	return text
}

func (g *generator) other(kind string) string {
	switch kind {
	case "B":
		return g.pick("", "3. 4. 1981", "0.0.00", "3.4.1981 0:00:00", "11/5", "1981/04/03")
	case "S":
		return g.pick("", "Dlouhá 1", "Za Vodou 3\nu mlýna", "Lesní 12/3")
	case "Z":
		return g.pick("", "602 00", "26701.0", "01001")
	case "G":
		return g.pick("", "12", "3,5", "1 234,00")
	case "O":
		return ""
	}
	return g.pick("", "x", "poznámka", "10 %", "a\nb")
}
