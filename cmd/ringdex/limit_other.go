//go:build !unix

package main

// ignoreFileLimit does nothing on systems without such a limit.
func ignoreFileLimit() {}
