package upload

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"ringdex/internal/auth"
	"ringdex/internal/fileimport"
	"ringdex/internal/i18n"
	"ringdex/internal/intake"
	"ringdex/internal/mapping"
	"ringdex/internal/ringdex"
	"ringdex/internal/store/storetest/enginetest"
)

func TestMain(m *testing.M) { os.Exit(enginetest.Main(m)) }

func TestOnPostgreSQL(t *testing.T) {
	t.Parallel()
	enginetest.Again(t)
}

// world is uploads on a real store, with a clock that is set.
type world struct {
	*Uploads
	who auth.Principal
	now time.Time
}

func newWorld(t *testing.T) *world {
	t.Helper()
	st := enginetest.Open(t)
	o, err := st.PutOrganization(t.Context(), ringdex.Organization{Key: ringdex.DefaultOrganization, Created: time.UnixMilli(0)})
	if err != nil {
		t.Fatal(err)
	}
	w := &world{now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
	w.who = auth.Principal{Organization: o.ID, Actor: "petr", Roles: ringdex.SuperOperator}
	clock := func() time.Time { return w.now }
	in := intake.New(intake.Deps{Store: st, Clock: time.Now, Log: slog.New(slog.DiscardHandler), Regions: []string{"CZ"}})
	w.Uploads = New(Deps{
		Importer: fileimport.New(st, in, []string{"CZ"}), Clock: clock, MaxFile: 1 << 20,
		Organization: func(context.Context, ringdex.OrganizationID) (ringdex.Organization, error) { return o, nil },
	})
	t.Cleanup(w.Close)
	return w
}

func (w *world) add(t *testing.T, rows int) *File {
	t.Helper()
	var b strings.Builder
	b.WriteString("id;Příjmení;Telefon\n")
	for i := range rows {
		fmt.Fprintf(&b, "K-%d;Novák %d;6%08d\n", i, i, i)
	}
	f, err := w.Add(w.who, "a.csv", strings.NewReader(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// TestChoicesEndWork: whoever changes the choice during a dry run gets that of the new one; an
// import is not disturbed.
func TestChoicesEndWork(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	f := w.add(t, 3000)
	first, err := f.Try(i18n.English)
	if err != nil {
		t.Fatal(err)
	}
	choice := f.Choice()
	choice.Assigned = []mapping.Assignment{{Column: "#2", Field: "note"}}
	if err := f.Choose(choice); err != nil {
		t.Fatal(err)
	}
	second, err := f.Try(i18n.English)
	if err != nil || second == first || f.Trial() != second {
		t.Fatalf("the dry run is %p, was %p: %v", second, first, err)
	}
	second.Wait(t.Context())
	if r := second.Report(); r.Err != nil || r.Run.Counts.Created != 3000 {
		t.Fatalf("%+v", r)
	}
	rows, err := second.Rows(ringdex.Created, 2990, 50)
	if err != nil || len(rows) != 10 || rows[9].Line != 3001 || rows[9].Key != "K-2999" {
		t.Errorf("%d rows, %v", len(rows), err)
	}
	taken, err := f.Take(i18n.English)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := f.Choose(choice); err == nil && !taken.Progress().Done {
			t.Error("the choice was changed during the import")
		}
	}
	taken.Wait(t.Context())
	if n := taken.Report().Run.Counts; n.Created != 3000 {
		t.Errorf("%+v", n)
	}
}

// TestFilesEnd: a file goes when it is discarded, after a day, and with the program, whatever is
// going on with it.
func TestFilesEnd(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	f := w.add(t, 2000)
	if _, err := f.Try(i18n.English); err != nil {
		t.Fatal(err)
	}
	if err := w.Discard(w.who, f.ID); err != nil {
		t.Error(err)
	}
	if _, err := f.Take(i18n.English); ringdex.CodeOf(err) != ringdex.NotFound {
		t.Errorf("a discarded file: %v", err)
	}
	old := w.add(t, 10)
	w.now = w.now.Add(Lifetime + time.Second)
	if _, err := w.Find(w.who, old.ID); ringdex.CodeOf(err) != ringdex.NotFound {
		t.Errorf("a file of yesterday: %v", err)
	}
	last := w.add(t, 5000)
	work, err := last.Take(i18n.English)
	if err != nil {
		t.Fatal(err)
	}
	w.Close()
	if r := work.Report(); r == nil || r.Err == nil && r.Run.Counts.Created != 5000 {
		t.Errorf("the end left %+v", r)
	}
	if list := w.List(w.who); len(list) != 0 {
		t.Errorf("%d files are left", len(list))
	}
}

// TestAddRefuses: too long a file leaves nothing, one that breaks off neither.
func TestAddRefuses(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	long := strings.NewReader(strings.Repeat("x", 1<<20+1))
	if _, err := w.Add(w.who, "a", long); ringdex.CodeOf(err) != ringdex.TooLarge {
		t.Errorf("got %v", err)
	}
	broken := io.MultiReader(strings.NewReader("a;b"), brokenReader{})
	if _, err := w.Add(w.who, "a", broken); ringdex.CodeOf(err) != ringdex.Invalid {
		t.Errorf("got %v", err)
	}
	if list := w.List(w.who); len(list) != 0 {
		t.Errorf("%d files wait", len(list))
	}
	nobody := w.who
	nobody.Roles = ringdex.EndUser
	if _, err := w.Add(nobody, "a", strings.NewReader("x")); ringdex.CodeOf(err) != ringdex.Denied {
		t.Errorf("got %v", err)
	}
}

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// TestGlance: the columns have their samples, each once, and a layout is followed.
func TestGlance(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	f, err := w.Add(w.who, "a.csv", strings.NewReader("x;y\nJméno|Telefon\nJan|603303963\nJan|\n"))
	if err != nil {
		t.Fatal(err)
	}
	choice := f.Choice()
	choice.Layout.Delimiter, choice.Layout.HeaderRow = '|', 2
	if err := f.Choose(choice); err != nil {
		t.Fatal(err)
	}
	g, err := f.Look(t.Context())
	if err != nil || g.Problem != nil {
		t.Fatalf("%+v %v", g, err)
	}
	if !slices.Equal(g.Header, []string{"Jméno", "Telefon"}) || len(g.Rows) != 2 || !slices.Equal(g.Columns[0].Samples, []string{"Jan"}) ||
		g.Columns[1].Filled != 50 || g.Columns[1].Field != "phones" {
		t.Errorf("%+v", g)
	}
}
