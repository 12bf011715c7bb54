// Package vcard reads address books: vCard 2.1, 3.0 (RFC 2426) and 4.0 (RFC 6350), several cards in
// a file. A card is a row; the columns bear the native names of fields, so that a file of refused
// cards can be imported as CSV.
//
// Why no library: those for Go read 3.0 and 4.0 only, drop what they do not know, and give no line.
package vcard

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"

	"ringdex/internal/message"
	"ringdex/internal/table"
	"ringdex/internal/table/charset"
	"ringdex/internal/table/csv"
)

// The columns, in order. "other" has the properties that no column has, as they stand: none is lost
// without a word.
const (
	colID = iota
	colFirst
	colMiddle
	colLast
	colDisplay
	colOrganization
	colCompany
	colDepartment
	colTitle
	colRole
	colEmail
	colPhone
	colFax
	colStreet
	colFlat
	colPostalCode
	colCity
	colCountry
	colHomepage
	colBirthday
	colLanguage
	colTags
	colNote
	colOther
	columns
)

func header() []string {
	return []string{
		"externalId", "firstName", "middleName", "lastName", "displayName", "organization", "company", "department", "jobTitle", "job",
		"email", "phone", "fax", "street", "flat", "postalCode", "city", "country", "homepage", "birthDate", "language", "tags", "note", "other",
	}
}

// maxCard bounds the text of one card without its pictures.
const maxCard = 4 << 20

// book reads the cards of a file.
type book struct {
	in      *bufio.Reader
	given   charset.Encoding // "" for UTF-8
	limits  table.Limits
	line    int // of the line read last
	begun   bool
	pending *logical // the line after the one read last, if it was read to find folds
	text    bytes.Buffer
	out     []byte
}

// Open reads an address book from its start.
func Open(in *bufio.Reader, opt table.Options) (*table.Reader, error) {
	if err := opt.Layout.Check(); err != nil {
		return nil, err
	}
	limits := opt.Limits.WithDefaults(table.VCard)
	b := &book{in: bufio.NewReader(table.LimitReader(in, limits.Bytes, 0)), given: opt.Layout.Encoding, limits: limits}
	return table.NewReader(b, limits, 0)
}

// Layout is the same for all address books but for the encoding.
func (b *book) Layout() table.Layout {
	l := table.Layout{Format: table.VCard, Encoding: charset.UTF8}
	if b.given != "" {
		l.Encoding = b.given
	}
	return l
}

// Sheets is nil: an address book has none.
func (b *book) Sheets() []string { return nil }

// Close has nothing to free.
func (b *book) Close() error { return nil }

// Next returns the header, then the cards.
func (b *book) Next() (table.Row, error) {
	if !b.begun {
		b.begun = true
		return b.finish(table.Row{Fields: header()}), nil
	}
	begin, err := b.begin()
	if err != nil {
		return table.Row{}, err
	}
	b.text.Reset()
	c := card{given: b.given}
	for nested := 0; ; {
		l, err := b.next()
		if errors.Is(err, io.EOF) {
			return table.Row{}, &table.Defect{Key: table.ErrCutOff, Line: begin, Text: message.New("table.card_cut_off")}
		}
		if err != nil {
			return table.Row{}, err
		}
		switch name := strings.ToUpper(strings.TrimSpace(l.text)); {
		case name == "BEGIN:VCARD":
			nested++ // AGENT of 2.1 holds a card
			continue
		case name == "END:VCARD" && nested > 0:
			nested--
			continue
		case name == "END:VCARD":
			return b.row(begin, &c)
		case nested > 0:
			continue
		}
		c.add(l.text)
	}
}

// begin finds the next card.
func (b *book) begin() (line int, err error) {
	for {
		l, err := b.next()
		if err != nil {
			return 0, err
		}
		if strings.EqualFold(strings.TrimSpace(l.text), "BEGIN:VCARD") {
			return l.line, nil
		}
		if strings.TrimSpace(l.text) != "" {
			return 0, &table.Defect{Key: table.ErrDamaged, Line: l.line, Text: message.New("table.no_card", table.Shorten(strings.ToValidUTF8(l.text, "\uFFFD")))}
		}
	}
}

// row converts a card to a row, or to its defect.
func (b *book) row(line int, c *card) (table.Row, error) {
	row := b.finish(table.Row{Line: line, Fields: c.cells()})
	if !c.damaged {
		return row, nil
	}
	return row, &table.RowDefect{Key: table.ErrText, Line: line, Text: message.New("table.card_letters")}
}

// finish adds the text of a row: the cells as CSV, as of a workbook.
func (b *book) finish(row table.Row) table.Row {
	b.out = csv.AppendRow(b.out[:0], row.Fields, ';')
	row.Text = b.out
	return row
}
