package helpdesk_test

import (
	"fmt"
	"net/http"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ringdex/internal/connector"
	"ringdex/internal/connector/call"
	"ringdex/internal/emulator/fault"
	emulator "ringdex/internal/emulator/helpdesk"
	"ringdex/internal/intake"
	"ringdex/internal/ringdex"
)

// set returns what the operations of a record set, by field.
func set(rec *intake.Record) map[string]any {
	values := map[string]any{}
	for _, op := range rec.Ops {
		if op.Verb == ringdex.Set && op.Value != nil {
			values[op.Field] = op.Value
		}
	}
	return values
}

func TestRead(t *testing.T) {
	t.Parallel()
	for name, o := range map[string]emulator.Options{"whole lists": {}, "short rows": {Lean: true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, o, "contact_fields.level=36")
			w.system.ContactFields(emulator.Field{ID: 36, Title: "Úroveň", Member: "FieldItem", Items: []emulator.Item{{ID: 901, Title: "Zlatý"}}})
			fields := []ringdex.Field{{ID: 1, Kind: ringdex.KindContact, Key: "level", Title: "Level", Type: ringdex.TypeText}}
			firm := w.system.AddCompany(map[string]any{"Name": "Firma", "CountryCode": "CZE", "Emails": []any{"info@firma.example"}, "EmailsDomains": []any{"firma.example"}})
			id := w.system.AddContact(map[string]any{
				"UserName": "jan", "FirstName": "Jan", "Email": "jan@firma.example", "Language": int64(2), "Phones": []any{"+420603303963", "12"},
				"DefaultCustomer/CustomerId": int64(1),
			})
			w.system.SetCustom(id, 36, map[string]any{"FieldItem": map[string]any{"Id": 901, "Title": "Zlatý"}})
			w.system.AddContact(map[string]any{"UserName": "boss", "RoleAdministrator": true})
			w.system.AddContact(map[string]any{"UserName": "agent", "RoleOperator": true})
			w.write(contacts(people(1)...))

			w.Sink.Custom = fields
			w.Read(nil)
			if diff := cmp.Diff([]string{"company " + firm + " created", "contact " + id + " created"}, w.Sink.Taken()); diff != "" {
				t.Errorf("records (-want +got):\n%s", diff)
			}
			rec := w.Sink.Record(ringdex.KindContact, id)
			want := map[string]any{
				"firstName": "Jan", "email": "jan@firma.example", "language": "cs", "phones": []any{"+420603303963", "12"}, "custom.1": "Zlatý",
			}
			if diff := cmp.Diff(want, set(rec)); diff != "" {
				t.Errorf("the contact (-want +got):\n%s", diff)
			}
			if rec.Company == nil || rec.Company.ExternalID != firm {
				t.Errorf("the contact's company is %v, want %s", rec.Company, firm)
			}
			want = map[string]any{"name": "Firma", "country": "CZE", "disabled": false, "emails": []any{"info@firma.example"}, "emailDomains": []any{"firma.example"}, "phones": []any{}}
			if diff := cmp.Diff(want, set(w.Sink.Record(ringdex.KindCompany, firm))); diff != "" {
				t.Errorf("the company (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff([]ringdex.Kind{ringdex.KindCompany, ringdex.KindContact}, w.Sink.Completed); diff != "" {
				t.Errorf("complete kinds (-want +got):\n%s", diff)
			}
		})
	}
}

// The next read asks only for what has changed since, by the helpdesk's clock, and says nothing of
// completeness.
func TestReadChanges(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulator.Options{})
	first := w.system.AddContact(map[string]any{"UserName": "first"})
	w.Pass(time.Hour)
	state := w.Read(nil)
	w.Sink.Taken()
	w.Sink.Completed = nil

	w.Pass(time.Hour)
	second := w.system.AddContact(map[string]any{"UserName": "second"})
	w.Pass(time.Hour)
	state = w.Read(state)
	if diff := cmp.Diff([]string{"contact " + second + " created"}, w.Sink.Taken()); diff != "" {
		t.Errorf("records (-want +got):\n%s", diff)
	}
	w.Pass(time.Hour)
	w.system.EditContact(first, func(values map[string]any) { values["FirstName"] = "Jan" })
	w.Read(state)
	if diff := cmp.Diff([]string{"contact " + first + " updated"}, w.Sink.Taken()); diff != "" {
		t.Errorf("records (-want +got):\n%s", diff)
	}
	if len(w.Sink.Completed) > 0 {
		t.Errorf("complete kinds are %q, want none", w.Sink.Completed)
	}
}

func TestWhichRecordsAreRead(t *testing.T) {
	t.Parallel()
	const ours = "451def09-fbbd-413b-b0e9-2bb040120244"
	for _, c := range []struct {
		setting string
		want    []string
	}{
		{"new", []string{"free"}},
		{"ours", []string{"free", "home"}},
		{"all", []string{"crm", "free", "home"}},
	} {
		w := newWorld(t, emulator.Options{}, "read="+c.setting)
		names := map[string]string{}
		for name, external := range map[string]string{"free": "", "home": ours, "crm": "CRM-5"} {
			id := w.system.AddContact(map[string]any{"UserName": name, "FirstName": name, "SkypeName": "x"})
			w.system.SetExternalID(id, external)
			names[name] = id
		}
		w.Read(nil)
		var got []string
		for _, key := range w.Sink.Keys(ringdex.KindContact) {
			rec := w.Sink.Record(ringdex.KindContact, key)
			got = append(got, set(rec)["firstName"].(string))
			if home := rec.Identity.Home; (home != nil) != (key == "") || home != nil && (home.Contact.String() != ours || !rec.MustExist) {
				t.Errorf("%s: %q is matched by %+v", c.setting, key, rec.Identity)
			}
		}
		slices.Sort(got)
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: contacts (-want +got):\n%s", c.setting, diff)
		}
	}
}

// A record that disappears while pages are read moves others to a page that was read before. None
// is lost.
func TestRowsMove(t *testing.T) {
	t.Parallel()
	var w *world
	pages, first := 0, ""
	w = newWorld(t, emulator.Options{PageCap: 5, OnPage: func() {
		if pages++; pages == 4 { // the first one is that of companies
			w.system.RemoveContact(first)
		}
	}})
	var ids []string
	for i := range 23 {
		ids = append(ids, w.system.AddContact(map[string]any{"UserName": fmt.Sprint("c", i)}))
	}
	first = ids[0]
	w.Read(nil)
	if diff := cmp.Diff(ids, w.Sink.Keys(ringdex.KindContact)); diff != "" {
		t.Errorf("contacts (-want +got):\n%s", diff)
	}
}

func TestReadFails(t *testing.T) {
	t.Parallel()
	var calls atomic.Int64
	w := newWorld(t, emulator.Options{Fault: fault.Plan{Choose: func(_ int, r *http.Request) fault.Failure {
		if r.URL.Path == "/api/Account/GetUsers" && calls.Add(1) <= call.Tries {
			return fault.Rubbish
		}
		return fault.None
	}}})
	w.system.AddContact(map[string]any{"UserName": "jan"})
	state, err := w.TryRead(t.Context(), connector.Query{})
	if state != nil || err == nil {
		t.Errorf("the state is %q, the error %v", state, err)
	}
	w.Read(state)
	if got := len(w.Sink.Keys(ringdex.KindContact)); got != 1 {
		t.Errorf("%d contacts, want 1", got)
	}
}
