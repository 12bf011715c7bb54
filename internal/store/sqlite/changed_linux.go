package sqlite

import (
	"os"
	"syscall"
	"time"
)

// changed is when a file was written or, as by mv, renamed.
func changed(file os.FileInfo) time.Time {
	if of, ok := file.Sys().(*syscall.Stat_t); ok {
		return time.Unix(of.Ctim.Unix())
	}
	return file.ModTime()
}
