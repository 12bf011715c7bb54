package fileimport

import (
	"archive/zip"
	"bytes"
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"ringdex/internal/table"
	"ringdex/internal/table/charset"
)

//go:embed testdata/products.txt
var productLines string

// product is the header of an export.
type product struct {
	name    string
	columns []column
}

type column struct{ title, kind string }

// products reads testdata/products.txt, which explains its form.
func products() (all []product) {
	for line := range strings.Lines(productLines) {
		name, columns, ok := strings.Cut(strings.TrimSpace(line), " | ")
		if !ok || line[0] == '#' {
			continue
		}
		p := product{name: name}
		for text := range strings.SplitSeq(columns, ";") {
			title, kind, _ := strings.Cut(text, "=")
			p.columns = append(p.columns, column{title, kind})
		}
		all = append(all, p)
	}
	return all
}

// made is a generated file.
type made struct {
	name    string
	data    []byte
	layout  table.Layout // what a person would say when asked
	rows    int
	numbers []written
	must    []string  // columns of numbers that must not be left out
	cut     []written // numbers of the last row, which is cut
	inside  bool      // in the middle of a value
}

// form is how a file is written. The next row is written in line at().
type form interface {
	at() int
	put(cells []string, hidden bool)
	bytes() []byte
}

// table fills a file with a header, rows and what stands around them.
func (g *generator) table(p product, f form) made {
	m := made{name: p.name}
	titles := make([]string, len(p.columns))
	for i, c := range p.columns {
		if titles[i] = c.title; c.kind == "P" {
			m.must = append(m.must, c.title)
		}
	}
	if g.one(4) {
		f.put([]string{"Seznam kontaktů"}, false)
		f.put([]string{""}, false)
	}
	f.put(titles, false)
	g.numbers = nil
	for range 3 + g.IntN(8) {
		m.rows += g.fill(p, f, titles)
	}
	if g.one(4) {
		f.put(append([]string{g.pick("Celkem: 12", "Razem", "Summe: 12", "Total", "Vytiskl: admin")}, make([]string, len(titles)-1)...), false)
		m.rows++
	}
	m.numbers = slices.Clone(g.numbers)
	return m
}

// fill writes one row, seldom an empty one or the header again before it.
func (g *generator) fill(p product, f form, titles []string) (rows int) {
	switch {
	case g.one(15):
		f.put(make([]string, len(titles)), false)
	case g.one(20):
		f.put(titles, false)
		rows++
	}
	g.newRow(p.columns)
	cells := make([]string, len(p.columns))
	for i, c := range p.columns {
		cells[i] = g.cell(c, f.at())
	}
	if g.one(20) {
		cells = append(cells, "navíc")
	}
	f.put(cells, g.one(10))
	return rows + 1
}

// text is a file of delimited values.
type text struct {
	strings.Builder
	g              *generator
	delimiter, end string
	line, last     int // last: offset of the last row
}

func (x *text) at() int { return x.line + 1 }

func (x *text) bytes() []byte { return []byte(x.String()) }

func (x *text) put(cells []string, _ bool) {
	cells = slices.Clone(cells)
	for i, cell := range cells {
		if strings.ContainsAny(cell, x.delimiter+"\"\n") || x.g.one(9) {
			cells[i] = `"` + strings.ReplaceAll(cell, `"`, `""`) + `"`
		}
	}
	x.last = x.Len()
	line := strings.Join(cells, x.delimiter)
	x.WriteString(line + x.end)
	x.line += 1 + strings.Count(line, "\n")
}

// encodings are those that files come in; a mark stands before "+".
var encodings = []charset.Encoding{charset.UTF8, charset.UTF8, charset.UTF16LE, charset.UTF16BE, charset.Windows1250, charset.ISO88592, charset.CP852}

func (g *generator) text(t *testing.T, p product) made {
	as := encodings[g.IntN(len(encodings))]
	g.narrow = as.Table() != nil
	x := &text{g: g, delimiter: g.pick(";", ",", "\t", "|"), end: g.pick("\n", "\r\n")}
	m := g.table(p, x)
	m.layout.Encoding = as
	file := x.String()
	if row := file[x.last:]; g.one(8) && row[0] > ' ' && !strings.ContainsAny(row[:1], x.delimiter+`"`) {
		before, _, _ := strings.Cut(strings.TrimSpace(row), `"`)
		letters := []rune(before)
		file = file[:x.last] + string(letters[:1+g.IntN(len(letters))])
		m.inside = !strings.HasSuffix(file, x.delimiter)
		m.numbers = slices.DeleteFunc(m.numbers, func(n written) bool {
			if n.row == g.row {
				m.cut = append(m.cut, n)
			}
			return n.row == g.row
		})
	}
	m.data = g.encoded(t, file, as)
	return m
}

