package csvfile

import (
	"archive/zip"
	"errors"
	"io"
	"strings"
)

func readError(err error) error {
	if e, ok := errors.AsType[*Error](err); ok {
		return e
	}
	return &Error{Code: ErrRead, Message: "The file could not be read to its end.", Cause: err}
}

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

// partName evens out what careless programs write: backslashes, capitals, a leading slash.
func partName(s string) string {
	return strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(s, `\`, "/"), "/"))
}
