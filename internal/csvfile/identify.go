package csvfile

import (
	"archive/zip"
	"bufio"
	"bytes"
	"io"
	"strings"
)

// identify tells a table from the other things that people send under the names .csv and .xls.
// The sample is the start of the file; in gives all of it, for the one case that has to look on.
func identify(sample []byte, in *bufio.Reader) (Format, error) {
	if len(sample) == 0 {
		return "", empty()
	}
	if bytes.HasPrefix(sample, []byte("PK\x03\x04")) {
		return XLSX, nil
	}
	if bytes.HasPrefix(sample, []byte(magicOLE)) {
		return "", oleFile(in)
	}
	for _, m := range foreign() {
		if bytes.HasPrefix(sample, []byte(m.start)) {
			return "", notTable(m.what, m.advice)
		}
	}
	return CSV, markup(sample)
}

const (
	asTable  = "Send the table itself, as CSV or XLSX."
	unpack   = "Unpack it and send the table inside."
	magicOLE = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"
)

type magic struct{ start, what, advice string }

func foreign() []magic {
	return []magic{
		{"PK\x05\x06", "an empty ZIP archive", asTable},
		{"%PDF-", "a PDF document", asTable},
		{"\x1F\x8B", "a gzip archive", unpack},
		{"7z\xBC\xAF\x27\x1C", "a 7-Zip archive", unpack},
		{"Rar!\x1A\x07", "a RAR archive", unpack},
		{"{\\rtf", "a rich text document", asTable},
		{"\x89PNG", "a picture", asTable},
		{"\xFF\xD8\xFF", "a picture", asTable},
		{"GIF8", "a picture", asTable},
		{"SQLite format 3\x00", "an SQLite database", asTable},
	}
}

// markup recognises text that is something else than a table. "<" alone would be too little: a
// column may be called "<none>".
func markup(sample []byte) error {
	head := bytes.TrimPrefix(sample[:min(len(sample), 1024)], []byte(bomUTF8))
	s := strings.ToLower(strings.TrimSpace(string(head)))
	starts := func(prefixes ...string) bool {
		for _, p := range prefixes {
			if strings.HasPrefix(s, p) {
				return true
			}
		}
		return false
	}
	const saveAs = "Open it in Excel and save it as XLSX or CSV."
	switch {
	case starts("<html", "<!doctype html", "<table", "<head", "<meta", "mime-version:"):
		return notTable("a web page (HTML), whatever its name says", saveAs)
	case starts("<?xml", "<workbook"):
		return notTable("an XML file", saveAs)
	case starts("begin:vcard"):
		return notTable("a vCard address book", asTable)
	case starts(`{"`, "{\n", "{\r\n", "[{", "[\n", "[\r\n"):
		return notTable("a JSON file", asTable)
	}
	return nil
}

// oleFile tells an old .xls from an XLSX with a password: both are OLE containers, and the second
// has a stream called EncryptedPackage (MS-OFFCRYPTO 2.3.1), whose entry may stand anywhere.
func oleFile(in io.Reader) error {
	if contains(io.LimitReader(in, 256<<20), wideASCII("EncryptedPackage")) {
		return protected()
	}
	return notTable("an old Excel workbook (.xls), or another old Office document",
		"Open it in Excel and save it as XLSX or CSV.")
}

func protected() error {
	return &Error{
		Code: ErrProtected,
		Message: "The workbook is protected by a password. " +
			"Save it without one (File, Info, Protect Workbook) and send it again.",
	}
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
	window := make([]byte, sampleSize)
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

// foreignArchive says what a ZIP file is that has no workbook in the usual place. Nil if it may have
// one elsewhere.
func foreignArchive(files []*zip.File) error {
	for _, f := range files {
		name := partName(f.Name)
		switch {
		case f.Flags&1 != 0:
			return protected()
		case name == "xl/workbook.bin":
			return notTable("a binary Excel workbook (.xlsb)", "Save it as XLSX or CSV.")
		case strings.HasPrefix(name, "word/"):
			return notTable("a Word document", asTable)
		case strings.HasPrefix(name, "ppt/"):
			return notTable("a PowerPoint presentation", asTable)
		case name == "content.xml":
			return notTable("an OpenDocument file (.ods)", "Save it as XLSX or CSV.")
		case name == "index/document.iwa":
			return notTable("a Numbers document", "Export it as CSV or XLSX.")
		}
	}
	for _, f := range files {
		if partName(f.Name) == "_rels/.rels" {
			return nil
		}
	}
	return notTable("a ZIP archive", unpack)
}
