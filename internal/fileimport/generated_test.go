package fileimport

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"ringdex/internal/ringdex"
	"ringdex/internal/table"
)

// Every number of a file is found afterwards under the person of its row, or its row is refused, or
// its column is told to be left out. No contact has a number that no file has, such as one of
// another country.
func TestNoNumberIsLost(t *testing.T) {
	t.Parallel()
	for _, seed := range []uint64{26, 34, 64, 185} {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			checkSeed(t, seed)
		})
	}
}

func checkSeed(t *testing.T, seed uint64) {
	d, g := newDirectory(t), &generator{Rand: rand.New(rand.NewPCG(10, seed))}
	files := g.files(t)
	if len(files) < 300 && !testing.Short() {
		t.Errorf("%d files", len(files))
	}
	results := make([]result, len(files))
	for i := range files {
		results[i] = d.takeFile(&files[i])
	}
	found, names := d.numbers()
	listed := map[string]bool{}
	for i := range files {
		for _, n := range files[i].numbers {
			listed[n.e164], listed[n.or] = true, true
			if !told(results[i], n) && found[n.e164] != n.row && found[n.or] != n.row {
				t.Errorf("%s: %s of the cell %q in line %d of %q is lost (found: %q)\n%s", files[i].name, n.e164, n.cell, n.line, n.title, names[n.e164], shown(files[i].data))
			}
		}
	}
	for e164 := range found {
		if !listed[e164] && !isCut(files, e164, found[e164]) {
			t.Errorf("%s of %q is in no file\n%s", e164, names[e164], rowOf(files, found[e164]))
		}
	}
}

// rowOf returns the numbers of a row, for a person to read.
func rowOf(files []made, row int) string {
	var b strings.Builder
	for _, m := range files {
		for _, n := range slices.Concat(m.numbers, m.cut) {
			if n.row == row {
				fmt.Fprintf(&b, "%s, %q line %d: %q %s\n", m.name, n.title, n.line, n.cell, shown(m.data))
			}
		}
	}
	return b.String()
}

// isCut reports whether a number is what a cut has left of one, or is of a row that is cut inside
// its last value: what has been a country or the second number there cannot be told.
func isCut(files []made, e164 string, row int) bool {
	return slices.ContainsFunc(files, func(m made) bool {
		return slices.ContainsFunc(m.cut, func(n written) bool {
			return strings.HasPrefix(max(n.e164, n.or), e164) || m.inside && n.row == row
		})
	})
}

// files makes five of each product and of each version of a card.
func (g *generator) files(t *testing.T) (all []made) {
	rounds := 5
	if testing.Short() {
		rounds = 1
	}
	for range rounds {
		for _, p := range products() {
			if g.one(4) {
				all = append(all, g.workbook(p))
			} else {
				all = append(all, g.text(t, p))
			}
		}
		for _, version := range []string{"2.1", "3.0", "4.0"} {
			all = append(all, g.cards(version))
		}
	}
	return all
}

// takeFile imports a file. Where the encoding is asked for, it is given.
func (d *directory) takeFile(m *made) result {
	d.t.Helper()
	opt := Options{Rules: Rules{CreateCompanies: true}}
	res := d.takeAs(m.data, table.Layout{}, opt, false)
	m.name += fmt.Sprint(" ", res.layout.Encoding)
	if res.err != nil && strings.Contains(res.err.Error(), "encoding of the text is not clear") {
		res = d.takeAs(m.data, m.layout, opt, false)
	}
	n := res.run.Counts
	if res.err != nil || n.Read != int64(m.rows) || n.Created+n.Updated+n.Unchanged+n.Refused != n.Read {
		d.t.Errorf("%s: %d rows, %+v, %v\n%s", m.name, m.rows, n, res.err, shown(m.data))
	}
	for _, c := range res.figures.LeftOut {
		if slices.Contains(m.must, c.Title) {
			d.t.Errorf("%s: the column %q is not known", m.name, c.Title)
		}
	}
	return res
}

// numbers returns the row of each number, from the name of its contact, and the name.
func (d *directory) numbers() (rows map[string]int, names map[string]string) {
	rows, names = map[string]int{}, map[string]string{}
	err := d.view(func(r ringdex.Reader) error {
		return r.EachContact(ringdex.Whole, func(c *ringdex.Contact) error {
			name := strings.Join([]string{c.FirstName, c.MiddleName, c.LastName, c.DisplayName}, " ")
			for i := range c.Phones {
				rows[c.Phones[i].E164], names[c.Phones[i].E164] = rowIn(name), name
			}
			return nil
		})
	})
	if err != nil {
		d.t.Fatal(err)
	}
	delete(rows, "")
	return rows, names
}

// rowIn returns the number of the row that a name holds.
func rowIn(name string) (row int) {
	for _, r := range name {
		if r >= '0' && r <= '9' {
			row = row*10 + int(r-'0')
		} else if row > 0 {
			break
		}
	}
	return row
}

func told(res result, n written) bool {
	return slices.Contains(res.lines, n.line) || slices.ContainsFunc(res.figures.LeftOut, func(c ringdex.LeftOutColumn) bool { return c.Title == n.title })
}

// shown returns a file for a person to read; a workbook is not.
func shown(data []byte) string {
	if strings.HasPrefix(string(data), "PK") {
		return "(a workbook)"
	}
	return strings.ReplaceAll(string(data), "\x00", "")
}
