package sqlite

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
)

// ends are those of the names of the files that a database is kept in: the file itself, its log,
// and the log's index.
var ends = [...]string{"", "-wal", "-shm"}

// files are the opened files. If they are removed or replaced, SQLite continues to use the old
// ones, and its writes are lost with the last connection. So every commit and every new connection
// compares them with the files at their paths.
type files struct {
	path   string
	places [len(ends)]string
	opened [len(ends)]os.FileInfo // nil for a missing one

	anchor driver.Conn // keeps the log and its index from being recreated
	end    sync.Once
}

// errMoved is the error of removed or replaced files.
var errMoved = errors.New("removed or replaced while it was in use")

// filesAt records the file; hold records its log. SQLite puts the log next to the target of a link.
func filesAt(path string) (*files, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNone
	}
	if err != nil {
		return nil, unopened(path, err)
	}
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		return nil, unopened(path, err)
	}
	return &files{path: path, places: [...]string{path, real + ends[1], real + ends[2]}, opened: [len(ends)]os.FileInfo{info}}, nil
}

// moved returns an error if one of the files was removed or replaced.
func (f *files) moved() error {
	for i, was := range f.opened {
		if was == nil {
			continue
		}
		is, err := os.Stat(f.places[i])
		if err == nil && !os.SameFile(was, is) || errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("%s was %w", f.places[i], errMoved)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// hold opens a permanent connection and records its files.
func (f *files) hold(ctx context.Context) error {
	c, err := f.connector(toRead)
	if err != nil {
		return err
	}
	conn, err := c.Connect(ctx)
	if err != nil {
		return err
	}
	f.anchor = conn
	rows, err := conn.(driver.QueryerContext).QueryContext(ctx, "SELECT 1 FROM sqlite_schema LIMIT 1", nil) // opens the log
	if err != nil {
		return err
	}
	_ = rows.Close()
	for i := 1; i < len(ends); i++ {
		if f.opened[i], err = os.Stat(f.places[i]); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return f.moved()
}

// enough is the room that a typical write needs, in bytes.
const enough = 1 << 20

// room returns an error if the disk lacks room for a typical write. It returns nil if the folder is
// not writable, because then it cannot check.
func (f *files) room() error {
	file, err := os.CreateTemp(filepath.Dir(f.places[1]), ".ringdex-room-*")
	if errors.Is(err, fs.ErrPermission) {
		return nil
	}
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(file.Name()) }() // where it could not be removed while it is open
	defer func() { _ = file.Close() }()
	_ = os.Remove(file.Name())
	_, err = file.Write(make([]byte, enough))
	return err
}

// connector opens connections to the originally opened files only, and refuses replacements.
type connector struct {
	driver.Connector
	location string
	files    *files
}

// Connect implements driver.Connector. The commit hook runs inside SQLite, so no write bypasses it.
// It runs before anything of a commit is written, and a refusal rolls the transaction back.
func (c *connector) Connect(ctx context.Context) (driver.Conn, error) {
	if err := c.files.moved(); err != nil {
		return nil, err // connecting would write to the replacement
	}
	opened, handle, err := connect(ctx, c.location)
	if err != nil {
		return nil, err
	}
	conn := &conn{driverConn: opened.(driverConn), handle: handle}
	if err := c.files.moved(); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	conn.RegisterCommitHook(func() int32 {
		if c.files.moved() != nil {
			return 1
		}
		return 0
	})
	return conn, nil
}

// Close implements io.Closer: sql.DB calls it after its last connection.
func (c *connector) Close() (err error) {
	c.files.end.Do(func() {
		if c.files.anchor != nil {
			err = c.files.anchor.Close()
		}
	})
	return err
}
