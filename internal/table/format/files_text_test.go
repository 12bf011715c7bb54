package format

import (
	"bytes"
	"strings"

	"ringdex/internal/table"
	"ringdex/internal/table/charset"
)

// textFiles are unusual, but all of their rows can be read.
func textFiles() []hostile {
	voipex := "firstName;lastName;organization;externalId;email;phone1;phone2;agent1;agent2;customField1;" +
		"customField2;customField3;customField4;customField5;customField6;organizationUri\r\n" +
		`"Jan";"Novák";"IPEX a.s.";"36936";"jan@novak.com";"+420222333444";"+420777711100";"22";"100";` +
		`"VIP";"Mikuš";"Helpdesk";"323";"2000";"0";"https://nase.aplikace.cz/account/12123"` + "\r\n" +
		`"Ivan";"Neúplný";;"1";;"+420222333444";"+420777711100";"22";"100";"VIP";"Mikuš";"Helpdesk";"323";` +
		`"2000";"0";"https://nase.aplikace.cz/account/35873"` + "\r\n"
	smallest := "lastName;phone1\n\"Novák\";\"+420222333444\"\n"
	contacts := lines("Uživatelské jméno;E-mail;Jméno;Příjmení;Telefon;Role;Společnost;Jazyk;Poznámka;Externí ID",
		"jan.novak;jan@novak.cz;Jan;Novák;+420603303963;Operátor;IPEX a.s.;CZ;;K-5")
	return []hostile{
		{name: "voipex_largest.csv", why: "seed 001, the largest sample of VOIPEX", data: []byte(voipex)},
		{name: "voipex_smallest.csv", why: "seed 001, the smallest sample of VOIPEX", data: []byte(smallest)},
		{
			name: "helpdesk_contacts.csv", why: "wire/helpdesk.md section 8, with the mark that Excel writes",
			data: []byte(charset.MarkUTF8 + contacts),
		},
		{name: "comma.csv", why: "delimiter comma, decimal comma in quotes", data: []byte(lines(
			"Name,Phone,Balance", `"Novak, Jan",+420603303963,"1,5"`, "Smith,+441632960000,0"))},
		{name: "tab.tsv", why: "delimiter tab, semicolons and commas in the values", data: []byte(lines(
			"Jméno\tTelefon\tPoznámka", "Jan; Novák\t+420603303963\ta, b; c", "Eva, Malá\t+420603303964\t"))},
		{name: "pipe.csv", why: "delimiter |", data: []byte(lines(
			"Nazwisko|Telefon|Kod pocztowy", "Wójcik|+48601234567|00-950", "Nowak, Jan|+48601234568|31-001"))},
		{name: "commas_in_semicolons.csv", why: "more commas than semicolons in every row", data: []byte(lines(
			"Název;Adresa;Telefony", "Firma, s.r.o.;Dlouhá 5, Praha 1, 110 00;+420222333444, +420222333445",
			"Jiná, a.s.;Krátká 7, Brno, 602 00;+420543210000, +420543210001"))},
		{name: "one_column.csv", why: "one column, values with commas", data: []byte(lines(
			"Adresa", "Dlouhá 5, Praha", "Krátká 7, Brno", "Široká 1, Plzeň"))},
		{name: "one_column_phones.csv", why: "one column of numbers", data: []byte("Telefon\n+420603303963\n+420603303964\n")},
		{name: "header_only.csv", why: "a header and nothing below, no line end", data: []byte("Jméno;Příjmení;Telefon")},
		{
			name: "title_above.csv", why: "a title above the header: taken for the header, but the columns are found",
			data: []byte(lines("Seznam klientů 2024", "Jméno;Telefon;Město", "Jan;+420603303963;Praha", "Eva;+420603303964;Brno")),
		},
		{
			name: "sep_comma.csv", why: "sep= line of Excel, delimiter against the look of the rest",
			data: []byte(lines("sep=,", "Name;x,Phone", "a;b,+420603303963")),
		},
		{
			name: "sep_bom_utf16.csv", why: "sep= line behind a mark, UTF-16, tab",
			data: encode(charset.UTF16LE, "\uFEFF"+lines("SEP=\t", "Jméno\tTelefon", "Šárka\t+420603303963")),
		},
		{
			name: "excel_unicode_text.txt", why: `Excel's "Unicode Text": UTF-16LE, mark, tabs`,
			data: encode(charset.UTF16LE, "\uFEFF"+lines("Jméno\tPříjmení\tTelefon", "Šárka\tČížková 😀\t+420603303963")),
		},
		{name: "utf16be_bom.csv", why: "UTF-16BE with a mark", data: encode(charset.UTF16BE, "\uFEFFJméno;Telefon\nŽofie;+420603303963\n")},
		{name: "mac_cr.csv", why: "line ends of an old Mac", data: []byte("Jméno;Telefon\rJan;+420603303963\r\rEva;+420603303964\r")},
		{
			name: "mac_excel_breaks.csv", why: "Excel on a Mac: rows end with CR, line breaks in cells are LF",
			data: encode(charset.Windows1250, "Jméno;Poznámka;Město\rJan;\"první\ndruhý\ntřetí\";Praha\rEva;x;Brno\r"),
		},
		{name: "mixed_ends.csv", why: "CRLF, LF and CRCRLF in one file", data: []byte("a;b\r\nc;d\ne;f\r\r\ng;h")},
		{name: "quoted_breaks.csv", why: "line breaks in quotes: the lines behind count on", data: []byte(
			"Jméno;Poznámka\r\nJan;\"první\r\ndruhý\"\r\nEva;x\r\n\"Iva\n\n\nNová\";y\r\nOta;z\r\n")},
		{name: "quotes_doubled.csv", why: "doubled quotes", data: []byte(lines(
			"Název;Poznámka", `"Firma ""ABC"" s.r.o.";"""vše"""`, `"""";""""""`, `"a""";"""b"`))},
		{name: "quotes_stray.csv", why: "quotes that should have been doubled, inside one line", data: []byte(lines(
			"Název;Poznámka;Číslo", `Firma "ABC" s.r.o.;5" trubka;1`, `"Firma "ABC" s.r.o.";"x";2`, `"Firma "DEF"";y;3`))},
		{name: "quotes_spaces.csv", why: "spaces around quoted values, as scripts write them", data: []byte(
			"\"name\", \"city\", \"phone\"\n\"Jan\", \"Praha, Dlouhá\", \"+420603303963\"\n\"Eva\" , \"Brno\"  , \"+420603303964\" \n" +
				"x, \"Bar\" U Dvou koček, y\n")},
		{name: "blank_rows.csv", why: "blank lines, lines of delimiters, lines of spaces", data: []byte(
			"\r\n;;\r\nJméno;Telefon;Město\r\n\r\nJan;+420603303963;Praha\r\n;;\r\n ; ;\t\r\nEva;+420603303964;Brno\r\n\r\n\r\n")},
		{name: "trailing_delimiters.csv", why: "a delimiter too many in every row", data: []byte(lines(
			"Jméno;Telefon;", "Jan;+420603303963;", "Eva;+420603303964;;;"))},
		{name: "short_rows.csv", why: "Excel leaves out empty columns at the end of some rows", data: []byte(lines(
			"Jméno;Telefon;Město;Poznámka", "Jan;+420603303963", "Eva;+420603303964;Brno;x", "Ota", "Iva;1;2;3;4"))},
		{name: "spaces_kept.csv", why: "spaces around values are the values' own", data: []byte(lines(
			"Jméno ; Telefon", " Jan ;\u00a0+420 603 303 963"))},
		{name: "no_last_end.csv", why: "no line end after the last row", data: []byte("Jméno;Telefon\r\nJan;+420603303963")},
		{name: "dbase_end.csv", why: "the end mark 1A of dBase, cp852", data: append(encode(charset.CP852, lines(
			"PRIJMENI;MESTO", "Dvořák;Plzeň", "Růžička;Týn")), 0x1A)},
		{
			name: "bom_windows1250.csv", why: "letters beyond ASCII only in quotes, typographic signs, windows-1250",
			data: encode(charset.Windows1250, lines("Název;Poznámka", "„Šárka“ – květiny;cena 5 € … §")),
		},
		{
			name: "nbsp_euro.csv", why: "prices with hard spaces and euro, windows-1252",
			data: encode(charset.Windows1252, lines("Name;Ort;Umsatz", "Müller;Köln;1\u00a0000 €", "Weiß;Düsseldorf;2\u00a0500 €")),
		},
		{
			name: "upper_case.csv", why: "names in capitals, windows-1250",
			data: encode(charset.Windows1250, lines("PŘÍJMENÍ;MĚSTO", "DVOŘÁK;PLZEŇ", "ČÍŽKOVÁ;ČESKÉ BUDĚJOVICE", "ŽIŽKA;TŘEBÍČ")),
		},
		{
			name: "upper_case_852.csv", why: "names in capitals, cp852",
			data: encode(charset.CP852, lines("PŘÍJMENÍ;MĚSTO", "DVOŘÁK;PLZEŇ", "ČÍŽKOVÁ;ČESKÉ BUDĚJOVICE", "ŽIŽKA;TŘEBÍČ")),
		},
		{
			name: "one_letter_1250.csv", why: "a single letter beyond ASCII, windows-1250",
			data: encode(charset.Windows1250, lines("jmeno;mesto", "Novak;Praha", "Zižka;Brno", "Maly;Ostrava")),
		},
		{
			name: "mixed_languages_1250.csv", why: "Czech, Slovak, Polish and German names in one file, windows-1250",
			data: encode(charset.Windows1250, lines("Jméno;Město", "Jiří Dvořák;Plzeň", "Ľubomír Šťastný;Žilina", "Łukasz Wójcik;Łódź", "Jürgen Weiß;Köln")),
		},
		{
			name: "mixed_languages_latin2.csv", why: "the same in ISO-8859-2",
			data: encode(charset.ISO88592, lines("Jméno;Město", "Jiří Dvořák;Plzeň", "Ľubomír Šťastný;Žilina", "Łukasz Wójcik;Łódź", "Jürgen Weiß;Köln")),
		},
		{name: "decomposed.csv", why: "letters in two parts (NFD), as a Mac writes them", data: []byte(
			"Jme\u0301no;Pr\u030Ci\u0301jmeni\u0301;Telefon\nS\u030Ca\u0301rka;C\u030Ci\u0301z\u030Ckova\u0301;+420603303963\n")},
		{name: "google_contacts.csv", why: "headings of Google Contacts", data: []byte(lines(
			"First Name,Last Name,Organization Name,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value,Phone 2 - Value",
			"Jan,Novák,IPEX a.s.,jan@novak.cz,Mobile,+420603303963,+420222333444"))},
		{name: "outlook.csv", why: "headings of Outlook", data: []byte(lines(
			`"First Name","Middle Name","Last Name","Company","Job Title","Business Street","Business City","Business Postal Code","Business Fax","Business Phone","Business Phone 2","Mobile Phone","E-mail Address","E-mail 2 Address"`,
			`"Jan","","Novák","IPEX a.s.","ředitel","Dlouhá 5","Praha","110 00","","+420222333444","","+420603303963","jan@novak.cz",""`))},
		{name: "polish_addresses.csv", why: "three addresses with Polish headings", data: []byte(lines(
			"Imię i nazwisko;Ulica;Nr domu;Kod pocztowy;Miasto;Kraj;Ulica (korespondencyjna);Miasto - adres korespondencyjny;Ulica do faktury;NIP",
			"Jan Nowak;Długa;5;00-950;Warszawa;POL;Krótka;Kraków;Szeroka;5260001246"))},
		{name: "kraj_is_region.csv", why: `"Kraj" beside "PSČ" is a region, not a country`, data: []byte(lines(
			"Příjmení;PSČ;Kraj;Stát", "Novák;301 00;Plzeňský;CZE"))},
		{name: "repeated_columns.csv", why: "columns that repeat", data: []byte(lines(
			"Příjmení;Telefon;Telefon;Telefon 2;Mobil;Příjmení", "Novák;1;2;3;4;Nováková"))},
		{
			name: "given_latin2.csv", why: "an encoding given by a person wins over detection", data: encode(charset.ISO88592, lines("a;b", "muž;ženy")),
			opt: table.Options{Layout: table.Layout{Encoding: charset.ISO88592}},
		},
		{
			name: "given_delimiter.csv", why: "a delimiter given by a person", data: []byte(lines("a;b,c", "1;2,3")),
			opt: table.Options{Layout: table.Layout{Delimiter: ','}},
		},
		{
			name: "guarded.csv", why: "cells guarded against formulas, taken off when asked",
			data: []byte(lines("Jméno;Telefon;Poznámka", "'=1+1;+420603303963;'@x", "O'Neil;'+420 603;''=x", "'Nový;'5;-")),
			opt:  table.Options{Layout: table.Layout{Guard: true}},
		},
		{
			name: "long_value.csv", why: "a value of 30,000 letters is a note, not an attack",
			data: []byte(lines("Jméno;Poznámka", "Jan;"+strings.Repeat("č", 30000), "Eva;x")),
		},
		{name: "many_columns.csv", why: "300 columns", data: bytes.Join([][]byte{
			[]byte(strings.Repeat("h;", 299) + "h"), []byte(strings.Repeat("v;", 299) + "v"), nil,
		}, []byte("\n"))},
	}
}
