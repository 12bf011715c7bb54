package directory_test

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ringdex/internal/auth"
	"ringdex/internal/directory"
	"ringdex/internal/intake"
	"ringdex/internal/lookup"
	"ringdex/internal/ringdex"
	"ringdex/internal/store/storetest/enginetest"
)

// office is an organization with two companies, and contacts of each role.
type office struct {
	*testing.T
	store   ringdex.Store
	org     ringdex.OrganizationID
	records *directory.Records
	ticks   int
	ids     map[string]ringdex.ID // of contacts, by last name
	ours    int64                 // the company of the smart user
	theirs  int64
}

func newOffice(t *testing.T) *office {
	t.Helper()
	o := &office{T: t, store: enginetest.New(t).Open(t), ids: map[string]ringdex.ID{}}
	org, err := o.store.PutOrganization(t.Context(), ringdex.Organization{Key: ringdex.DefaultOrganization, Created: o.clock()})
	if err != nil {
		t.Fatal(err)
	}
	o.org = org.ID
	index := lookup.New(lookup.Deps{Store: o.store, Clock: o.clock, Log: slog.New(slog.DiscardHandler), Regions: []string{"CZ"}})
	if err := index.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	seen := index.Visible(o.store, nil)
	in := intake.New(intake.Deps{Store: seen, Clock: o.clock, Regions: []string{"CZ"}})
	o.records = directory.NewRecords(seen, in, index)
	o.ours, o.theirs = o.addCompany("Alfa"), o.addCompany("Beta")
	for _, c := range []struct {
		name    string
		company int64
		roles   ringdex.Roles
	}{
		{"Smart", o.ours, ringdex.SmartUser},
		{"End", o.ours, ringdex.EndUser},
		{"Colleague", o.ours, 0},
		{"Stranger", o.theirs, 0},
		{"Operator", 0, ringdex.Operator},
		{"Super", 0, ringdex.SuperOperator},
		{"Boss", 0, ringdex.Administrator},
		{"None", 0, 0},
	} {
		o.addContact(c.name, c.company, c.roles)
	}
	return o
}

func (o *office) clock() time.Time {
	o.ticks++
	return time.Date(2026, 3, 1, 12, 0, o.ticks, 0, time.UTC)
}

var boss = ringdex.Administrator

func (o *office) admin() auth.Principal {
	return auth.Principal{Organization: o.org, Actor: "boss", Roles: boss, Contact: o.ids["Boss"]}
}

func set(field string, value any) ringdex.Op {
	return ringdex.Op{Verb: ringdex.Set, Field: field, Value: value}
}

func (o *office) addCompany(name string) int64 {
	o.Helper()
	c, err := o.records.CreateCompany(o.Context(), o.admin(), directory.Draft{Ops: []ringdex.Op{set("name", name)}}, false)
	if err != nil {
		o.Fatal(err)
	}
	return c.Company.ID
}

func (o *office) addContact(name string, company int64, roles ringdex.Roles) {
	o.Helper()
	ops := []ringdex.Op{
		set("lastName", name), set("adminNote", "secret of admins"), set("operatorNote", "secret of operators"),
		set("role.smart-user", roles.Has(ringdex.SmartUser)), set("role.end-user", roles.Has(ringdex.EndUser)),
		set("role.operator", roles.Has(ringdex.Operator)), set("role.super-operator", roles.Has(ringdex.SuperOperator)),
		set("role.administrator", roles.Has(ringdex.Administrator)),
	}
	if company != 0 {
		ops = append(ops, set("companies", []any{company}), set("defaultCompany", company))
	}
	c, err := o.records.CreateContact(o.Context(), o.admin(), directory.Draft{Ops: ops}, false)
	if err != nil {
		o.Fatal(err)
	}
	o.ids[name] = c.Contact.ID
}

