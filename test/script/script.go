// Package script tells stories against the built binary, through its real doors: the command line
// and HTTP. Each story is a txtar file here; crash_test.go has the one that needs more than a
// script.
package script
