package storetest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"ringdex/internal/jobs"
	"ringdex/internal/outbound"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

var organizations = suite{
	"an organization comes back and changes":    organizationComesBack,
	"names have an end":                         organizationNames,
	"a key or a host is taken":                  organizationTaken,
	"an organization that has moved stays":      organizationMoved,
	"one that is not there is not found":        organizationIsNotThere,
	"settings and the journal keep apart":       settingsAndJournal,
	"three organizations never see each other":  organizationsApart,
	"what one deletes, the others keep":         deletionsApart,
	"a signal comes after each commit, no more": signals,
}

func fullOrganization() ringdex.Organization {
	return ringdex.Organization{
		Key: "acme", Name: hard, Hosts: []string{"acme.example", "Tel.acme.example"}, Created: at(5),
		Settings: ringdex.Settings{
			Regions: phone.Regions{"SK", "CZ"},
			Ladder:  ringdex.Ladder{NoNational: true, NoHeadOffice: true, NoSuffix: true, SuffixDigits: 8},
			Guesses: ringdex.GuessSuffix,
		},
	}
}

func organizationComesBack(t *testing.T, f *fixture) {
	want, err := f.PutOrganization(t.Context(), fullOrganization())
	wantCode(t, err, "")
	wantFull(t, want)
	want.Name = "changed"
	want.Hosts = nil
	for i, o := range []ringdex.Organization{want, {ID: want.ID, Key: "ACME", Name: "bare", Created: at(5)}} {
		moved := o
		moved.Created = at(99) // is not changed
		got, err := f.PutOrganization(t.Context(), moved)
		wantCode(t, err, "")
		o.Version = int64(2 + i)
		wantEqual(t, "PutOrganization", got, o)
		all, err := f.Organizations(t.Context())
		wantCode(t, err, "")
		wantEqual(t, "Organizations", all, []ringdex.Organization{{ID: f.org, Key: "default", Name: "The default", Version: 1, Created: at(0)}, o})
		f.in(o.ID).view(func(r ringdex.Reader) error {
			got, err := r.Organization()
			wantEqual(t, "Organization", got, o)
			return err
		})
	}
}

// organizationMoved: what was read before another change does not overwrite it.
func organizationMoved(t *testing.T, f *fixture) {
	first, err := f.PutOrganization(t.Context(), ringdex.Organization{Key: "acme", Name: "Acme"})
	wantCode(t, err, "")
	second, err := f.PutOrganization(t.Context(), first)
	wantCode(t, err, "")
	_, err = f.PutOrganization(t.Context(), first)
	wantCode(t, err, ringdex.Conflict)
	third, err := f.PutOrganization(t.Context(), second)
	wantCode(t, err, "")
	wantEqual(t, "versions", []int64{first.Version, second.Version, third.Version}, []int64{1, 2, 3})
}

func organizationNames(t *testing.T, f *fixture) {
	long := strings.Repeat("ž", ringdex.LongestName+1)
	for _, o := range []ringdex.Organization{{Key: long}, {Key: "acme", Name: long}, {Key: "acme", Hosts: []string{long}}} {
		_, err := f.PutOrganization(t.Context(), o)
		wantCode(t, err, ringdex.Invalid)
	}
	_, err := f.PutOrganization(t.Context(), ringdex.Organization{Key: long[len("ž"):]})
	wantCode(t, err, "")
}

func organizationTaken(t *testing.T, f *fixture) {
	acme := f.addOrganization("acme", "acme.example", "tel.example")
	put := func(o ringdex.Organization) error {
		_, err := f.PutOrganization(t.Context(), o)
		return err
	}
	wantCode(t, put(ringdex.Organization{Key: "Acme"}), ringdex.Conflict)
	wantCode(t, put(ringdex.Organization{Key: "zenith", Hosts: []string{"zenith.example", "TEL.example"}}), ringdex.Conflict)
	wantCode(t, put(ringdex.Organization{ID: f.org, Key: "acme"}), ringdex.Conflict)
	wantCode(t, put(ringdex.Organization{ID: f.org, Key: "default", Hosts: []string{"acme.example"}}), ringdex.Conflict)
	wantCode(t, put(ringdex.Organization{ID: acme, Key: "acme", Hosts: []string{"acme.example"}}), "")
	wantCode(t, put(ringdex.Organization{ID: f.org, Key: "default", Hosts: []string{"tel.example"}}), "")
	all, err := f.Organizations(t.Context())
	wantCode(t, err, "")
	wantEqual(t, "the number of organizations", len(all), 2)
}

