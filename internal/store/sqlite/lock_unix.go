//go:build unix

package sqlite

import (
	"errors"
	"io"
	"os"
	"syscall"
)

// SQLite locks bytes beyond the end of any file (os_unix.c): a connection to a database in WAL mode
// holds a lock on the shared bytes.
const (
	pendingByte = 0x40000000
	lockedBytes = 2 + 510 // pending, reserved and shared bytes
)

// lock locks the file against connections of other processes until it is closed. free is false if
// there is one.
func lock(file *os.File) (free bool, err error) {
	err = syscall.FcntlFlock(file.Fd(), syscall.F_SETLK, &syscall.Flock_t{
		Type: syscall.F_WRLCK, Whence: io.SeekStart, Start: pendingByte, Len: lockedBytes,
	})
	if errors.Is(err, syscall.EAGAIN) || errors.Is(err, syscall.EACCES) {
		return false, nil
	}
	return err == nil, err
}
