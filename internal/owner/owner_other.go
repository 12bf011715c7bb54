//go:build !unix

package owner

import "os"

func give(*os.File, os.FileInfo) error { return nil }
