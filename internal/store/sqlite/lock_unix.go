//go:build unix

package sqlite

import (
	"errors"
	"io"
	"os"
	"syscall"
)

// SQLite's locks are on bytes that no file reaches (os_unix.c): whoever has a database with a log open keeps one of the
// shared bytes locked.
const (
	pendingByte = 0x40000000
	lockedBytes = 2 + 510 // the pending and the reserved one, and the shared ones
)

// lock keeps every connection of another process out of the file, until it is closed. free is false when there is one.
func lock(file *os.File) (free bool, err error) {
	err = syscall.FcntlFlock(file.Fd(), syscall.F_SETLK, &syscall.Flock_t{
		Type: syscall.F_WRLCK, Whence: io.SeekStart, Start: pendingByte, Len: lockedBytes,
	})
	if errors.Is(err, syscall.EAGAIN) || errors.Is(err, syscall.EACCES) {
		return false, nil
	}
	return err == nil, err
}
