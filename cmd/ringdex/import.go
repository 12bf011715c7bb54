package main

import (
	"cmp"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"

	"ringdex/internal/erasure"
	"ringdex/internal/fileimport"
	"ringdex/internal/intake"
	"ringdex/internal/jobs"
	"ringdex/internal/mapping"
	"ringdex/internal/message"
	"ringdex/internal/ringdex"
	"ringdex/internal/store"
	"ringdex/internal/table"
	"ringdex/internal/table/charset"
	"ringdex/internal/terminal"
)

type importCommand struct {
	File            string   `arg:"" help:"CSV, TSV, XLSX or vCard file; - for standard input."`
	Kind            string   `help:"Kind of records." required:"" enum:"contacts,companies"`
	Source          string   `help:"Source of the records." placeholder:"KEY" default:"file"`
	Map             []string `help:"Assigns a column to a field. COLUMN is its title, or #3 for the third; FIELD is a name from docs/fields.md, or - to leave the column out." sep:"none" placeholder:"COLUMN=FIELD"`
	DryRun          bool     `help:"Show what the import would do, and write nothing."`
	Replace         bool     `help:"Delete the contacts of the source that the file does not have, in one step with the import."`
	MaxDelete       string   `help:"Most contacts that --replace may delete: 100 or 10%; default: the limit of the source." placeholder:"LIMIT"`
	DeleteRefused   bool     `help:"Delete also the contacts of refused rows; needs --replace."`
	JSON            bool     `help:"Print one JSON object at the end instead of the report."`
	Encoding        string   `help:"Encoding of the file; default: detected. One of utf-8, windows-1250, iso-8859-2, windows-1252, cp852, utf-16le, utf-16be, x-mac-ce, macintosh, windows-1251, koi8-u, cp895."`
	Delimiter       string   `help:"Delimiter: one character, or tab; default: detected."`
	Sheet           string   `help:"Sheet of a workbook; default: the first one with known columns, else the first one with cells." placeholder:"NAME"`
	HeaderRow       int      `help:"Line of the header, from 1; default: the first row with two known names, else the first row." placeholder:"N"`
	Helpdesk        bool     `help:"Apply the rules of the helpdesk: every contact needs an e-mail and a user name."`
	MakeUsernames   bool     `help:"Generate missing user names from the e-mail address, or as firstname.lastname."`
	CreateCompanies bool     `help:"Create unknown companies, instead of refusing their contacts."`
	ClearEmpty      bool     `help:"Clear the fields of empty cells; without it these fields stay."`
	Refused         string   `help:"File for the refused rows; default: FILE.refused.csv." placeholder:"FILE"`
}

// importing is the state of one import.
type importing struct {
	*importCommand
	e       *environment
	options fileimport.Options
	store   *store.Store
	node    ringdex.Node
	input   *terminal.Reader
	size    int64
	rows    *table.Reader
	file    *fileimport.Import
}

// Run imports. Exit codes: 0 complete; 2 rows were refused, or columns with numbers or e-mails were
// left out; 1 stopped.
func (c *importCommand) Run(e *environment) error {
	im := &importing{importCommand: c, e: e}
	shown, err := im.do()
	if _, told := errors.AsType[exitCode](err); err == nil || told || !c.JSON || shown {
		return err
	}
	report := fileimport.NewReport(&im.options) // it failed before the first row
	report.Name, report.Err = im.name(), err
	return errors.Join(err, e.writeReportJSON(e.stdout.Data(), &report, ""))
}

// enough is the memory limit of an import, in addition to the database's: without it half of the
// heap would be garbage. A smaller GOMEMLIMIT takes precedence.
const enough = 112 << 20

// do imports and closes the file. shown reports whether the report was printed.
func (im *importing) do() (shown bool, err error) {
	debug.SetMemoryLimit(min(enough, debug.SetMemoryLimit(-1)))
	if err := im.understand(); err != nil {
		return false, err
	}
	input, err := im.openFile()
	if err != nil {
		return false, err
	}
	defer func() { _ = input.Close() }()
	defer func() { _ = im.rows.Close() }()
	closeDatabase, err := im.openDatabase()
	if err != nil {
		return false, err
	}
	defer closeDatabase()
	if err := im.prepare(); err != nil {
		return false, err
	}
	defer func() { _ = im.file.Close() }()
	return im.run()
}

// understand converts flags to options.
func (im *importing) understand() error {
	kind, err := ringdex.ParseKind(im.Kind)
	if err != nil {
		return err
	}
	im.options = fileimport.Options{
		Name: filepath.Base(im.name()), Kind: kind, Source: im.Source, ClearEmpty: im.ClearEmpty, DryRun: im.DryRun, Replace: im.Replace,
		Rules:     fileimport.Rules{Helpdesk: im.Helpdesk, MakeUserNames: im.MakeUsernames, CreateCompanies: im.CreateCompanies},
		MaxDelete: im.MaxDelete, DeleteRefused: im.DeleteRefused,
		Language: im.e.language,
		Door:     "import", Actor: "command line", Authority: ringdex.Authority{Rank: ringdex.Administrator}, // users of the command line have full access to the database
	}
	if im.options.Assigned, err = parseAssignments(im.Map); err != nil {
		return err
	}
	if im.Refused != "" && im.Refused == im.File {
		return usage(message.Err("cmd.refused_is_file"))
	}
	return usage(advised(im.options.Check()))
}

