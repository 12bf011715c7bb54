package file_test

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"ringdex/internal/connector"
	"ringdex/internal/connector/file"
	"ringdex/internal/dialect/dialecttest"
	"ringdex/internal/directory"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
	"ringdex/internal/seal"
	"ringdex/internal/store/storetest/enginetest"
	"ringdex/internal/syncer"
)

func TestMain(m *testing.M) { os.Exit(enginetest.Main(m)) }

func TestOnPostgreSQL(t *testing.T) {
	t.Parallel()
	enginetest.Again(t)
}

// office is a ringdex with a folder that its connector "office" reads, as one of ringdex.yaml.
type office struct {
	*dialecttest.World
	*syncer.Syncer
	t     *testing.T
	inbox string
	later time.Duration // what the clock of the connector is ahead by
	root  string        // below which connectors of the API may read
	dial  func(ctx context.Context, network, address string) (net.Conn, error)
}

func newOffice(t *testing.T, settings ...string) *office {
	t.Helper()
	w := &office{World: dialecttest.NewWorld(t, nil), t: t, inbox: t.TempDir(), dial: (&net.Dialer{}).DialContext}
	w.Syncer = syncer.New(w.deps())
	w.configure(append([]string{"folder=" + w.inbox, "settle=0s"}, settings...)...)
	return w
}

// now is the time of the machine, as that of its files is.
func (w *office) now() time.Time { return now().Add(w.later) }

func now() time.Time { return time.Now().UTC().Truncate(time.Millisecond) }

func (w *office) deps() syncer.Deps {
	return syncer.Deps{
		Store: w.Store, Clock: w.now, Log: slog.New(slog.DiscardHandler), Box: seal.New(seal.InFile(filepath.Join(w.t.TempDir(), "key"))),
		HTTP: &http.Client{}, Dial: w.dial, FilesRoot: w.root, Intake: w.Intake, Regions: phone.Regions{"CZ"}, Kinds: []connector.Kind{file.Kind()},
		AddField: directory.New(w.Store, w.Clock).AddField, Node: "this", Nodes: w.Store.Nodes,
	}
}

func (w *office) configure(settings ...string) {
	w.t.Helper()
	config := syncer.Config{Name: "office", Kind: "file", Settings: values(settings)}
	if err := w.Apply(w.t.Context(), w.Org, []syncer.Config{config}); err != nil {
		w.t.Fatal(err)
	}
}

func values(settings []string) connector.Values {
	values := connector.Values{}
	for _, s := range settings {
		key, text, _ := strings.Cut(s, "=")
		values[key] = text
	}
	return values
}

// put writes a file, older than those that are put later.
func (w *office) put(name, content string) {
	w.t.Helper()
	w.putAt(name, content, now().Add(-time.Hour+time.Duration(len(w.files()))*time.Second))
}

func (w *office) putAt(name, content string, at time.Time) {
	w.t.Helper()
	path := filepath.Join(w.inbox, name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		w.t.Fatal(err)
	}
	if err := os.Chtimes(path, at, at); err != nil {
		w.t.Fatal(err)
	}
}

// files returns the paths of all files in the folder.
func (w *office) files() (all []string) {
	w.t.Helper()
	err := filepath.WalkDir(w.inbox, func(path string, entry os.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			name, _ := filepath.Rel(w.inbox, path)
			all = append(all, filepath.ToSlash(name))
		}
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return all
}

func (w *office) text(name string) string {
	w.t.Helper()
	text, err := os.ReadFile(filepath.Join(w.inbox, name))
	if err != nil {
		w.t.Fatal(err)
	}
	return string(text)
}

func (w *office) sync(how syncer.Reading) (syncer.Report, error) {
	return w.Read(w.t.Context(), w.Org, "office", how)
}

func (w *office) mustSync() syncer.Report {
	w.t.Helper()
	report, err := w.sync(syncer.Reading{})
	if err != nil {
		w.t.Fatal(err)
	}
	return report
}

// runs returns the runs of a report as "people.csv contact created 2, refused 1".
func runs(report *syncer.Report) (all []string) {
	for _, run := range report.Runs {
		text := fmt.Sprint(run.Name, " ", run.Kind)
		for _, figure := range []struct {
			name string
			n    int64
		}{
			{"created", run.Counts.Created},
			{"updated", run.Counts.Updated},
			{"unchanged", run.Counts.Unchanged},
			{"deleted", run.Counts.Deleted},
			{"refused", run.Counts.Refused},
		} {
			if figure.n > 0 {
				text += fmt.Sprint(" ", figure.name, " ", figure.n)
			}
		}
		all = append(all, text)
	}
	return all
}

func notes(report *syncer.Report) (all []string) {
	for _, note := range report.Notes {
		all = append(all, note.String())
	}
	return all
}

// names returns the names of the contacts of the connector's source, sorted.
func (w *office) names() (all []string) {
	w.t.Helper()
	w.View(w.Org, func(r ringdex.Reader) error {
		return r.EachContact(ringdex.Whole, func(c *ringdex.Contact) error {
			if c.Source == "office" {
				all = append(all, c.FullName())
			}
			return nil
		})
	})
	slices.Sort(all)
	return all
}

func (w *office) state() syncer.State {
	w.t.Helper()
	state, err := w.Show(w.t.Context(), w.Org, "office")
	if err != nil {
		w.t.Fatal(err)
	}
	return state
}

// interrupt returns a context that ends when n outcomes have come, and what takes them.
func interrupt(t *testing.T, n int) (context.Context, func(ringdex.Kind, *ringdex.Outcome)) {
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	return ctx, func(ringdex.Kind, *ringdex.Outcome) {
		if n--; n == 0 {
			cancel()
		}
	}
}
