package file

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"io"
	"io/fs"
	"net"
	"os"
	"path"
	"time"

	"github.com/pkg/sftp"
	"golang.org/x/crypto/ssh"

	"ringdex/internal/message"
	"ringdex/internal/ringdex"
)

const (
	patience = 2 * time.Minute // of one call
	ahead    = 1 << 20         // bytes of a file that are asked for at once
)

// remote is a folder of an SFTP server.
type remote struct {
	*sftp.Client
	connection *ssh.Client
	folder     string
	leave      func() bool // the connection no longer ends with the context
}

// openRemote opens the folder of the settings over a connection.
func openRemote(ctx context.Context, connection *ssh.Client, path string) (folder, error) {
	r := &remote{connection: connection, folder: path}
	r.leave = context.AfterFunc(ctx, func() { _ = connection.Close() })
	defer r.hurry()()
	client, err := sftp.NewClient(connection)
	if err != nil {
		return nil, cmp.Or(message.Wrap(err, "file.no_sftp"), r.disconnect())
	}
	r.Client = client
	if info, err := client.Stat(path); err != nil || !info.IsDir() {
		if err == nil {
			err = errNoFolder
		}
		return nil, cmp.Or(message.Wrap(bare(err), "file.no_folder", ringdex.Show(path)), r.close())
	}
	return r, nil
}

var errNoFolder = message.Err("file.not_folder")

// hurry ends the connection if a call takes longer than patience; its result is called at the end
// of the call.
func (r *remote) hurry() (done func()) {
	timer := time.AfterFunc(patience, func() { _ = r.connection.Close() })
	return func() { timer.Stop() }
}

func (r *remote) at(name string) string { return path.Join(r.folder, name) }

func (r *remote) list(name string) ([]fs.FileInfo, error) {
	defer r.hurry()()
	return r.ReadDir(r.at(name))
}

func (r *remote) stat(name string) (fs.FileInfo, error) {
	defer r.hurry()()
	return r.Lstat(r.at(name))
}

func (r *remote) open(name string) (io.ReadCloser, error) {
	info, err := r.stat(name)
	if err == nil && !info.Mode().IsRegular() {
		err = errNoFile
	}
	if err != nil {
		return nil, err
	}
	defer r.hurry()()
	f, err := r.Open(r.at(name))
	if err != nil {
		return nil, err
	}
	patient := &patientReader{f, r}
	return struct {
		io.Reader
		io.Closer
	}{bufio.NewReaderSize(patient, ahead), f}, nil
}

// patientReader reads a file of a server.
type patientReader struct {
	file *sftp.File
	r    *remote
}

// Read implements io.Reader.
func (p *patientReader) Read(b []byte) (int, error) {
	defer p.r.hurry()()
	return p.file.Read(b)
}

func (r *remote) create(name string) (io.WriteCloser, error) {
	defer r.hurry()()
	if err := r.Remove(r.at(name)); err != nil && !isMissing(err) {
		return nil, err
	}
	return r.OpenFile(r.at(name), os.O_WRONLY|os.O_CREATE|os.O_EXCL)
}

func (r *remote) mkdir(name string) error {
	defer r.hurry()()
	return r.MkdirAll(r.at(name))
}

func (r *remote) rename(from, to string) error {
	defer r.hurry()()
	return r.Rename(r.at(from), r.at(to))
}

// close ends the connection first: a server need not answer any more.
func (r *remote) close() error {
	err := r.disconnect()
	_ = r.Close() // what it waits for has ended
	return err
}

// disconnect ends the connection; that it has ended already is no failure.
func (r *remote) disconnect() error {
	r.leave()
	if err := r.connection.Close(); err != nil && !errors.Is(err, net.ErrClosed) && !errors.Is(err, io.EOF) {
		return err
	}
	return nil
}
