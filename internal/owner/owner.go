// Package owner changes the owner of files that root creates to the user of the service.
//
// A command that root runs next to a service, or before its first start, must not lock the service
// out of its files.
package owner

import "os"

// Give changes the owner of file to that of the path model, such as the folder of a database. It
// does so only for the superuser; other users cannot, and need not.
func Give(file *os.File, model string) error {
	if os.Geteuid() != 0 {
		return nil
	}
	info, err := os.Stat(model)
	if err != nil {
		return err
	}
	return give(file, info)
}
