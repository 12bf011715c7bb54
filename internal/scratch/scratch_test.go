package scratch

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestNothingStays(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("TMPDIR", folder)
	t.Setenv("TMP", folder)
	f, err := Create()
	if err != nil {
		t.Fatal(err)
	}
	if left, _ := os.ReadDir(folder); f.left == "" && len(left) != 0 {
		t.Errorf("%d files while it is open", len(left))
	}
	if _, err := f.ReadFrom(strings.NewReader("contacts")); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	if text, err := io.ReadAll(f); string(text) != "contacts" || err != nil {
		t.Errorf("got %q, %v", text, err)
	}
	if err := f.Close(); err != nil {
		t.Error(err)
	}
	if left, _ := os.ReadDir(folder); len(left) != 0 {
		t.Errorf("%d files stay", len(left))
	}
}

func TestWhoseFailureItIs(t *testing.T) {
	t.Setenv("TMPDIR", filepath.Join(t.TempDir(), "missing"))
	t.Setenv("TMP", filepath.Join(t.TempDir(), "missing"))
	_, err := Create()
	if _, ours := errors.AsType[*Error](err); !ours {
		t.Errorf("got %v", err)
	}
	t.Setenv("TMPDIR", t.TempDir())
	t.Setenv("TMP", t.TempDir())
	f, err := Create()
	if err != nil {
		t.Fatal(err)
	}
	if _, err = f.ReadFrom(broken{}); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("got %v", err)
	}
	if _, ours := errors.AsType[*Error](err); ours {
		t.Errorf("the reader's failure is taken for the file's: %v", err)
	}
	_ = f.File.Close()
	if _, err = f.Write([]byte("x")); !errors.Is(err, os.ErrClosed) {
		t.Errorf("got %v", err)
	}
	if _, ours := errors.AsType[*Error](err); !ours {
		t.Errorf("got %v", err)
	}
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }
