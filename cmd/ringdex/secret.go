package main

import (
	"bytes"
	"errors"
	"fmt"
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

// box seals secrets with the key from the environment, which is no flag so that it never stands in a list of
// processes, or with one in a file beside the database.
func (e *environment) box() *seal.Box {
	if text := os.Getenv(secretKey); text != "" {
		return seal.New(seal.Given(secretKey, text))
	}
	return seal.New(seal.InFile(keyFile(e.cli.Database)))
}

const secretKey = "RINGDEX_SECRET_KEY"

// keyFile is the key's file when the environment has none: beside an SQLite file, else in the working folder.
func keyFile(database string) string {
	if path, ok := strings.CutPrefix(database, "sqlite:"); ok {
		return path + ".key"
	}
	return "ringdex.key"
}

// moveKey gives a database that was copied from another one the key of that, and says where it is. Nothing is said when
// the key is in the environment, or when there is none because nothing was ever sealed.
func moveKey(from, to string) (said string, err error) {
	old, place := keyFile(from), keyFile(to)
	key, err := os.ReadFile(old)
	if os.Getenv(secretKey) != "" || old == place || errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", message.Wrap(err, "cmd.secret_key")
	}
	there, err := os.ReadFile(place)
	switch {
	case err == nil && bytes.Equal(there, key):
		return "", nil
	case err == nil:
		return "", message.Err("cmd.two_secrets", place, old)
	}
	if err := writeKey(place, key); err != nil {
		return "", message.Wrap(err, "cmd.copy_secret", old)
	}
	return fmt.Sprintf("The key that seals the secrets of webhooks was copied from %s to %s; ringdex has to find it there, or in %s.", old, place, secretKey), nil
}

// writeKey makes a file that is not there, for the service that works in its folder.
func writeKey(path string, key []byte) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(key)
	return errors.Join(err, owner.Give(file, filepath.Dir(path)), file.Close())
}

// outbound is the way out.
func (e *environment) outbound() (*outbound.Client, error) {
	allowed, err := ringdex.ParseNetworks(e.cli.AllowOutbound)
	if err != nil {
		return nil, message.Wrap(err, "value.of", "--allow-outbound")
	}
	return outbound.New(outbound.Config{Allow: allowed}), nil
}
