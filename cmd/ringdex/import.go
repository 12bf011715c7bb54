package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"

	"ringdex/internal/intake"
	"ringdex/internal/jobs"
	"ringdex/internal/mapping/heading"
	"ringdex/internal/ringdex"
	"ringdex/internal/sheet"
	"ringdex/internal/store"
	"ringdex/internal/table"
	"ringdex/internal/table/charset"
	"ringdex/internal/table/format"
)

type importCommand struct {
	File            string   `arg:"" help:"CSV, TSV or XLSX; - for standard input."`
	Kind            string   `help:"contacts or companies." required:"" enum:"contacts,companies"`
	Source          string   `help:"Key of the source that the records belong to." default:"file"`
	Map             []string `help:"What a column means: COLUMN=FIELD, the column by its title or as #3; COLUMN=- leaves it out." sep:"none" placeholder:"COLUMN=FIELD"`
	DryRun          bool     `help:"Show what would happen, and write nothing."`
	Replace         bool     `help:"Delete the contacts of the source that do not come, in one step with the import."`
	JSON            bool     `help:"Print one JSON object at the end, and nothing else."`
	Encoding        string   `help:"When it is not detected rightly: utf-8, windows-1250, iso-8859-2, cp852, windows-1252, utf-16le, utf-16be."`
	Delimiter       string   `help:"When it is not detected rightly: one character, or tab."`
	Sheet           string   `help:"Sheet of a workbook; the first one with cells when not given."`
	Helpdesk        bool     `help:"The helpdesk's rules: every contact needs an e-mail and a user name."`
	MakeUsernames   bool     `help:"Make user names that are missing, of the e-mail or as jmeno.prijmeni."`
	CreateCompanies bool     `help:"Make companies that are not known, instead of refusing their contacts."`
	ClearEmpty      bool     `help:"Empty cells clear their fields, instead of leaving them alone."`
	Refused         string   `help:"Where refused rows are written; FILE.refused.csv when not given." placeholder:"FILE"`
}

// importing is one import on its way.
type importing struct {
	*importCommand
	e        *environment
	store    *store.Store
	org      ringdex.Organization
	input    *countingReader
	size     int64
	reader   *table.Reader
	sheet    *sheet.Sheet
	report   sheet.Report
	refusals sheet.Refusals
	shown    bool // the report was
}

// Run imports. Exit code 0: all rows are in; 2: some were refused; 1: it stopped.
func (c *importCommand) Run(e *environment) error {
	im := &importing{importCommand: c, e: e}
	err := im.do()
	if _, told := errors.AsType[exitCode](err); err == nil || told || !c.JSON || im.shown {
		return err
	}
	im.report.Err = err // it did not come as far as the first row
	return errors.Join(err, im.report.JSON(e.stdout.data()))
}

// enough is the memory, beside the database's own, at which an import rather looks for garbage than takes more: half of
// what it uses is garbage otherwise. A smaller GOMEMLIMIT counts.
const enough = 112 << 20

// do imports, closing what it opens.
func (im *importing) do() error {
	c, e := im.importCommand, im.e
	debug.SetMemoryLimit(min(enough, debug.SetMemoryLimit(-1)))
	im.report = sheet.Report{File: im.name(), Kind: ringdex.Kind(c.Kind), Source: c.Source, DryRun: c.DryRun, Replace: c.Replace}
	if c.Replace && c.Kind != "contacts" {
		return errors.New("--replace is for contacts; companies are never deleted by an import")
	}
	if c.Refused != "" && c.Refused == c.File {
		return errors.New("--refused: that is the file itself; name another one")
	}
	file, err := im.openFile()
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	defer func() { _ = im.reader.Close() }()
	if im.store, im.org, err = e.preparedOrCreated(); err != nil {
		return err
	}
	defer func() { _ = im.store.Close() }()
	if err := im.understand(); err != nil {
		return err
	}
	defer func() { _ = im.sheet.Close() }()
	return im.run()
}

// openFile opens the file and detects how it is written.
func (im *importing) openFile() (io.Closer, error) {
	layout, err := im.layout()
	if err != nil {
		return nil, err
	}
	file := io.NopCloser(im.e.stdin)
	if im.File != "-" {
		f, err := os.Open(im.File)
		if err != nil {
			return nil, err
		}
		if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
			im.size = info.Size()
		}
		file = f
	}
	im.input = &countingReader{Reader: file}
	if im.reader, err = format.Open(im.input, table.Options{Layout: layout, Known: heading.Known}); err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", im.name(), err), file.Close())
	}
	return file, nil
}

// layout is what is given of it. Guards against formulas are always taken off: they are no part of a name.
func (c *importCommand) layout() (table.Layout, error) {
	l := table.Layout{Sheet: c.Sheet, Guard: true}
	if c.Encoding != "" {
		known := false
		if l.Encoding, known = charset.Parse(c.Encoding); !known {
			return l, fmt.Errorf("--encoding: %q is not known; use one of %v", c.Encoding, charset.Encodings())
		}
	}
	switch runes := []rune(c.Delimiter); {
	case c.Delimiter == "tab" || c.Delimiter == `\t`:
		l.Delimiter = '\t'
	case len(runes) == 1:
		l.Delimiter = runes[0]
	case len(runes) > 1:
		return l, fmt.Errorf("--delimiter: %q is not one character", c.Delimiter)
	}
	return l, nil
}