// callers are everybody who may call: users with one role, and keys.
func (o *office) callers() map[string]auth.Principal {
	user := func(name string, roles ringdex.Roles) auth.Principal {
		return auth.Principal{Organization: o.org, Actor: name, Contact: o.ids[name], Roles: roles}
	}
	key := func(scope ringdex.Scope) auth.Principal {
		return auth.Principal{Organization: o.org, Actor: string(scope), Scope: scope}
	}
	bound := key(ringdex.ScopeWrite)
	bound.Source, bound.Bound = "erp", true
	return map[string]auth.Principal{
		"administrator": user("Boss", ringdex.Administrator), "super-operator": user("Super", ringdex.SuperOperator),
		"operator": user("Operator", ringdex.Operator), "smart-user": user("Smart", ringdex.SmartUser),
		"end-user": user("End", ringdex.EndUser), "none": user("None", 0),
		"lookup": key(ringdex.ScopeLookup), "read": key(ringdex.ScopeRead), "write": key(ringdex.ScopeWrite),
		"admin": key(ringdex.ScopeAdmin), "bound": bound,
	}
}

const (
	editors = "administrator super-operator operator write admin"
	readers = editors + " read bound"
)

// TestRights is the table of who may do what. Everything is tried dry, so that nothing changes the
// next line.
func TestRights(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	dry := directory.Expected{DryRun: true}
	named := directory.Draft{Ops: []ringdex.Op{set("firstName", "Jan")}}
	find := func(name string) attempt {
		return func(ctx context.Context, p auth.Principal) error {
			_, _, err := o.records.FindContact(ctx, p, o.ids[name])
			return err
		}
	}
	change := func(name string, ops ...ringdex.Op) attempt {
		return func(ctx context.Context, p auth.Principal) error {
			_, err := o.records.ChangeContact(ctx, p, o.ids[name], directory.Draft{Ops: ops}, dry)
			return err
		}
	}
	remove := func(name string) attempt {
		return func(ctx context.Context, p auth.Principal) error {
			return o.records.RemoveContact(ctx, p, o.ids[name], dry)
		}
	}
	for _, test := range []struct {
		what string
		try  attempt
		may  string
	}{
		{"find a stranger", find("Stranger"), readers},
		{"find a colleague", find("Colleague"), readers + " smart-user"},
		{"find the end user", find("End"), readers + " smart-user end-user"},
		{"find the smart user", find("Smart"), readers + " smart-user"},
		{"list contacts", func(ctx context.Context, p auth.Principal) error {
			_, err := o.records.ListContacts(ctx, p, directory.ContactQuery{Limit: 1})
			return err
		}, readers + " smart-user end-user"},
		{"create a contact", func(ctx context.Context, p auth.Principal) error {
			_, err := o.records.CreateContact(ctx, p, named, true)
			return err
		}, editors + " bound"},
		{"change a stranger", change("Stranger", set("firstName", "Jan")), editors},
		{"change a colleague", change("Colleague", set("firstName", "Jan")), editors + " smart-user"},
		{"change the end user", change("End", set("firstName", "Jan")), editors + " smart-user end-user"},
		{"change an operator", change("Operator", set("firstName", "Jan")), editors},
		{"change a super-operator", change("Super", set("firstName", "Jan")), "administrator super-operator write admin"},
		{"change an administrator", change("Boss", set("firstName", "Jan")), "administrator admin"},
		{"make an operator", change("Colleague", set("role.operator", true)), editors},
		{"make an administrator", change("Colleague", set("role.administrator", true)), "administrator admin"},
		{"make a smart user", change("End", set("role.smart-user", true)), editors},
		{"move the end user to another company", change("End", set("companies", []any{o.theirs})), editors},
		{"rename the end user's account", change("End", set("userName", "other")), editors},
		{"write a note for operators", change("End", set("operatorNote", "x")), editors},
		{"remove a colleague", remove("Colleague"), editors},
		{"remove a super-operator", remove("Super"), "administrator super-operator write admin"},
		{"find the own company", func(ctx context.Context, p auth.Principal) error {
			_, _, err := o.records.FindCompany(ctx, p, o.ours)
			return err
		}, readers + " smart-user"},
		{"find another company", func(ctx context.Context, p auth.Principal) error {
			_, _, err := o.records.FindCompany(ctx, p, o.theirs)
			return err
		}, readers},
		{"list companies", func(ctx context.Context, p auth.Principal) error {
			_, err := o.records.ListCompanies(ctx, p, directory.CompanyQuery{Limit: 1})
			return err
		}, readers + " smart-user end-user"},
		{"create a company", func(ctx context.Context, p auth.Principal) error {
			_, err := o.records.CreateCompany(ctx, p, directory.Draft{Ops: []ringdex.Op{set("name", "Gama")}}, true)
			return err
		}, editors + " bound"},
		{"change a company", func(ctx context.Context, p auth.Principal) error {
			_, err := o.records.ChangeCompany(ctx, p, o.ours, directory.Draft{Ops: []ringdex.Op{set("city", "Brno")}}, dry)
			return err
		}, editors},
		{"remove a company", func(ctx context.Context, p auth.Principal) error {
			return o.records.RemoveCompany(ctx, p, o.ours, true, dry)
		}, editors},
		{"read a history", func(ctx context.Context, p auth.Principal) error {
			_, err := o.records.History(ctx, p, ringdex.Ref{Kind: ringdex.KindContact, Contact: o.ids["End"]}, 10)
			return err
		}, readers},
	} {
		for name, p := range o.callers() {
			err := test.try(t.Context(), p)
			if may := slices.Contains(strings.Fields(test.may), name); may != (err == nil) {
				t.Errorf("%s as %s: got %v, want it allowed: %t", test.what, name, err, may)
			}
			if code := ringdex.CodeOf(err); err != nil && code != ringdex.Denied && code != ringdex.NotFound {
				t.Errorf("%s as %s: got %v, want denied or not found", test.what, name, err)
			}
		}
	}
}

