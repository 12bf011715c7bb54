// Package xlsx reads the rows of a workbook (ECMA-376, Office Open XML), streamed out of its
// archive, and writes simple ones.
//
// A ZIP file has its table of contents at the end and needs random access, so a workbook is copied
// to a temporary file that Close removes (a second one holds its texts when they are large).
//
// Why no excelize: its row iterator takes broken XML for the end of the sheet (rows lost, no
// error), shows 19 digits as 4.2E+18, and unpacks every part of the archive into memory.
package xlsx

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strconv"
	"strings"

	"ringdex/internal/scratch"
	"ringdex/internal/table"
	"ringdex/internal/table/csv"
	"ringdex/internal/table/xlsx/numfmt"

	"ringdex/internal/message"
)

// Only what a table needs is read: the list of sheets, the number formats, the shared texts, and
// one sheet. Names are compared without their namespace, as the two editions of the standard differ
// in it.

// book is an open workbook.
type book struct {
	file  *scratch.File // the copy of the archive
	parts map[string]*zip.File
	left  int64 // bytes that may still be unpacked
	limit int64
	list  []sheetRef

	formatPart, textPart string

	date04  bool // days are counted from 1904
	formats []numfmt.Format
	texts   texts

	limits table.Limits
	shape  table.Layout
	sheet  *sheet
	ahead  []table.Row // read while looking for a sheet with cells
	out    []byte
}

type sheetRef struct {
	name, id, part string
	hidden         bool
}

// Open copies the archive and opens the sheet. On failure it removes its temporary files.
func Open(r io.Reader, opt table.Options) (*table.Reader, error) {
	if err := opt.Layout.Check(); err != nil {
		return nil, err
	}
	file, err := scratch.Create()
	if err != nil {
		return nil, table.NoRoom(err)
	}
	limits := opt.Limits.WithDefaults(table.XLSX)
	b := &book{file: file, limits: limits, left: limits.Unzipped, limit: limits.Unzipped}
	b.shape = table.Layout{Format: table.XLSX, Guard: opt.Layout.Guard}
	if err := b.open(table.LimitReader(r, limits.Bytes, 0), opt); err != nil {
		_ = b.Close() // the first error counts
		return nil, b.told(err, 0)
	}
	return table.NewReader(b, limits, opt.Layout.HeaderRow)
}

func (b *book) open(r io.Reader, opt table.Options) error {
	size, err := io.Copy(b.file, r)
	if err != nil {
		return table.Unreadable(err)
	}
	if err := b.openArchive(size); err != nil {
		return err
	}
	if err := b.readWorkbook(); err != nil {
		return err
	}
	if err := b.readFormats(); err != nil {
		return err
	}
	if err := b.readTexts(); err != nil {
		return err
	}
	sheet := opt.Layout.Sheet
	if sheet == "" && opt.Known != nil && len(b.list) > 1 {
		sheet = b.withTable(opt.Known)
	}
	return b.choose(sheet)
}

// told converts any error of reading to a defect.
func (b *book) told(err error, line int) error {
	if e, ok := errors.AsType[*table.Defect](err); ok {
		if e.Line == 0 {
			e.Line = line
		}
		return e
	}
	return damaged(line, err)
}

// readWorkbook finds the sheets and their parts.
func (b *book) readWorkbook() error {
	at, err := b.workbookPart()
	if err != nil {
		return err
	}
	err = b.each(at, func(x *xmlPart, e xml.StartElement) error {
		switch e.Name.Local {
		case "workbookPr":
			b.date04 = isTrue(attr(e, "date1904"))
		case "sheet":
			b.list = append(b.list, sheetRef{
				name: attr(e, "name"), id: attr(e, "id"),
				hidden: strings.Contains(strings.ToLower(attr(e, "state")), "hidden"),
			})
		}
		return nil
	})
	if err != nil {
		return err
	}
	return b.readTargets(at)
}

// workbookPart follows the relation of the package where the part is not in its usual place.
func (b *book) workbookPart() (string, error) {
	if b.parts[usualWorkbook] != nil {
		return usualWorkbook, nil
	}
	found := ""
	err := b.each("_rels/.rels", func(_ *xmlPart, e xml.StartElement) error {
		if e.Name.Local == "Relationship" && strings.HasSuffix(attr(e, "Type"), "/officeDocument") {
			found = partName(attr(e, "Target"))
		}
		return nil
	})
	if err == nil && b.parts[found] == nil {
		err = errors.New("no workbook")
	}
	return found, err
}