func organizationIsNotThere(t *testing.T, f *fixture) {
	for _, org := range []ringdex.OrganizationID{0, -1, 2} {
		never := func() error { t.Errorf("the organization %d was opened", org); return nil }
		wantCode(t, f.View(t.Context(), org, func(ringdex.Reader) error { return never() }), ringdex.NotFound)
		wantCode(t, f.Update(t.Context(), org, func(ringdex.Writer) error { return never() }), ringdex.NotFound)
	}
	_, err := f.PutOrganization(t.Context(), ringdex.Organization{ID: 2, Key: "acme"})
	wantCode(t, err, ringdex.NotFound)
}

// settingsAndJournal: a change of the settings must not take a sequence or a company number back.
func settingsAndJournal(t *testing.T, f *fixture) {
	f.company(func(*ringdex.Company) {})
	o, err := f.PutOrganization(t.Context(), ringdex.Organization{ID: f.org, Key: "default", Name: "New name"})
	wantCode(t, err, "")
	wantEqual(t, "the number of a company", f.company(func(*ringdex.Company) {}).ID, 2)
	f.view(func(r ringdex.Reader) error {
		wantEqual(t, "the head", r.Head().Changes, 2)
		got, err := r.Organization()
		wantEqual(t, "the organization", got, o)
		return err
	})
}

// state is everything that the reading methods give of an organization, by the names of the
// methods.
type state map[string]string

