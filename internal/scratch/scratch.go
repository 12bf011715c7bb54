// Package scratch creates temporary files that never outlive the program.
//
// A file is unlinked as soon as it is open, and the system frees it with the last descriptor, even
// after kill -9. Its content may be personal data. On Windows, which cannot do that, Close removes
// the file.
package scratch

import (
	"errors"
	"io"
	"os"
)

// File is a temporary file without a name.
type File struct {
	*os.File
	left string // its path, if it could not be unlinked while open
}

// Error is a failure to create or to write a temporary file: the disk is full, or the folder is not
// writable. It is the server's fault, never the sender's.
type Error struct{ Cause error }

// Error returns the failure in English.
func (e *Error) Error() string { return "no room for a temporary file: " + e.Cause.Error() }

// Unwrap returns the failure of the system.
func (e *Error) Unwrap() error { return e.Cause }

// Create creates a file that only this program can open. Every failure is an *Error.
func Create() (*File, error) {
	file, err := os.CreateTemp("", "ringdex-*")
	if err != nil {
		return nil, &Error{err}
	}
	f := &File{File: file}
	if os.Remove(file.Name()) != nil {
		f.left = file.Name()
	}
	return f, nil
}

// Write appends to the file.
func (f *File) Write(b []byte) (int, error) {
	n, err := f.File.Write(b)
	return n, wrapped(err)
}

// WriteAt writes at an offset.
func (f *File) WriteAt(b []byte, at int64) (int, error) {
	n, err := f.File.WriteAt(b, at)
	return n, wrapped(err)
}

// ReadFrom copies r to the file. A failure of the file is an *Error; one of r is returned
// unchanged.
func (f *File) ReadFrom(r io.Reader) (int64, error) {
	return io.Copy(struct{ io.Writer }{f}, r)
}

// Close frees the file.
func (f *File) Close() error {
	err := f.File.Close()
	if f.left == "" {
		return err
	}
	return errors.Join(err, os.Remove(f.left))
}

func wrapped(err error) error {
	if err == nil {
		return nil
	}
	return &Error{err}
}
