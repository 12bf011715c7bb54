package intake

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"ringdex/internal/ringdex"
)

// generated is a fixture with a separate organization for every case that rapid draws.
func (f *fixture) generated(rt *rapid.T, n *int) *fixture {
	g := *f
	g.t = rt
	*n++
	g.org = g.addOrganization(fmt.Sprint("org", *n))
	g.run(g.companies(), record("C1", set("name", "Acme")), record("C2", set("name", "Zenith")))
	for _, kind := range []ringdex.Kind{ringdex.KindContact, ringdex.KindCompany} {
		g.putField(ringdex.Field{Kind: kind, Title: "Card", Type: ringdex.TypeText, Unique: true})
	}
	return &g
}

// one draws one of a few.
func one[T any](rt *rapid.T, label string, of ...T) T { return rapid.SampledFrom(of).Draw(rt, label) }

func flag(rt *rapid.T, label string) bool { return rapid.Bool().Draw(rt, label) }

// anyRecord is drawn from so few keys and values that records meet in every way that there is.
func (f *fixture) anyRecord(rt *rapid.T, ids []ringdex.ID) Record {
	rec := Record{Original: "x", MustExist: one(rt, "must exist", false, false, false, true), Password: one(rt, "password", "", "", "p1", "p2")}
	rec.Identity.ExternalID = one(rt, "external id", "", "e1", "e2", "e3", "e4")
	rec.Identity.Email = one(rt, "e-mail", "", "", "a@x.cz", "b@x.cz")
	if len(ids) > 0 && one(rt, "by id", false, false, true) {
		rec.Identity.ID = one(rt, "id", append(ids, ringdex.NewID(f.clock()))...)
	}
	for range rapid.IntRange(0, 4).Draw(rt, "operations") {
		rec.Ops = append(rec.Ops, anyOperation(rt))
	}
	if flag(rt, "company") {
		rec = rec.in(CompanyRef{
			ExternalID: one(rt, "company's external id", "", "C1", "C9"), Number: one(rt, "company's number", int64(0), 0, 2, 9),
			Name: one(rt, "company's name", "", "acme", "New"), MustExist: one(rt, "company must exist", false, false, true),
		})
	}
	return rec
}

func anyOperation(rt *rapid.T) ringdex.Op {
	phone := func() any { return one[any](rt, "phone", "603303963", "+420603303963", "222333444", "12", "none", nil) }
	email := func() any { return one[any](rt, "address", "a@x.cz", "A@X.cz", "b@x.cz", "c@x.cz", "nobody", "", nil) }
	switch rapid.IntRange(0, 13).Draw(rt, "operation") {
	case 0:
		return set("userName", one[any](rt, "user name", "u1", "U1", "u2", "a@x.cz", "e3", "", nil))
	case 1:
		return set("firstName", one[any](rt, "first name", "Jan", "Eva", "", 7))
	case 2:
		return set("phone", phone())
	case 3:
		return add("phones", phone())
	case 4:
		return set("phones", []any{phone(), phone()})
	case 5:
		return set("email", email())
	case 6:
		return set("emails", []any{email()})
	case 7:
		return set("custom.1", one[any](rt, "card", "A", "B", "C", ""))
	case 8:
		return set("externalId", one[any](rt, "other external id", "e1", "e4", "e5", ""))
	case 9:
		return set("companies", one[any](rt, "memberships", []any{int64(1)}, []any{"2", int64(1)}, []any{int64(9)}, []any{}))
	case 10:
		return set("defaultCompany", one[any](rt, "default company", int64(1), "2", int64(9), nil))
	case 11:
		return at(rapid.IntRange(0, 1).Draw(rt, "index"), one(rt, "element", remove("phones"), set("phones", "777888999"), add("emails", "c@x.cz")))
	case 12:
		return remove(one(rt, "removed", "phones", "emails", "companies", "firstName", "userName", "externalId"))
	}
	return set("nothing", "x")
}

