package seal_test

import (
	"bytes"
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"ringdex/internal/seal"
)

func TestSealed(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "ringdex.db.key")
	box := seal.New(seal.InFile(path))
	if _, err := os.Stat(path); err == nil {
		t.Fatal("the key was made before anybody needed it")
	}
	sealed, err := box.Seal([]byte("secret"), "a")
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(sealed, []byte("secret")) {
		t.Error("it is readable")
	}
	if again, _ := box.Seal([]byte("secret"), "a"); bytes.Equal(again, sealed) {
		t.Error("the same secret looks the same twice")
	}
	if plain, err := seal.New(seal.InFile(path)).Open(sealed, "a"); err != nil || string(plain) != "secret" {
		t.Errorf("got %q, %v", plain, err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("got %v, %v", info.Mode(), err)
	}
	checkForeign(t, box, sealed)
}

func checkForeign(t *testing.T, box *seal.Box, sealed []byte) {
	t.Helper()
	other := seal.New(seal.Given("RINGDEX_SECRET_KEY", base64.StdEncoding.EncodeToString(make([]byte, 32))))
	if _, err := other.Open(sealed, "a"); err == nil || !strings.Contains(err.Error(), "RINGDEX_SECRET_KEY") {
		t.Errorf("another key: got %v", err)
	}
	if _, err := box.Open(sealed, "b"); err == nil {
		t.Error("it opens for another purpose")
	}
	for _, cut := range [][]byte{nil, sealed[:5], sealed[:len(sealed)-1]} {
		if _, err := box.Open(cut, "a"); err == nil {
			t.Errorf("%d bytes of it open", len(cut))
		}
	}
}

func TestKeysThatAreNone(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(path, []byte("short"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, key := range []seal.Key{seal.Given("X", "c2hvcnQ="), seal.Given("X", "?"), seal.InFile(path), seal.InFile(filepath.Join(path, "x"))} {
		if _, err := seal.New(key).Seal([]byte("secret"), "a"); err == nil {
			t.Error("a key that is none seals")
		}
	}
}

// Programs that start concurrently end up with the same key.
func TestOneKeyForAll(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "key")
	var all sync.WaitGroup
	sealed := make([][]byte, 20)
	for i := range sealed {
		all.Go(func() { sealed[i], _ = seal.New(seal.InFile(path)).Seal([]byte("secret"), "a") })
	}
	all.Wait()
	for i := range sealed {
		if plain, err := seal.New(seal.InFile(path)).Open(sealed[i], "a"); err != nil || string(plain) != "secret" {
			t.Fatalf("the one of %d: %q, %v", i, plain, err)
		}
	}
}
