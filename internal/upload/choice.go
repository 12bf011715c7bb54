package upload

import (
	"ringdex/internal/fileimport"
	"ringdex/internal/mapping"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
	"ringdex/internal/table"
)

// DefaultSource is the source of files for which nobody has chosen one, as on the command line.
const DefaultSource = "file"

// Choice is what the owner of a file has decided. The zero Layout leaves everything to detection.
type Choice struct {
	Layout        table.Layout
	Kind          ringdex.Kind
	Source        string
	Regions       phone.Regions // nil for those of the organization
	Rules         fileimport.Rules
	ClearEmpty    bool
	Replace       bool
	MaxDelete     string
	DeleteRefused bool
	Assigned      []mapping.Assignment // of columns by their number: "#3"
}

// Choice returns what was decided so far.
func (f *File) Choice() Choice {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.choice
}

// Choose decides. What a dry run or an import has found before is void then, and the assigned
// columns as well if the file is read in another way or as other records. Conflict while the file
// is being imported.
func (f *File) Choose(c Choice) error {
	options := fileimport.Options{Kind: c.Kind, Replace: c.Replace, MaxDelete: c.MaxDelete, DeleteRefused: c.DeleteRefused}
	if err := options.Check(); err != nil {
		return err
	}
	source := ringdex.Source{Key: c.Source}
	if err := source.Check(); err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.isAtWork() {
		return ringdex.Fail(ringdex.Conflict, "upload.at_work")
	}
	if c.Layout != f.choice.Layout {
		f.edits = nil // they are of other cells
		c.Assigned = nil
	}
	if c.Kind != f.choice.Kind {
		c.Assigned = nil
	}
	f.choice = c
	f.forget(&f.trial)
	f.forget(&f.taken)
	return nil
}

// Edits returns the rows that were mended: their cells by line.
func (f *File) Edits() map[int][]string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.edits
}

// Mend replaces the cells of rows. A dry run has to be made anew then. Conflict while the file is
// being imported.
func (f *File) Mend(rows map[int][]string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.isAtWork() {
		return ringdex.Fail(ringdex.Conflict, "upload.at_work")
	}
	all := map[int][]string{} // what is at work reads the former one
	for line, cells := range f.edits {
		all[line] = cells
	}
	for line, cells := range rows {
		all[line] = cells
	}
	f.edits = all
	f.forget(&f.trial)
	return nil
}