func (f *fixture) anyCompany(rt *rapid.T) Record {
	rec := Record{Original: "x", MustExist: one(rt, "must exist", false, false, true)}
	rec.Identity = Identity{Number: one(rt, "number", int64(0), 0, 1, 2, 9), ExternalID: one(rt, "external id", "", "C1", "C2", "C3", "C4")}
	for range rapid.IntRange(0, 3).Draw(rt, "operations") {
		rec.Ops = append(rec.Ops, one(rt, "operation",
			set("name", "Acme"), set("name", "New"), set("name", ""), set("city", "Brno"), set("custom.1", "A"), set("custom.1", "B"),
			set("custom.1", ""), set("externalId", "C2"), set("externalId", "C5"), set("externalId", ""), add("phones", "222333444"), set("x", 1)))
	}
	return rec
}

// Whatever comes: every record has one outcome, a dry run says what then happens, the journal has
// what the outcomes say and no more, and the directory stays as it has to be.
func TestAnyBatch(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		g := f.generated(rt, &n)
		for _, source := range []string{"crm", "erp"} {
			g.putSource(ringdex.Source{
				Key: source, StrictNumbers: flag(rt, "strict"), OverwritePasswords: flag(rt, "overwrite"), MatchUserName: flag(rt, "match user name"),
				MatchEmail: flag(rt, "match e-mail"), MatchPhoneAndName: flag(rt, "match phone and name"),
			})
		}
		for range rapid.IntRange(1, 4).Draw(rt, "batches") {
			g.wait(1000)
			g.anyBatch(rt)
		}
	})
}

func (f *fixture) anyBatch(rt *rapid.T) {
	ids := f.ids()
	if len(ids) > 0 && one(rt, "lock", false, false, true) {
		f.edit(one(rt, "locked contact", ids...), func(c *ringdex.Contact) {
			c.Locked = []string{one(rt, "locked field", "firstName", "phones", "companies", "userName", "externalId", "defaultCompany", "custom.1")}
		})
	}
	order := f.order()
	order.Source, order.UserNames, order.WantRecords = one(rt, "source", "crm", "erp"), flag(rt, "user names"), flag(rt, "want records")
	draw := func() Record { return f.anyRecord(rt, ids) }
	if one(rt, "kind", false, false, true) {
		order.Kind, draw = ringdex.KindCompany, func() Record { return f.anyCompany(rt) }
	}
	records := make([]Record, rapid.IntRange(0, 6).Draw(rt, "records"))
	for i := range records {
		records[i] = draw()
	}
	f.predictAndRun(order, records)
	f.checkDirectory()
}

// ids are those of all contacts, in an order that does not depend on chance.
func (f *fixture) ids() []ringdex.ID {
	var ids []ringdex.ID
	f.view(func(r ringdex.Reader) error {
		return r.EachContact(ringdex.Whole, func(c *ringdex.Contact) error { ids = append(ids, c.ID); return nil })
	})
	return ids
}

func (f *fixture) predictAndRun(order Order, records []Record) Result {
	f.t.Helper()
	before := f.directory()
	dry := order
	dry.DryRun = true
	predicted := f.run(dry, records...)
	f.wantSame(before)
	report := f.run(order, records...)
	if got, want := foreseeable(report), foreseeable(predicted); !slices.Equal(got, want) {
		f.t.Fatalf("predicted:\n%s\ngot:\n%s", strings.Join(want, "\n"), strings.Join(got, "\n"))
	}
	after := f.directory()
	n := report.Run.Counts
	made := int64(0)
	if order.Kind == ringdex.KindContact {
		made = int64(len(after.Companies) - len(before.Companies))
	}
	if grown := after.Head - before.Head; grown != n.Created+n.Updated+made {
		f.t.Fatalf("the journal has %d entries more, for %+v and %d companies", grown, n, made)
	}
	f.checkOutcomes(order, report, after)
	return report
}

