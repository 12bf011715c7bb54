package fileimport

import (
	"slices"

	"ringdex/internal/mapping"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// Figures are what is worth a look although the rows went in.
type Figures struct {
	Invalid     int             // numbers that are not valid, so that they are found only as they are written
	Examples    []InvalidNumber // the first KeptExamples of them
	Unreachable int             // rows of contacts with neither a number nor an e-mail
	Noted       int             // rows of which something was left out
	Notes       []NotedRow      // the first KeptNotes of them
}

// How many rows the figures keep.
const (
	KeptExamples = 5
	KeptNotes    = 20
)

// InvalidNumber is a number that is not valid.
type InvalidNumber struct {
	Line   int
	Text   string
	Reason phone.Reason
	Region string // that would make it valid; "" for none that is known here
}

// NotedRow is a row that went in, and what was left out of it. Field is the title of a column.
type NotedRow struct {
	Line  int
	Notes []*ringdex.Error
}

// took counts what is worth a look in a row that went in. One that changes nothing comes without its contact: the row
// alone says then how to reach it.
func (r *Report) took(from *row, o *ringdex.Outcome, m *mapping.Mapping) {
	f, d, line := &r.Figures, from.draft, from.line
	f.numbers(line, d.Invalid)
	reached := d.Phone != "" || d.Text("emails") != ""
	if o.Contact != nil {
		reached = len(o.Contact.Phones) > 0 || len(o.Contact.Emails) > 0
	}
	if r.Kind == ringdex.KindContact && !reached {
		f.Unreachable++
	}
	if len(o.Notes) == 0 {
		return
	}
	if f.Noted++; f.Noted > KeptNotes {
		return
	}
	row := NotedRow{Line: line}
	for _, n := range o.Notes {
		row.Notes = append(row.Notes, n.At(m.Place(n.Field)))
	}
	f.Notes = append(f.Notes, row)
}

func (f *Figures) numbers(line int, all []phone.Number) {
	for _, n := range all {
		if f.Invalid++; f.Invalid <= KeptExamples {
			f.Examples = append(f.Examples, InvalidNumber{line, n.Text, n.Reason, regionOf(n.Text)})
		}
	}
}

// tried are the regions that are offered: those of the languages here, their neighbours, and the large ones.
var tried = phone.Regions{"CZ", "SK", "PL", "DE", "AT", "CH", "HU", "UA", "SI", "HR", "RO", "BG", "GB", "IE", "FR", "IT", "ES", "NL", "BE", "US"}

func regionOf(text string) string {
	at := slices.IndexFunc(tried, func(region string) bool { return phone.Parse(text, phone.Regions{region}).Valid() })
	if at < 0 {
		return ""
	}
	return tried[at]
}
