package fileimport

import (
	"ringdex/internal/mapping/cell"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// Figures are what is worth a look although the rows went in: the findings of the run, with the
// texts that a run does not keep.
type Figures struct {
	ringdex.Findings
	Numbers []string   // of Examples, in their order
	Notes   []NotedRow // the first KeptNotes of the noted rows
	Made    []string   // names of the first KeptNotes companies
	Same    []SameRow  // the first KeptNotes possible duplicates
}

// KeptNotes is how many rows of a kind the figures keep.
const KeptNotes = 20

// NotedRow is a row that went in, and what was left out of it. Field is the title of a column.
type NotedRow struct {
	Line  int
	Notes []*ringdex.Error
}

// SameRow is a row whose new contact may be an older one.
type SameRow struct {
	Line  int
	Name  string
	Older ringdex.ID
}

// took counts what is worth a look in a row that went in. One that changes nothing comes without
// its contact: the row alone says then how to reach it.
func (im *Import) took(from *row, o *ringdex.Outcome) error {
	f, d, line := &im.report.Figures, from.draft, from.line
	f.numbers(line, d.Invalid)
	reached := d.Phone != "" || d.Text("emails") != ""
	if o.Contact != nil {
		reached = len(o.Contact.Phones) > 0 || len(o.Contact.Emails) > 0
	}
	if im.opt.Kind == ringdex.KindContact && !reached {
		f.Unreachable++
	}
	im.noted(line, o.Notes)
	if o.Contact != nil && !o.Contact.Named() && o.Contact.DefaultCompany == 0 && d.Company == nil {
		f.Nameless++
	}
	if o.Action != ringdex.Created || o.Contact == nil {
		return nil
	}
	return im.doubles.add(line, o.Contact)
}

// noted records what was left out of a row.
func (im *Import) noted(line int, notes []*ringdex.Error) {
	if len(notes) == 0 {
		return
	}
	f := &im.report.Figures
	if f.Noted++; f.Noted > KeptNotes {
		return
	}
	kept := NotedRow{Line: line}
	for _, n := range notes {
		kept.Notes = append(kept.Notes, n.At(im.mapping.Place(n.Field)))
	}
	f.Notes = append(f.Notes, kept)
}

func (f *Figures) numbers(line int, all []phone.Number) {
	for _, n := range all {
		if f.Invalid++; f.Invalid <= ringdex.KeptExamples {
			f.Examples = append(f.Examples, ringdex.InvalidNumber{Line: line, Reason: n.Reason, Region: cell.ValidIn("", n.Text)})
			f.Numbers = append(f.Numbers, n.Text)
		}
	}
}

// made counts a company that is created because a contact names it. A dry run announces it with
// each batch, as it writes nothing.
func (im *Import) made(c *ringdex.Company) {
	f := &im.report.Figures
	if im.opt.DryRun {
		if im.announced == nil {
			im.announced = map[string]bool{}
		}
		if im.announced[ringdex.Fold(c.Name)] {
			return
		}
		im.announced[ringdex.Fold(c.Name)] = true
	}
	if f.Companies++; f.Companies <= KeptNotes {
		f.Made = append(f.Made, c.Name)
	}
}

// findings completes the figures at the end of the run.
func (im *Import) findings() *ringdex.Findings {
	f := &im.report.Figures
	_ = im.doubles.look() // if the database is gone, the end of the run cannot be stored either
	f.Duplicates, f.Same = im.doubles.found, im.doubles.same
	f.EmptyRows, f.Titles, f.HiddenRows = im.rows.Skipped(), im.rows.Titles(), im.rows.Hidden()
	im.report.LeftOut, f.LeftOut = im.watch.missed(), nil
	for _, c := range im.report.LeftOut {
		f.LeftOut = append(f.LeftOut, ringdex.LeftOutColumn{Number: c.Column.Number, Title: c.Column.Title, Look: string(c.Look), Values: c.Values})
	}
	kept := f.Findings
	return &kept
}
