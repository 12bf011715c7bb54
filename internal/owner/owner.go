// Package owner has a file that the superuser makes belong to the one whose service works with it.
//
// A command that root runs beside a service, or before its first start, must not lock it out of its own files.
package owner

import "os"

// Give gives file to the owner of what stands at model, the folder of a database for example. It does so for the superuser
// only: nobody else may, and nobody else has to.
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
