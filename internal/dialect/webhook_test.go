package dialect_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"ringdex/internal/directory"
	"ringdex/internal/httpx"
	"ringdex/internal/jobs"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
	"ringdex/internal/seal"
	"ringdex/internal/webhook"
)

// What a webhook of the form helpdesk sends, our own import takes, and arrives at the same contacts and companies:
// made at random, then changed at random.
func TestHelpdeskWebhookFeedsTheImport(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	feed := &feed{w: w, there: w.addTenant(0)}
	w.update(feed.there.org, func(wr ringdex.Writer) error { return putFields(wr) })
	w.update(w.org, func(wr ringdex.Writer) error { return putFields(wr) })
	feed.start(t)
	firms, people := firmPairs(), peoplePairs()
	for _, at := range []func(pair[ringdex.Company], pair[ringdex.Contact]) (*ringdex.Company, *ringdex.Contact){
		func(f pair[ringdex.Company], p pair[ringdex.Contact]) (*ringdex.Company, *ringdex.Contact) {
			return f.before, p.before
		},
		func(f pair[ringdex.Company], p pair[ringdex.Contact]) (*ringdex.Company, *ringdex.Contact) {
			return f.after, p.after
		},
	} {
		var company *ringdex.Company
		for i := range firms {
			company, _ = at(firms[i], people[0])
			feed.put(company, nil)
		}
		feed.told(t)
		for i := range people {
			_, contact := at(firms[0], people[i])
			feed.put(nil, contact)
		}
		feed.told(t)
		for i := range firms {
			company, _ = at(firms[i], people[0])
			feed.compareCompany(t, company)
		}
		for i := range people {
			_, contact := at(firms[0], people[i])
			feed.compareContact(t, contact)
		}
	}
}

const pairs = 150

type pair[T any] struct{ before, after *T }

func peoplePairs() (all []pair[ringdex.Contact]) {
	for i := range pairs {
		id := ringdex.NewID(began)
		var p pair[ringdex.Contact]
		for n, to := range []**ringdex.Contact{&p.before, &p.after} {
			c := contacts.Example(2*i + n)
			c.ID, c.UserName = id, fmt.Sprintf("user-%d-%s", i, c.UserName)
			*to = c
		}
		all = append(all, p)
	}
	return all
}

func firmPairs() (all []pair[ringdex.Company]) {
	for i := range firmCount {
		p := pair[ringdex.Company]{companies.Example(2 * i), companies.Example(2*i + 1)}
		p.before.ID, p.after.ID = int64(i+1), int64(i+1)
		all = append(all, p)
	}
	return all
}

const firmCount = 8

var (
	words    = rapid.SampledFrom([]string{"", "", "Novák", "a \"quoted\" <word> & more", "第三", " edges ", "line\nline", "\\u0041", "žluťoučký kůň"})
	mails    = rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"jan@example.cz", "Jan.Novak@Example.com", "info@alfa.example", "x+y@z.example"}), 0, 3, strings.ToLower)
	dialable = rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"+420603303963", "603 303 964", "+48 22 460 20 00", "12", "+420 603 303 965 linka 12", "00420222333444"}), 0, 3, func(s string) string { return s })
	groups   = rapid.SliceOfNDistinct(rapid.Int64Range(1, 9), 0, 3, func(n int64) int64 { return n })
)

func numbersOf(texts []string) (list []phone.Number) {
	for _, text := range texts {
		list = append(list, phone.Parse(text, phone.Regions{"CZ"}))
	}
	return list
}

var contacts = rapid.Custom(func(t *rapid.T) *ringdex.Contact {
	word := func(name string) string { return words.Draw(t, name) }
	c := &ringdex.Contact{
		UserName:  rapid.SampledFrom([]string{"a", "b"}).Draw(t, "user"),
		FirstName: word("first"), MiddleName: word("middle"), LastName: word("last"), DisplayName: word("display"), TimeZone: word("zone"), Skype: word("skype"),
		AdminNote: word("admin"), OperatorNote: word("operator"), AdditionalInformation: word("more"), Organization: word("organization"),
		Department: word("department"), Division: word("division"), EmployeeID: word("employee"), Manager: word("manager"),
		Emails: mails.Draw(t, "emails"), Phones: numbersOf(dialable.Draw(t, "phones")),
		InternalGroups: groups.Draw(t, "internal"), OperatorGroups: groups.Draw(t, "operators"),
		Roles: ringdex.Roles(rapid.IntRange(0, 31).Draw(t, "roles")), MustChangePassword: rapid.Bool().Draw(t, "must"),
		Language:       rapid.SampledFrom([]ringdex.Language{"", ringdex.English, ringdex.Czech, ringdex.Polish}).Draw(t, "language"),
		DefaultCompany: rapid.Int64Range(0, firmCount).Draw(t, "company"), Custom: customs.Draw(t, "custom"),
	}
	if c.DefaultCompany != 0 {
		c.Companies = []int64{c.DefaultCompany}
	}
	return c
})