// readTargets finds the parts of sheets, formats and texts. Sheets that hold no cells (charts) have
// another type and drop out of the list.
func (b *book) readTargets(workbook string) error {
	dir, name := path.Split(workbook)
	rels := dir + "_rels/" + name + ".rels"
	if b.parts[rels] == nil {
		return fmt.Errorf("part %q is missing", rels)
	}
	parts := map[string]string{}
	err := b.each(rels, func(_ *xmlPart, e xml.StartElement) error {
		target := resolve(dir, attr(e, "Target"))
		switch kind := attr(e, "Type"); {
		case strings.HasSuffix(kind, "/worksheet"):
			parts[attr(e, "Id")] = target
		case strings.HasSuffix(kind, "/styles"):
			b.formatPart = target
		case strings.HasSuffix(kind, "/sharedStrings"):
			b.textPart = target
		}
		return nil
	})
	var sheets []sheetRef
	for _, s := range b.list {
		if s.part = parts[s.id]; s.part != "" {
			sheets = append(sheets, s)
		}
	}
	b.list = sheets
	return err
}

func resolve(dir, target string) string {
	if strings.HasPrefix(target, "/") {
		return partName(target)
	}
	return partName(path.Join(dir, strings.ReplaceAll(target, `\`, "/")))
}

// choose opens the sheet of that name, or the first with cells, the visible ones first.
func (b *book) choose(name string) error {
	for _, hidden := range []bool{false, true} {
		for _, s := range b.list {
			if name != "" && s.name != name || s.hidden != hidden {
				continue
			}
			found, err := b.try(s)
			if err != nil {
				return err
			}
			if found || name != "" {
				return nil
			}
		}
	}
	if name == "" {
		return table.Empty()
	}
	return &table.Defect{
		Key: table.ErrNoSheet, Value: name,
		Text: message.New("table.no_sheet", strconv.Quote(table.Shorten(name)), strings.Join(b.Sheets(), ", ")),
	}
}

// try opens a sheet and reports whether it has a cell with content.
func (b *book) try(ref sheetRef) (bool, error) {
	if b.sheet != nil {
		b.sheet.xml.close()
		b.sheet = nil
	}
	s, err := b.openSheet(ref)
	if err != nil {
		return false, err
	}
	b.sheet, b.shape.Sheet = s, ref.name
	row, err := s.firstWithContent()
	if err == io.EOF {
		return false, nil
	}
	b.ahead = []table.Row{row}
	return err == nil, err
}

// Layout is that of the sheet being read.
func (b *book) Layout() table.Layout { return b.shape }

// Sheets are the names of all sheets that have cells, in their order.
func (b *book) Sheets() []string {
	var names []string
	for _, s := range b.list {
		names = append(names, s.name)
	}
	return names
}

// Next gives the row after the last one. Empty rows between are not given.
func (b *book) Next() (table.Row, error) {
	if len(b.ahead) > 0 {
		row := b.ahead[0]
		b.ahead = nil
		return b.finish(row), nil
	}
	row, err := b.sheet.next()
	if err == io.EOF {
		return row, err
	}
	if err != nil {
		if table.IsRow(err) {
			return b.finish(row), err
		}
		return row, b.told(err, b.sheet.row)
	}
	return b.finish(row), nil
}

// finish adds the text of a row, in the form in which it can be given back as CSV.
func (b *book) finish(row table.Row) table.Row {
	b.out = csv.AppendRow(b.out[:0], row.Fields, ';')
	row.Text = b.out
	if b.shape.Guard {
		for i, f := range row.Fields {
			row.Fields[i] = csv.Unguard(f)
		}
	}
	return row
}

// Close removes the temporary files.
func (b *book) Close() error {
	if b.file == nil {
		return nil
	}
	err := errors.Join(b.file.Close(), b.texts.close())
	b.file = nil
	return err
}

func isTrue(s string) bool { return s == "1" || s == "true" }

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name && a.Name.Space != "xmlns" {
			return a.Value
		}
	}
	return ""
}