// uuid and standIn are what a prediction cannot know: ids of what is yet to be made.
var (
	uuid    = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f-]{27}`)
	standIn = regexp.MustCompile(`-\d+|\d+`)
)

// foreseeable is what a report and its prediction have in common, a line an outcome.
func foreseeable(report Result) []string {
	var lines []string
	for _, o := range report.Outcomes {
		line := fmt.Sprintf("%d %s %s holder=%v", o.At.Index, o.Key, o.Action, !o.Holder.IsZero())
		for _, d := range o.Deltas {
			if d.Field == "companies" || d.Field == "defaultCompany" || d.Field == ringdex.SaidField {
				d.Old, d.New = standIn.ReplaceAllString(d.Old, "N"), standIn.ReplaceAllString(d.New, "N")
			}
			line += fmt.Sprintf(" [%s %q %q]", d.Field, d.Old, d.New)
		}
		for _, p := range slices.Concat(o.Problems, o.Notes) {
			line += fmt.Sprintf(" {%s %s %s}", p.Code, p.Field, uuid.ReplaceAllString(p.Error(), "ID"))
		}
		lines = append(lines, line)
	}
	return lines
}

// checkOutcomes compares what outcomes say with what there is.
func (f *fixture) checkOutcomes(order Order, report Result, d directory) {
	f.t.Helper()
	for i, o := range report.Outcomes {
		written := o.Action == ringdex.Created || o.Action == ringdex.Updated
		switch {
		case o.Action == ringdex.Refused:
			if o.Contact != nil || o.Company != nil || o.Ref != (ringdex.Ref{}) {
				f.t.Fatalf("record %d is refused and has a record all the same", i)
			}
		case order.Kind == ringdex.KindCompany:
			if d.Companies[o.Ref.Company] == nil || o.Company == nil {
				f.t.Fatalf("there is no company %d, of record %d", o.Ref.Company, i)
			}
		case d.Contacts[o.Ref.Contact] == nil || (written || order.WantRecords) && o.Contact == nil:
			f.t.Fatalf("there is no contact %s, of record %d", o.Ref.Contact, i)
		}
	}
}

// checkDirectory checks what is true of every directory.
func (f *fixture) checkDirectory() {
	f.t.Helper()
	d := f.directory()
	holders := map[string]string{}
	hold := func(name, by string) {
		if other, taken := holders[name]; taken {
			f.t.Fatalf("%s is of %s and %s", name, other, by)
		}
		holders[name] = by
	}
	for id, c := range d.Contacts {
		if c.UserName != "" {
			hold("user "+ringdex.Fold(c.UserName), id.String())
		}
		for _, x := range c.ExternalIDs {
			hold("contact "+x.Source+x.ID, id.String())
		}
		if v := c.Custom[1]; v != "" {
			hold("card "+v, id.String())
		}
		if c.DefaultCompany != 0 && !slices.Contains(c.Companies, c.DefaultCompany) {
			f.t.Fatalf("the default company %d is not one of %v", c.DefaultCompany, c.Companies)
		}
		for _, n := range c.Companies {
			if d.Companies[n] == nil {
				f.t.Fatalf("there is no company %d", n)
			}
		}
		if c.PasswordChanged.IsZero() != (d.Passwords[id] == "") {
			f.t.Fatalf("password %q, changed %s", d.Passwords[id], c.PasswordChanged)
		}
	}
	for id, c := range d.Companies {
		for _, x := range c.ExternalIDs {
			hold("company "+x.Source+x.ID, fmt.Sprint(id))
		}
		if v := c.Custom[1]; v != "" {
			hold("company's card "+v, fmt.Sprint(id))
		}
		if c.Name == "" {
			f.t.Fatalf("the company %d has no name", id)
		}
	}
}

// The same call again changes nothing, unless two of its records conflict on one contact. A company
// that the call itself creates is known to a record whose companies are locked only at the next
// call: until then the source has said a company that there was not. Passwords that overwrite are
// left out: whether one is the same is known only where a digest says so
// (TestPasswordIsOverwrittenWhenTheSourceSaysSo).
func TestSameBatchAgain(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		g := f.generated(rt, &n)
		g.putSource(ringdex.Source{Key: "crm", StrictNumbers: flag(rt, "strict")})
		order := g.order()
		if one(rt, "kind", false, false, true) {
			order.Kind = ringdex.KindCompany
		} else {
			g.foreign(record("x0"), record("x1"))
		}
		order.UserNames, order.WantRecords = flag(rt, "user names"), flag(rt, "want records")
		g.run(order, g.peaceful(rt, order.Kind)...)
		if ids := g.ids(); len(ids) > 0 && flag(rt, "lock") {
			g.edit(one(rt, "locked contact", ids...), func(c *ringdex.Contact) {
				c.Locked = []string{one(rt, "locked field", "firstName", "phones", "companies", "userName")}
			})
		}
		records := g.peaceful(rt, order.Kind)
		companies := len(g.directory().Companies)
		first := g.predictAndRun(order, records)
		g.wait(1000)
		before := g.directory()
		if len(before.Companies) > companies {
			first = g.predictAndRun(order, records)
			before = g.directory()
		}
		second := g.predictAndRun(order, records)
		g.wantSame(before)
		for i, o := range second.Outcomes {
			if refused := first.Outcomes[i].Action == ringdex.Refused; refused != (o.Action == ringdex.Refused) || !refused && o.Action != ringdex.Unchanged {
				rt.Fatalf("record %d was %s and is %s\n%s", i, first.Outcomes[i].Action, o.Action, problemsOf(second))
			}
		}
	})
}

// peaceful records want nothing that another one wants, and may come twice.
func (f *fixture) peaceful(rt *rapid.T, kind ringdex.Kind) []Record {
	var records []Record
	for i := range rapid.IntRange(1, 6).Draw(rt, "records") {
		draw := f.peacefulContact
		if kind == ringdex.KindCompany {
			draw = f.peacefulCompany
		}
		rec := draw(rt, i)
		for range one(rt, "times", 1, 1, 1, 2) {
			records = append(records, rec)
		}
	}
	return rapid.Permutation(records).Draw(rt, "order")
}

func (f *fixture) peacefulContact(rt *rapid.T, i int) Record {
	rec := record(fmt.Sprint("e", i))
	if i < 2 && flag(rt, "by id") {
		rec.Identity = Identity{ID: f.contactOf("erp", fmt.Sprint("x", i)).ID, ExternalID: one(rt, "external id", "", fmt.Sprint("y", i))}
	}
	own := func(label, form string) any { return one[any](rt, label, fmt.Sprintf(form, i), "", nil) }
	some := func(op ringdex.Op) {
		if flag(rt, op.Field) {
			rec.Ops = append(rec.Ops, op)
		}
	}
	some(set("firstName", one[any](rt, "first name", "Jan", "Eva", "", nil, 7)))
	some(set("userName", own("user name", "u%d")))
	some(set("email", fmt.Sprintf("a%d@x.cz", i)))
	some(add("emails", one[any](rt, "another address", fmt.Sprintf("b%d@x.cz", i), "nobody")))
	some(set("phone", one[any](rt, "phone", "603303963", "12"))) // an empty one takes the first away, again and again
	some(add("phones", one[any](rt, "another phone", "222333444", "12", "none")))
	some(set("tags", one[any](rt, "tags", []any{"a", "b"}, []any{"a b"}, []any{})))
	some(set("companies", one[any](rt, "memberships", []any{int64(1)}, []any{"2", int64(1)}, []any{int64(99)}, []any{})))
	some(set("custom.1", own("card", "card%d")))
	rec.Password = one(rt, "password", "", "p1", "p2")
	if flag(rt, "company") {
		rec = rec.in(one(rt, "company", CompanyRef{Name: "Acme"}, CompanyRef{Name: "New"}, CompanyRef{ExternalID: "C2"}, CompanyRef{ExternalID: "C9"},
			CompanyRef{ExternalID: "C8", Name: "New"}, CompanyRef{Number: 1}, CompanyRef{Number: 99}, CompanyRef{Name: "Never", MustExist: true}))
	}
	return rec
}

func (f *fixture) peacefulCompany(rt *rapid.T, i int) Record {
	rec := record(fmt.Sprint("C", i+1), set("name", one[any](rt, "name", "Acme", "New", "", nil)))
	if i < 2 && flag(rt, "by number") {
		rec.Identity = Identity{Number: int64(i + 1)}
	}
	if flag(rt, "card") {
		rec.Ops = append(rec.Ops, set("custom.1", one[any](rt, "card", fmt.Sprint("card", i), "")))
	}
	if flag(rt, "phone") {
		rec.Ops = append(rec.Ops, add("phones", one[any](rt, "phone", "222333444", "12", "none")))
	}
	return rec
}
