package helios_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ringdex/internal/await"
	"ringdex/internal/connector"
	"ringdex/internal/connector/connectortest"
	"ringdex/internal/connector/helios"
	"ringdex/internal/emulator/fault"
	emulator "ringdex/internal/emulator/helios"
	"ringdex/internal/golden"
	"ringdex/internal/ringdex"
)

func TestMarks(t *testing.T) {
	t.Parallel()
	for name, settings := range map[string][]string{
		"by number": {"contacts.mark_function_id=23480"}, "by reference": {"contacts.mark_function_id=23480", "columns.record_number=nobody"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := open(t, 2, 230, nil, settings...)
			w.sink.Ahead = 150 // intake reads ahead of the outcomes
			w.sink.Refuse = func(key string) *ringdex.Error {
				if key == "K-7" {
					return ringdex.Problem("", "rows.no_key")
				}
				return nil
			}
			if _, err := w.try(t.Context(), connector.Query{DryRun: true}); err != nil || len(w.Stats().Marked) != 0 {
				t.Fatalf("a dry run marked %d records, %v", len(w.Stats().Marked), err)
			}
			w.sink.Forget()
			state := w.read(t, nil)
			got := slices.Sorted(slices.Values(w.Stats().Marked))
			want := slices.DeleteFunc(keys("K", 230), func(key string) bool { return key == "K-7" })
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("marked (-want +got):\n%s", diff)
			}
			if n := w.Stats().Runs; n != 3 {
				t.Errorf("%d calls of RUN, want 3 of 100 records at most", n)
			}
			w.now = w.now.Add(time.Hour)
			if err := w.Put(emulator.ContactFolder, map[string]string{"name": "K-3", "title": "Jana Nová"}); err != nil {
				t.Fatal(err)
			}
			state = w.read(t, state)
			w.read(t, state) // the same version again, through the overlap
			if marked := w.Stats().Marked[229:]; !slices.Equal(marked, []string{"K-3"}) {
				t.Errorf("then marked %q, want K-3 once", marked)
			}
		})
	}
}

// What was not marked is marked by the next run.
func TestMarksThatFail(t *testing.T) {
	t.Parallel()
	w := open(t, 0, 620, func(o *emulator.Options) { o.FailRun = true }, "contacts.mark_function_id=23480", "map.obchodnik=-", "map.ico=-")
	state := w.read(t, nil)
	w.has(t, 0, 620)
	want := []string{"620 records are not marked in Helios yet; the next run tries again: Helios reports: Function 23480 does not exist or you may not run it."}
	if diff := cmp.Diff(want, w.sink.Remarks()); diff != "" {
		t.Errorf("notes (-want +got):\n%s", diff)
	}
	if n := w.Stats().Runs; n != 3 {
		t.Errorf("%d calls of RUN, want no more after 3 failures", n)
	}
	w.Set(func(o *emulator.Options) { o.FailRun = false })
	w.read(t, w.read(t, state))
	if diff := cmp.Diff(keys("K", 620), slices.Sorted(slices.Values(w.Stats().Marked))); diff != "" {
		t.Errorf("marked (-want +got):\n%s", diff)
	}
}

// A call without an answer may not have marked its records: the next run marks them again, and no
// other ones.
func TestMarksWithoutAnswer(t *testing.T) {
	t.Parallel()
	var w *world
	w = open(t, 0, 320, func(o *emulator.Options) {
		o.Fault.Choose = func(_ int, r *http.Request) fault.Failure {
			if r.ContentLength > 5000 && w.Stats().Runs == 1 { // the second RUN
				return fault.Cut
			}
			return fault.None
		}
	}, "contacts.mark_function_id=23480", "map.obchodnik=-", "map.ico=-")
	w.read(t, w.read(t, nil))
	w.marked(t, 320, 100)
	notes := w.sink.Remarks()
	if want := "100 records are not marked in Helios yet; the next run tries again: the system cannot be reached: EOF"; len(notes) != 1 || notes[0] != want {
		t.Errorf("notes %q, want %q", notes, want)
	}
}

// marked wants all of n contacts to be marked, so many of them twice.
func (w *world) marked(t *testing.T, n, twice int) {
	t.Helper()
	all := slices.Sorted(slices.Values(w.Stats().Marked))
	if len(all) != n+twice {
		t.Errorf("%d marks, want %d", len(all), n+twice)
	}
	if diff := cmp.Diff(keys("K", n), slices.Compact(all)); diff != "" {
		t.Errorf("marked (-want +got):\n%s", diff)
	}
}

// A run that is killed after it has stored records leaves some that are not marked: the next run
// marks them, and no other one twice.
func TestMarksAfterAKill(t *testing.T) {
	t.Parallel()
	for _, last := range []string{"K-1", "K-150", "K-219"} {
		w := open(t, 0, 230, nil, "contacts.mark_function_id=23480", "accounts.folder_id=0")
		ctx, kill := context.WithCancel(t.Context())
		w.sink.Refuse = func(key string) *ringdex.Error {
			if key == last {
				kill()
			}
			return nil
		}
		if _, err := w.try(ctx, connector.Query{}); !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		w.read(t, w.read(t, nil))
		if diff := cmp.Diff(keys("K", 230), slices.Sorted(slices.Values(w.Stats().Marked))); diff != "" {
			t.Errorf("killed at %s: marked (-want +got):\n%s", last, diff)
		}
	}
}