func (g *generator) encoded(t *testing.T, file string, as charset.Encoding) []byte {
	mark := g.one(2)
	switch {
	case as.Wide():
		units := utf16.Encode([]rune(file))
		if mark {
			units = append([]uint16{0xFEFF}, units...)
		}
		var b []byte
		for _, u := range units {
			low, high := byte(u), byte(u>>8)
			if as == charset.UTF16BE {
				low, high = high, low
			}
			b = append(b, low, high)
		}
		return b
	case as.Table() != nil:
		return narrow(t, file, as)
	case mark:
		return []byte("\uFEFF" + file)
	}
	return []byte(file)
}

func narrow(t *testing.T, file string, as charset.Encoding) (data []byte) {
	letter := as.Encoder()
	for _, r := range file {
		b, ok := letter(r)
		if !ok {
			t.Fatalf("%s lacks %q", as, r)
		}
		data = append(data, b)
	}
	return data
}

// workbook is a sheet whose cells are texts, or numbers in formats that add to them.
type workbook struct {
	g    *generator
	rows bytes.Buffer
	line int
}

// formats are number formats with what they show before the digits.
var formats = []struct{ code, before string }{{"General", ""}, {"&quot;+420 &quot;000 000 000", "+420"}, {"+0", "+"}, {"000 000 000", ""}, {"&quot;00&quot;0", "00"}}

func (w *workbook) at() int { return w.line + 1 }

func (w *workbook) put(cells []string, hidden bool) {
	w.line++
	fmt.Fprintf(&w.rows, `<row r="%d" hidden="%d">`, w.line, map[bool]int{true: 1}[hidden])
	for i, cell := range cells {
		if cell != "" {
			fmt.Fprintf(&w.rows, `<c r="%s%d" %s</c>`, columnName(i), w.line, w.content(cell))
		}
	}
	w.rows.WriteString("</row>")
}

// columnName returns the letters of a column, counted from 0.
func columnName(i int) string {
	if i >= 26 {
		return columnName(i/26-1) + columnName(i%26)
	}
	return string(rune('A' + i))
}

// content writes digits as a number in a format that shows what the text is, where there is one.
func (w *workbook) content(cell string) string {
	for _, i := range w.g.Perm(len(formats)) {
		digits, ok := strings.CutPrefix(strings.ReplaceAll(cell, " ", ""), formats[i].before)
		if ok && len(digits) > 8 && digits[0] != '0' && strings.Trim(digits, "0123456789") == "" {
			return fmt.Sprintf(`s="%d"><v>%s</v>`, i, digits)
		}
	}
	return `t="inlineStr"><is><t xml:space="preserve">` + strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(cell) + "</t></is>"
}

func (w *workbook) bytes() []byte {
	const space, office = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`, "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	var codes, cells strings.Builder
	for i, f := range formats {
		fmt.Fprintf(&codes, `<numFmt numFmtId="%d" formatCode="%s"/>`, 164+i, f.code)
		fmt.Fprintf(&cells, `<xf numFmtId="%d"/>`, 164+i)
	}
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, part := range [][2]string{
		{"_rels/.rels", `<Relationships><Relationship Id="r1" Type="` + office + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"xl/workbook.xml", `<workbook ` + space + ` xmlns:r="` + office + `"><sheets><sheet name="List1" sheetId="1" r:id="r1"/></sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="r1" Type="` + office + `/worksheet" Target="sheet.xml"/><Relationship Id="r2" Type="` + office + `/styles" Target="styles.xml"/></Relationships>`},
		{"xl/styles.xml", "<styleSheet " + space + "><numFmts>" + codes.String() + "</numFmts><cellXfs>" + cells.String() + "</cellXfs></styleSheet>"},
		{"xl/sheet.xml", "<worksheet " + space + "><sheetData>" + w.rows.String() + "</sheetData></worksheet>"},
	} {
		f, _ := z.Create(part[0])
		_, _ = f.Write([]byte(part[1]))
	}
	_ = z.Close()
	return out.Bytes()
}

func (g *generator) workbook(p product) made {
	g.narrow = false
	w := &workbook{g: g}
	m := g.table(p, w)
	m.name, m.data = m.name+" (xlsx)", w.bytes()
	return m
}
