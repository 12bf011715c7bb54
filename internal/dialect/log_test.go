package dialect_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"ringdex/internal/dialect/dialecttest"
	"ringdex/internal/message"
	"ringdex/internal/ringdex"
)

// Above debug, the log has nothing personal: no number, address, name, password or key
// (docs/design.md, Security). All fixtures are played, on a store that works, and on one that fails
// or panics in the middle of each request, since what goes wrong is what gets logged.
func TestLogHasNothingPersonal(t *testing.T) {
	t.Parallel()
	for _, path := range allFixtures(t) {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			archive, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			f := &failing{}
			w := newWorld(t, f.around)
			f.playTo(t, w, archive)
			checkLog(t, w, personal(string(txtar.Format(archive))))
		})
	}
}

func allFixtures(t *testing.T) []string {
	t.Helper()
	var paths []string
	for _, folder := range []string{"helpdesk", "thulium", "native", "voipex"} {
		paths = append(paths, dialecttest.Fixtures(t, folder)...)
	}
	return paths
}

// failing is a store that fails after some transactions.
type failing struct {
	ringdex.Store
	left   atomic.Int64 // transactions that succeed
	panics atomic.Bool  // instead of an error
}

const works = 1 << 40 // transactions are never that many

func (f *failing) around(st ringdex.Store) ringdex.Store {
	f.Store = st
	f.left.Store(works)
	return f
}

func (f *failing) fail() error {
	if f.left.Add(-1) >= 0 {
		return nil
	}
	if f.panics.Load() {
		panic("the store panics")
	}
	return &ringdex.Error{Code: ringdex.Internal, Text: message.Verbatim("the database did not answer as it should"), Cause: errors.New("broken")}
}

func (f *failing) View(ctx context.Context, org ringdex.OrganizationID, fn func(ringdex.Reader) error) error {
	if err := f.fail(); err != nil {
		return err
	}
	return f.Store.View(ctx, org, fn)
}

func (f *failing) Update(ctx context.Context, org ringdex.OrganizationID, fn func(ringdex.Writer) error) error {
	if err := f.fail(); err != nil {
		return err
	}
	return f.Store.Update(ctx, org, fn)
}

// playTo sends each request of a fixture several times, with the store failing at another place
// each time, and at last with one that works. The first transactions are those of signing in.
func (f *failing) playTo(t *testing.T, w *world, archive *txtar.Archive) {
	t.Helper()
	p := dialecttest.NewPlayer(t, w.World, archive)
	p.Plant()
	for _, request := range p.Requests() {
		for _, succeed := range []int64{1, 3, works} {
			f.left.Store(succeed)
			f.panics.Store(succeed == 3)
			p.Send(request)
		}
	}
}

var (
	addresses = regexp.MustCompile(`[\w.]+@[\w.]+\w`)
	digits    = regexp.MustCompile(`\+?\d[\d ]{7,}\d`)
	values    = regexp.MustCompile(`"(?:Value|value|userName|firstName|lastName|displayName|organization|note)": ?"([^"{}]{3,})"`)
	passwords = regexp.MustCompile(`\{basic:[^:{}]+:([^{}]+)\}`)
)

// personal are the texts of a fixture that belong to people.
func personal(fixture string) []string {
	found := map[string]bool{}
	for _, pattern := range []*regexp.Regexp{addresses, digits} {
		for _, text := range pattern.FindAllString(fixture, -1) {
			found[text] = true
		}
	}
	for _, pattern := range []*regexp.Regexp{values, passwords} {
		for _, match := range pattern.FindAllStringSubmatch(fixture, -1) {
			found[match[1]] = true
		}
	}
	for _, harmless := range []string{"true", "false", "True", "FALSE", "wrong"} {
		delete(found, harmless)
	}
	return append(slices.Sorted(maps.Keys(found)), "-password")
}

func checkLog(t *testing.T, w *world, secrets []string) {
	t.Helper()
	secrets = append(secrets, slices.Collect(maps.Values(w.Names.Keys))...)
	for line := range strings.Lines(w.Log.String()) {
		var entry struct {
			Level slog.Level
		}
		if err := json.Unmarshal([]byte(line), &entry); err != nil {
			t.Fatalf("%v in the log's %s", err, line)
		}
		if entry.Level < slog.LevelInfo {
			continue
		}
		for _, secret := range secrets {
			if strings.Contains(line, secret) {
				t.Errorf("the log has %q: %s", secret, line)
				return
			}
		}
	}
}