// attempt tries something as a caller.
type attempt func(context.Context, auth.Principal) error

// TestListsOfLimitedCallers: whoever may not read the directory sees what belongs to it, and no
// filter shows more.
func TestListsOfLimitedCallers(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	everybody := []ringdex.ID{o.ids["Smart"], o.ids["Colleague"], o.ids["Stranger"], o.ids["End"]}
	for _, test := range []struct {
		who, filter string
		query       directory.ContactQuery
		want        string
	}{
		{"smart-user", "", directory.ContactQuery{}, "Smart End Colleague"},
		{"smart-user", "company", directory.ContactQuery{ContactFilter: ringdex.ContactFilter{Company: o.ours}}, "Smart End Colleague"},
		{"smart-user", "another company", directory.ContactQuery{ContactFilter: ringdex.ContactFilter{Company: o.theirs}}, ""},
		{"smart-user", "ids", directory.ContactQuery{Among: everybody}, "Smart Colleague End"},
		{"end-user", "", directory.ContactQuery{}, "End"},
		{"end-user", "company", directory.ContactQuery{ContactFilter: ringdex.ContactFilter{Company: o.ours}}, ""},
		{"end-user", "ids", directory.ContactQuery{Among: everybody}, "End"},
		{"operator", "ids", directory.ContactQuery{Among: everybody}, "Smart Colleague Stranger End"},
	} {
		test.query.Limit = 10
		page, err := o.records.ListContacts(t.Context(), o.callers()[test.who], test.query)
		if err != nil {
			t.Errorf("%s by %s: %v", test.who, test.filter, err)
		}
		if got := strings.Join(names(page.Contacts), " "); got != test.want {
			t.Errorf("%s by %q: got %q, want %q", test.who, test.filter, got, test.want)
		}
	}
}

func names(contacts []*ringdex.Contact) (all []string) {
	for _, c := range contacts {
		all = append(all, c.LastName)
	}
	return all
}