// readings ask each method of ringdex.Reader and its parts for what the contents of fill can be
// found by.
var readings = map[string]func(r ringdex.Reader, ask asked) any{
	"Contacts": func(r ringdex.Reader, ask asked) any {
		found, err := r.Contacts(ask.contacts)
		byID := func(a, b *ringdex.Contact) int { return bytes.Compare(a.ID[:], b.ID[:]) }
		return answer(slices.SortedFunc(maps.Values(found), byID), err)
	},
	"ListContacts": func(r ringdex.Reader, _ asked) any {
		var answers []any
		for _, filter := range []ringdex.ContactFilter{
			{}, {UserName: "jana"}, {Email: "jana@example.com"}, {Company: 1}, {AnyRole: ringdex.Operator}, {UpdatedFrom: at(0)}, {UpdatedUntil: at(10_000_000)},
		} {
			list, total, err := r.ListContacts(filter, ringdex.Page{Limit: 100})
			answers = append(answers, list, total, err)
		}
		return answers
	},
	"EachContact": func(r ringdex.Reader, _ asked) any {
		var whole, callers []*ringdex.Contact
		err := r.EachContact(ringdex.Whole, func(c *ringdex.Contact) error { whole = append(whole, c); return nil })
		err = errors.Join(err, r.EachContact(ringdex.CallerOnly, func(c *ringdex.Contact) error { callers = append(callers, c); return nil }))
		return answer([]any{whole, sortedByID(callers)}, err)
	},
	"ContactsOfSource": func(r ringdex.Reader, ask asked) any {
		found := map[string]ringdex.ID{} // without digests, which a rollback does not restore
		return answer(found, ringdex.ContactsOfSource(r, "crm", func(x string, m ringdex.Found) { found[x] = m.Contact }))
	},
	"PasswordHash": func(r ringdex.Reader, ask asked) any { return each(ask.contacts, r.PasswordHash) },

	"Companies": func(r ringdex.Reader, _ asked) any { return answer(r.Companies([]int64{1, 2, 3})) },
	"ListCompanies": func(r ringdex.Reader, _ asked) any {
		var answers []any
		for _, filter := range []ringdex.CompanyFilter{
			{}, {Name: "jana"}, {Email: "jana@example.com"}, {EmailDomain: "jana.example"}, {UpdatedFrom: at(0)}, {UpdatedUntil: at(10_000_000)},
		} {
			list, total, err := r.ListCompanies(filter, ringdex.Page{Limit: 100})
			answers = append(answers, list, total, err)
		}
		return answers
	},
	"EachCompany": func(r ringdex.Reader, _ asked) any {
		var all []*ringdex.Company
		return answer(&all, r.EachCompany(func(c *ringdex.Company) error { all = append(all, c); return nil }))
	},

	"ContactsByExternalID": func(r ringdex.Reader, ask asked) any {
		return answer(ringdex.ContactsByExternalID(r, "crm", ask.keys))
	},
	"Find": func(r ringdex.Reader, ask asked) any {
		return []any{
			answer(ringdex.ContactsByUserName(r, ask.keys)),
			answer(ringdex.ContactsByEmail(r, ask.emails)), answer(ringdex.ContactsByPhone(r, ask.numbers)),
			answer(ringdex.ContactHolding(r, 1, ask.keys)), answer(ringdex.CompaniesByExternalID(r, "crm", ask.keys)),
			answer(ringdex.CompaniesByName(r, ask.keys)), answer(ringdex.CompanyHolding(r, 1, ask.keys)),
		}
	},

	"Head":    func(r ringdex.Reader, _ asked) any { return r.Head().Cursor },
	"Staging": func(r ringdex.Reader, _ asked) any { return r.Head().Staging },
	"Refs": func(r ringdex.Reader, _ asked) any {
		refs, next, err := r.Refs(0, 100)
		return []any{refs, next, err}
	},
	"Past": func(r ringdex.Reader, _ asked) any {
		return answer(r.Past(ringdex.Entries{Of: ringdex.Ref{Kind: ringdex.KindCompany, Company: 1}}, 100, 100))
	},
	"Changes": func(r ringdex.Reader, _ asked) any { return answer(r.Changes(0, 100)) },

	"FillAfter": func(r ringdex.Reader, _ asked) any {
		changes, err := r.Changes(0, 100)
		return answer(changes, errors.Join(err, r.FillAfter(changes, nil)))
	},

	"Run":  func(r ringdex.Reader, ask asked) any { return each(ask.runs, r.Run) },
	"Runs": func(r ringdex.Reader, _ asked) any { return answer(r.Runs(ringdex.Page{Limit: 100})) },
	"EndedRuns": func(r ringdex.Reader, _ asked) any {
		ended, next, err := r.EndedRuns(0, 100)
		return []any{ended, next, err}
	},
	"Jobs": func(r ringdex.Reader, _ asked) any {
		var answers []any
		for _, filter := range jobFilters {
			answers = append(answers, answer(jobs.Of(r).Jobs(filter, ringdex.Page{Limit: 100})))
		}
		return answers
	},
	"CountJobs": func(r ringdex.Reader, _ asked) any { return each(jobFilters, jobs.Of(r).CountJobs) },
	"Cursor":    func(r ringdex.Reader, ask asked) any { return each(ask.keys, r.Cursor) },
	"Deliveries": func(r ringdex.Reader, ask asked) any {
		filters := []ringdex.DeliveryFilter{{}, {FailedOnly: true}, {Event: "msg_1"}, {From: at(0)}}
		for _, id := range ask.contacts {
			filters = append(filters, ringdex.DeliveryFilter{Webhook: id})
		}
		return each(filters, func(f ringdex.DeliveryFilter) ([]ringdex.Delivery, error) {
			return outbound.LogOf(r).Deliveries(f, ringdex.Page{Limit: 100})
		})
	},
	"Refusals": func(r ringdex.Reader, ask asked) any {
		return answer(r.Refusals(ask.runs[0], ringdex.Page{Limit: 100}))
	},

	"Organization": func(r ringdex.Reader, _ asked) any { return answer(r.Organization()) },
	"Documents":    func(r ringdex.Reader, _ asked) any { return each(documentKinds, r.Documents) },
	"Document":     func(r ringdex.Reader, ask asked) any { return each(ask.documents(), r.Document) },
}

var documentKinds = []ringdex.DocumentKind{ringdex.SourceDocument, ringdex.FieldDocument, ringdex.KeyDocument, ringdex.WebhookDocument}

