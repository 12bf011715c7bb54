package rest_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ringdex/internal/connector"
	"ringdex/internal/connector/connectortest"
	"ringdex/internal/connector/rest"
	"ringdex/internal/emulator/fault"
	emulator "ringdex/internal/emulator/rest"
	"ringdex/internal/ringdex"
)

// world is a connector with the emulator that it reads.
type world struct {
	*emulator.Server
	*connectortest.World
}

func open(t *testing.T, opt emulator.Options, settings ...string) *world {
	t.Helper()
	clock := &connectortest.Clock{}
	opt.Clock = clock.Now
	system := emulator.New(opt)
	system.Sample(7, 33)
	return &world{system, connectortest.Open(t, rest.Kind(), clock, system, append([]string{
		"companies.url=URL/api/companies", "companies.rows=data.items", "contacts.url=URL/api/customers", "contacts.rows=data.items",
		"token_url=URL/oauth2/token", "map.phones.number=phones", "map.address.city=city", "map.address.street=street", "total_path=meta.total",
	}, settings...)...)}
}

func (w *world) has(companies, contacts int) {
	w.Helper()
	for kind, n := range map[ringdex.Kind]int{ringdex.KindCompany: companies, ringdex.KindContact: contacts} {
		var want []string
		for i := range n {
			want = append(want, fmt.Sprint(i+1))
		}
		slices.Sort(want)
		if diff := cmp.Diff(want, w.Sink.Keys(kind)); diff != "" {
			w.Errorf("%s (-want +got):\n%s", kind, diff)
		}
	}
}

func TestSpec(t *testing.T) {
	t.Parallel()
	connectortest.Spec(t, rest.Kind().New(connector.Deps{}))
}

func TestRead(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		opt      emulator.Options
		settings []string
	}{
		"one answer":    {},
		"pages":         {emulator.Options{Paging: "page", PageCap: 10}, []string{"paging=page", "size_parameter=limit"}},
		"pages, capped": {emulator.Options{Paging: "page", PageCap: 4}, []string{"paging=page", "size_parameter=limit", "page_size=20"}},
		"offset":        {emulator.Options{Paging: "offset", PageCap: 10}, []string{"paging=offset", "size_parameter=limit"}},
		"cursor":        {emulator.Options{Paging: "cursor", PageCap: 10}, []string{"paging=cursor", "next_path=meta.next_cursor"}},
		"link":          {emulator.Options{Paging: "link", PageCap: 10}, []string{"paging=link"}},
		"basic":         {emulator.Options{Auth: "basic", Username: "reader", Password: "x"}, []string{"auth=basic", "username=reader", "password=x"}},
		"bearer":        {emulator.Options{Auth: "bearer", Token: "t1"}, []string{"auth=bearer", "token=t1"}},
		"header":        {emulator.Options{Auth: "header", Token: "t1"}, []string{"auth=header", "token=t1"}},
		"oauth2":        {emulator.Options{Auth: "oauth2", Username: "client", Password: "s:1", Paging: "page", PageCap: 5, Uses: 2}, []string{"auth=oauth2", "client_id=client", "client_secret=s:1", "paging=page"}},
		"busy, and cut": {emulator.Options{Paging: "page", PageCap: 10, Fault: fault.Plan{Every: map[fault.Failure]int{fault.TooMany: 3, fault.Cut: 4}, Retry: 1}}, []string{"paging=page"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := open(t, c.opt, c.settings...)
			w.Read(nil)
			w.has(7, 33)
			if len(w.Sink.Log) != 40 || len(w.Sink.Completed) != 2 {
				t.Errorf("%d records came, want 40; complete: %v", len(w.Sink.Log), w.Sink.Completed)
			}
		})
	}
}