var companies = rapid.Custom(func(t *rapid.T) *ringdex.Company {
	word := func(name string) string { return words.Draw(t, name) }
	return &ringdex.Company{
		Name: "Alfa" + word("name"), Description: word("description"), Web: word("web"), Location: word("location"), Street: word("street"),
		PostalCode: word("postal"), City: word("city"), TimeZone: word("zone"), Disabled: rapid.Bool().Draw(t, "disabled"),
		Country: rapid.SampledFrom([]string{"", "CZE", "POL"}).Draw(t, "country"), Emails: mails.Draw(t, "emails"),
		EmailDomains: rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"alfa.example", "beta.example"}), 0, 2, func(s string) string { return s }).Draw(t, "domains"),
		Phones:       numbersOf(dialable.Draw(t, "phones")), Custom: customs.Draw(t, "custom"),
	}
})

// customs are values of the fields of putFields, in their canonical form.
var customs = rapid.Custom(func(t *rapid.T) map[int64]string {
	values := map[int64]string{}
	for id, of := range map[int64][]string{
		11: {"", "text", "<&>"}, 12: {"", "true", "false"}, 13: {"", "2022-02-21T10:49:16.000Z"}, 14: {"", "-5", "9007199254740993"},
		15: {"", "0.5", "1500000"}, 16: {"", "1", "2"}, 17: {"", "a\nb"}, 18: {"", "2022-02-21T00:00:00.000Z"},
	} {
		if value := rapid.SampledFrom(of).Draw(t, "value"); value != "" {
			values[id] = value
		}
	}
	return values
})

func putFields(w ringdex.Writer) error {
	types := []ringdex.FieldType{
		ringdex.TypeText, ringdex.TypeCheckBox, ringdex.TypeDateTime, ringdex.TypeInteger, ringdex.TypeDecimal, ringdex.TypeDropDown, ringdex.TypeTextArea, ringdex.TypeDate,
	}
	for i, of := range types {
		for _, kind := range []ringdex.Kind{ringdex.KindContact, ringdex.KindCompany} {
			f := ringdex.Field{ID: int64(11 + i), Kind: kind, Title: "field", Type: of}
			if of == ringdex.TypeDropDown {
				f.Items = []ringdex.Item{{ID: 1, Title: "one"}, {ID: 2, Title: "two"}}
			}
			if _, err := w.PutField(f); err != nil {
				return err
			}
		}
	}
	return nil
}

// feed is an organization here that tells another one there, through our own import.
type feed struct {
	w     *world
	there *tenant
	mu    sync.Mutex
	calls []string
	is    sync.Map // records here, by their id
}

// start makes the two webhooks and runs the queue.
func (f *feed) start(t *testing.T) {
	t.Helper()
	importer := httptest.NewServer(http.HandlerFunc(f.imports))
	t.Cleanup(importer.Close)
	out := httpx.NewOutbound(httpx.OutboundConfig{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}})
	box := seal.New(seal.InFile(filepath.Join(f.w.folder, "feed.key")))
	hooks := directory.NewWebhooks(directory.WebhookDeps{Store: f.w.store, Clock: f.w.clock, Box: box, Check: out.Check})
	for events, path := range map[string]string{"contact.*": contactsPath, "company.*": companiesPath} {
		want := ringdex.Webhook{URL: importer.URL + path, Format: ringdex.WebhookHelpdesk, Events: []string{events}}
		if _, _, err := hooks.Add(t.Context(), f.w.org, want); err != nil {
			t.Fatal(err)
		}
	}
	log := slog.New(slog.DiscardHandler)
	q := jobs.NewQueue(jobs.Deps{Store: f.w.store, Clock: f.w.clock, Log: log, Node: ringdex.Node{ID: "feed", Started: began}})
	sender := webhook.New(webhook.Deps{Store: f.w.store, Clock: f.w.clock, Log: log, Outbound: out, Box: box})
	for _, work := range sender.Works() {
		q.Register(work)
	}
	ctx, stop := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { q.Run(ctx) })
	t.Cleanup(func() { stop(); running.Wait() })
}

// imports hands a request to the import of the organization there.
func (f *feed) imports(a http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	body, _ := io.ReadAll(r.Body)
	status, answer := f.w.call(r.Method, r.URL.Path, basic(f.there.organization()+`\admin`, passwordOf("admin")), string(body))
	if status != http.StatusOK || !strings.Contains(answer, `"Success":true`) {
		f.calls = append(f.calls, string(body)+" got "+answer)
	}
	a.WriteHeader(status)
}

