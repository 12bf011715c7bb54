package bench

import (
	"bufio"
	"os"
	"strconv"
	"strings"
)

// resident is what this process has in memory now, in bytes: its heap, the database's caches and the program itself
// (RSS). 0 where there is no /proc.
func resident() uint64 {
	file, err := os.Open("/proc/self/status")
	if err != nil {
		return 0
	}
	defer func() { _ = file.Close() }()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		if value, found := strings.CutPrefix(lines.Text(), "VmRSS:"); found {
			kilobytes, _ := strconv.ParseUint(strings.TrimSpace(strings.TrimSuffix(value, " kB")), 10, 64) // the kernel writes numbers
			return kilobytes << 10
		}
	}
	return 0
}

// watch is what one upload took besides time.
type watch struct {
	waits  spread // of lookups
	missed int    // lookups that found nobody
	memory uint64 // at its highest
	cpu    processor
}
