package xlsx

import (
	"archive/zip"
	"bufio"
	"encoding/xml"
	"io"
	"strings"

	"ringdex/internal/table/csv"
)

// Writer writes a workbook with one sheet, as a stream. All cells and columns have the format
// "text", so that a spreadsheet leaves 0012, 3/4 and +420603303963 as they are, also when they are
// edited. The reader returns the same values.
type Writer struct {
	archive *zip.Writer
	sheet   *bufio.Writer // nil before the first row
	err     error
}

// NewWriter returns a Writer. The caller closes it after the last row.
func NewWriter(w io.Writer) *Writer { return &Writer{archive: zip.NewWriter(w)} }

// Write adds a row. The first error stays.
func (w *Writer) Write(cells []string) error {
	if w.err == nil && w.sheet == nil {
		w.err = w.start()
	}
	w.text("<row>")
	for _, c := range cells {
		w.text(`<c s="1" t="inlineStr"><is><t xml:space="preserve">`)
		if w.err == nil {
			w.err = xml.EscapeText(w.sheet, []byte(csv.Guarded(c)))
		}
		w.text("</t></is></c>")
	}
	w.text("</row>")
	return w.err
}

// Flush ends the file.
func (w *Writer) Flush() error {
	w.text("</sheetData></worksheet>")
	if w.err == nil {
		w.err = w.sheet.Flush()
	}
	if w.err == nil {
		w.err = w.archive.Close()
	}
	return w.err
}

func (w *Writer) text(s string) {
	if w.err == nil {
		_, w.err = w.sheet.WriteString(s)
	}
}

// start writes the other parts, and opens the sheet: an archive is written part after part.
func (w *Writer) start() error {
	for _, p := range parts {
		part, err := w.archive.Create(p.name)
		if err != nil {
			return err
		}
		if _, err := io.WriteString(part, xml.Header+strings.ReplaceAll(p.text, "\n", "")); err != nil {
			return err
		}
	}
	part, err := w.archive.Create("xl/worksheets/sheet1.xml")
	if err != nil {
		return err
	}
	w.sheet = bufio.NewWriter(part)
	_, err = w.sheet.WriteString(xml.Header + `<worksheet xmlns="` + main + `"><cols><col min="1" max="1024" width="20" style="1"/></cols><sheetData>`)
	return err
}

const (
	main      = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	packaged  = "http://schemas.openxmlformats.org/package/2006/"
	types     = "application/vnd.openxmlformats-officedocument.spreadsheetml."
)

// parts are those of the smallest workbook that spreadsheets open. Number format 49 is "text".
var parts = []struct{ name, text string }{
	{"[Content_Types].xml", `<Types xmlns="` + packaged + `content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/xl/workbook.xml" ContentType="` + types + `sheet.main+xml"/>
<Override PartName="/xl/styles.xml" ContentType="` + types + `styles+xml"/>
<Override PartName="/xl/worksheets/sheet1.xml" ContentType="` + types + `worksheet+xml"/></Types>`},
	{"_rels/.rels", `<Relationships xmlns="` + packaged + `relationships">
<Relationship Id="r1" Type="` + relations + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
	{"xl/workbook.xml", `<workbook xmlns="` + main + `" xmlns:r="` + relations + `">
<sheets><sheet name="ringdex" sheetId="1" r:id="r1"/></sheets></workbook>`},
	{"xl/_rels/workbook.xml.rels", `<Relationships xmlns="` + packaged + `relationships">
<Relationship Id="r1" Type="` + relations + `/worksheet" Target="worksheets/sheet1.xml"/>
<Relationship Id="r2" Type="` + relations + `/styles" Target="styles.xml"/></Relationships>`},
	{"xl/styles.xml", `<styleSheet xmlns="` + main + `">
<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>
<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
<cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>
<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs></styleSheet>`},
}
