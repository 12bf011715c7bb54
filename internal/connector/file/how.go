package file

import (
	"io/fs"
	"maps"
	"path"
	"slices"

	"ringdex/internal/fileimport"
	"ringdex/internal/i18n"
	"ringdex/internal/mapping"
	"ringdex/internal/message"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
	"ringdex/internal/table"
	"ringdex/internal/table/charset"
)

// how is how the files of a read are read.
type how struct {
	layout  table.Layout
	options map[ringdex.Kind]fileimport.Options
}

// how returns it. The error is for the person who made the settings: wrong ones must not be taken
// for wrong files.
func (f *files) how(fields []ringdex.Field) (h how, err error) {
	if err := f.checkPlaces(); err != nil {
		return h, err
	}
	if h.layout, err = f.rows.layout(); err != nil {
		return h, err
	}
	h.options = map[ringdex.Kind]fileimport.Options{}
	for _, kind := range kinds {
		if h.options[kind], err = f.options(kind); err == nil {
			err = f.checkFields(kind, fields)
		}
		if err != nil {
			return h, err
		}
	}
	return h, nil
}

// kinds are the kinds of records, companies first, because contacts refer to them.
var kinds = []ringdex.Kind{ringdex.KindCompany, ringdex.KindContact}

// checkPlaces refuses folders outside the folder, and patterns that match nothing.
func (f *files) checkPlaces() error {
	for _, place := range [][2]string{{"done", f.done}, {"failed", f.failed}} {
		key, name := place[0], place[1]
		if !fs.ValidPath(name) || name == "." || f.done == f.failed {
			return ringdex.Problem(key, "file.place", key, ringdex.Show(name))
		}
	}
	for _, kind := range kinds {
		for _, pattern := range *f.patterns[kind] {
			if _, err := path.Match(pattern, ""); err != nil {
				return ringdex.Problem("files", "file.pattern", ringdex.Show(pattern))
			}
		}
	}
	return nil
}

// layout returns what the settings say of how files are written.
func (s *settings) layout() (l table.Layout, err error) {
	known := false
	if l.Delimiter, known = table.ParseDelimiter(s.delimiter); !known {
		return l, ringdex.Problem("delimiter", "file.delimiter", ringdex.Show(s.delimiter))
	}
	l.Encoding, _ = charset.Parse(s.encoding) // a Choice; "" is detected
	l.Sheet, l.HeaderRow = s.sheet, s.headerRow
	return l, l.Check()
}

// options returns what the settings say of the rows of a kind. Only contacts can be replaced.
func (f *files) options(kind ringdex.Kind) (o fileimport.Options, err error) {
	s := &f.rows
	o = fileimport.Options{Kind: kind, ClearEmpty: s.clearEmpty, Rules: fileimport.Rules{CreateCompanies: s.createCompanies}}
	if o.Regions, err = regionsOf(s.regions); err != nil {
		return o, err
	}
	o.Language, _ = i18n.Parse(s.language) // a Choice
	fields := *f.fields[kind]
	for _, column := range slices.Sorted(maps.Keys(fields)) {
		o.Assigned = append(o.Assigned, mapping.Assignment{Column: column, Field: fields[column]})
	}
	if kind == ringdex.KindContact {
		o.Rules.Helpdesk, o.Rules.MakeUserNames = s.helpdesk, s.userNames
		o.Replace, o.MaxDelete, o.DeleteRefused = s.replace, s.maxDelete, s.deleteRefused
	}
	return o, o.Check()
}

func regionsOf(codes []string) (all phone.Regions, err error) {
	for _, code := range codes {
		some, err := phone.ParseRegions(code)
		if err != nil {
			return nil, message.Wrap(err, "value.of", "region")
		}
		all = append(all, some...)
	}
	return all, nil
}

// checkFields refuses a map to fields that do not exist.
func (f *files) checkFields(kind ringdex.Kind, fields []ringdex.Field) error {
	for column, field := range *f.fields[kind] {
		if field == "-" {
			continue
		}
		_, err := mapping.New([]string{column}, mapping.Options{
			Kind: kind, Fields: fields, Assigned: []mapping.Assignment{{Column: column, Field: field}},
		})
		if err != nil {
			return message.Wrap(err, "value.of", "map")
		}
	}
	return nil
}