// TestNotes: notes for others are not shown.
func TestNotes(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	for name, want := range map[string]string{
		"administrator": "secret of admins, secret of operators", "admin": "secret of admins, secret of operators",
		"operator": ", secret of operators", "write": ", secret of operators", "smart-user": ", ", "end-user": ", ",
	} {
		p := o.callers()[name]
		c, _, err := o.records.FindContact(t.Context(), p, o.ids["End"])
		if err != nil {
			t.Fatal(err)
		}
		if got := c.AdminNote + ", " + c.OperatorNote; got != want {
			t.Errorf("found by %s: got %q, want %q", name, got, want)
		}
		page, err := o.records.ListContacts(t.Context(), p, directory.ContactQuery{Among: []ringdex.ID{c.ID}, Limit: 1})
		if err != nil || page.Contacts[0].AdminNote+", "+page.Contacts[0].OperatorNote != want {
			t.Errorf("listed by %s: got %+v, %v", name, page.Contacts, err)
		}
	}
}

// TestPages: pages that follow each other have every contact once, whatever is written meanwhile.
func TestPages(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	all := slices.Sorted(slices.Values(o.read(directory.ContactQuery{Limit: 100})))
	for limit := 1; limit < len(all)+2; limit++ {
		got := slices.Sorted(slices.Values(o.read(directory.ContactQuery{Limit: limit})))
		if diff := cmp.Diff(all, got); diff != "" {
			t.Errorf("pages of %d: %s", limit, diff)
		}
		page, err := o.records.ListContacts(t.Context(), o.admin(), directory.ContactQuery{Limit: limit, Count: true})
		if err != nil || page.Total != int64(len(all)) {
			t.Errorf("got the total %d, %v; want %d", page.Total, err, len(all))
		}
	}
}

func (o *office) read(q directory.ContactQuery) (all []string) {
	o.Helper()
	for {
		page, err := o.records.ListContacts(o.Context(), o.admin(), q)
		if err != nil {
			o.Fatal(err)
		}
		all = append(all, names(page.Contacts)...)
		if q.After = page.Next; q.After.IsZero() {
			return all
		}
	}
}

// TestVersions: a change or a removal of another version is a conflict, and writes nothing.
func TestVersions(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	id, p := o.ids["Stranger"], o.admin()
	rename := func(version int64, name string) error {
		_, err := o.records.ChangeContact(t.Context(), p, id, directory.Draft{Ops: []ringdex.Op{set("firstName", name)}}, directory.Expected{Version: version})
		return err
	}
	if err := rename(1, "Jan"); err != nil {
		t.Fatal(err)
	}
	for what, err := range map[string]error{
		"change": rename(1, "Petr"), "removal": o.records.RemoveContact(t.Context(), p, id, directory.Expected{Version: 1}),
	} {
		if ringdex.CodeOf(err) != ringdex.Conflict {
			t.Errorf("%s of an old version: got %v, want a conflict", what, err)
		}
	}
	if err := rename(2, "Petr"); err != nil {
		t.Error(err)
	}
	if err := o.records.RemoveContact(t.Context(), p, id, directory.Expected{Version: 3}); err != nil {
		t.Error(err)
	}
}

// TestRemoveCompany: a company with contacts stays, unless it may be taken from them.
func TestRemoveCompany(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	p := o.admin()
	if err := o.records.RemoveCompany(t.Context(), p, o.ours, false, directory.Expected{}); ringdex.CodeOf(err) != ringdex.Conflict {
		t.Errorf("got %v, want a conflict", err)
	}
	if err := o.records.RemoveCompany(t.Context(), p, o.ours, true, directory.Expected{Version: 1}); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"Smart", "End", "Colleague"} {
		c, _, err := o.records.FindContact(t.Context(), p, o.ids[name])
		if err != nil || len(c.Companies) != 0 || c.DefaultCompany != 0 {
			t.Errorf("%s: got the companies %v and %d, %v", name, c.Companies, c.DefaultCompany, err)
		}
	}
	if _, _, err := o.records.FindCompany(t.Context(), p, o.ours); ringdex.CodeOf(err) != ringdex.NotFound {
		t.Errorf("got %v, want that it is gone", err)
	}
	if err := o.records.RemoveCompany(t.Context(), p, o.theirs, true, directory.Expected{}); err != nil {
		t.Error(fmt.Errorf("of one with a member: %w", err))
	}
}
