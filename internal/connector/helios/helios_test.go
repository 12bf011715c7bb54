package helios_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ringdex/internal/connector"
	"ringdex/internal/connector/connectortest"
	"ringdex/internal/connector/helios"
	"ringdex/internal/emulator/fault"
	emulator "ringdex/internal/emulator/helios"
	"ringdex/internal/ringdex"
)

// world is an emulator, a connector to it, and where its records go.
type world struct {
	*emulator.Server
	connector.Connector
	sink connectortest.Sink
	now  time.Time
	url  string
}

// open starts an emulator with some rows. Its clock stands still until a test sets it.
func open(t *testing.T, companies, contacts int, change func(*emulator.Options), settings ...string) *world {
	t.Helper()
	w := &world{now: time.Date(2024, 5, 6, 7, 0, 0, 0, time.UTC)}
	opt := emulator.Options{
		Profile: "DemoA1", Username: "reader", Password: "tajné<&>", Templates: emulator.Sample(companies, contacts),
		Functions: []int{emulator.MarkFunction}, Clock: func() time.Time { return w.now },
	}
	if change != nil {
		change(&opt)
	}
	w.Server = emulator.New(opt)
	server := connectortest.Serve(t, &connectortest.Clock{}, w.Server)
	w.url = server.URL + "/DemoA1/servicegate.asmx"
	w.Connector = w.connect(t, server, settings...)
	return w
}

func (w *world) connect(t *testing.T, server *connectortest.Server, settings ...string) connector.Connector {
	t.Helper()
	c := connectortest.Configure(t, helios.Kind(), server.Deps(), append([]string{
		"instance_uri=" + w.url, "profile=DemoA1", "username=reader", "password=tajné<&>",
		"contacts.folder_id=1001", "contacts.template_number=7", "accounts.folder_id=1002", "companies.template_number=8",
	}, settings...)...)
	helios.SetWait(c, func(ctx context.Context, _ time.Duration) error { <-ctx.Done(); return ctx.Err() })
	return c
}

// read reads and fails the test on an error.
func (w *world) read(t *testing.T, since connector.State) connector.State {
	t.Helper()
	next, err := w.try(t.Context(), connector.Query{Since: since})
	if err != nil {
		t.Fatal(err)
	}
	return next
}

func (w *world) try(ctx context.Context, q connector.Query) (connector.State, error) {
	return w.Connector.(connector.Reader).Read(ctx, q, &w.sink)
}

// keys returns "K-1" to "K-n", sorted.
func keys(prefix string, n int) (all []string) {
	for i := range n {
		all = append(all, fmt.Sprintf("%s-%d", prefix, i+1))
	}
	slices.Sort(all)
	return all
}

// has checks that the sink has exactly the rows of a sample.
func (w *world) has(t *testing.T, companies, contacts int) {
	t.Helper()
	if diff := cmp.Diff(keys("C", companies), w.sink.Keys(ringdex.KindCompany)); diff != "" {
		t.Errorf("companies (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(keys("K", contacts), w.sink.Keys(ringdex.KindContact)); diff != "" {
		t.Errorf("contacts (-want +got):\n%s", diff)
	}
}

// ended checks that every session was ended.
func (w *world) ended(t *testing.T) {
	t.Helper()
	if s := w.Stats(); s.Open != 0 {
		t.Errorf("%d sessions are open after %d LogOns and %d LogOffs", s.Open, s.LogOns, s.LogOffs)
	}
}

func TestSpec(t *testing.T) {
	t.Parallel()
	connectortest.Spec(t, helios.Kind().New(connector.Deps{}))
}

func TestRead(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*emulator.Options){
		"attributes":              nil,
		"elements":                func(o *emulator.Options) { o.Elements = true },
		"declared as UTF-16":      func(o *emulator.Options) { o.Declared = true },
		"without definitions":     func(o *emulator.Options) { o.NoInfo = true },
		"pages capped at 7":       func(o *emulator.Options) { o.PageCap = 7 },
		"pages capped at 1":       func(o *emulator.Options) { o.PageCap = 1 },
		"the answer is cut":       func(o *emulator.Options) { o.CutEvery = 3 },
		"busy":                    func(o *emulator.Options) { o.Fault.Every = map[fault.Failure]int{fault.TooMany: 3} },
		"no answer":               func(o *emulator.Options) { o.Fault.Every = map[fault.Failure]int{fault.Cut: 4} },
		"faults now and then":     func(o *emulator.Options) { o.FaultEvery = 4 },
		"sessions of 2 messages":  func(o *emulator.Options) { o.ExpireAfter = 2 },
		"only a filter, no order": func(o *emulator.Options) { o.IgnoreSort = true }, // the sample is sorted
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := open(t, 23, 57, change, "page_size=10")
			w.read(t, nil)
			w.has(t, 23, 57)
			w.ended(t)
			if diff := cmp.Diff([]ringdex.Kind{ringdex.KindCompany, ringdex.KindContact}, w.sink.Completed); diff != "" {
				t.Errorf("complete (-want +got):\n%s", diff)
			}
			if n := len(w.sink.Log); n != 23+57 {
				t.Errorf("%d records came, want each once: 80", n)
			}
			if first := w.sink.Log[0]; !strings.HasPrefix(first, "company ") {
				t.Errorf("the first record is %s, want a company", first)
			}
		})
	}
}

