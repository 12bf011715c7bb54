// Package upload keeps files that people have handed in until they are imported: what was chosen
// for each, what a dry run has found row by row, and how far its import is.
//
// It owns the steps between a file and its run: look at it, choose, try it, mend its refused rows,
// import it. What a file means is the business of package fileimport.
//
// A file is for the person who has handed it in. It lies in a temporary file without a name, so
// that personal data of a file that nobody imports outlive neither a day nor the program. On
// several nodes it is on the one that received it.
package upload

import (
	"cmp"
	"context"
	"errors"
	"io"
	"slices"
	"sync"
	"time"

	"ringdex/internal/auth"
	"ringdex/internal/fileimport"
	"ringdex/internal/ringdex"
	"ringdex/internal/scratch"
)

// Deps are what uploads need.
type Deps struct {
	Importer     *fileimport.Importer
	Organization func(context.Context, ringdex.OrganizationID) (ringdex.Organization, error)
	Clock        ringdex.Clock
	MaxFile      int64 // bytes; 0 for DefaultMaxFile
}

// Limits of what waits.
const (
	DefaultMaxFile = 1 << 30 // bytes; ten million rows
	MostFiles      = 5       // of a person
	Lifetime       = 24 * time.Hour
	mostAtWork     = 2 // files that are read at a time: each takes about 60 MB of memory
)

// Uploads are all files that wait. It is safe for concurrent use.
type Uploads struct {
	Deps
	atWork  chan struct{}
	ctx     context.Context // of all work; ends with Close
	stop    context.CancelFunc
	running sync.WaitGroup

	mu    sync.Mutex
	files map[ringdex.ID]*File
}

// New returns the uploads of a program. Call Close when it ends.
func New(d Deps) *Uploads {
	if d.MaxFile == 0 {
		d.MaxFile = DefaultMaxFile
	}
	u := &Uploads{Deps: d, atWork: make(chan struct{}, mostAtWork), files: map[ringdex.ID]*File{}}
	u.ctx, u.stop = context.WithCancel(context.Background())
	return u
}

// Close stops all work, as a stopping server does with every import, and frees all files.
func (u *Uploads) Close() {
	u.stop()
	u.running.Wait()
	u.mu.Lock()
	defer u.mu.Unlock()
	for id, f := range u.files {
		f.free()
		delete(u.files, id)
	}
}

// Add receives a file. TooLarge if it is longer than MaxFile, Conflict if too many files of the
// person wait, Unavailable if there is no room for it. An error of r is returned as Invalid.
func (u *Uploads) Add(p auth.Principal, name string, r io.Reader) (*File, error) {
	if err := p.Require(auth.Import); err != nil {
		return nil, err
	}
	if len(u.List(p)) >= MostFiles {
		return nil, ringdex.Fail(ringdex.Conflict, "upload.too_many", MostFiles)
	}
	spool, size, err := u.receive(r)
	if err != nil {
		return nil, err
	}
	now := u.Clock()
	f := &File{ID: ringdex.NewID(now), Name: name, Size: size, At: now, of: p, uploads: u, spool: spool}
	f.choice = Choice{Kind: ringdex.KindContact, Source: DefaultSource, Rules: fileimport.Rules{CreateCompanies: true}}
	u.mu.Lock()
	defer u.mu.Unlock()
	u.files[f.ID] = f
	return f, nil
}

func (u *Uploads) receive(r io.Reader) (*scratch.File, int64, error) {
	spool, err := scratch.Create()
	if err != nil {
		return nil, 0, ringdex.Fail(ringdex.Unavailable, "body.no_room").Because(err)
	}
	size, err := spool.ReadFrom(io.LimitReader(r, u.MaxFile+1))
	switch _, ours := errors.AsType[*scratch.Error](err); {
	case ours:
		err = ringdex.Fail(ringdex.Unavailable, "body.no_room").Because(err)
	case err != nil:
		err = ringdex.Fail(ringdex.Invalid, "body.unread").Because(err)
	case size > u.MaxFile:
		err = ringdex.Fail(ringdex.TooLarge, "upload.too_large", u.MaxFile>>20)
	case size == 0:
		err = ringdex.Fail(ringdex.Invalid, "upload.empty")
	}
	if err != nil {
		_ = spool.Close()
		return nil, 0, err
	}
	return spool, size, nil
}

// List returns the files of a person that wait, the latest first.
func (u *Uploads) List(p auth.Principal) (files []*File) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.expire()
	for _, f := range u.files {
		if f.isOf(p) {
			files = append(files, f)
		}
	}
	slices.SortFunc(files, func(a, b *File) int { return cmp.Compare(b.ID.String(), a.ID.String()) })
	return files
}

// Find returns a file of a person. NotFound if it does not wait any more, or is of somebody else.
func (u *Uploads) Find(p auth.Principal, id ringdex.ID) (*File, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.expire()
	f := u.files[id]
	if f == nil || !f.isOf(p) {
		return nil, ringdex.Fail(ringdex.NotFound, "upload.gone")
	}
	return f, nil
}

// Discard frees a file, unless it is being imported: Conflict.
func (u *Uploads) Discard(p auth.Principal, id ringdex.ID) error {
	f, err := u.Find(p, id)
	if err != nil {
		return err
	}
	if !f.leave() {
		return ringdex.Fail(ringdex.Conflict, "upload.at_work")
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	delete(u.files, id)
	f.free()
	return nil
}

// expire frees the files that have waited for too long. u is locked.
func (u *Uploads) expire() {
	for id, f := range u.files {
		if u.Clock().Sub(f.At) > Lifetime && f.leave() {
			delete(u.files, id)
			f.free()
		}
	}
}
