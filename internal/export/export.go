// Package export writes the contacts or companies of a directory as a file: CSV, XLSX, the file
// that VOIPEX takes, NDJSON and vCards. It owns the fields of each file, and leaves the formats to
// table/csv, table/xlsx and wire/vcard. An import can read a CSV or XLSX export back.
package export

import (
	"io"
	"slices"

	"ringdex/internal/ringdex"
	"ringdex/internal/table"
	"ringdex/internal/table/csv"
	"ringdex/internal/table/xlsx"
)

// Format is the format of an export.
type Format string

// The formats.
const (
	FormatCSV    Format = "csv"        // all fields; Import reads it back
	FormatXLSX   Format = "xlsx"       // the same as a workbook of texts
	FormatVoipex Format = "voipex-csv" // the columns of VOIPEX (wire/voipex.md 5.1)
	FormatNDJSON Format = "ndjson"     // an object a line
	FormatVCard  Format = "vcard"
)

// Export writes the contacts or companies of a directory to a file, as a stream.
type Export struct {
	Kind           ringdex.Kind
	Format         Format
	Source         string // only records of this source; empty: all
	Administrators bool   // include administrators, who belong to this installation
	VCard          string // version of vCard, "4.0" or "3.0"
	Fields         []ringdex.Field

	// The result.
	Written        int
	LeftOut        map[string]int // count of omitted records by reason
	Administrative int            // omitted administrators

	companies map[int64]*ringdex.Company
}

// Write writes the file.
func (e *Export) Write(r ringdex.Reader, w io.Writer) error {
	if e.Kind == ringdex.KindCompany && e.Format == FormatVoipex {
		return ringdex.Fail(ringdex.Invalid, "export.voipex")
	}
	e.LeftOut = map[string]int{}
	var err error
	if e.Fields, err = ringdex.Fields(r); err != nil {
		return err
	}
	if e.Kind == ringdex.KindCompany {
		return e.writeCompanies(r, w)
	}
	if err := e.readCompanies(r); err != nil {
		return err
	}
	return e.writeContacts(r, w)
}

// readCompanies reads all companies into memory: there are few compared with contacts.
func (e *Export) readCompanies(r ringdex.Reader) error {
	e.companies = map[int64]*ringdex.Company{}
	return r.EachCompany(func(c *ringdex.Company) error {
		e.companies[c.ID] = &ringdex.Company{ID: c.ID, Name: c.Name, Source: c.Source, ExternalIDs: c.ExternalIDs}
		return nil
	})
}

// each calls fn for the contacts to export.
func (e *Export) each(r ringdex.Reader, fn func(*ringdex.Contact) error) error {
	e.Administrative = 0
	return r.EachContact(ringdex.Whole, func(c *ringdex.Contact) error {
		switch {
		case e.Source != "" && c.Source != e.Source:
			return nil
		case c.Roles.Has(ringdex.Administrator) && !e.Administrators:
			e.Administrative++
			return nil
		}
		return fn(c)
	})
}

func (e *Export) eachCompany(r ringdex.Reader, fn func(*ringdex.Company) error) error {
	return r.EachCompany(func(c *ringdex.Company) error {
		if e.Source != "" && c.Source != e.Source {
			return nil
		}
		return fn(c)
	})
}

func (e *Export) writeContacts(r ringdex.Reader, w io.Writer) error {
	each := func(fn func(*ringdex.Contact) error) error { return e.each(r, fn) }
	switch e.Format {
	case FormatCSV, FormatXLSX:
		return writeTable(e, w, e.contactFields(), each)
	case FormatVoipex:
		return e.writeVoipex(w, each)
	case FormatNDJSON:
		return writeLines(e, w, e.contactLine, each)
	}
	return e.writeContactCards(w, each)
}

func (e *Export) writeCompanies(r ringdex.Reader, w io.Writer) error {
	each := func(fn func(*ringdex.Company) error) error { return e.eachCompany(r, fn) }
	switch e.Format {
	case FormatCSV, FormatXLSX:
		return writeTable(e, w, e.companyFields(), each)
	case FormatNDJSON:
		return writeLines(e, w, e.companyLine, each)
	}
	return e.writeCompanyCards(w, each)
}

// writeTable writes the columns in use. It reads all records once to find these.
func writeTable[T any](e *Export, w io.Writer, fields []outField[T], each func(func(*T) error) error) error {
	widths := make([]int, len(fields))
	err := each(func(record *T) error {
		for i := range fields {
			widths[i] = max(widths[i], len(fields[i].cells(record)))
		}
		return nil
	})
	if err != nil {
		return err
	}
	out := e.rows(w)
	if err := out.Write(header(fields, widths)); err != nil {
		return err
	}
	var cells []string
	err = each(func(record *T) error {
		cells = cells[:0]
		for i := range fields {
			values := fields[i].cells(record)
			cells = append(cells, values...)
			cells = append(cells, make([]string, widths[i]-len(values))...)
		}
		e.Written++
		return out.Write(cells)
	})
	if err != nil {
		return err
	}
	return out.Flush()
}

// rowWriter writes the rows of a table; Flush ends it.
type rowWriter interface {
	Write(cells []string) error
	Flush() error
}

// rows returns the writer of the format.
func (e *Export) rows(w io.Writer) rowWriter {
	if e.Format == FormatXLSX {
		return xlsx.NewWriter(w)
	}
	layout := table.Excel()
	layout.Guard = true
	return csv.NewWriter(w, layout)
}

// header returns the columns in use, or only the first one for an empty directory, since a file
// needs a column.
func header[T any](fields []outField[T], widths []int) []string {
	var titles []string
	for i := range fields {
		for n := range widths[i] {
			titles = append(titles, fields[i].title(n))
		}
	}
	if titles == nil {
		widths[0] = 1
		titles = []string{fields[0].name}
	}
	return titles
}

// sourceOf returns the source whose external ids are written: the given one, else the record's own.
func (e *Export) sourceOf(own string) string {
	if e.Source != "" {
		return e.Source
	}
	return own
}

func (e *Export) companyNames(ids []int64) []string {
	var names []string
	for _, id := range ids {
		if c := e.companies[id]; c != nil {
			names = append(names, c.Name)
		}
	}
	return names
}

// defaultCompany returns the name of a contact's company, or "".
func (e *Export) defaultCompany(c *ringdex.Contact) string {
	if company := e.companies[c.DefaultCompany]; company != nil {
		return company.Name
	}
	return ""
}

func (e *Export) defaultCompanyID(c *ringdex.Contact) string {
	company := e.companies[c.DefaultCompany]
	if company == nil {
		return ""
	}
	return ringdex.GivenID(company.ExternalID(e.sourceOf(company.Source)))
}

// memberships returns all companies of a contact, if there are others than the default.
func (e *Export) memberships(c *ringdex.Contact) []string {
	if len(c.Companies) == 0 || slices.Equal(c.Companies, []int64{c.DefaultCompany}) {
		return nil
	}
	return e.companyNames(c.Companies)
}
