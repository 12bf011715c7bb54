package xlsx

import (
	"archive/zip"
	"io"
	"strings"

	"ringdex/internal/table"

	"ringdex/internal/message"
)

// maxDirectory bounds what the table of contents may take: a workbook has some dozen parts, while
// an archive of a million empty ones would take a hundred times its size in memory.
const maxDirectory = 4 << 20

func (b *book) openArchive(size int64) error {
	metered := &meteredReader{r: b.file, left: maxDirectory}
	z, err := zip.NewReader(metered, size)
	if err != nil {
		return damaged(0, err)
	}
	metered.open = true
	b.parts = make(map[string]*zip.File, len(z.File))
	for _, f := range z.File {
		b.parts[partName(f.Name)] = f
	}
	if b.parts[usualWorkbook] == nil {
		return foreignArchive(z.File)
	}
	return nil
}

const usualWorkbook = "xl/workbook.xml"

// meteredReader lets only so much be read while the archive is opened; afterwards it is set free.
type meteredReader struct {
	r    io.ReaderAt
	left int64
	open bool
}

func (m *meteredReader) ReadAt(p []byte, at int64) (int, error) {
	if m.open {
		return m.r.ReadAt(p, at)
	}
	if m.left -= int64(len(p)); m.left < 0 {
		return 0, zip.ErrFormat
	}
	return m.r.ReadAt(p, at)
}

// partName normalizes variants that programs write: backslashes, capitals, a leading slash.
func partName(s string) string {
	return strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(s, `\`, "/"), "/"))
}

const asTable = "send.table"

// foreignArchive returns the defect of a ZIP file without a workbook in the usual place, or nil if
// it may have one elsewhere.
func foreignArchive(files []*zip.File) error {
	for _, f := range files {
		name := partName(f.Name)
		switch {
		case f.Flags&1 != 0:
			return table.Protected()
		case name == "xl/workbook.bin":
			return table.NotTable("file.xlsb", "send.saved")
		case strings.HasPrefix(name, "word/"):
			return table.NotTable("file.word", asTable)
		case strings.HasPrefix(name, "ppt/"):
			return table.NotTable("file.powerpoint", asTable)
		case name == "content.xml":
			return table.NotTable("file.ods", "send.saved")
		case name == "index/document.iwa":
			return table.NotTable("file.numbers", "send.exported")
		}
	}
	for _, f := range files {
		if partName(f.Name) == "_rels/.rels" {
			return nil
		}
	}
	return table.NotTable("file.zip", "send.unpacked")
}

func damaged(line int, cause error) error {
	return &table.Defect{
		Key: table.ErrDamaged, Line: line, Cause: cause,
		Text: message.New("table.damaged"),
	}
}
