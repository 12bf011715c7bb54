package fileimport

import (
	"cmp"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"ringdex/internal/intake"
	"ringdex/internal/mapping"
	"ringdex/internal/message"
	"ringdex/internal/ringdex"
	"ringdex/internal/table"
)

// records reads the file to its end, once. A row that cannot be read is a record with its problem;
// an error ends the reading.
func (im *Import) records() iter.Seq2[intake.Record, error] {
	return func(yield func(intake.Record, error) bool) {
		var last lastRow
		for row, err := range im.rows.All() {
			row, err := im.mended(row, err)
			bad, isRow := errors.AsType[*table.RowDefect](err)
			if err != nil && !isRow {
				yield(intake.Record{}, stopped(err))
				return
			}
			if err == nil {
				bad, _ = errors.AsType[*table.RowDefect](im.rows.WrongCount(row))
			}
			if im.isTrimmed(row, bad) {
				row.Fields, bad = slices.Concat(row.Fields, make([]string, len(im.mapping.Columns())-len(row.Fields))), nil
			}
			if im.opt.Only != nil && !im.opt.Only[row.Line] {
				im.pass(row, bad)
				continue
			}
			rec := im.next(row, bad)
			if last.is(row, bad); bad == nil && last.isCut() {
				rec.Problems = append(rec.Problems, ringdex.Problem("", "import.row_cut"))
			}
			if err := cmp.Or(im.keys.failed, im.names.Err()); err != nil {
				yield(intake.Record{}, fmt.Errorf("keep in mind what has come: %w", err))
				return
			}
			if !yield(rec, nil) {
				return
			}
		}
		if im.opt.Replace && last.isCut() {
			yield(intake.Record{}, ringdex.Fail(ringdex.Invalid, "import.cut_row", last.line))
		}
	}
}

// pass reads a row that is not taken in, because the keys of those behind it depend on it.
func (im *Import) pass(row table.Row, bad *table.RowDefect) {
	if bad == nil {
		im.record(row.Fields)
	}
}

// stopped returns the error that ended reading, safe to show.
func stopped(err error) error {
	return &ringdex.Error{Code: ringdex.Invalid, Text: message.Of(err), Cause: err}
}

// next returns the record of a row, and stores the row until its outcome is known.
func (im *Import) next(from table.Row, bad *table.RowDefect) intake.Record {
	kept := row{index: im.tally.read(), line: from.Line, cells: slices.Clone(from.Fields), text: string(from.Text), unread: bad != nil}
	var rec intake.Record
	if bad != nil {
		rec.Problems = []*ringdex.Error{im.unread(bad)}
	} else {
		kept.draft = im.record(from.Fields)
		if !kept.draft.NoRecord {
			im.watch.row(from.Fields)
		}
		if kept.draft.ExternalID != "" {
			im.above = kept.line
		}
		rec = kept.draft.Record
	}
	rec.At, rec.Original = ringdex.Position{Index: kept.index, Line: kept.line}, kept.text
	im.tally.add(kept)
	return rec
}

// unread returns the problem of a row without reliable values.
func (im *Import) unread(bad *table.RowDefect) *ringdex.Error {
	title := ""
	if bad.Column > 0 && bad.Column <= len(im.mapping.Columns()) {
		title = im.mapping.Title(bad.Column - 1)
	}
	return &ringdex.Error{Code: ringdex.Invalid, Field: title, Text: bad.Text}
}

func (im *Import) record(cells []string) *mapping.Draft {
	d := im.mapping.Read(cells)
	if im.cutsEntity(cells) {
		d.Problem("", "import.entity_cut")
	}
	if key := im.noise(cells, d); key != "" {
		d.Problems, d.Ops, d.NoRecord = nil, nil, true
		d.Problem("", key)
	} else if im.opt.Kind == ringdex.KindContact {
		im.continued(d)
		im.finishContact(d)
	}
	if len(d.Ops) == 0 && d.Company == nil && len(d.Problems) == 0 {
		d.Problem("", "import.empty_row")
	}
	d.Identity = im.keys.of(im.opt.Kind, d)
	return d
}

// finishContact adds and checks required values of a contact.
func (im *Import) finishContact(d *mapping.Draft) {
	rules := im.opt.Rules
	if rules.MakeUserNames {
		im.nameUser(d)
	}
	if rules.Helpdesk {
		im.require(d, "userName", "import.no_user_name")
		im.require(d, "emails", "import.no_email")
	}
	if d.ExternalID == "" && d.Home == nil && !named(d) {
		d.Problem("", "import.nameless")
	}
}

func (im *Import) nameUser(d *mapping.Draft) {
	if d.UserName != "" {
		im.names.Take(d.UserName)
		return
	}
	name := im.names.Make(d.Text("emails"), []string{d.Text("firstName"), d.Text("lastName")},
		strings.Fields(d.Text("displayName")), strings.Fields(d.Text("organization")))
	if name != "" {
		d.Set("userName", "user name", name)
	}
}

func (im *Import) require(d *mapping.Draft, field, key string) {
	place := im.mapping.Place(field)
	told := slices.ContainsFunc(d.Problems, func(p *ringdex.Error) bool { return p.Field == place })
	if d.Text(field) == "" && !told {
		d.Problem(place, key)
	}
}

// named reports whether the contact has an identifying value. A row with problems is refused for
// those first.
func named(d *mapping.Draft) bool {
	if d.Company != nil || len(d.Problems) > 0 || len(d.Ops) == 0 {
		return true
	}
	for _, field := range []string{"firstName", "middleName", "lastName", "displayName", "organization", "userName", "emails", "phones"} {
		if d.Text(field) != "" {
			return true
		}
	}
	return false
}