func TestValues(t *testing.T) {
	t.Parallel()
	w := open(t, 3, 8, nil, "map.obchodnik=-")
	w.read(t, nil)
	var got []string
	for _, op := range w.sink.Record(ringdex.KindContact, "K-8").Ops {
		if op.Verb != ringdex.Remove {
			got = append(got, fmt.Sprintf("%s=%v", op.Field, op.Value))
		}
	}
	want := []string{"phones=+420 602000007", "phones=+420 721000007", "emails=k8@example.com", "firstName=Hana", "lastName=Novák"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("K-8 (-want +got):\n%s", diff)
	}
	if ref := w.sink.Record(ringdex.KindContact, "K-8").Company; ref == nil || ref.ExternalID != "C-2" || ref.MustExist {
		t.Errorf("the company is %+v, want C-2", ref)
	}
	if diff := cmp.Diff([]string{"columns that fill nothing: ico. Give them a field in map, or name them in custom_columns"}, w.sink.Remarks()); diff != "" {
		t.Errorf("notes (-want +got):\n%s", diff)
	}
}

func TestCustomColumns(t *testing.T) {
	t.Parallel()
	w := open(t, 2, 2, nil, "custom_columns=all")
	w.read(t, nil)
	var got []string
	for _, f := range w.sink.Custom {
		got = append(got, fmt.Sprint(f.Kind, " ", f.Key, " ", f.Title, " ", f.Type))
	}
	if diff := cmp.Diff([]string{"company ico IČO text", "contact obchodnik Obchodník text"}, got); diff != "" {
		t.Errorf("fields (-want +got):\n%s", diff)
	}
	if len(w.sink.Notes) != 0 {
		t.Errorf("notes: %v", w.sink.Notes)
	}
}

func TestIncremental(t *testing.T) {
	t.Parallel()
	w := open(t, 30, 70, nil, "page_size=20")
	state := w.read(t, nil)
	w.sink.Taken()
	served := w.Stats().Rows

	w.now = w.now.Add(time.Hour)
	if err := w.Put(emulator.ContactFolder, map[string]string{"name": "K-3", "title": "Jana Nová"}); err != nil {
		t.Fatal(err)
	}
	state = w.read(t, state)
	if diff := cmp.Diff([]string{"contact K-3 updated"}, w.sink.Taken()); diff != "" {
		t.Errorf("the second read took (-want +got):\n%s", diff)
	}
	if n := w.Stats().Rows - served; n > 6 {
		t.Errorf("the second read asked for %d rows of 100", n)
	}
	w.read(t, state)
	if diff := cmp.Diff([]string{"contact K-3 unchanged"}, w.sink.Taken()); diff != "" {
		t.Errorf("the third read, within the overlap, took (-want +got):\n%s", diff)
	}
	if len(w.sink.Completed) != 2 {
		t.Errorf("%d kinds are complete after one full read, want 2", len(w.sink.Completed))
	}
	w.ended(t)
}

