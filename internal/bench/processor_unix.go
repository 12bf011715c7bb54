//go:build unix

package bench

import "syscall"

func processorTime() processor {
	var used syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &used) != nil {
		return 0
	}
	return processor(used.Utime.Nano() + used.Stime.Nano())
}