func TestValues(t *testing.T) {
	t.Parallel()
	w := open(t, emulator.Options{}, "constants.note=web shop", "custom_columns=vip")
	w.Read(nil)
	var got []string
	for _, op := range w.Sink.Record(ringdex.KindContact, "1").Ops {
		if op.Verb != ringdex.Remove {
			got = append(got, fmt.Sprintf("%s=%v", op.Field, op.Value))
		}
	}
	slices.Sort(got)
	want := []string{"custom.1=true", "emails=jan1@example.com", "firstName=Jan", "lastName=Novák1", "note=web shop", "phones=+420 602000000", "phones=+420 721000000"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if ref := w.Sink.Record(ringdex.KindContact, "4").Company; ref == nil || ref.ExternalID != "4" {
		t.Errorf("the company is %+v, want 4", ref)
	}
}

// The recipe of docs/connectors/http.md for orders of people without an account.
func TestOrders(t *testing.T) {
	t.Parallel()
	w := open(t, emulator.Options{Paging: "page", PageCap: 4}, "paging=page")
	w.SampleOrders(9)
	w.Connect(rest.Kind(), "contacts.url=URL/api/orders",
		"contacts.rows=data.items", "paging=page", "columns.name=billing.email", "columns.title=-", "columns.account=-", "map.billing.first_name=firstName", "map.billing.last_name=lastName",
		"map.billing.email=emails", "map.billing.phone=phones", "map.billing.city=city", "constants.custom.guest=true")
	w.Sink.Custom = []ringdex.Field{{ID: 5, Kind: ringdex.KindContact, Key: "guest", Title: "Guest", Type: ringdex.TypeCheckBox}}
	w.Read(nil)
	if log := w.Sink.Taken(); len(log) != 6 {
		t.Errorf("six people were taken as %q", log)
	}
	want := []string{"eva1@example.com", "eva2@example.com", "eva4@example.com", "eva5@example.com", "eva7@example.com", "eva8@example.com"}
	if diff := cmp.Diff(want, w.Sink.Keys(ringdex.KindContact)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	got := fmt.Sprint(w.Sink.Record(ringdex.KindContact, "eva2@example.com").Ops)
	for _, part := range []string{"firstName <nil> Eva", "lastName <nil> Malá2", "+420 605000001", "custom.5 <nil> true"} {
		if !strings.Contains(got, part) {
			t.Errorf("the record is %s, want %s in it", got, part)
		}
	}
}

func TestIncremental(t *testing.T) {
	t.Parallel()
	w := open(t, emulator.Options{Paging: "page", PageCap: 10}, "paging=page", "since_parameter=updated_after")
	w.Pass(time.Hour) // the sample is older than the overlap
	state := w.Read(nil)
	w.Sink.Taken()
	w.Pass(time.Hour)
	w.Put("customers", emulator.Row{"id": 5, "name": "Jana Nová"})
	state = w.Read(state)
	w.Read(state)
	if diff := cmp.Diff([]string{"contact 5 updated", "contact 5 unchanged"}, w.Sink.Taken()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if len(w.Sink.Completed) != 2 {
		t.Errorf("complete: %v, want once", w.Sink.Completed)
	}
}

// Rows that vanish on earlier pages take no others with them.
func TestMovingRows(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		page int // two pages are of companies
		gone []int
	}{
		"one": {4, []int{2}}, "several": {4, []int{2, 3, 4, 5}}, "all that were read": {4, []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}},
		"so many that the next page is empty": {6, []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var w *world
			w = open(t, emulator.Options{Paging: "offset", PageCap: 10, OnPage: func(n int) {
				if n == c.page {
					for _, id := range c.gone {
						w.Remove("customers", id)
					}
				}
			}}, "paging=offset")
			w.Read(nil)
			w.has(7, 33) // with those that were read before
			if !slices.Equal(w.Sink.Completed, []ringdex.Kind{ringdex.KindCompany}) {
				t.Errorf("complete: %v, want companies only", w.Sink.Completed)
			}
		})
	}
}

func TestFailures(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		opt      emulator.Options
		settings []string
		want     string
	}{
		"a wrong password":    {emulator.Options{Auth: "basic"}, []string{"auth=basic", "username=x"}, "the system does not accept the user name and the password (401)"},
		"a wrong client":      {emulator.Options{Auth: "oauth2", Username: "c"}, []string{"auth=oauth2", "client_id=x", "client_secret=y"}, "no token: the system does not accept the user name and the password (401)"},
		"no user name":        {emulator.Options{}, []string{"auth=basic"}, "username is needed"},
		"no rows":             {emulator.Options{}, []string{"contacts.rows=data.rows"}, `there are no rows at "data.rows"; the answer has data, meta`},
		"no key":              {emulator.Options{}, []string{"columns.name=key"}, `there is no column "key", which has the key; the columns are address.city, address.street, id, name, updated`},
		"pages are ignored":   {emulator.Options{}, []string{"paging=page"}, "the system gives the same page again; check the settings of paging"},
		"no next page is set": {emulator.Options{}, []string{"paging=cursor"}, "next_path is needed"},
		"rows do not come":    {emulator.Options{Paging: "page", PageCap: 10}, nil, "the system reports 33 rows but gave only 10; the next run reads them again"},
		"rubbish":             {emulator.Options{Fault: connectortest.Every(fault.Rubbish)}, nil, connectortest.Page},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := open(t, c.opt, c.settings...)
			state, err := w.TryRead(t.Context(), connector.Query{})
			if err == nil || err.Error() != c.want || state != nil {
				t.Errorf("got %s, %v, want %s", state, err, c.want)
			}
		})
	}
}

func TestOtherHost(t *testing.T) {
	t.Parallel()
	system := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Link", `<https://elsewhere.example.com/>; rel="next"`)
		_, _ = w.Write([]byte(`[{"id":1,"name":"Jan Novák"}]`))
	})
	w := connectortest.Open(t, rest.Kind(), &connectortest.Clock{}, system, "contacts.url=URL", "paging=link")
	_, err := w.TryRead(t.Context(), connector.Query{})
	if want := `the next page is at another server, "elsewhere.example.com", which does not get the credentials`; err == nil || err.Error() != want {
		t.Errorf("the error is %v, want %s", err, want)
	}
}

func TestCheckAndDiscover(t *testing.T) {
	t.Parallel()
	w := open(t, emulator.Options{})
	w.Same("check", w.Check(), "")
	columns, err := w.Connector.(connector.Discoverer).Discover(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range columns {
		got = append(got, fmt.Sprint(c.Kind, " ", c.Name, " = ", c.Example))
	}
	want := "contact phones.number = +420 602000000; +420 721000000"
	if !slices.Contains(got, want) || len(got) != 5+7 {
		t.Errorf("got %s, want %s among them", strings.Join(got, "\n"), want)
	}
}
