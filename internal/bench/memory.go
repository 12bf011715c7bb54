package bench

import (
	"bufio"
	"os"
	"strconv"
	"strings"
)

// resident returns the resident memory (RSS) of this process in bytes: heap, caches of the
// database, code. 0 without /proc.
func resident() uint64 {
	file, err := os.Open("/proc/self/status")
	if err != nil {
		return 0
	}
	defer func() { _ = file.Close() }()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		if value, found := strings.CutPrefix(lines.Text(), "VmRSS:"); found {
			kilobytes, _ := strconv.ParseUint(strings.TrimSpace(strings.TrimSuffix(value, " kB")), 10, 64) // the kernel writes a valid number
			return kilobytes << 10
		}
	}
	return 0
}

// watch records the memory and the lookups during an upload.
type watch struct {
	waits  spread // of lookups
	missed int    // lookups without a result
	memory uint64 // peak
	cpu    processor
}
