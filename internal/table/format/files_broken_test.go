package format

import (
	"slices"
	"strings"

	"ringdex/internal/table"
	"ringdex/internal/table/charset"
)

// brokenFiles have something that cannot be read.
func brokenFiles() []hostile {
	given := func(e charset.Encoding) table.Options { return table.Options{Layout: table.Layout{Encoding: e}} }
	czech := lines("jmeno;mesto", "Novak;Praha", "Dvořák;Plzeň", "Růžička;Týn")
	ole := magicOLE + strings.Repeat("\x00", 600)
	return []hostile{
		{name: "empty.csv", why: "no byte"},
		{name: "only_bom.csv", why: "a mark and nothing else", data: []byte(charset.MarkUTF8)},
		{name: "only_blank.csv", why: "only blank rows", data: []byte("\r\n ;;\r\n\r\n")},
		{name: "only_sep.csv", why: "only a sep= line", data: []byte("sep=;\r\n")},
		{name: "no_header_email.csv", why: "no header: a person in the first row", data: []byte(lines("Jan;Novák;jan@novak.cz", "Eva;Malá;eva@mala.cz"))},
		{name: "no_header_phone.csv", why: "no header: a number in the first row", data: []byte(lines("Novák;+420 603 303 963", "Malá;+420603303964"))},
		{
			name: "cut_in_quotes.csv", why: "cut off inside a quoted value that goes over lines",
			data: []byte("Jméno;Poznámka\r\nJan;x\r\nEva;\"první\r\ndruhý\r\nOta;y\r\n"),
		},
		{
			name: "cut_in_last_line.csv", why: "cut off inside a quoted value of the last line",
			data: []byte("Jméno;Poznámka\r\n\"Jan\";\"x\"\r\n\"Eva\";\"dlou"),
		},
		{name: "cut_header.csv", why: "cut off in the header", data: []byte(`"Jméno";"Tele`)},
		{name: "cut_spaced.csv", why: "cut off in a value with a space before its quote", data: []byte("\"a\", \"b\"\n\"c\", \"d")},
		{
			name: "quote_never_closed.csv", why: "an opening quote without a partner: its line is refused, the next ones are read",
			data: []byte(lines("Jméno;Město;Č", `Jan;"Praha;1`, `Eva;"Brno";2`, `"Bar" U Dvou koček;Plzeň;3`, `Ota;"Týn";4`)),
		},
		{
			name: "quote_over_lines.csv", why: "quotes not doubled in a value of two lines",
			data: []byte(lines("Jméno;Poznámka", "Jan;\"říkal \"ahoj\" a", "šel\"", "Eva;x")),
		},
		{
			name: "quote_opens_inside.csv", why: "a value that is not closed before the next one opens",
			data: []byte(lines("Jméno;Město;Č", `Jan;"Praha;"1"`, `Eva;Brno;2`)),
		},
		{name: "nul_in_row.csv", why: "a zero byte in one row", data: []byte(lines("Jméno;Město", "Jan;Pra\x00ha", "Eva;Brno"))},
		{name: "nul_in_header.csv", why: "a zero byte in the header", data: []byte(lines("Jmé\x00no;Město", "Jan;Praha"))},
		{
			name: "utf8_damaged.csv", why: "UTF-8 with one value cut in the middle of a letter by a database",
			data: []byte(lines("Jméno;Město", "Šárka;Plzeň", "Dvo\xC5;Týn", "Čížková;Ústí", "Žaneta;Třebíč")),
		},
		{name: "utf8_given_but_1250.csv", why: "said to be UTF-8, but windows-1250", data: encode(charset.Windows1250, czech), opt: given(charset.UTF8)},
		{name: "utf8_given_but_852.csv", why: "said to be UTF-8, but cp852", data: encode(charset.CP852, czech), opt: given(charset.UTF8)},
		{name: "utf8_given_but_utf16.csv", why: "said to be UTF-8, but UTF-16 with a mark", data: encode(charset.UTF16LE, "\uFEFF"+czech), opt: given(charset.UTF8)},
		{name: "utf8_given_but_utf16_bare.csv", why: "said to be UTF-8, but UTF-16 without a mark", data: encode(charset.UTF16BE, czech), opt: given(charset.UTF8)},
		{name: "utf8_mark_but_1250.csv", why: "the mark of UTF-8 before windows-1250", data: append([]byte(charset.MarkUTF8), encode(charset.Windows1250, czech)...)},
		{
			name: "utf8_then_1250.csv", why: "two files joined: UTF-8, then windows-1250",
			data: append([]byte(lines("jmeno;mesto", "Dvořák;Plzeň")), encode(charset.Windows1250, lines("Růžička;Týn", "Čížková;Ústí", "Šárka;Kovářová"))...),
		},
		{
			name: "utf8_in_1250.csv", why: "windows-1250 with one row of UTF-8 pasted in",
			data: slices.Concat(encode(charset.Windows1250, lines("jmeno;mesto", "Růžička;Týn", "Šárka;Plzeň")), []byte(lines("Kovářová;Brno")),
				encode(charset.Windows1250, lines("Žižka;Trocnov", "Dvořák;Nelahozeves"))),
		},
		{name: "1250_given_but_utf8.csv", why: "said to be windows-1250, but UTF-8", data: []byte(czech), opt: given(charset.Windows1250)},
		{name: "1250_given_undefined.csv", why: "a byte that windows-1250 does not have", data: []byte("a;b\nx\x81;y\nz;w\n"), opt: given(charset.Windows1250)},
		{name: "utf16_odd.csv", why: "UTF-16 cut in the middle of a letter", data: encode(charset.UTF16LE, "\uFEFFa;b\nc;d\ne;ř")[:21]},
		{
			name: "utf16_half_pair.csv", why: "UTF-16 with half a surrogate pair",
			data: append(encode(charset.UTF16LE, "\uFEFFa;b\nc;d"), append([]byte{0x3D, 0xD8}, encode(charset.UTF16LE, "\ne;f\n")...)...),
		},
		{
			name: "too_many_columns.csv", why: "a row of more columns than allowed", data: []byte("a;b\n1;2\n1;2;3;4;5;6\n3;4\n"),
			opt: table.Options{Limits: table.Limits{Columns: 5}},
		},
		{
			name: "too_long_value.csv", why: "a value longer than allowed", data: []byte("a;b\n1;čččččč\n3;ččččč\n"),
			opt: table.Options{Limits: table.Limits{FieldChars: 5}},
		},
		{name: "too_many_rows.csv", why: "more rows than allowed", data: []byte("a;b\n1;2\n\n3;4\n5;6\n"), opt: table.Options{Limits: table.Limits{Rows: 2}}},
		{name: "too_large.csv", why: "more bytes than allowed", data: []byte("a;b\n1;2\n3;4\n5;6\n"), opt: table.Options{Limits: table.Limits{Bytes: 10}}},
		{name: "old.xls", why: "an .xls of Excel 97", data: []byte(ole + string(wideASCII("Workbook")))},
		{
			name: "password.xlsx", why: "an XLSX with a password: its streams are in an OLE container, here far behind",
			data: []byte(ole + strings.Repeat("\x01", 70_000) + string(wideASCII("EncryptedPackage"))),
		},
		{name: "pdf.csv", why: "a PDF", data: []byte("%PDF-1.7\n%\xE2\xE3\xCF\xD3\n1 0 obj\n")},
		{name: "html.xls", why: "a web page called .xls, as many systems export", data: []byte(
			"\uFEFF\r\n<html xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><table><tr><td>Jméno</td></tr></table></html>")},
		{name: "spreadsheetml.xls", why: "XML of Excel 2003 called .xls", data: []byte("<?xml version=\"1.0\"?>\n<?mso-application progid=\"Excel.Sheet\"?>\n<Workbook/>")},
		{name: "contacts.json", why: "JSON", data: []byte("[\n  {\"name\": \"Jan\"}\n]\n")},
		{name: "sylk.slk", why: "SYLK, as old spreadsheets save it", data: []byte("ID;PWXL;N;E\r\nC;Y1;X1;K\"Name\"\r\nE\r\n")},
		{name: "book.ldif", why: "LDIF, as directories export it", data: []byte("dn: cn=Jan,mail=jan@test.example\ncn: Jan\n")},
		{name: "contacts.vcf", why: "a vCard", data: []byte("BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Jan\r\nEND:VCARD\r\n")},
		{name: "picture.csv", why: "a picture", data: []byte("\x89PNG\r\n\x1a\n")},
		{name: "zipped_csv.zip", why: "a CSV in a ZIP archive", data: archive("kontakty.csv", "a;b\n1;2\n")},
		{name: "letter.docx", why: "a Word document", data: archive("[Content_Types].xml", "<Types/>", "_rels/.rels", "<Relationships/>", "word/document.xml", "<document/>")},
		{name: "table.ods", why: "an OpenDocument table", data: archive("mimetype", "application/vnd.oasis.opendocument.spreadsheet", "content.xml", "<x/>")},
		{name: "cut.xlsx", why: "an XLSX of which the end is missing", data: archive("xl/workbook.xml", strings.Repeat("<a/>", 100))[:60]},
	}
}
