package main

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"ringdex/internal/message"
	"ringdex/internal/outbound"
	"ringdex/internal/owner"
	"ringdex/internal/ringdex"
	"ringdex/internal/seal"
)

// box returns the box with the key from the environment, or else from a file next to the database.
// The key is not a flag, because the process list would show it.
func (e *environment) box() *seal.Box {
	if text := os.Getenv(secretKey); text != "" {
		return seal.New(seal.Given(secretKey, text))
	}
	return seal.New(seal.InFile(keyFile(e.cli.Database)))
}

const secretKey = "RINGDEX_SECRET_KEY"

// keyFile returns the path of the key file: next to an SQLite file, else in the working folder.
func keyFile(database string) string {
	if path, ok := strings.CutPrefix(database, "sqlite:"); ok {
		return path + ".key"
	}
	return "ringdex.key"
}

// moveKey copies the key file to the database of a transfer's target. It returns false if nothing
// was to be copied: the key is in the environment or there already, or nothing was sealed.
func moveKey(from, to string) (moved bool, err error) {
	old, place := keyFile(from), keyFile(to)
	key, err := os.ReadFile(old)
	if os.Getenv(secretKey) != "" || old == place || errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, message.Wrap(err, "cmd.secret_key")
	}
	there, err := os.ReadFile(place)
	switch {
	case err == nil && bytes.Equal(there, key):
		return false, nil
	case err == nil:
		return false, message.Err("cmd.two_secrets", place, old)
	}
	if err := writeKey(place, key); err != nil {
		return false, message.Wrap(err, "cmd.copy_secret", old)
	}
	return true, nil
}

// writeKey creates a new file, owned by the user of the service.
func writeKey(path string, key []byte) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(key)
	return errors.Join(err, owner.Give(file, filepath.Dir(path)), file.Close())
}

// outbound returns the client for outgoing requests.
func (e *environment) outbound() (*outbound.Client, error) {
	allowed, err := ringdex.ParseNetworks(e.cli.AllowOutbound)
	if err != nil {
		return nil, flagError("--allow-outbound", err)
	}
	return outbound.New(outbound.Config{Allow: allowed}), nil
}