// documents are references to the documents of fill, by their ids and by their names.
func (a asked) documents() []ringdex.DocumentRef {
	byHash := fullKey(ringdex.ID{}, "jana").Document()
	byHash.ID = ""
	refs := []ringdex.DocumentRef{byHash, ringdex.Field{ID: 2, Kind: ringdex.KindContact}.Document(), {Kind: ringdex.FieldDocument, Name: "contact/key"}}
	for _, key := range a.keys {
		refs = append(refs, ringdex.Source{Key: key}.Document())
	}
	for _, id := range a.contacts {
		refs = append(refs, ringdex.Webhook{ID: id}.Document(), ringdex.DocumentRef{Kind: ringdex.KeyDocument, ID: id.String()})
	}
	return refs
}

// asked is what the contents of fill can be found by.
type asked struct {
	contacts, runs []ringdex.ID
	keys, emails   []string
	numbers        []phone.Digits
}

var commonKeys = asked{keys: []string{"jana"}, emails: []string{"jana@example.com"}, numbers: []phone.Digits{number("603303963").Digits()}}

var jobFilters = []ringdex.JobFilter{{}, {Kind: "work"}, {Group: "group"}, {Key: "jana"}, {State: ringdex.JobWaiting}, {ID: 1}}

func answer(v any, err error) any { return []any{v, err} }

// show is an answer as text.
func show(answer any) string {
	text, err := json.MarshalIndent(answer, "", " ")
	if err != nil {
		panic(err) // there is a type in a reading that JSON does not know
	}
	return string(text)
}

func each[K, V any](keys []K, find func(K) (V, error)) any {
	var answers []any
	for _, key := range keys {
		v, err := find(key)
		answers = append(answers, key, v, err)
	}
	return answers
}

// state reads everything.
func (f *fixture) state(ask ...asked) state {
	f.t.Helper()
	ask = append(ask, asked{runs: []ringdex.ID{{}}})
	got := state{}
	f.view(func(r ringdex.Reader) error {
		for name, read := range readings {
			got[name] = show(read(r, ask[0]))
		}
		return nil
	})
	return got
}

// fill writes one of everything, by keys that every organization has, with the organization's name
// in it.
func (f *fixture) fill(contact, run ringdex.ID) {
	f.t.Helper()
	mine := fmt.Sprint("belongs to ", f.org)
	c := &ringdex.Contact{ID: contact, Version: 1, Note: mine, Roles: ringdex.Operator, Updated: at(1)}
	keyed("jana", "603303963", 1)(c)
	company := &ringdex.Company{ID: 1, Version: 1, Description: mine, Updated: at(1)}
	keyedCompany("jana")(company)
	other := createdCompany(company)
	other.Cause.Actor = mine
	again := updatedCompany(company, func(c *ringdex.Company) { c.Updated = at(2) })
	refused := refusal(0)
	refused.Original = mine
	key := fullKey(contact, "jana")
	key.Name = mine
	f.uniqueField(ringdex.KindContact)
	f.uniqueField(ringdex.KindCompany)
	f.update(func(w ringdex.Writer) error {
		_, err := ringdex.PutField(w, ringdex.Field{ID: 2, Kind: ringdex.KindContact, Key: "key", Title: mine, Type: ringdex.TypeText})
		return errors.Join(
			err, w.Apply([]ringdex.Change{marked(created(c), "jana", uint64(f.org)), other, again}), w.SetPassword(contact, mine),
			w.PutRun(ringdex.Run{ID: run, Name: mine}), w.AddRefusals(run, 0, []ringdex.Refusal{refused}),
			w.PutDocument(ringdex.Source{Key: "jana", Name: mine}), w.PutDocument(key),
			w.PutDocument(ringdex.Webhook{ID: contact, Name: mine}), w.MoveCursor("jana", ringdex.Cursor{}, ringdex.Cursor{Changes: int64(f.org), Runs: 1}),
			jobs.In(w).Enqueue([]ringdex.Job{{Kind: "work", Group: "group", Key: "jana", Args: json.RawMessage(`"` + mine + `"`)}}),
		)
	})
	told := delivery(f, contact, 1)
	told.ID, told.Request = run, mine
	f.deliver(told)
}

