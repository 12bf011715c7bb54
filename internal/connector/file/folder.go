package file

import (
	"cmp"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"ringdex/internal/connector"
	"ringdex/internal/message"
	"ringdex/internal/ringdex"
)

// folder is where the files are. Names have slashes, and never lead out of it.
type folder interface {
	// list returns what is in a folder of it, "." for itself. A link is itself, not what it leads
	// to.
	list(name string) ([]fs.FileInfo, error)
	// stat is of a file; a link is itself.
	stat(name string) (fs.FileInfo, error)
	// open opens a plain file; errNoFile for anything else.
	open(name string) (io.ReadCloser, error)
	// create makes a new file in place of an old one.
	create(name string) (io.WriteCloser, error)
	mkdir(name string) error
	rename(from, to string) error
	close() error
}

// errNoFile is of a link, a folder, or a device.
var errNoFile = message.Err("file.no_file")

// at opens the folder of the settings.
func (f *files) at(ctx context.Context) (folder, error) {
	allowed, err := f.deps.Folders(ctx)
	if err != nil {
		return nil, err
	}
	if f.server.host != "" {
		connection, err := f.server.connect(ctx, f.deps.Dial, allowed)
		if err != nil {
			return nil, err
		}
		return openRemote(ctx, connection, f.folder)
	}
	root, err := openRoot(f.folder, allowed)
	if err != nil {
		return nil, err
	}
	return &local{root}, nil
}

// openRoot opens a folder of this machine. It looks at none that is not allowed, so that nobody
// learns what is there.
func openRoot(path string, allowed connector.Folders) (root *os.Root, err error) {
	if allowed.Any {
		if root, err = os.OpenRoot(path); err != nil {
			return nil, message.Wrap(bare(err), "file.no_folder", ringdex.Show(path))
		}
		return root, nil
	}
	if allowed.Below == "" {
		return nil, message.Err("file.nowhere")
	}
	name, ok := nameBelow(allowed.Below, path)
	if !ok {
		return nil, message.Err("file.not_allowed", ringdex.Show(path))
	}
	home, err := os.OpenRoot(allowed.Below)
	if err != nil {
		return nil, message.Wrap(bare(err), "file.no_folder", ringdex.Show(allowed.Below))
	}
	defer func() { _ = home.Close() }()
	if root, err = home.OpenRoot(name); err != nil {
		return nil, message.Wrap(bare(err), "file.no_folder", ringdex.Show(path))
	}
	return root, nil
}

// nameBelow returns a path as seen from a folder, which it must not leave.
func nameBelow(folder, path string) (name string, ok bool) {
	if !filepath.IsAbs(path) {
		return filepath.Clean(path), filepath.IsLocal(path)
	}
	folder, err := filepath.Abs(folder)
	if err != nil {
		return "", false
	}
	name, err = filepath.Rel(folder, path)
	return name, err == nil && filepath.IsLocal(name)
}

// bare returns what the system says, without the path that is told beside it.
func bare(err error) error {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		return p.Err
	}
	if l, ok := errors.AsType[*os.LinkError](err); ok {
		return l.Err
	}
	return err
}

// local is a folder of this machine. The system keeps names within it, whatever links are there.
type local struct{ root *os.Root }

func (l *local) list(name string) ([]fs.FileInfo, error) {
	dir, err := l.root.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = dir.Close() }()
	return dir.Readdir(-1)
}

func (l *local) stat(name string) (fs.FileInfo, error) { return l.root.Lstat(name) }

// open does not wait for whoever writes into a pipe, and compares what it has opened with the name:
// that may have become a link meanwhile.
func (l *local) open(name string) (io.ReadCloser, error) {
	f, err := l.root.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	opened, err := f.Stat()
	named, failed := l.root.Lstat(name)
	if err = errors.Join(err, failed); err == nil && (!opened.Mode().IsRegular() || !os.SameFile(opened, named)) {
		err = errNoFile
	}
	if err != nil {
		return nil, cmp.Or(err, f.Close())
	}
	return f, nil
}

// Rights of what is made: it has personal data, and belongs to the group of the folder, too.
const (
	fileRights   = 0o640
	folderRights = 0o750
)

func (l *local) create(name string) (io.WriteCloser, error) {
	if err := l.root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	return l.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, fileRights)
}

func (l *local) mkdir(name string) error { return l.root.MkdirAll(name, folderRights) }

func (l *local) rename(from, to string) error { return l.root.Rename(from, to) }

func (l *local) close() error { return l.root.Close() }
