//go:build !linux

package postgres

import "syscall"

// giveUp keeps the timeout of the kernel.
func giveUp(string, string, syscall.RawConn) error { return nil }
