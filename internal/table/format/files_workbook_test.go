package format

import (
	"fmt"
	"strings"

	"ringdex/internal/table"
)

// parts of a workbook, as short as Excel accepts them.
const (
	xmlHead      = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	mainSpace    = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	officeSpace  = `http://schemas.openxmlformats.org/officeDocument/2006/relationships`
	contentTypes = xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`
	rootRels     = xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
		`<Relationship Id="rId1" Type="` + officeSpace + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`
)

// workbook makes an XLSX file. Its sheets are given by name and content in turn; the content is
// what stands in sheetData.
func workbook(styles, texts, properties string, sheets ...string) []byte {
	var list, rels strings.Builder
	parts := []string{"[Content_Types].xml", contentTypes, "_rels/.rels", rootRels}
	for i := 0; i+1 < len(sheets); i += 2 {
		n := i/2 + 1
		name, state, _ := strings.Cut(sheets[i], "|")
		fmt.Fprintf(&list, `<sheet name="%s" sheetId="%d" r:id="rId%d" %s/>`, name, n, n, state)
		fmt.Fprintf(&rels, `<Relationship Id="rId%d" Type="%s/worksheet" Target="worksheets/sheet%d.xml"/>`, n, officeSpace, n)
		parts = append(parts, fmt.Sprintf("xl/worksheets/sheet%d.xml", n),
			xmlHead+"<worksheet "+mainSpace+"><sheetData>"+sheets[i+1]+"</sheetData></worksheet>")
	}
	add := func(kind, content string) {
		fmt.Fprintf(&rels, `<Relationship Id="%s" Type="%s/%s" Target="/xl/%s.xml"/>`, kind, officeSpace, kind, kind)
		parts = append(parts, "xl/"+kind+".xml", xmlHead+content)
	}
	add("styles", "<styleSheet "+mainSpace+">"+styles+"</styleSheet>")
	if texts != "" {
		add("sharedStrings", "<sst "+mainSpace+">"+texts+"</sst>")
	}
	return archive(append(parts,
		"xl/workbook.xml", xmlHead+"<workbook "+mainSpace+` xmlns:r="`+officeSpace+`">`+properties+"<sheets>"+list.String()+"</sheets></workbook>",
		"xl/_rels/workbook.xml.rels", xmlHead+`<Relationships>`+rels.String()+`</Relationships>`)...)
}

// inline writes rows whose cells hold their text themselves.
func inline(rows ...string) string {
	var b strings.Builder
	for i, r := range rows {
		fmt.Fprintf(&b, `<row r="%d">`, i+1)
		for j, c := range strings.Split(r, ";") {
			fmt.Fprintf(&b, `<c r="%c%d" t="inlineStr"><is><t>%s</t></is></c>`, 'A'+j, i+1, c)
		}
		b.WriteString("</row>")
	}
	return b.String()
}

const someStyles = `<numFmts count="7"><numFmt numFmtId="164" formatCode="d\.\ m\.\ yyyy;@"/><numFmt numFmtId="165" formatCode="00000"/>` +
	`<numFmt numFmtId="166" formatCode="[$-405]d. mmmm yyyy h:mm"/><numFmt numFmtId="167" formatCode="#,##0.00\ &quot;Kč&quot;"/>` +
	`<numFmt numFmtId="168" formatCode="[h]:mm:ss"/><numFmt numFmtId="169" formatCode="000\ 000\ 000"/>` +
	`<numFmt numFmtId="170" formatCode="[Red]0.00E+00"/></numFmts>` +
	`<cellStyleXfs><xf numFmtId="14"/><xf numFmtId="14"/></cellStyleXfs>` +
	`<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/>` +
	`<xf numFmtId="167"/><xf numFmtId="168"/><xf numFmtId="169"/><xf numFmtId="170"/><xf numFmtId="49"/><xf numFmtId="20"/></cellXfs>`

// numbers are cells of all kinds below a header of names for them.
func numbers(cells ...string) string {
	var b strings.Builder
	b.WriteString(`<row r="1"><c r="A1" t="str"><v>what</v></c><c r="B1" t="str"><v>value</v></c></row>`)
	for i := 0; i+1 < len(cells); i += 2 {
		fmt.Fprintf(&b, `<row r="%d"><c t="str"><v>%s</v></c><c %s</c></row>`, i/2+2, cells[i], cells[i+1])
	}
	return b.String()
}

