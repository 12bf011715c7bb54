// Package format finds out which format a file has and opens it: a CSV file, a workbook, an address
// book, or something else, which is refused with its actual type.
package format

import (
	"bufio"
	"io"

	"ringdex/internal/table"
	"ringdex/internal/table/csv"
	"ringdex/internal/table/vcard"
	"ringdex/internal/table/xlsx"
)

// Open looks at the beginning of a file, detects what the options leave open, and reads the header.
// Errors are *table.Defect. The caller closes the Reader; r stays the caller's.
func Open(r io.Reader, opt table.Options) (*table.Reader, error) {
	if err := opt.Layout.Check(); err != nil {
		return nil, err
	}
	in := bufio.NewReaderSize(r, table.SampleSize)
	sample, err := in.Peek(table.SampleSize)
	if err != nil && err != io.EOF {
		return nil, table.Unreadable(err)
	}
	found, err := identify(sample, in)
	if err != nil {
		return nil, err
	}
	if err := agrees(opt.Layout.Format, found); err != nil {
		return nil, err
	}
	switch found {
	case table.XLSX:
		return xlsx.Open(in, opt)
	case table.VCard:
		return vcard.Open(in, opt)
	}
	return csv.Open(in, opt)
}

// agrees compares the format asked for with the one found.
func agrees(asked, found table.Format) error {
	if asked == "" || asked == found {
		return nil
	}
	if found == table.XLSX {
		return table.NotTable("file.xlsx", "send.as_xlsx")
	}
	if found == table.VCard {
		return table.NotTable("file.vcard", "send.table")
	}
	return table.NotTable("file.text", "send.as_csv")
}
