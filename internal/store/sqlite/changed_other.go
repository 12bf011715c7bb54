//go:build !linux

package sqlite

import (
	"os"
	"time"
)

// changed is when a file was written.
func changed(file os.FileInfo) time.Time { return file.ModTime() }