func workbookFiles() []hostile {
	days := numbers(
		"short date", `s="1"><v>45418</v>`, "date and time", `s="2"><v>45418.297314814816</v>`,
		"midnight", `s="2"><v>45418</v>`, "Czech date", `s="3"><v>31044</v>`, "Czech date with time", `s="5"><v>45418.5</v>`,
		"time", `s="11"><v>0.75</v>`, "duration", `s="7"><v>1.104166666666667</v>`, "1900", `s="1"><v>1</v>`,
		"before the day that never was", `s="1"><v>59</v>`, "after it", `s="1"><v>61</v>`, "no date", `s="1"><v>0</v>`,
		"negative", `s="1"><v>-5</v>`, "too late", `s="1"><v>99999999</v>`, "ISO", `t="d"><v>2024-05-06</v>`, "text in a date column", `s="1" t="str"><v>neznámo</v>`)
	values := numbers(
		"number as a phone", `><v>420603303963</v>`, "scientific", `><v>4.20603303963E11</v>`, "with .0", `><v>603303963.0</v>`,
		"small e", `><v>6.03303963e+8</v>`, "19 digits", `><v>1234567890123456789</v>`, "binary rest", `><v>1.1000000000000001</v>`,
		"0.1+0.2", `><v>0.30000000000000004</v>`, "small", `><v>0.00001</v>`, "postal code 01001", `s="4"><v>1001</v>`,
		"spaced phone", `s="8"><v>603303963</v>`, "price", `s="6"><v>1234.5</v>`, "scientific format", `s="9"><v>420603303963</v>`,
		"text format", `s="10" t="str"><v>00420603303963</v>`, "true", `t="b"><v>1</v>`, "false", `t="b"><v>0</v>`, "error", `t="e"><v>#N/A</v>`,
		"formula", `><f>1+1</f><v>2</v>`, "formula without a value", `><f>1+1</f>`, "formula of nothing", `t="str"><f>""</f><v></v>`,
		"formula of text", `t="str"><f>A1&amp;"x"</f><v>whatx</v>`, "no style of that number", `s="99"><v>5</v>`,
		"empty", `s="1">`, "negative zero", `><v>-0</v>`, "huge", `><v>1E+300</v>`)
	texts := `<si><t>Jméno</t></si><si><r><t>Tele</t></r><r><rPr><b/></rPr><t>fon</t></r></si>` +
		`<si><t xml:space="preserve"> Šárka </t></si><si><t>東京</t><rPh sb="0" eb="2"><t>とうきょう</t></rPh></si>` +
		`<si><t>první_x000D_&#10;druhý _x00ZZ_</t></si><si/>`
	shared := `<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>` +
		`<row r="3"><c r="A3" t="s"><v>2</v></c><c r="B3" t="s"><v>3</v></c></row>` +
		`<row r="7"><c r="A7" t="s"><v>4</v></c><c r="B7" t="s"><v>5</v></c></row>`
	merged := `<row r="2"><c r="B2" t="inlineStr"><is><t>Jméno</t></is></c><c r="C2" t="inlineStr"><is><t>Telefon</t></is></c></row>` +
		`<row r="3"/><row r="4"><c r="B4" t="inlineStr"><is><t>Firma</t></is></c><c r="C4"/></row>` +
		`<row r="5"><c r="C5"><v>603303963</v></c></row><row r="9"><c r="E9"><v>1</v></c></row>`
	plain := func(sheets ...string) []byte { return workbook(someStyles, "", "", sheets...) }
	return []hostile{
		{name: "excelize.xlsx", why: "written by excelize 2.11.0, an independent writer: styles, dates, merged cells, rich text", found: true},
		{name: "dates.xlsx", why: "dates and times in formats of all kinds", data: plain("List1", days)},
		{name: "dates_1904.xlsx", why: "days counted from 1904, as Excel on a Mac did", data: workbook(someStyles, "", `<workbookPr date1904="1"/>`,
			"List1", numbers("date", `s="1"><v>43956</v>`, "first", `s="1"><v>0</v>`))},
		{name: "numbers.xlsx", why: "numbers, booleans, errors and formulas", data: plain("List1", values)},
		{name: "shared_texts.xlsx", why: "shared texts: rich, phonetic, escaped, empty; rows left out", data: workbook(someStyles, texts, "", "List1", shared)},
		{name: "merged.xlsx", why: "a table that begins in B2, merged cells, empty rows, a stray cell", data: plain("Kontakty", merged)},
		{name: "third_sheet.xlsx", why: "two empty sheets, a hidden one with cells, then the table", data: plain(
			"List1", "", "List2", `<row r="1"><c r="A1" s="1"/></row>`, `Tajné|state="hidden"`, inline("x;y"), "Data", inline("Jméno;Telefon", "Jan;+420603303963"))},
		{name: "only_hidden.xlsx", why: "the only sheet with cells is hidden", data: plain("List1", "", `Data|state="veryHidden"`, inline("Jméno;Telefon", "Jan;1"))},
		{
			name: "named_sheet.xlsx", why: "a sheet chosen by name", data: plain("A", inline("x"), "B", inline("Jméno;Telefon", "Jan;+420603303963")),
			opt: table.Options{Layout: table.Layout{Sheet: "B"}},
		},
		{name: "no_such_sheet.xlsx", why: "a name that no sheet has", data: plain("A", inline("x"), "B", inline("y")), opt: table.Options{Layout: table.Layout{Sheet: "C"}}},
		{name: "no_cells.xlsx", why: "a workbook without any cell", data: plain("List1", "")},
		{name: "wide_row.xlsx", why: "a row wider than allowed", data: plain("A", inline("a;b", "1;2;3;4", "5;6")), opt: table.Options{Limits: table.Limits{Columns: 3}}},
		{
			name: "bad_xml.xlsx", why: "a character that XML does not allow in the middle: nothing below may be lost in silence",
			data: plain("A", inline("a;b", "1;2", "3;\x0b", "5;6")),
		},
		{name: "cut_sheet.xlsx", why: "the sheet ends in the middle", data: archive("xl/workbook.xml", `<workbook><sheets><sheet name="A" r:id="r1"/></sheets></workbook>`,
			"xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="r1" Type="x/worksheet" Target="s.xml"/></Relationships>`,
			"xl/s.xml", `<worksheet><sheetData><row><c><v>1</v></c></row><row><c><v>2</v></c>`)},
		{name: "missing_text.xlsx", why: "a cell refers to a text that is not there", data: plain("A", `<row><c t="str"><v>a</v></c></row><row><c t="s"><v>7</v></c></row>`)},
		{name: "rows_backwards.xlsx", why: "rows out of order", data: plain("A", `<row r="2"><c t="str"><v>a</v></c></row><row r="1"><c><v>1</v></c></row>`)},
		{name: "missing_sheet.xlsx", why: "the part of the sheet is not in the archive", data: archive("xl/workbook.xml", `<workbook><sheets><sheet name="A" r:id="r1"/></sheets></workbook>`,
			"xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="r1" Type="x/worksheet" Target="s.xml"/></Relationships>`)},
		{name: "elsewhere.xlsx", why: "other names, backslashes, a prefix before every tag", data: archive(
			"_rels/.rels", `<Relationships><Relationship Type="http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument" Target="/Book\Main.xml"/></Relationships>`,
			`Book\Main.xml`, `<x:workbook xmlns:r="r"><x:sheets><x:sheet name="A" r:id="r1"/></x:sheets></x:workbook>`,
			"Book/_rels/Main.xml.rels", `<Relationships><Relationship Id="r1" Type="x/worksheet" Target="Sheets/One.xml"/></Relationships>`,
			"book/sheets/one.xml", `<x:worksheet><x:sheetData><x:row><x:c t="inlineStr"><x:is><x:t>Jméno</x:t></x:is></x:c></x:row><x:row><x:c><x:v>5</x:v></x:c></x:row></x:sheetData></x:worksheet>`)},
		{
			name: "bomb.xlsx", why: "a sheet that unpacks to more than allowed", data: plain("A", inline("a;b", "1;"+strings.Repeat(" ", 300_000))),
			opt: table.Options{Limits: table.Limits{Unzipped: 100_000}},
		},
		{
			name: "row_bomb.xlsx", why: "a thousand cells that all show the same shared text of 60 kB",
			data: workbook("", "<si><t>a</t></si><si><t>"+strings.Repeat("x", 60_000)+"</t></si>", "", "A",
				`<row><c t="s"><v>0</v></c></row><row>`+strings.Repeat(`<c t="s"><v>1</v></c>`, 1000)+"</row>"),
			opt: table.Options{Limits: table.Limits{FieldChars: 100_000}},
		},
		{name: "too_large.xlsx", why: "an archive larger than allowed", data: plain("A", inline("a;b")), opt: table.Options{Limits: table.Limits{Bytes: 500}}},
		{name: "asked_for_csv.xlsx", why: "a workbook where CSV was asked for", data: plain("A", inline("a;b")), opt: table.Options{Layout: table.Layout{Format: table.CSV}}},
	}
}