// A run is killed while the function runs, and again later: the batch of that call is marked by the
// next run that lives.
func TestKilledWhileMarking(t *testing.T) {
	t.Parallel()
	var w *world
	killed := errors.New("killed")
	w = open(t, 0, 230, func(o *emulator.Options) {
		o.Fault.Choose = func(_ int, r *http.Request) fault.Failure {
			if r.ContentLength > 5000 && w.Stats().Runs == 1 { // the second RUN
				w.sink.Killed = killed
			}
			return fault.None
		}
	}, "contacts.mark_function_id=23480", "accounts.folder_id=0", "map.obchodnik=-")
	if _, err := w.try(t.Context(), connector.Query{}); !errors.Is(err, killed) {
		t.Fatal(err)
	}
	ctx, kill := context.WithCancel(t.Context())
	w.sink.Killed, w.sink.Refuse = nil, func(key string) *ringdex.Error {
		if key == "K-50" {
			kill()
		}
		return nil
	}
	if _, err := w.try(ctx, connector.Query{}); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	w.sink.Notes = nil
	w.read(t, w.read(t, nil))
	w.marked(t, 230, 100)
	if notes := w.sink.Remarks(); len(notes) != 0 {
		t.Errorf("notes %q", notes)
	}
}

// The session is renewed right after LogOn, and by a timer of half the server's interval.
func TestKeepAlive(t *testing.T) {
	t.Parallel()
	w := open(t, 0, 3, nil)
	pauses := make(chan time.Duration, 2)
	helios.SetWait(w.Connector, func(ctx context.Context, d time.Duration) error {
		if len(pauses) < 1 {
			pauses <- d
			return nil
		}
		<-ctx.Done()
		return ctx.Err()
	})
	w.sink.Refuse = func(string) *ringdex.Error { // while the records are stored
		await.Until(t, "the second KeepAlive", func() bool { return w.Stats().KeepAlives == 2 })
		return nil
	}
	w.read(t, nil)
	if d := await.Value(t, "the pause", pauses); d != 150*time.Second {
		t.Errorf("the pause is %v, want half of 300 s", d)
	}
	w.ended(t)
}

func TestStopped(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	w := open(t, 20, 20, func(o *emulator.Options) {
		o.OnBrowse = func(n int) {
			if n == 3 {
				cancel()
			}
		}
	}, "page_size=5")
	if _, err := w.try(ctx, connector.Query{}); !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v, want that of the context", err)
	}
	w.ended(t)
}

func TestSlow(t *testing.T) {
	t.Parallel()
	w := open(t, 2, 2, func(o *emulator.Options) { o.Fault.Slow = time.Hour })
	server := connectortest.Serve(t, &connectortest.Clock{}, w.Server)
	server.Client().Timeout = time.Millisecond // must expire
	w.url = server.URL + "/DemoA1/servicegate.asmx"
	w.Connector = w.connect(t, server)
	if _, err := w.try(t.Context(), connector.Query{}); err == nil || err.Error() != "the system did not answer in time" {
		t.Errorf("the error is %v", err)
	}
}

