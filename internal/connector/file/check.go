package file

import (
	"cmp"
	"context"
	"slices"

	"ringdex/internal/connector"
	"ringdex/internal/fileimport"
	"ringdex/internal/table"
)

// Check opens the folder and lists it. The custom fields of the organization are not known here: a
// read checks the fields of map.
func (f *files) Check(ctx context.Context) error {
	if err := f.checkPlaces(); err != nil {
		return err
	}
	_, err := f.rows.layout()
	for _, kind := range kinds {
		_, wrong := f.options(kind)
		err = cmp.Or(err, wrong)
	}
	if err != nil {
		return err
	}
	in, err := f.at(ctx)
	if err != nil {
		return err
	}
	_, _, err = f.waiting(in)
	return cmp.Or(err, in.close())
}

// Discover returns the columns of the files that wait, each column once.
func (f *files) Discover(ctx context.Context) (all []connector.Column, err error) {
	layout, err := f.rows.layout()
	if err != nil {
		return nil, err
	}
	in, err := f.at(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = cmp.Or(err, in.close()) }()
	list, _, err := f.waiting(in)
	for i := range list {
		some, wrong := columns(in, &list[i], layout)
		err = cmp.Or(err, wrong)
		for _, c := range some {
			if !slices.ContainsFunc(all, func(known connector.Column) bool { return known.Kind == c.Kind && known.Name == c.Name }) {
				all = append(all, c)
			}
		}
	}
	if len(all) > 0 {
		return all, nil // a read says what is wrong with the other files
	}
	return nil, err
}

// columns returns those of a file, with the values of its first row.
func columns(in folder, f *found, layout table.Layout) (all []connector.Column, err error) {
	content, err := in.open(f.name)
	if err != nil {
		return nil, of(f, bare(err))
	}
	defer func() { _ = content.Close() }()
	rows, err := fileimport.Open(content, layout)
	if err != nil {
		return nil, of(f, err)
	}
	defer func() { _ = rows.Close() }()
	var first []string
	if some := rows.Peek(1); len(some) > 0 {
		first = some[0]
	}
	for i, title := range rows.Header() {
		c := connector.Column{Kind: f.kind, Name: title}
		if i < len(first) {
			c.Example = first[i]
		}
		all = append(all, c)
	}
	return all, nil
}
