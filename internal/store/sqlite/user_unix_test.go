//go:build unix

package sqlite

import (
	"os"
	"syscall"
	"testing"
)

func userOf(t *testing.T, path string) uint32 {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.Sys().(*syscall.Stat_t).Uid
}
