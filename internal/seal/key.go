package seal

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"ringdex/internal/owner"

	"ringdex/internal/message"
)

const keySize = 32 // AES-256

// Key is the location of the key.
type Key struct {
	origin string // shown in messages
	read   func() ([]byte, error)
}

// Given returns a key of 32 bytes in base64; name is its origin, for messages.
func Given(name, text string) Key {
	return Key{name, func() ([]byte, error) { return parse(name, text) }}
}

// InFile returns a key in a file, which is created on first use.
func InFile(path string) Key {
	return Key{path, func() ([]byte, error) { return readFile(path) }}
}

func parse(origin, text string) ([]byte, error) {
	key, err := base64.StdEncoding.DecodeString(strings.TrimSpace(text))
	if err != nil || len(key) != keySize {
		return nil, message.Err("seal.no_key", origin, keySize)
	}
	return key, nil
}

func readFile(path string) ([]byte, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		if err = makeFile(path); err == nil {
			text, err = os.ReadFile(path)
		}
	}
	if err != nil {
		return nil, message.Wrap(err, "cmd.secret_key")
	}
	return parse(path, string(text))
}

// makeFile writes a new key to a temporary file and links it to its path. The link is atomic: a
// concurrent program sees a complete key or none, and both use the same key. The file belongs to
// the owner of the folder, whose service must read it.
func makeFile(path string) error {
	key := make([]byte, keySize)
	_, _ = rand.Read(key)                                                     // never fails: crypto/rand crashes the program instead
	draft, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*") // mode 0600
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(draft.Name()) }()
	_, err = draft.WriteString(base64.StdEncoding.EncodeToString(key) + "\n")
	if err = errors.Join(err, owner.Give(draft, filepath.Dir(path)), draft.Sync(), draft.Close()); err != nil {
		return err
	}
	if err = os.Link(draft.Name(), path); errors.Is(err, fs.ErrExist) {
		return nil
	}
	return err
}
