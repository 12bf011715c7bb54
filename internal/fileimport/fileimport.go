// Package fileimport is the use case of a file of contacts or companies: open it, show how it is
// written and what its columns mean, try it, run it, and report every row. The command line and the
// pages call the same.
//
// It owns the rules of a file as a whole: the keys of rows without an id, the helpdesk's
// requirements for its files, and the refused rows. It leaves the format of files to package table,
// the meaning of rows to package mapping, and outcomes and common rules to package intake.
//
// No row is dropped silently: a row that cannot be read becomes a record with its problem. A report
// is data: problems have message keys, and the caller adds advice, such as a flag of the command
// line.
package fileimport

import (
	"context"
	"errors"
	"io"

	"ringdex/internal/i18n"

	"ringdex/internal/intake"
	"ringdex/internal/mapping"
	"ringdex/internal/mapping/heading"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
	"ringdex/internal/table"
	"ringdex/internal/table/format"
)

// Open detects what the layout leaves open and reads the header. Errors are *table.Defect. It
// always removes guards against formulas, which are not part of a value. The caller closes the
// Reader.
func Open(r io.Reader, layout table.Layout) (*table.Reader, error) {
	layout.Guard = true
	rows, err := format.Open(r, table.Options{Layout: layout, Known: heading.Known})
	if err != nil {
		return nil, err
	}
	if layout.HeaderRow == 0 {
		rows.PassTitles(heading.Known)
	}
	return rows, nil
}

// Store is what imports read of the directory.
type Store interface {
	View(ctx context.Context, org ringdex.OrganizationID, fn func(ringdex.Reader) error) error
}

// Importer prepares imports. It is safe for concurrent use.
type Importer struct {
	store   Store
	intake  *intake.Intake
	regions phone.Regions
}

// New returns an Importer; regions are the defaults of organizations without regions.
func New(st Store, in *intake.Intake, regions phone.Regions) *Importer {
	return &Importer{store: st, intake: in, regions: regions}
}

// Options configure an import.
type Options struct {
	Organization ringdex.Organization
	Name         string // of the file
	Kind         ringdex.Kind
	Source       string // key
	Assigned     []mapping.Assignment
	Rules        Rules
	ClearEmpty   bool // an empty cell clears its field
	DryRun       bool // nothing is written
	Replace      bool // deletes contacts of the source that are missing in the file
	Door, Actor  string

	// Guards of a replace. MaxDelete is a limit as of a source, which it precedes if it is not
	// empty. DeleteRefused deletes the contacts of refused rows, too; else they stay.
	MaxDelete     string
	DeleteRefused bool

	Authority ringdex.Authority
	Regions   phone.Regions // of the file; nil for those of the organization
	Language  i18n.Language // of the reasons in the file of refused rows

	// Edited are rows that a person has mended: these cells stand instead of those in that line of
	// the file. Only are the lines that are taken in, such as those that an import has refused; nil
	// for all.
	Edited map[int][]string
	Only   map[int]bool

	Outcome func(*ringdex.Outcome) error // receives each outcome, in the order of rows; may be nil
	Refused func(*RefusedRow) error      // receives each refused row after its outcome; may be nil
}

// Rules are the helpdesk's rules for its files (seed 002), and options that relax them.
type Rules struct {
	Helpdesk        bool // every contact needs an e-mail and a user name
	MakeUserNames   bool // generates missing user names from the e-mail or the name
	CreateCompanies bool // creates unknown companies instead of refusing the contact
}

// Message keys of problems with a file as a whole. A caller may add advice to the message.
const (
	KeyReplaceCompanies = "import.replace_companies"
	KeyGuardOfReplace   = "import.guard_of_replace"
	KeyReplaceOnly      = "import.replace_only"
	KeyNoEmails         = "import.no_emails"
	KeyNoUserNames      = "import.no_user_names"
)

// Check refuses contradictory options.
func (o *Options) Check() error {
	if o.Replace && o.Kind != ringdex.KindContact {
		return ringdex.Fail(ringdex.Invalid, KeyReplaceCompanies)
	}
	if o.Replace && o.Only != nil {
		return ringdex.Fail(ringdex.Invalid, KeyReplaceOnly)
	}
	if !o.Replace && (o.MaxDelete != "" || o.DeleteRefused) {
		return ringdex.Fail(ringdex.Invalid, KeyGuardOfReplace)
	}
	return ringdex.CheckMaxDelete(o.MaxDelete)
}

// SampleRows is how many rows are read before the columns are mapped.
const SampleRows = 200

// Import is the import of one file. Call Close at the end; it does not close the rows.
type Import struct {
	opt      Options
	intake   *intake.Intake
	rows     *table.Reader
	mapping  *mapping.Mapping
	keys     keys
	names    *intake.UserNames
	tally    tally
	watch    watch
	doubles  doubles
	trims    bool // the file leaves empty values at the end of rows out
	piece    bool // the last short row may be a piece of one with line breaks
	above    int  // line of the last row with an external id
	refusals refusals

	announced map[string]bool // companies that a dry run has counted
	report    Report
}