// understand decides what the columns mean, and shows it.
func (im *importing) understand() error {
	opt, err := im.options()
	if err != nil {
		return err
	}
	if im.sheet, err = sheet.New(im.reader, opt); err != nil {
		return fmt.Errorf("%s: %w", im.name(), err)
	}
	if im.JSON {
		return nil
	}
	return im.sheet.Describe(im.e.stdout, im.name())
}

func (im *importing) options() (sheet.Options, error) {
	opt := sheet.Options{
		Source: im.Source, ClearEmpty: im.ClearEmpty,
		Rules: sheet.Rules{Helpdesk: im.Helpdesk, MakeUserNames: im.MakeUsernames, CreateCompanies: im.CreateCompanies},
	}
	var err error
	if opt.Kind, err = ringdex.ParseKind(im.Kind); err != nil {
		return opt, err
	}
	if opt.Regions, err = im.e.regions(); err != nil {
		return opt, err
	}
	if len(im.org.Settings.Regions) > 0 {
		opt.Regions = im.org.Settings.Regions
	}
	for _, text := range im.Map {
		m, err := sheet.ParseMapping(text)
		if err != nil {
			return opt, fmt.Errorf("--map: %w", err)
		}
		opt.Map = append(opt.Map, m)
	}
	err = im.store.View(im.e.ctx, im.org.ID, func(r ringdex.Reader) (err error) {
		opt.Fields, err = r.Fields()
		return err
	})
	return opt, err
}

// run takes the rows in and reports.
func (im *importing) run() error {
	defer func() { _ = im.refusals.Close() }()
	bar := progress{out: im.e.stderr.raw, total: im.total, done: im.input.n.Load, bytes: true, rows: im.sheet.Rows}
	stop := bar.start()
	run, err := im.intake()
	stop()
	if err == nil {
		err = im.sheet.Check()
	}
	written := im.writeRefusals()
	im.report.Finish(im.sheet, run, err)
	if shown := im.show(); shown != nil {
		return shown
	}
	if err := errors.Join(err, written); err != nil {
		return im.stopped(err)
	}
	if im.sheet.Counts().Refused > 0 {
		return exitCode(2)
	}
	return nil
}

// total is how much there is to read. A workbook is copied before its first row is read, so its bytes say nothing.
func (im *importing) total() int64 {
	if im.reader.Layout().Format == table.XLSX {
		return 0
	}
	return im.size
}

func (im *importing) intake() (ringdex.Run, error) {
	regions, err := im.e.regions()
	if err != nil {
		return ringdex.Run{}, err
	}
	node, quiet := im.e.node(), slog.New(slog.DiscardHandler)
	in := intake.New(intake.Deps{Store: im.store, Clock: im.e.clock, Log: quiet, Regions: regions, Node: node.ID})
	kind, err := ringdex.ParseKind(im.Kind)
	if err != nil {
		return ringdex.Run{}, err
	}
	job := intake.Job{
		Organization: im.org.ID, Source: im.Source, Kind: kind, Door: "import", Actor: "command line", Name: filepath.Base(im.name()),
		DryRun: im.DryRun, Replace: im.Replace, Authority: ringdex.Authority{Rank: ringdex.Administrator}, // whoever runs commands has the database
	}
	if !im.DryRun { // a server beside would close the run of a silent node
		defer jobs.KeepAlive(im.e.ctx, im.store, node, quiet)()
	}
	return in.Stream(im.e.ctx, job, im.sheet.Records(), im.note)
}

// note is told each outcome, in the order of rows.
func (im *importing) note(o *ringdex.Outcome) error {
	row, err := im.sheet.Take(o)
	if err != nil {
		return err
	}
	if o.Action == ringdex.Refused {
		im.report.Refuse(im.sheet, row, o)
		return im.refusals.Add(im.sheet, row, o.Problems)
	}
	if im.DryRun {
		im.report.Change(row, o)
	}
	return nil
}

// writeRefusals writes the refused rows to a file. A dry run writes none, unless one is asked for.
func (im *importing) writeRefusals() error {
	if im.refusals.Count() == 0 || im.DryRun && im.Refused == "" {
		return nil
	}
	path := cmp.Or(im.Refused, strings.TrimPrefix(im.File+".refused.csv", "-."))
	f, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600) // it holds personal data
	if err != nil {
		return fmt.Errorf("write the refused rows: %w", err)
	}
	if err := errors.Join(im.refusals.Write(f, im.sheet), f.Close()); err != nil {
		return fmt.Errorf("write the refused rows: %w", err)
	}
	im.report.RefusedFile = path
	return nil
}

func (im *importing) show() error {
	im.shown = true
	if im.JSON {
		return im.report.JSON(im.e.stdout.data())
	}
	return im.report.Print(im.e.stdout)
}

// stopped says what an import that stopped has left behind.
func (im *importing) stopped(err error) error {
	n := im.sheet.Counts()
	in := n.Created + n.Updated
	if im.Replace || im.DryRun || in == 0 {
		return fmt.Errorf("the import stopped and changed nothing: %w", err)
	}
	return fmt.Errorf("the import stopped; %d rows were written before, and importing the mended file again carries on from there: %w", in, err)
}

func (im *importing) name() string {
	if im.File == "-" {
		return "standard input"
	}
	return im.File
}