func TestOddTemplates(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*emulator.Options)
		want   []string
	}{
		"several rows with one key": {func(o *emulator.Options) {
			o.Templates[1].Add(map[string]string{"name": "K-4", "title": "Jan Nový", "updated": "2024-05-01 00:00:00"})
			o.Templates[1].Add(map[string]string{"name": "K-4", "title": "Jan Nový", "updated": "2024-05-01 00:00:00"})
		}, []string{"1 record has several rows with the same name; the first row of each was taken. The template should give one row for each record", "Helios has 14 rows now and 12 were read, so nothing is marked as missing; the next full run does it"}},
		"no number of rows": {func(o *emulator.Options) { o.NoTotal = true }, []string{"Helios does not report how many rows there are, so nothing is marked as missing"}},
		"no time of change": {func(o *emulator.Options) {
			o.Templates[1].Columns[6].Name = "kdy"
			o.Templates[1].Updated = ""
		}, []string{`there is no column "updated" with the time of the last change, so every run reads all rows`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := open(t, 0, 12, c.change, "page_size=5", "map.obchodnik=-", "map.kdy=-", "accounts.folder_id=0")
			w.read(t, nil)
			w.has(t, 0, 12)
			if diff := cmp.Diff(c.want, w.sink.Remarks()); diff != "" {
				t.Errorf("notes (-want +got):\n%s", diff)
			}
			if complete := len(w.sink.Completed) == 1; complete != (name == "no time of change") {
				t.Errorf("complete: %v", w.sink.Completed)
			}
		})
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		settings []string
		want     string
	}{
		{nil, ""},
		{[]string{"password=x"}, "Helios does not let reader into the profile DemoA1: Neplatné uživatelské jméno nebo heslo."},
		{[]string{"profile=Demo"}, "Helios does not let reader into the profile Demo: Unknown database profile 'Demo'."},
		{[]string{"contacts.template_number=9"}, "folder and template 1001/9: Helios reports: Template 9 does not exist in folder 1001, or you may not see it."},
		{[]string{"columns.updated=zmena"}, `folder and template 1002/8 have no column "zmena"; the columns are name, title, ulice, mesto, psc, telefon, ico, updated, cislo_subjektu`},
		{[]string{"columns.account=firma"}, `folder and template 1001/7 have no column "firma"; the columns are name, title, account, number, mail, obchodnik, updated, cislo_subjektu`},
		{[]string{"map.telefon=phones"}, ""},
		{[]string{"map.telefonek=phones"}, `map: no template has a column "telefonek"; the columns are name, title, ulice, mesto, psc, telefon, ico, updated, cislo_subjektu, account, number, mail, obchodnik`},
		{[]string{"columns.title=jmeno"}, `folder and template 1002/8 have no column "jmeno"; the columns are name, title, ulice, mesto, psc, telefon, ico, updated, cislo_subjektu`},
	} {
		w := open(t, 2, 2, nil, c.settings...)
		err := w.Connector.(connector.Checker).Check(t.Context())
		if got := message(err); got != c.want {
			t.Errorf("%v: %s, want %s", c.settings, got, c.want)
		}
		w.ended(t)
	}
}

func message(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func TestDiscover(t *testing.T) {
	t.Parallel()
	w := open(t, 2, 2, nil)
	columns, err := w.Connector.(connector.Discoverer).Discover(t.Context())
	if err != nil || len(columns) != 9+8 {
		t.Fatalf("%d columns, %v", len(columns), err)
	}
	want := connector.Column{Kind: ringdex.KindContact, Name: "number", Title: "Telefony", Type: "string", Example: "+420 602000000; +420 721000000"}
	if diff := cmp.Diff(want, columns[12]); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

var token = regexp.MustCompile(`<sessionToken>[^<]*</sessionToken>`)

// The requests of two runs equal the recorded ones in testdata.
func TestRequests(t *testing.T) {
	t.Parallel()
	w := open(t, 1, 2, nil, "contacts.mark_function_id=23480")
	state := w.read(t, nil)
	w.now = w.now.Add(time.Hour)
	w.read(t, state)
	got := "What a full read and an incremental one send. Sources: wire/helios.md 1.2 (envelopes), 1.4 (messages);\n" +
		"that RUN has these records is wire/daktela.md 2.1. Tokens are left out.\n"
	for _, request := range w.Requests() {
		_, body, _ := strings.Cut(request, "<soap:Body>")
		got += strings.NewReplacer("</soap:Body></soap:Envelope>", "", "&lt;", "<", "&gt;", ">").Replace(token.ReplaceAllString(body, "")) + "\n"
	}
	golden.Text(t, filepath.Join("testdata", "requests.txt"), got)
}

// Rows without a time of change are the lowest, and a full read has them all.
func TestRowsWithoutTime(t *testing.T) {
	t.Parallel()
	for _, size := range []string{"page_size=2", "page_size=5", "page_size=500"} {
		w := open(t, 0, 20, func(o *emulator.Options) {
			for i := range 13 {
				o.Templates[1].Add(map[string]string{"name": fmt.Sprintf("K-%d", 21+i), "title": "Jan Nový"})
			}
		}, size, "accounts.folder_id=0")
		w.read(t, nil)
		w.has(t, 0, 33)
		if len(w.sink.Completed) != 1 {
			t.Errorf("%s: complete: %v", size, w.sink.Completed)
		}
	}
}

// On the day when clocks go back, a row that has changed after a read bears an earlier time than
// it.
func TestClocksChange(t *testing.T) {
	t.Parallel()
	prague, err := time.LoadLocation("Europe/Prague")
	if err != nil {
		t.Fatal(err)
	}
	for name, at := range map[string]time.Time{ // of the read; the row changes a quarter of an hour later
		"back": time.Date(2024, 10, 27, 0, 55, 0, 0, time.UTC), "forward": time.Date(2024, 3, 31, 0, 55, 0, 0, time.UTC),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := open(t, 0, 30, func(o *emulator.Options) { o.Zone = prague })
			w.now = at
			state := w.read(t, nil)
			w.sink.Taken()
			w.now = at.Add(15 * time.Minute)
			if err := w.Put(emulator.ContactFolder, map[string]string{"name": "K-3", "title": "Jana Nová"}); err != nil {
				t.Fatal(err)
			}
			w.read(t, state)
			if diff := cmp.Diff([]string{"contact K-3 updated"}, w.sink.Taken()); diff != "" {
				t.Errorf("the second read took (-want +got):\n%s", diff)
			}
		})
	}
}
