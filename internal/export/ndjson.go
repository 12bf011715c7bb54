package export

import (
	"bufio"
	"encoding/json"
	"io"

	"ringdex/internal/mapping"
	"ringdex/internal/ringdex"
	"ringdex/internal/wire/native"
)

// NDJSON is the native JSON of a record on a line, with external ids and company names as in the
// columns of a file, because numbers of this directory have no meaning elsewhere.

// view returns the view of records: custom fields with the names of their columns and values for
// people.
func (e *Export) view() *native.View {
	return &native.View{Fields: e.Fields, Companies: e.companies, Custom: func(f *ringdex.Field, value string) (name, text string) {
		return mapping.ColumnOf(f, e.Fields), f.Shown(value)
	}}
}

func (e *Export) contactLine(c *ringdex.Contact) native.Object {
	o := e.view().Contact(c)
	for _, name := range []string{"locked", "defaultCompany", "companies"} {
		o.Drop(name)
	}
	setText(&o, "externalId", ringdex.GivenID(c.ExternalID(e.sourceOf(c.Source))))
	setText(&o, "companyExternalId", e.defaultCompanyID(c))
	if names := e.memberships(c); len(names) > 0 {
		o.Set("companies", names)
	}
	return o
}

func (e *Export) companyLine(c *ringdex.Company) native.Object {
	o := e.view().Company(c)
	o.Drop("locked")
	setText(&o, "externalId", ringdex.GivenID(c.ExternalID(e.sourceOf(c.Source))))
	return o
}

func setText(o *native.Object, name, text string) {
	if text != "" {
		o.Set(name, text)
	}
}

// writeLines writes one object a line.
func writeLines[T any](e *Export, w io.Writer, line func(*T) native.Object, each func(func(*T) error) error) error {
	out := bufio.NewWriter(w)
	lines := json.NewEncoder(out)
	err := each(func(record *T) error {
		e.Written++
		return lines.Encode(line(record))
	})
	if err != nil {
		return err
	}
	return out.Flush()
}