// put writes a record here.
func (f *feed) put(company *ringdex.Company, contact *ringdex.Contact) {
	f.w.t.Helper()
	change := ringdex.Change{Action: ringdex.Created, Cause: ringdex.Cause{Source: "here", At: f.w.clock()}}
	if company != nil {
		change.Ref, change.Company.After = company.Ref(), company
		change.Company.Before, change.Action = before(f, company.Ref(), company, &company.Version)
	} else {
		change.Ref, change.Contact.After = contact.Ref(), contact
		change.Contact.Before, change.Action = before(f, contact.Ref(), contact, &contact.Version)
	}
	f.w.update(f.w.org, func(w ringdex.Writer) error { return w.Apply([]ringdex.Change{change}) })
}

func before[T any](f *feed, ref ringdex.Ref, is *T, version *int64) (*T, ringdex.Action) {
	was, there := f.is.Swap(ref, is)
	if *version = 1; !there {
		return nil, ringdex.Created
	}
	*version = 2
	return was.(*T), ringdex.Updated
}

// told waits until everything has been told.
func (f *feed) told(t *testing.T) {
	t.Helper()
	giveUp := time.After(time.Minute)
	for done := false; !done; {
		select {
		case <-giveUp:
			t.Fatalf("it is never told; refused: %s", f.calls)
		case <-time.After(5 * time.Millisecond):
		}
		f.w.view(f.w.org, func(r ringdex.Reader) error {
			left, err := r.CountJobs(ringdex.JobFilter{Kind: ringdex.JobWebhookDeliver})
			if err != nil {
				return err
			}
			hooks, err := r.Webhooks()
			done = left == 0
			for _, hook := range hooks {
				cursor, err := r.WebhookCursor(hook.ID)
				if err != nil {
					return err
				}
				done = done && cursor.Changes == r.Head()
			}
			return err
		})
	}
	if len(f.calls) > 0 {
		t.Fatalf("%d were refused: %s", len(f.calls), f.calls[0])
	}
}

func (f *feed) compareContact(t *testing.T, here *ringdex.Contact) {
	t.Helper()
	f.w.view(f.there.org, func(r ringdex.Reader) error {
		found, err := r.ContactsByExternalID("helpdesk", []string{here.ID.String()})
		if err != nil {
			return err
		}
		there, err := r.Contact(found[here.ID.String()].ID)
		if err != nil {
			return fmt.Errorf("%s: %w", here.UserName, err)
		}
		if diff := cmp.Diff(f.likeContact(f.w.org, here), f.likeContact(f.there.org, there)); diff != "" {
			t.Errorf("%s (-here +there)\n%s", here.UserName, diff)
		}
		return nil
	})
}

// likeContact is what the wire can say of a contact.
func (f *feed) likeContact(org ringdex.OrganizationID, c *ringdex.Contact) *ringdex.Contact {
	like := c.Clone()
	like.ID, like.Version, like.Source, like.ExternalIDs, like.Companies = ringdex.ID{}, 0, "", nil, nil
	like.Created, like.Updated, like.Phones = time.Time{}, time.Time{}, alike(c.Phones)
	if len(like.Custom) == 0 {
		like.Custom = nil
	}
	like.Emails, like.InternalGroups, like.OperatorGroups = orNil(like.Emails), orNil(like.InternalGroups), orNil(like.OperatorGroups)
	if like.DefaultCompany != 0 {
		f.w.view(org, func(r ringdex.Reader) error {
			company, err := r.Company(c.DefaultCompany)
			if err == nil {
				like.Note, like.DefaultCompany = company.Name, 0 // Note has no path on the wire, so it is free here
			}
			return err
		})
	}
	return like
}

func orNil[E any](list []E) []E {
	if len(list) == 0 {
		return nil
	}
	return list
}

// alike are numbers by what they mean.
func alike(numbers []phone.Number) []phone.Number {
	var list []phone.Number
	for _, n := range numbers {
		if n.Valid() && n.Extension == "" {
			n.Text = n.E164
		}
		list = append(list, n)
	}
	return list
}

func (f *feed) compareCompany(t *testing.T, here *ringdex.Company) {
	t.Helper()
	f.w.view(f.there.org, func(r ringdex.Reader) error {
		id := fmt.Sprintf("ringdex-%d", here.ID)
		found, err := r.CompaniesByExternalID("helpdesk", []string{id})
		if err != nil {
			return err
		}
		there, err := r.Company(found[id])
		if err != nil {
			return fmt.Errorf("%s: %w", id, err)
		}
		if diff := cmp.Diff(likeCompany(here), likeCompany(there)); diff != "" {
			t.Errorf("%s (-here +there)\n%s", id, diff)
		}
		return nil
	})
}

func likeCompany(c *ringdex.Company) *ringdex.Company {
	like := c.Clone()
	like.ID, like.Version, like.Source, like.ExternalIDs = 0, 0, "", nil
	like.Created, like.Updated, like.Phones = time.Time{}, time.Time{}, alike(c.Phones)
	if len(like.Custom) == 0 {
		like.Custom = nil
	}
	like.Emails, like.EmailDomains = orNil(like.Emails), orNil(like.EmailDomains)
	return like
}
