// Package scratch makes temporary files that leave nothing behind, however the program ends.
//
// A file is taken out of its folder as soon as it is open: the system frees it with the last descriptor, also after
// kill -9. What it holds may be personal data. Where the system cannot do that (Windows), Close removes the file.
package scratch

import (
	"errors"
	"io"
	"os"
)

// File is a temporary file. It has no name that anybody could use.
type File struct {
	*os.File
	left string // its path, where it could not be removed while it is open
}

// Error is a failure to make or to write a temporary file: the folder is full, or may not be written. It is the
// server's, never the sender's.
type Error struct{ Cause error }

func (e *Error) Error() string { return "no room for a temporary file: " + e.Cause.Error() }

// Unwrap returns the failure of the system.
func (e *Error) Unwrap() error { return e.Cause }

// Create makes a file for this program alone. Every failure is an *Error.
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

// WriteAt writes at a place.
func (f *File) WriteAt(b []byte, at int64) (int, error) {
	n, err := f.File.WriteAt(b, at)
	return n, wrapped(err)
}

// ReadFrom copies r to the file. A failure of the file is an *Error, one of r is as it was.
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