// parseAssignments reads "column=field". A title may contain "=", a field may not.
func parseAssignments(texts []string) ([]mapping.Assignment, error) {
	var all []mapping.Assignment
	for _, text := range texts {
		i := strings.LastIndexByte(text, '=')
		if i <= 0 || i == len(text)-1 {
			return nil, usage(message.Err("cmd.map", ringdex.Show(text)))
		}
		all = append(all, mapping.Assignment{Column: text[:i], Field: strings.TrimSpace(text[i+1:])})
	}
	return all, nil
}

// openFile opens the file and detects its layout.
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
	im.input = &terminal.Reader{Reader: file}
	if im.rows, err = fileimport.Open(im.input, layout); err != nil {
		return nil, errors.Join(message.Wrap(advisedOfFile(err), "value.of", im.name()), file.Close())
	}
	return file, nil
}

// layout returns the parts of the layout given by flags.
func (c *importCommand) layout() (table.Layout, error) {
	l := table.Layout{Sheet: c.Sheet, HeaderRow: c.HeaderRow}
	if c.Encoding != "" {
		known := false
		if l.Encoding, known = charset.Parse(c.Encoding); !known {
			return l, usage(message.Err("cmd.encoding", ringdex.Show(c.Encoding), joinTexts(charset.Encodings())))
		}
	}
	known := false
	if l.Delimiter, known = table.ParseDelimiter(c.Delimiter); !known {
		return l, usage(message.Err("cmd.delimiter", ringdex.Show(c.Delimiter)))
	}
	return l, nil
}

// prepare maps the columns and prints the mapping.
func (im *importing) prepare() error {
	regions, err := im.e.regions()
	if err != nil {
		return err
	}
	im.node = im.e.node()
	in := intake.New(intake.Deps{
		Store: im.store, Clock: im.e.clock, Log: slog.New(slog.DiscardHandler), Regions: regions, Node: im.node.ID, Nodes: im.store.Nodes,
		Erased: erasure.List{Key: im.e.box()}.Erased,
	})
	if im.file, err = fileimport.New(im.store, in, regions).Prepare(im.e.ctx, im.rows, im.options); err != nil {
		return message.Wrap(advised(err), "value.of", im.name())
	}
	if im.JSON {
		return nil
	}
	return im.e.describeFile(im.name(), im.file)
}

// run imports the rows and prints the report. shown reports whether it was printed.
func (im *importing) run() (shown bool, err error) {
	report := im.take()
	path, err := im.writeRefusals(report)
	err = errors.Join(advisedOfFile(advised(report.Err)), err)
	if failed := im.show(report, path); failed != nil {
		return true, failed
	}
	if err != nil {
		return true, im.stopped(report, err)
	}
	if !report.Complete() {
		return true, exitCode(2)
	}
	return true, nil
}

func (im *importing) take() *fileimport.Report {
	bar := terminal.Progress{Out: im.e.stderr.Raw(), Total: im.total, Done: im.input.Done, Bytes: true, Rows: im.file.Rows}
	defer bar.Start()()
	if !im.DryRun { // without heartbeats a server would close the run
		defer jobs.KeepAlive(im.e.ctx, im.store, im.node, slog.New(slog.DiscardHandler))()
	}
	report := im.file.Run(im.e.ctx)
	report.Name = im.name()
	return report
}

// total returns the amount to read. A workbook is copied before its first row is read, so its bytes
// are not a measure.
func (im *importing) total() int64 {
	if im.file.Layout().Format == table.XLSX {
		return 0
	}
	return im.size
}

// writeRefusals writes the refused rows to a file. A dry run writes one only if the flag is set.
func (im *importing) writeRefusals(report *fileimport.Report) (path string, err error) {
	if report.Run.Counts.Refused == 0 || im.DryRun && im.Refused == "" {
		return "", nil
	}
	path = cmp.Or(im.Refused, strings.TrimPrefix(im.File+".refused.csv", "-."))
	f, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600) // contains personal data
	if err != nil {
		return "", message.Wrap(err, "cmd.write_refused")
	}
	if err := errors.Join(im.file.WriteRefused(f), f.Close()); err != nil {
		return "", message.Wrap(err, "cmd.write_refused")
	}
	return path, nil
}

func (im *importing) show(report *fileimport.Report, refused string) error {
	if im.JSON {
		return im.e.writeReportJSON(im.e.stdout.Data(), report, refused)
	}
	im.e.printReport(report, refused)
	return nil
}

// stopped returns the error of a stopped import, with what it has committed.
func (im *importing) stopped(report *fileimport.Report, err error) error {
	n := report.Run.Counts
	in := n.Created + n.Updated
	if im.Replace || im.DryRun || in == 0 {
		return message.Wrap(err, "cmd.import_nothing")
	}
	return message.Wrap(err, "cmd.import_stopped", in)
}

func (im *importing) name() string {
	if im.File == "-" {
		return "standard input"
	}
	return im.File
}