// Prepare maps each column. Errors are for the owner of the file.
func (i *Importer) Prepare(ctx context.Context, rows *table.Reader, opt Options) (*Import, error) {
	if err := opt.Check(); err != nil {
		return nil, err
	}
	how, err := i.mappingOptions(ctx, &opt)
	if err != nil {
		return nil, err
	}
	how.Sample = rows.Peek(SampleRows)
	if rows.Layout().Format == table.VCard && opt.Kind == ringdex.KindCompany {
		how.Assigned = append(how.Assigned, cardOfCompany()...)
	}
	m, err := mapping.New(rows.Header(), how)
	if err != nil {
		return nil, err
	}
	if err := opt.checkColumns(m); err != nil {
		return nil, err
	}
	im := &Import{opt: opt, intake: i.intake, rows: rows, mapping: m, keys: newKeys(how.Regions), names: intake.NewUserNames()}
	im.watch, im.trims = newWatch(m.Columns()), trimsEmpties(how.Sample, rows.Header())
	im.doubles = doubles{store: i.store, org: opt.Organization.ID, source: opt.Source, off: opt.Replace || opt.Kind != ringdex.KindContact}
	im.report = NewReport(&opt)
	return im, nil
}

// cardOfCompany are the fields of a company that the columns of an address book fill, whose names
// are those of contacts.
func cardOfCompany() []mapping.Assignment {
	return []mapping.Assignment{
		{Column: "organization", Field: "name"},
		{Column: "homepage", Field: "web"},
		{Column: "note", Field: "description"},
		{Column: "displayName", Field: "-"},
		{Column: "company", Field: "-"},
	}
}

// mappingOptions adds the organization's custom fields and regions.
func (i *Importer) mappingOptions(ctx context.Context, o *Options) (mapping.Options, error) {
	how := mapping.Options{
		Kind: o.Kind, Assigned: o.Assigned, ClearEmpty: o.ClearEmpty, CreateCompanies: o.Rules.CreateCompanies, Regions: i.regions,
	}
	for _, own := range []phone.Regions{o.Organization.Settings.Regions, o.Regions} {
		if len(own) > 0 {
			how.Regions = own
		}
	}
	var err error
	how.Fields, err = i.Fields(ctx, o.Organization.ID)
	return how, err
}

// Fields returns the custom fields that columns can fill, of both kinds of records.
func (i *Importer) Fields(ctx context.Context, org ringdex.OrganizationID) (fields []ringdex.Field, err error) {
	err = i.store.View(ctx, org, func(r ringdex.Reader) (err error) {
		fields, err = ringdex.Fields(r)
		return err
	})
	return fields, err
}

// checkColumns refuses a file without the columns that the helpdesk requires.
func (o *Options) checkColumns(m *mapping.Mapping) error {
	if !o.Rules.Helpdesk || o.Kind != ringdex.KindContact {
		return nil
	}
	if !m.Has("emails") {
		return ringdex.Fail(ringdex.Invalid, KeyNoEmails)
	}
	if !m.Has("userName") && !o.Rules.MakeUserNames {
		return ringdex.Fail(ringdex.Invalid, KeyNoUserNames)
	}
	return nil
}

// Layout is how the file is written, as far as it has been read.
func (im *Import) Layout() table.Layout { return im.rows.Layout() }

// Sheets are the names of all sheets of a workbook that have cells; nil for other files.
func (im *Import) Sheets() []string { return im.rows.Sheets() }

// Columns are all columns of the file, in order.
func (im *Import) Columns() []mapping.Column { return im.mapping.Columns() }

// Rows returns how many rows were read so far. It may be called during Run.
func (im *Import) Rows() int { return im.tally.read() }

// Run imports the rows; call it once. The report is valid up to where it stopped.
func (im *Import) Run(ctx context.Context) *Report {
	im.doubles.begin(ctx, im.intake.Now())
	run, err := im.intake.Stream(ctx, im.job(), im.records(), im.note)
	if err == nil {
		err = im.tally.check()
	}
	im.finish(run, err)
	return &im.report
}

func (im *Import) job() intake.Order {
	o := &im.opt
	return intake.Order{
		Organization: o.Organization.ID, Source: o.Source, Kind: o.Kind, Door: o.Door, Actor: o.Actor, Name: o.Name,
		DryRun: o.DryRun, Replace: o.Replace, Missing: im.report.missing, Authority: o.Authority,
		MaxDelete: o.MaxDelete, Refusals: o.refusals(), Keyless: !im.mapping.Has("externalId"),
		Made: im.made, Findings: im.findings,
	}
}

func (o *Options) refusals() intake.Refusals {
	if o.DeleteRefused {
		return intake.DeleteRefused
	}
	return intake.KeepRefused
}

// note records each outcome, in the order of rows.
func (im *Import) note(o *ringdex.Outcome) error {
	row, err := im.tally.take(o)
	if err == nil && im.opt.Outcome != nil {
		err = im.opt.Outcome(o)
	}
	if err != nil {
		return err
	}
	if o.Action == ringdex.Refused {
		return im.refuse(im.refusedRow(row, o))
	}
	o.Notes = append(o.Notes, row.draft.Notes...)
	if im.opt.DryRun {
		im.report.change(row.line, o)
	}
	return im.took(&row, o)
}

// refuse records a refused row.
func (im *Import) refuse(row *RefusedRow) error {
	im.report.refuse(row)
	if im.opt.Refused != nil {
		if err := im.opt.Refused(row); err != nil {
			return err
		}
	}
	return im.refusals.add(row, im.opt.Language)
}

// Close frees the set of keys and the refused rows.
func (im *Import) Close() error {
	return errors.Join(im.keys.close(), im.names.Close(), im.refusals.close())
}
