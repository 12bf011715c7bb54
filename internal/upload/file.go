package upload

import (
	"context"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"ringdex/internal/auth"
	"ringdex/internal/fileimport"
	"ringdex/internal/i18n"
	"ringdex/internal/mapping"
	"ringdex/internal/message"
	"ringdex/internal/ringdex"
	"ringdex/internal/scratch"
	"ringdex/internal/table"
)

// File is a file that waits to be imported. It is safe for concurrent use.
type File struct {
	ID   ringdex.ID
	Name string // as the browser gave it
	Size int64  // bytes
	At   time.Time

	of      auth.Principal
	uploads *Uploads
	spool   *scratch.File

	mu     sync.Mutex
	choice Choice
	edits  map[int][]string
	trial  *Work // the last dry run of the choice
	taken  *Work // the last import
	freed  bool
}

func (f *File) isOf(p auth.Principal) bool {
	return f.of.Organization == p.Organization && f.of.Contact == p.Contact && f.of.Actor == p.Actor
}

// Glance is a file as it was recognised.
type Glance struct {
	Layout  table.Layout
	Sheets  []string // of a workbook
	Header  []string
	Rows    [][]string // the first ones, at most MostShown
	Columns []Column
	Fields  []ringdex.Field // custom ones of the organization
	Problem *ringdex.Error  // why it cannot be imported with these columns; nil if it can
}

// MostShown is how many rows a Glance has.
const MostShown = 20

// Column is a column of a file: what it means, and what is in it.
type Column struct {
	mapping.Column
	Samples []string // different values, at most three
	Filled  int      // percent of the first rows that have a value
}

// Look reads the beginning of the file. Errors are of the file: a *table.Defect.
func (f *File) Look(ctx context.Context) (*Glance, error) {
	rows, err := fileimport.Open(io.NewSectionReader(f.spool, 0, f.Size), f.Choice().Layout)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	sample := rows.Peek(fileimport.SampleRows)
	g := &Glance{Layout: rows.Layout(), Sheets: rows.Sheets(), Header: rows.Header(), Rows: firsts(sample)}
	opt, err := f.options(ctx, i18n.English)
	if err != nil {
		return nil, err
	}
	im, err := f.uploads.Importer.Prepare(ctx, rows, opt)
	switch {
	case err == nil:
		defer func() { _ = im.Close() }()
		g.describe(im.Columns(), sample)
	case fileimport.IsFault(err):
		g.Problem = problemOf(err)
		g.describe(bare(g.Header, f.Choice().Assigned), sample)
	default:
		return nil, err
	}
	g.Fields, err = f.uploads.Importer.Fields(ctx, f.of.Organization)
	return g, err
}

func firsts(sample [][]string) [][]string {
	rows := slices.Clone(sample[:min(len(sample), MostShown)])
	for i := range rows {
		rows[i] = slices.Clone(rows[i])
	}
	return rows
}

// bare are columns of which only the titles and what was assigned are known.
func bare(header []string, assigned []mapping.Assignment) []mapping.Column {
	all := make([]mapping.Column, len(header))
	for i, title := range header {
		all[i] = mapping.Column{Number: i + 1, Title: title}
	}
	for _, a := range assigned {
		if n := columnNumber(a.Column); n > 0 && n <= len(all) && a.Field != "-" {
			all[n-1].Field = a.Field
		}
	}
	return all
}

// mostSamples is how many values of a column are shown.
const mostSamples = 3

func (g *Glance) describe(columns []mapping.Column, sample [][]string) {
	for i, c := range columns {
		shown, filled := Column{Column: c}, 0
		for _, row := range sample {
			if i >= len(row) || strings.TrimSpace(row[i]) == "" {
				continue
			}
			filled++
			if len(shown.Samples) < mostSamples && !slices.Contains(shown.Samples, row[i]) {
				shown.Samples = append(shown.Samples, strings.Clone(row[i]))
			}
		}
		if len(sample) > 0 {
			shown.Filled = filled * 100 / len(sample)
		}
		g.Columns = append(g.Columns, shown)
	}
}

// options are those of an import as it was chosen.
func (f *File) options(ctx context.Context, in i18n.Language) (fileimport.Options, error) {
	org, err := f.uploads.Organization(ctx, f.of.Organization)
	if err != nil {
		return fileimport.Options{}, err
	}
	c := f.Choice()
	return fileimport.Options{
		Organization: org, Name: f.Name, Kind: c.Kind, Source: c.Source, Assigned: c.Assigned, Rules: c.Rules, ClearEmpty: c.ClearEmpty,
		Replace: c.Replace, MaxDelete: c.MaxDelete, DeleteRefused: c.DeleteRefused, Regions: c.Regions, Language: in,
		Door: "import", Actor: f.of.Actor, Authority: f.of.Authority(), Edited: f.Edits(),
	}, nil
}

// leave reports whether the file is at rest, and keeps it so.
func (f *File) leave() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.isAtWork() {
		return false
	}
	f.freed = true
	return true
}

func (f *File) free() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.freed = true
	f.forget(&f.trial)
	f.forget(&f.taken)
	_ = f.spool.Close()
}

// problemOf returns what to say of a fault of the file or of the choice.
func problemOf(err error) *ringdex.Error {
	if problem, ok := errors.AsType[*ringdex.Error](err); ok {
		return problem
	}
	return &ringdex.Error{Code: ringdex.Invalid, Text: message.Of(err), Cause: err}
}

// columnNumber reads "#3"; 0 for anything else.
func columnNumber(text string) int {
	digits, _ := strings.CutPrefix(text, "#")
	n, _ := strconv.Atoi(digits)
	return n
}
