package format

import (
	"bufio"
	"bytes"
	"io"
	"strings"

	"ringdex/internal/table"
	"ringdex/internal/table/charset"
)

// identify distinguishes tables from other files named .csv and .xls. sample is the start of the
// file; in is the whole file, for the one case that needs more.
func identify(sample []byte, in *bufio.Reader) (table.Format, error) {
	if len(sample) == 0 {
		return "", table.Empty()
	}
	if bytes.HasPrefix(sample, []byte("PK\x03\x04")) {
		return table.XLSX, nil
	}
	if bytes.HasPrefix(sample, []byte(magicOLE)) {
		return "", oleFile(in)
	}
	for _, m := range foreign() {
		if bytes.HasPrefix(sample, []byte(m.start)) {
			return "", table.NotTable(m.what, m.advice)
		}
	}
	if isCard(sample) {
		return table.VCard, nil
	}
	return table.CSV, markup(sample)
}

const (
	asTable  = "send.table"
	unpack   = "send.unpacked"
	magicOLE = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"
)

type magic struct{ start, what, advice string }

func foreign() []magic {
	return []magic{
		{"PK\x05\x06", "file.empty_zip", asTable},
		{"%PDF-", "file.pdf", asTable},
		{"\x1F\x8B", "file.gzip", unpack},
		{"7z\xBC\xAF\x27\x1C", "file.7zip", unpack},
		{"Rar!\x1A\x07", "file.rar", unpack},
		{"{\\rtf", "file.rtf", asTable},
		{"\x89PNG", "file.picture", asTable},
		{"\xFF\xD8\xFF", "file.picture", asTable},
		{"GIF8", "file.picture", asTable},
		{"ID;PWXL", "file.sylk", "send.from_excel"}, // ID;P alone begins a header such as ID;Příjmení
		{"ID;PSCALC", "file.sylk", "send.from_excel"},
		{"ID;PCALC", "file.sylk", "send.from_excel"},
		{"dn: ", "file.ldif", asTable},
		{"SQLite format 3\x00", "file.sqlite", asTable},
	}
}

// isCard recognises a vCard by its first line.
func isCard(sample []byte) bool {
	head := bytes.TrimSpace(bytes.TrimPrefix(sample[:min(len(sample), 1024)], []byte(charset.MarkUTF8)))
	const begin = "BEGIN:VCARD"
	return len(head) >= len(begin) && strings.EqualFold(string(head[:len(begin)]), begin)
}

// markup recognises text that is something else than a table. "<" alone would be too little: a
// column may be called "<none>".
func markup(sample []byte) error {
	head := bytes.TrimPrefix(sample[:min(len(sample), 1024)], []byte(charset.MarkUTF8))
	s := strings.ToLower(strings.TrimSpace(string(head)))
	starts := func(prefixes ...string) bool {
		for _, p := range prefixes {
			if strings.HasPrefix(s, p) {
				return true
			}
		}
		return false
	}
	const saveAs = "send.from_excel"
	switch {
	case starts("<html", "<!doctype html", "<table", "<head", "<meta", "mime-version:"):
		return table.NotTable("file.html", saveAs)
	case starts("<?xml", "<workbook"), strings.HasPrefix(s, "<") && strings.Contains(s, "</"):
		return table.NotTable("file.xml", saveAs)
	case starts(`{"`, "{\n", "{\r\n", "[{", "[\n", "[\r\n"), isJSON(s):
		return table.NotTable("file.json", asTable)
	}
	return nil
}

// isJSON reports whether a text begins with the first key of an object, spaced in any way.
func isJSON(s string) bool {
	key := strings.TrimLeft(s, "[{ \t\r\n")
	if key == s || !strings.HasPrefix(key, `"`) {
		return false
	}
	_, rest, closed := strings.Cut(key[1:], `"`)
	return closed && strings.HasPrefix(strings.TrimSpace(rest), ":")
}

// oleFile distinguishes an old .xls from an XLSX with a password: both are OLE containers, and the
// second has a stream called EncryptedPackage (MS-OFFCRYPTO 2.3.1), whose entry may stand anywhere.
func oleFile(in io.Reader) error {
	if contains(io.LimitReader(in, 256<<20), wideASCII("EncryptedPackage")) {
		return table.Protected()
	}
	return table.NotTable("file.ole", "send.from_excel")
}

func wideASCII(s string) []byte {
	var b []byte
	for i := range len(s) {
		b = append(b, s[i], 0)
	}
	return b
}

// contains searches a stream in a window that overlaps by the length of what is searched.
func contains(r io.Reader, what []byte) bool {
	window := make([]byte, table.SampleSize)
	kept := 0
	for {
		n, err := r.Read(window[kept:])
		if bytes.Contains(window[:kept+n], what) {
			return true
		}
		if err != nil {
			return false
		}
		end := kept + n
		kept = copy(window, window[max(0, end-len(what)+1):end])
	}
}
