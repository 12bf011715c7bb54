package file

import (
	"cmp"
	"context"
	"errors"
	"io"
	"io/fs"
	"slices"
	"sync/atomic"

	"ringdex/internal/connector"
	"ringdex/internal/fileimport"
	"ringdex/internal/mapping"
	"ringdex/internal/message"
	"ringdex/internal/ringdex"
	"ringdex/internal/table"
)

// What is written beside a file has its name and one of these.
const (
	refusedSuffix = ".refused.csv"
	reasonSuffix  = ".reason.txt"
)

// take reads a file and moves it. The error stops the read.
func (r *reading) take(ctx context.Context, f *found) error {
	content, err := r.in.open(f.name)
	switch {
	case isMissing(err), errors.Is(err, errNoFile):
		r.sink.Note(message.New("file.gone", shown(f.name)))
		return nil
	case err != nil:
		return of(f, bare(err))
	}
	watched := &source{Reader: content}
	to, err := r.vacant(r.done, f.name)
	if err == nil {
		err = r.load(ctx, f, watched, to)
	}
	_ = content.Close() // it was only read
	switch {
	case err == nil:
		return r.move(f, to)
	case ctx.Err() != nil:
		return ctx.Err()
	case watched.failure() != nil:
		return of(f, watched.failure())
	case fileimport.IsGuard(err):
		r.after.Held = &waits{f.stamp, f.name}
	case fileimport.IsFault(err):
		return r.fail(f, err)
	}
	return of(f, err)
}

// of returns an error with the name of its file.
func of(f *found, err error) error { return message.Wrap(err, "value.of", shown(f.name)) }

func isMissing(err error) bool { return errors.Is(err, fs.ErrNotExist) }

// source keeps why a file could not be read on: that is not the file's fault.
type source struct {
	io.Reader
	failed atomic.Pointer[error]
}

// Read implements io.Reader.
func (s *source) Read(p []byte) (int, error) {
	n, err := s.Reader.Read(p)
	if err != nil && err != io.EOF {
		s.failed.Store(&err)
	}
	return n, err
}

func (s *source) failure() error {
	if err := s.failed.Load(); err != nil {
		return bare(*err)
	}
	return nil
}

// load imports a file. The rows that are refused will lie beside it, at to.
func (r *reading) load(ctx context.Context, f *found, content io.Reader, to string) error {
	rows, err := fileimport.Open(content, r.how.layout)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	how, beside := r.how.options[f.kind], to+refusedSuffix
	if how.Name = f.name; rows.Layout().Format == table.VCard {
		how.Assigned = within(how.Assigned, rows.Header())
	}
	report, err := r.sink.Import(ctx, connector.File{Rows: rows, How: how, Refused: func(write func(io.Writer) error) error {
		return r.write(beside, write)
	}})
	if err == nil {
		r.tell(f, report, beside)
	}
	return err
}

// within returns what settings say of the columns that there are: an address book has none of the
// headings that other files of the folder have.
func within(assigned []mapping.Assignment, header []string) []mapping.Assignment {
	return slices.DeleteFunc(slices.Clone(assigned), func(a mapping.Assignment) bool { return !slices.Contains(header, a.Column) })
}

// tell notes what somebody has to look after in a file that was read.
func (r *reading) tell(f *found, report *fileimport.Report, beside string) {
	if n := report.Run.Counts.Refused; n > 0 && !r.query.DryRun {
		r.sink.Note(message.New("file.refused", shown(f.name), n, r.place(beside)))
	}
	for _, c := range report.LeftOut {
		r.sink.Note(message.New("file.left_out", shown(f.name), ringdex.Show(c.Column.Title), c.Values, ringdex.Show(c.Such)))
	}
}

// write writes a file into the folder.
func (r *reading) write(name string, write func(io.Writer) error) error {
	out, err := r.in.create(name)
	if err != nil {
		return message.Wrap(bare(err), "file.not_written", r.place(name))
	}
	return cmp.Or(write(out), out.Close())
}

// move moves a file that was read, unless it has changed meanwhile: then it is read again.
func (r *reading) move(f *found, to string) error {
	if r.query.DryRun {
		return nil
	}
	now, err := r.in.stat(f.name)
	if err == nil && !stampOf(now).same(f.stamp) {
		r.sink.Note(message.New("file.changed", shown(f.name)))
		return nil
	}
	if err == nil {
		err = r.in.rename(f.name, to)
	}
	if isMissing(err) {
		r.sink.Note(message.New("file.gone", shown(f.name)))
		return nil
	}
	if err != nil {
		return message.Wrap(bare(err), "file.not_moved", shown(f.name), r.place(to))
	}
	return nil
}

// fail moves a file that cannot be read, with a text that says why.
func (r *reading) fail(f *found, why error) error {
	if r.failures++; r.failures == 1 {
		r.failure = of(f, why)
	}
	if r.query.DryRun {
		return nil
	}
	to, err := r.vacant(r.failed, f.name)
	if err == nil {
		err = r.write(to+reasonSuffix, func(w io.Writer) error {
			_, err := io.WriteString(w, r.how.options[f.kind].Language.Error(why)+"\n")
			return err
		})
	}
	if err != nil {
		return err
	}
	return r.move(f, to)
}