// A row that changes or vanishes while pages are read takes no other one with it.
func TestMovingRows(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		move func(t *testing.T, w *world, n int)
		same bool // all rows were changed at the same time
		gone []string
	}{
		"a row vanishes": {gone: []string{"K-2"}, move: func(_ *testing.T, w *world, n int) {
			w.Remove(emulator.ContactFolder, "K-2")
		}},
		"a row vanishes among those of one time": {same: true, gone: []string{"K-11"}, move: func(_ *testing.T, w *world, n int) {
			w.Remove(emulator.ContactFolder, "K-11")
		}},
		"the row of the overlap vanishes": {same: true, gone: []string{"K-18"}, move: func(_ *testing.T, w *world, n int) {
			w.Remove(emulator.ContactFolder, "K-18")
		}},
		"a row changes": {move: func(t *testing.T, w *world, n int) {
			if err := w.Put(emulator.ContactFolder, map[string]string{"name": "K-2", "title": "Jana Nová"}); err != nil {
				t.Error(err)
			}
		}},
		"a row changes among those of one time": {same: true, move: func(t *testing.T, w *world, n int) {
			if err := w.Put(emulator.ContactFolder, map[string]string{"name": "K-11", "title": "Jana Nová"}); err != nil {
				t.Error(err)
			}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := open(t, 0, 57, nil, "page_size=10", "accounts.folder_id=0")
			if c.same {
				for _, key := range keys("K", 57) {
					if err := w.Put(emulator.ContactFolder, map[string]string{"name": key, "updated": "2024-05-06 06:00:00"}); err != nil {
						t.Fatal(err)
					}
				}
			}
			w.Set(func(o *emulator.Options) {
				o.OnBrowse = func(n int) {
					if n == 4 {
						c.move(t, w, n)
					}
				}
			})
			w.read(t, nil)
			want := slices.DeleteFunc(keys("K", 57), func(key string) bool {
				return slices.Contains(c.gone, key) && w.sink.Record(ringdex.KindContact, key) == nil
			})
			if diff := cmp.Diff(want, w.sink.Keys(ringdex.KindContact)); diff != "" {
				t.Errorf("contacts (-want +got):\n%s", diff)
			}
			if rec := w.sink.Record(ringdex.KindContact, "K-2"); name == "a row changes" && !strings.Contains(fmt.Sprint(rec.Ops), "Nová title") {
				t.Errorf("K-2 is %v, want its last version", rec.Ops)
			}
		})
	}
}

func TestFailures(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change   func(*emulator.Options)
		settings []string
		want     string
	}{
		"a failure on page 3": {change: func(o *emulator.Options) { o.FailPage = 3 }, want: "Helios reports: Timeout expired. The timeout period elapsed prior to completion of the operation."},
		"faults":              {change: func(o *emulator.Options) { o.FaultEvery = 1 }, want: "the Helios server reports an error: Server was unable to process request. ---> Deadlock."},
		"a page for people":   {change: func(o *emulator.Options) { o.Fault.Choose = once(5, fault.Rubbish) }, want: "the system answered 200 OK in another form than expected, perhaps by a page for people or cut off: Maintenance We will be back soon."},
		"a wrong password":    {settings: []string{"password=x"}, want: "Helios does not let reader into the profile DemoA1: Neplatné uživatelské jméno nebo heslo."},
		"a wrong template":    {settings: []string{"contacts.template_number=9"}, want: "Helios reports: Template 9 does not exist in folder 1001, or you may not see it."},
		"a wrong key column":  {settings: []string{"columns.name=id"}, want: `there is no column "id", which has the key; the columns are name, title, ulice, mesto, psc, telefon, ico, updated, cislo_subjektu`},
		"rows without order": {change: func(o *emulator.Options) {
			o.IgnoreSort = true
			slices.Reverse(o.Templates)
			o.Templates = append(o.Templates[:0], unsorted())
		}, settings: []string{"accounts.folder_id=0"}, want: "Helios does not sort the rows by updated, so some could be lost; choose a column of a time in columns.updated"},
		"no template":           {settings: []string{"accounts.folder_id=0", "contacts.folder_id=0"}, want: "neither companies.folder_id nor contacts.folder_id is set, so there is nothing to read"},
		"rows that do not come": {change: func(o *emulator.Options) { o.TotalMore = 2 }, want: "Helios reports 25 rows but gave only 23; the next run reads them again"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := open(t, 23, 57, c.change, append([]string{"page_size=10"}, c.settings...)...)
			state, err := w.try(t.Context(), connector.Query{})
			if err == nil || err.Error() != c.want || state != nil {
				t.Errorf("got %s, %v, want %s", state, err, c.want)
			}
			w.ended(t)
			if c.change == nil {
				return
			}
			w.Set(func(o *emulator.Options) {
				o.FailPage, o.FaultEvery, o.TotalMore, o.IgnoreSort = 0, 0, 0, false
			})
			if name != "rows without order" {
				w.read(t, nil) // the next run catches up
				w.has(t, 23, 57)
			}
		})
	}
}

// once lets the n-th call fail.
func once(n int, f fault.Failure) func(int, *http.Request) fault.Failure {
	return func(call int, _ *http.Request) fault.Failure {
		if call == n {
			return f
		}
		return fault.None
	}
}

// unsorted is a template whose rows are not in the order of their changes.
func unsorted() *emulator.Template {
	s := emulator.Sample(0, 30)[1]
	s.Reverse()
	return s
}
