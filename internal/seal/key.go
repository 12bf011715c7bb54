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

// Key is where the key is.
type Key struct {
	origin string // for people
	read   func() ([]byte, error)
}

// Given is a key in base64, 32 bytes of it; name is where it was given.
func Given(name, text string) Key {
	return Key{name, func() ([]byte, error) { return parse(name, text) }}
}

// InFile is a key in a file of its own, which is made when it is first needed and not there.
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

// makeFile writes a new key beside its place and links it there: another program that wants one at the same moment
// sees a whole key or none, and both end up with the same. It belongs to the owner of the folder, whose service has to
// read it.
func makeFile(path string) error {
	key := make([]byte, keySize)
	_, _ = rand.Read(key)                                                     // never fails: crypto/rand ends the program instead
	draft, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*") // readable by its owner only
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
