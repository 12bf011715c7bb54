package upload

import (
	"context"
	"errors"
	"io"
	"sync/atomic"

	"ringdex/internal/fileimport"
	"ringdex/internal/i18n"
	"ringdex/internal/ringdex"
	"ringdex/internal/table"
)

// Work is a dry run or an import of a file, going on or done.
type Work struct {
	DryRun bool
	Again  bool // takes in only the rows that were refused before

	size   int64
	layout table.Layout
	read   atomic.Int64 // bytes
	rows   atomic.Pointer[fileimport.Import]
	found  *found
	stop   context.CancelFunc
	done   chan struct{}

	report *fileimport.Report // valid when done
}

// Progress is how far a work is.
type Progress struct {
	Done    bool
	Waits   bool // for other files
	Percent int  // of the file; 0 where that is not known
	Rows    int
}

// Progress tells how far the work is.
func (w *Work) Progress() (p Progress) {
	im := w.rows.Load()
	if p.Waits = im == nil; im != nil {
		p.Rows = im.Rows()
		if im.Layout().Format != table.XLSX && w.size > 0 { // a workbook is unpacked before its first row
			p.Percent = int(min(w.read.Load()*100/w.size, 100))
		}
	}
	select {
	case <-w.done:
		p.Done, p.Waits = true, false
	default:
	}
	return p
}

// Wait returns when the work is done, or ctx.
func (w *Work) Wait(ctx context.Context) {
	select {
	case <-w.done:
	case <-ctx.Done():
	}
}

// Report returns what came of the work; nil while it is going on.
func (w *Work) Report() *fileimport.Report {
	if !w.Progress().Done {
		return nil
	}
	return w.report
}

// WriteRefused writes the refused rows as a file, see fileimport. The work must be done.
func (w *Work) WriteRefused(out io.Writer) error {
	im := w.rows.Load()
	if im == nil || w.Report() == nil {
		return ringdex.Fail(ringdex.NotFound, "upload.no_refused")
	}
	return im.WriteRefused(out)
}

// Trial returns the last dry run of what was chosen; nil if there is none.
func (f *File) Trial() *Work {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.trial
}

// Taken returns the last import; nil if there is none.
func (f *File) Taken() *Work {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.taken
}

// Try starts a dry run, unless there is one of what was chosen.
func (f *File) Try(in i18n.Language) (*Work, error) {
	f.mu.Lock()
	old := f.trial
	f.mu.Unlock()
	if old != nil {
		return old, nil
	}
	return f.begin(&Work{DryRun: true}, in, nil)
}

// Take starts the import. After a complete one it takes in once more what was refused, with the
// rows that were mended since.
func (f *File) Take(in i18n.Language) (*Work, error) {
	taken := f.Taken()
	if taken == nil {
		return f.begin(&Work{}, in, nil)
	}
	r := taken.Report()
	if r == nil {
		return nil, ringdex.Fail(ringdex.Conflict, "upload.at_work")
	}
	if r.Err != nil && !taken.Again {
		return f.begin(&Work{}, in, nil)
	}
	return f.begin(&Work{Again: true}, in, taken.found.lines)
}

// begin starts a work in the background. Conflict while the file is being imported.
func (f *File) begin(w *Work, in i18n.Language, only map[int]bool) (*Work, error) {
	opt, err := f.options(f.uploads.ctx, in)
	if err != nil {
		return nil, err
	}
	if opt.DryRun, opt.Only = w.DryRun, only; only != nil {
		opt.Replace, opt.MaxDelete, opt.DeleteRefused = false, "", false
	}
	if w.found, err = newFound(in); err != nil {
		return nil, ringdex.Fail(ringdex.Unavailable, "body.no_room").Because(err)
	}
	opt.Outcome, opt.Refused = w.found.outcome, w.found.refused
	w.size, w.layout, w.done = f.Size, f.Choice().Layout, make(chan struct{})
	if err := f.place(w); err != nil {
		w.found.close()
		return nil, err
	}
	var ctx context.Context
	ctx, w.stop = context.WithCancel(f.uploads.ctx)
	f.uploads.running.Go(func() {
		defer close(w.done)
		w.report = w.run(ctx, f, opt)
	})
	return w, nil
}

// place makes a work the present one of its kind.
func (f *File) place(w *Work) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case f.freed:
		return ringdex.Fail(ringdex.NotFound, "upload.gone")
	case f.isAtWork():
		return ringdex.Fail(ringdex.Conflict, "upload.at_work")
	case w.DryRun:
		f.forget(&f.trial)
		f.trial = w
	default:
		f.forget(&f.taken)
		f.taken = w
	}
	return nil
}

// run does the work, when it is its turn.
func (w *Work) run(ctx context.Context, f *File, opt fileimport.Options) *fileimport.Report {
	report := fileimport.NewReport(&opt)
	select {
	case f.uploads.atWork <- struct{}{}:
		defer func() { <-f.uploads.atWork }()
	case <-ctx.Done():
		report.Err = ctx.Err()
		return &report
	}
	rows, err := fileimport.Open(&counted{io.NewSectionReader(f.spool, 0, f.Size), &w.read}, w.layout)
	if err != nil {
		report.Err = err
		return &report
	}
	defer func() { _ = rows.Close() }()
	im, err := f.uploads.Importer.Prepare(ctx, rows, opt)
	if err != nil {
		report.Err = err
		return &report
	}
	w.rows.Store(im)
	done := im.Run(ctx)
	done.Err = errors.Join(done.Err, w.found.flush())
	return done
}

// isAtWork reports whether the file is being imported. f is locked.
func (f *File) isAtWork() bool { return f.taken != nil && !f.taken.Progress().Done }

// forget stops and frees a work. f is locked, so no work may wait for it.
func (f *File) forget(w **Work) {
	if *w == nil {
		return
	}
	(*w).stop()
	<-(*w).done
	if im := (*w).rows.Load(); im != nil {
		_ = im.Close()
	}
	(*w).found.close()
	*w = nil
}

// counted counts what is read.
type counted struct {
	io.Reader
	n *atomic.Int64
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.n.Add(int64(n))
	return n, err
}
