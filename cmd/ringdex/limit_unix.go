//go:build unix

package main

import (
	"os/signal"
	"syscall"
)

// ignoreFileLimit makes a write beyond the file size limit (ulimit -f) fail as on a full disk,
// instead of killing the program by SIGXFSZ.
func ignoreFileLimit() { signal.Ignore(syscall.SIGXFSZ) }