// organizationsApart fills three organizations with records of the same ids and keys, and wants
// each to look, through every method there is, as if it were alone.
func organizationsApart(t *testing.T, f *fixture) {
	for _, contract := range []reflect.Type{reflect.TypeFor[ringdex.Reader](), reflect.TypeFor[jobs.Reader](), reflect.TypeFor[outbound.Log]()} {
		for method := range contract.Methods() {
			if readings[method.Name] == nil {
				t.Errorf("readings lack the method %s", method.Name)
			}
		}
	}
	ask := commonKeys
	ask.contacts, ask.runs = []ringdex.ID{f.id()}, []ringdex.ID{f.id()}
	all := []*fixture{f, f.in(f.addOrganization("acme")), f.in(f.addOrganization("zenith"))}
	empty := all[2].state(ask)
	var alone []state
	for _, f := range all {
		f.fill(ask.contacts[0], ask.runs[0])
		alone = append(alone, f.state(ask))
		if f != all[2] {
			wantEqual(t, "an organization that nobody has filled", all[2].state(ask), empty)
		}
	}
	for i, f := range all {
		got := f.state(ask)
		wantEqual(t, "an organization beside others", got, alone[i])
		for method, text := range got {
			mine := fmt.Sprint("belongs to ", f.org)
			for _, other := range all {
				if theirs := fmt.Sprint("belongs to ", other.org); theirs != mine && strings.Contains(text, theirs) {
					t.Errorf("%s of organization %d shows what %s:\n%s", method, f.org, theirs, text)
				}
			}
			if text == empty[method] && method != "Organization" && method != "Staging" {
				t.Errorf("%s finds nothing, and so proves nothing:\n%s", method, text)
			}
		}
	}
	heads, err := f.Heads(t.Context())
	wantCode(t, err, "")
	wantEqual(t, "Heads", heads, map[ringdex.OrganizationID]int64{all[0].org: 3, all[1].org: 3, all[2].org: 3})
}

func deletionsApart(t *testing.T, f *fixture) {
	ask := commonKeys
	ask.contacts, ask.runs = []ringdex.ID{f.id()}, []ringdex.ID{f.id()}
	other := f.in(f.addOrganization("other"))
	f.fill(ask.contacts[0], ask.runs[0])
	other.fill(ask.contacts[0], ask.runs[0])
	want := f.state(ask)
	other.update(func(w ringdex.Writer) error {
		c, err := ringdex.ContactByID(w, ask.contacts[0])
		if err != nil {
			return err
		}
		company, err := ringdex.CompanyByID(w, 1)
		if err != nil {
			return err
		}
		field, err := ringdex.PutField(w, ringdex.Field{ID: 1, Kind: ringdex.KindContact, Title: "no more unique", Type: ringdex.TypeText})
		if err != nil {
			return err
		}
		_, removed := jobs.In(w).RemoveJobs(ringdex.JobFilter{Kind: "work"})
		_, pruned := w.Prune(ringdex.Horizon{Refusals: at(10_000_000), Deliveries: at(10_000_000), DeadJobs: at(10_000_000)}, 100)
		return errors.Join(w.Apply([]ringdex.Change{deleted(c), deletedCompany(company)}), w.RemoveDocument(ringdex.Key{ID: c.ID}.Document()), removed, pruned, w.RemoveDocument(ringdex.Webhook{ID: c.ID}.Document()), w.PutDocument(ringdex.Source{Key: "jana", Name: field.Title}))
	})
	wantEqual(t, "an organization beside one that deletes", f.state(ask), want)
	other.view(func(r ringdex.Reader) error { wantContacts(t, r); wantCompanies(t, r); return nil })
}

func signals(t *testing.T, f *fixture) {
	one, two := f.Subscribe(), f.Subscribe()
	want := func(what string, signalled bool) {
		t.Helper()
		for _, c := range []<-chan struct{}{one, two} {
			got := false
			select {
			case <-c:
				got = true
			default:
			}
			wantEqual(t, what, got, signalled)
		}
	}
	want("a signal before anything happens", false)
	f.contact(bare)
	want("a signal of a commit", true)
	want("a second signal of a commit", false)
	f.contact(bare)
	f.contact(bare)
	want("a signal of two commits", true)
	want("a second signal of two commits", false)
	f.view(func(r ringdex.Reader) error { return nil })
	want("a signal of a reader", false)
	_ = f.Update(t.Context(), f.org, func(w ringdex.Writer) error {
		_ = w.Apply([]ringdex.Change{created(f.newContact(bare))})
		return errors.New("no")
	})
	want("a signal of a failure", false)
	f.addOrganization("acme")
	want("a signal of a new organization", true)
}
