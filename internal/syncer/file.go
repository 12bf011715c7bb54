package syncer

import (
	"cmp"
	"context"

	"ringdex/internal/connector"
	"ringdex/internal/fileimport"
	"ringdex/internal/ringdex"
)

// wholeSource is the limit of deletions once a person has said to go on.
const wholeSource = "100%"

// Import implements connector.Sink. Whoever puts a file into a folder is not known, so it changes
// no staff.
func (k *sink) Import(ctx context.Context, f connector.File) (*fileimport.Report, error) {
	how := f.How
	how.Organization, how.Source, how.Door, how.Actor = k.org, k.c.Source, door, k.c.Name
	how.DryRun, how.Authority = k.how.DryRun, ringdex.Authority{}
	if how.Replace && k.how.Accept {
		how.MaxDelete = wholeSource
	}
	if k.how.Outcome != nil {
		how.Outcome = func(o *ringdex.Outcome) error {
			k.how.Outcome(how.Kind, o)
			return nil
		}
	}
	im, err := k.s.importer.Prepare(ctx, f.Rows, how)
	if err != nil {
		report := fileimport.NewReport(&how)
		report.Err = err
		return &report, err
	}
	report, err := k.run(ctx, im, &f)
	return report, cmp.Or(err, im.Close())
}

// run imports a file and has its refused rows written.
func (k *sink) run(ctx context.Context, im *fileimport.Import, f *connector.File) (*fileimport.Report, error) {
	report := im.Run(ctx)
	k.report.Runs = append(k.report.Runs, report.Run)
	if k.held = k.held || fileimport.IsGuard(report.Err); report.Err != nil {
		return report, report.Err
	}
	if report.Run.Counts.Refused == 0 || k.how.DryRun || f.Refused == nil {
		return report, nil
	}
	return report, f.Refused(im.WriteRefused)
}
