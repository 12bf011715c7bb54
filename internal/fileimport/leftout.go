package fileimport

import (
	"slices"
	"strings"

	"ringdex/internal/fold"
	"ringdex/internal/mapping"
	"ringdex/internal/mapping/cell"
)

// LeftOut is a left-out column whose values look like numbers or e-mails.
type LeftOut struct {
	Column mapping.Column
	Look   cell.Look
	Values int    // number of such values
	Such   string // the first of them
}

// watch counts the values of left-out columns.
type watch struct{ columns []watched }

type watched struct {
	LeftOut
	filled int
	sure   bool // its title is about telephones, or a value has a calling code
}

func newWatch(columns []mapping.Column) watch {
	var w watch
	for _, c := range columns {
		if c.LeftOut == nil || c.LeftOut.Key == mapping.KeyAsked || c.LeftOut.Key == mapping.KeyOfRefusedRows || numbered(c.Title) {
			continue
		}
		w.columns = append(w.columns, watched{LeftOut: LeftOut{Column: c}, sure: telephonic(c.Title)})
	}
	return w
}

// numbered reports whether a title is about other numbers: of firms, accounts and faxes.
func numbered(title string) bool {
	key := fold.Key(title)
	for _, word := range []string{
		"fax", "faks", "iban", "account", "konto", "ucet", "ucto", "pesel", "regon", "barcode", "created", "updated", "modified",
		"rodne", "uctu", "smlouv", "zmluv", "umow", "vertrag", "contract", "objednav", "zamowien", "bestell", "order", "faktur", "rechnung", "invoice", "pojist", "polis",
		"displayname", "angezeigtername", "zobrazovan", "nazwawyswietlana",
	} {
		if strings.Contains(key, word) {
			return true
		}
	}
	switch key {
	case "id", "recordid", "uid", "nip", "dic", "ico", "ic", "icdph", "vat", "vatid", "vatnumber", "ustid", "ean", "date", "datum", "data", "psc", "plz", "zip":
		return true
	}
	return (strings.HasSuffix(title, "ID") || strings.HasSuffix(title, "Id")) && !strings.Contains(key, "caller")
}

// telephonic reports whether a title is about telephones.
func telephonic(title string) bool {
	key := fold.Key(title)
	return slices.ContainsFunc([]string{"telef", "phone", "pager", "mobil", "handy", "gsm", "komork", "caller"}, func(word string) bool {
		return strings.Contains(key, word)
	})
}

// row counts the cells of one row.
func (w *watch) row(cells []string) {
	for i := range w.columns {
		c := &w.columns[i]
		at := c.Column.Number - 1
		if at >= len(cells) || cell.IsNone(cell.Clean(cells[at])) {
			continue
		}
		c.filled++
		if look := cell.LooksLike(cells[at]); look != cell.LikeNothing && (c.Look == look || c.Values == 0) {
			c.sure = c.sure || cell.HasCallingCode(cells[at])
			if c.Values++; c.Values == 1 {
				c.Look, c.Such = look, cells[at]
			}
		}
	}
}

// missed returns the columns with numbers or e-mails in at least a third of their values, since the
// others may be extensions, or what a spreadsheet has destroyed. One is enough where the title is
// about telephones, or a number has its calling code.
func (w *watch) missed() []LeftOut {
	var all []LeftOut
	for _, c := range w.columns {
		if c.Values > 0 && (c.sure || c.Values*3 >= c.filled) {
			all = append(all, c.LeftOut)
		}
	}
	return all
}
