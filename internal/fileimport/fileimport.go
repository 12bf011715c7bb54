// Package fileimport is the use case of a file of contacts or companies: open it, show how it is written
// and what its columns mean, try it, run it, and report every row. The command line and the pages call
// the same.
//
// It owns the rules of a file as a whole: by what a row without an id is known again, what the helpdesk
// asks of its files, and the rows that were refused. The form of a file is package table's, what a row
// says is package mapping's; what becomes of a record, and every rule that holds for all doors, is
// package intake's.
//
// Nothing is dropped in silence: every row becomes a record, and one that cannot be read becomes a record
// with its problem. A report is data: keys name the sorts of problems, and who shows them adds what to do
// in words of its own, such as an option of the command line.
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

// Open detects what the layout leaves open and reads the header. Errors are *table.Defect. Guards against
// formulas are always taken off: they are no part of a name. The caller closes the Reader.
func Open(r io.Reader, layout table.Layout) (*table.Reader, error) {
	layout.Guard = true
	return format.Open(r, table.Options{Layout: layout, Known: heading.Known})
}

// Store is what imports read of the directory.
type Store interface {
	View(ctx context.Context, org ringdex.OrganizationID, fn func(ringdex.Reader) error) error
}

// Importer prepares imports. It may be used by many goroutines at once.
type Importer struct {
	store   Store
	intake  *intake.Intake
	regions phone.Regions
}

// New makes an Importer; regions are for organizations that have none of their own.
func New(st Store, in *intake.Intake, regions phone.Regions) *Importer {
	return &Importer{store: st, intake: in, regions: regions}
}

// Options say whose file it is and how its rows are taken.
type Options struct {
	Organization ringdex.Organization
	Name         string // of the file
	Kind         ringdex.Kind
	Source       string // key
	Assigned     []mapping.Assignment
	Rules        Rules
	ClearEmpty   bool // an empty cell clears its field, instead of leaving it alone
	DryRun       bool // nothing is written
	Replace      bool // contacts of the source that do not come are deleted
	Door, Actor  string
	Authority    ringdex.Authority
	Language     i18n.Language // of the reasons in the file of refused rows
}

// Rules are the helpdesk's for its own files (seed 002), and what takes their frictions away.
type Rules struct {
	Helpdesk        bool // every contact needs an e-mail and a user name
	MakeUserNames   bool // a user name that is missing is made of the e-mail, or else the name
	CreateCompanies bool // a company that is not known is made, instead of refusing the contact
}

// Keys of what can be wrong with a file as a whole; a caller that has a way out adds it to the message.
const (
	KeyReplaceCompanies = "import.replace_companies"
	KeyNoEmails         = "import.no_emails"
	KeyNoUserNames      = "import.no_user_names"
)

// Check refuses options that no file can satisfy.
func (o *Options) Check() error {
	if o.Replace && o.Kind != ringdex.KindContact {
		return ringdex.Fail(ringdex.Invalid, KeyReplaceCompanies)
	}
	return nil
}

// sampleRows is how many rows are looked at before the columns are decided.
const sampleRows = 200

// Import is one file on its way in. Close ends it; the rows stay the caller's.
type Import struct {
	opt      Options
	intake   *intake.Intake
	rows     *table.Reader
	mapping  *mapping.Mapping
	keys     keys
	names    *intake.UserNames
	tally    tally
	watch    watch
	refusals refusals
	report   Report
}

// Prepare decides what each column means. Errors are for the owner of the file.
func (i *Importer) Prepare(ctx context.Context, rows *table.Reader, opt Options) (*Import, error) {
	if err := opt.Check(); err != nil {
		return nil, err
	}
	how, err := i.mappingOptions(ctx, &opt)
	if err != nil {
		return nil, err
	}
	how.Sample = rows.Peek(sampleRows)
	m, err := mapping.New(rows.Header(), how)
	if err != nil {
		return nil, err
	}
	if err := opt.checkColumns(m); err != nil {
		return nil, err
	}
	im := &Import{opt: opt, intake: i.intake, rows: rows, mapping: m, keys: newKeys(how.Regions), names: intake.NewUserNames()}
	im.watch = newWatch(m.Columns())
	im.report = NewReport(&opt)
	return im, nil
}

// mappingOptions adds what the organization has: its custom fields and regions.
func (i *Importer) mappingOptions(ctx context.Context, o *Options) (mapping.Options, error) {
	how := mapping.Options{
		Kind: o.Kind, Assigned: o.Assigned, ClearEmpty: o.ClearEmpty, CreateCompanies: o.Rules.CreateCompanies, Regions: i.regions,
	}
	if own := o.Organization.Settings.Regions; len(own) > 0 {
		how.Regions = own
	}
	err := i.store.View(ctx, o.Organization.ID, func(r ringdex.Reader) (err error) {
		how.Fields, err = r.Fields()
		return err
	})
	return how, err
}

// checkColumns refuses a file that lacks what the helpdesk asks for.
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

// Columns are all columns of the file, in order.
func (im *Import) Columns() []mapping.Column { return im.mapping.Columns() }

// Rows is how many rows were read so far. It may be asked while Run runs.
func (im *Import) Rows() int { return im.tally.read() }

// Run takes the rows in, once. The report is valid up to where it stopped.
func (im *Import) Run(ctx context.Context) *Report {
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
		DryRun: o.DryRun, Replace: o.Replace, Authority: o.Authority,
	}
}

// note is told each outcome, in the order of rows.
func (im *Import) note(o *ringdex.Outcome) error {
	row, err := im.tally.take(o)
	if err != nil {
		return err
	}
	if o.Action == ringdex.Refused {
		refused := im.refusedRow(row, o)
		im.report.refuse(refused)
		return im.refusals.add(refused, im.opt.Language)
	}
	o.Notes = append(o.Notes, row.draft.Notes...)
	im.report.took(&row, o, im.mapping)
	if im.opt.DryRun {
		im.report.change(row.line, o)
	}
	return nil
}

// Close forgets which keys have come, and the refused rows.
func (im *Import) Close() error {
	return errors.Join(im.keys.close(), im.names.Close(), im.refusals.close())
}
