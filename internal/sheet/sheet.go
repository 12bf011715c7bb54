// Package sheet stands between files that people make and the directory: it reads the rows of a spreadsheet as
// records of the intake, and writes contacts and companies as files.
//
// It owns which column means which field, what is certain damage of a spreadsheet and what words for roles,
// languages and countries mean, and by what a row without an id is known again. The form of the file (encoding,
// delimiter, lines) is table's; what becomes of a record, and every rule that holds for all doors, is intake's.
//
// Nothing is dropped in silence: every row becomes a record, one that cannot be read becomes a record with its
// problem, and every column is shown with the field it fills or the reason why it is left out.
package sheet

import (
	"cmp"
	"errors"
	"hash/maphash"
	"strconv"
	"strings"
	"sync"

	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
	"ringdex/internal/seen"
	"ringdex/internal/table"
)

// Options say how rows are to be understood.
type Options struct {
	Kind       ringdex.Kind
	Map        []Mapping // what the owner of the file says about columns, above what is recognised
	Rules      Rules
	ClearEmpty bool // an empty cell clears its field, instead of leaving it alone
	Source     string
	Fields     []ringdex.Field
	Regions    phone.Regions
}

// Rules are the helpdesk's for its own files (seed 002), and what takes their frictions away.
type Rules struct {
	Helpdesk        bool // every contact needs an e-mail and a user name
	MakeUserNames   bool // a user name that is missing is made of the e-mail, or else the name
	CreateCompanies bool // a company that is not known is made, instead of refusing the contact
}

// Column is one column of the file and what it fills.
type Column struct {
	Number int // from 1
	Title  string
	Field  string // empty: it is left out
	Note   string // why it is left out
}

// Sheet is a file that is being read as records. Records is for one goroutine, Take for another one.
type Sheet struct {
	opt     Options
	reader  *table.Reader
	columns []Column
	groups  []group
	seed    maphash.Seed
	repeats seen.Set // how often a made key came
	names   seen.Set // user names that are taken in the file
	failed  error    // of one of these

	mu      sync.Mutex
	pending []Row // read, and not yet reported
	rows    int
	counts  ringdex.Counts
}

// Row is a row as it came, kept until its outcome is known.
type Row struct {
	Index, Line int
	Fields      []string // nil when it could not be split
	Text        string
	Unread      bool // it never was a record: what else is wrong with it says nothing
}

// New decides what each column means. Errors are about the mapping and for the owner of the file. Close ends the sheet.
func New(r *table.Reader, opt Options) (*Sheet, error) {
	s := &Sheet{opt: opt, reader: r, seed: maphash.MakeSeed()}
	if err := s.choose(r.Header()); err != nil {
		return nil, err
	}
	return s, s.checkColumns()
}

// Close forgets which keys have come.
func (s *Sheet) Close() error {
	return errors.Join(s.repeats.Close(), s.names.Close())
}

// Columns are all columns of the file, in order.
func (s *Sheet) Columns() []Column { return s.columns }

// checkColumns refuses a file of which nothing, or too little, would be taken.
func (s *Sheet) checkColumns() error {
	if len(s.groups) == 0 {
		return ringdex.Errorf(ringdex.Invalid, "none of the columns is known (%s); name them with --map COLUMN=FIELD", titles(s.columns))
	}
	if !s.opt.Rules.Helpdesk || s.opt.Kind != ringdex.KindContact {
		return nil
	}
	if !s.has("emails") {
		return ringdex.Errorf(ringdex.Invalid, "no column has e-mails, which the helpdesk's rules ask for; name it with --map COLUMN=email")
	}
	if !s.has("userName") && !s.opt.Rules.MakeUserNames {
		return ringdex.Errorf(ringdex.Invalid, "no column has user names, which the helpdesk's rules ask for; name it with --map COLUMN=userName, or add --make-usernames")
	}
	return nil
}

func (s *Sheet) has(field string) bool {
	for i := range s.groups {
		if s.groups[i].field == field {
			return true
		}
	}
	return false
}

// Place is what a problem is about, in the words of the file: the title of the column, where there is one.
func (s *Sheet) Place(field string) string {
	native, ok := map[string]string{"/UserName": "userName", "/ExternalId": "externalId", "/Name": "name", "/Email": "emails"}[field]
	native = cmp.Or(native, field)
	for i := range s.groups {
		if s.groups[i].field == native {
			return s.title(s.groups[i].columns[0])
		}
	}
	if id, custom := strings.CutPrefix(field, "custom."); custom {
		if f, known := ringdex.FindField(s.opt.Fields, s.opt.Kind, id); known {
			return f.Title
		}
	}
	if ok {
		return native
	}
	return field
}

// title is the name of a column, or its number when it has none.
func (s *Sheet) title(column int) string {
	return cmp.Or(strings.TrimSpace(s.columns[column].Title), "column "+strconv.Itoa(column+1))
}

func titles(columns []Column) string {
	all := make([]string, len(columns))
	for i, c := range columns {
		all[i] = strconv.Quote(c.Title)
	}
	return strings.Join(all, ", ")
}
