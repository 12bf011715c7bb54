package intake

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"ringdex/internal/ringdex"
)

// spying counts the contacts that are read.
type spying struct {
	ringdex.Store
	read *atomic.Int64
}

func (s spying) View(ctx context.Context, org ringdex.OrganizationID, fn func(ringdex.Reader) error) error {
	return s.Store.View(ctx, org, func(r ringdex.Reader) error { return fn(spyingReader{r, s.read}) })
}

func (s spying) Update(ctx context.Context, org ringdex.OrganizationID, fn func(ringdex.Writer) error) error {
	return s.Store.Update(ctx, org, func(w ringdex.Writer) error { return fn(spyingWriter{w, s.read}) })
}

type spyingReader struct {
	ringdex.Reader
	read *atomic.Int64
}

func (r spyingReader) Contacts(ids []ringdex.ID) (map[ringdex.ID]*ringdex.Contact, error) {
	r.read.Add(int64(len(ids)))
	return r.Reader.Contacts(ids)
}

type spyingWriter struct {
	ringdex.Writer
	read *atomic.Int64
}

func (w spyingWriter) Contacts(ids []ringdex.ID) (map[ringdex.ID]*ringdex.Contact, error) {
	w.read.Add(int64(len(ids)))
	return w.Writer.Contacts(ids)
}

// recognising is a fixture whose every call says how many contacts it has read.
type recognising struct {
	*fixture
	read *atomic.Int64
}

func newRecognising(t *testing.T) *recognising {
	t.Helper()
	read := &atomic.Int64{}
	return &recognising{newFixture(t).over(func(s ringdex.Store) ringdex.Store { return spying{s, read} }), read}
}

// wantRead fails unless the records become action, with so many contacts read.
func (f *recognising) wantRead(n int64, action ringdex.Action, records ...Record) {
	f.t.Helper()
	f.read.Store(0)
	f.wantActions(f.call(records...), slices.Repeat([]ringdex.Action{action}, len(records))...)
	if got := f.read.Load(); got != n {
		f.t.Errorf("%d contacts were read, want %d", got, n)
	}
}

func TestUnchangedRecordsAreNotRead(t *testing.T) {
	t.Parallel()
	f := newRecognising(t)
	jan := withPassword(record("1", set("firstName", "Jan"), add("phones", "603303963"), set("tags", []any{"a", "b"})).in(CompanyRef{Name: "Acme"}), "secret")
	eva := record("2", set("firstName", "Eva"), set("email", "eva@example.cz"))
	f.wantRead(0, ringdex.Created, jan, eva)
	before := f.directory()
	f.wantRead(0, ringdex.Unchanged, jan, eva)
	f.wantRead(0, ringdex.Unchanged, eva)
	f.wantSame(before)

	order := f.order()
	order.WantRecords = true
	wantEqual(t, f.run(order, jan).Outcomes[0].Contact, f.contact("1"))
	wantEqual(t, f.call(jan).Outcomes[0].Ref, f.contact("1").Ref())
}

func TestUnchangedRecordsAreNotReadForTheRulesOfTheirSource(t *testing.T) {
	t.Parallel()
	f := newRecognising(t)
	f.putSource(ringdex.Source{Key: "crm", MatchUserName: true, MatchEmail: true, MatchPhoneAndName: true})
	jan := record("1", set("userName", "jan"), set("email", "jan@example.cz"), set("phone", "603303963"), set("firstName", "Jan"))
	f.wantRead(0, ringdex.Created, jan)
	f.wantRead(0, ringdex.Unchanged, jan)
}

// A change of anything that a record's meaning depends on invalidates its mark.
func TestDigestDoesNotHold(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		change func(f *recognising)
		action ringdex.Action
	}{
		"somebody else edited a field that is sent": {func(f *recognising) {
			f.edit(f.contact("1").ID, func(c *ringdex.Contact) { c.FirstName = "Johann" })
		}, ringdex.Updated},
		"somebody else edited another field": {func(f *recognising) {
			f.edit(f.contact("1").ID, func(c *ringdex.Contact) { c.Job = "x" })
		}, ringdex.Unchanged},
		"another source wrote it": {func(f *recognising) {
			order := f.order()
			order.Source = "erp"
			f.run(order, byID(f.contact("1"), set("job", "x")))
		}, ringdex.Unchanged},
		"a field was defined": {func(f *recognising) {
			f.putField(ringdex.Field{Kind: ringdex.KindContact, Title: "X", Type: ringdex.TypeText})
		}, ringdex.Unchanged},
		"a field was defined anew": {func(f *recognising) {
			f.putField(ringdex.Field{ID: 1, Kind: ringdex.KindContact, Title: "Card", Type: ringdex.TypeInteger})
		}, ringdex.Refused},
		"the source became strict": {func(f *recognising) {
			f.putSource(ringdex.Source{Key: "crm", StrictNumbers: true})
		}, ringdex.Refused},
		"the company was removed": {func(f *recognising) { f.removeCompany(1) }, ringdex.Updated},
		"the company's external id moved": {func(f *recognising) {
			f.run(f.companies(), Record{Identity: Identity{Number: 1}, Ops: []ringdex.Op{remove("externalId")}}, record("C-1", set("name", "New")))
		}, ringdex.Updated},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newRecognising(t)
			field := f.putField(ringdex.Field{Kind: ringdex.KindContact, Title: "Card", Type: ringdex.TypeText})
			jan := record("1", set("firstName", "Jan"), add("phones", "601"), set(field.Name(), "A1")).in(CompanyRef{ExternalID: "C-1"})
			f.call(jan)
			f.wantRead(0, ringdex.Unchanged, jan)
			test.change(f)
			f.wantRead(1, test.action, jan)
			if test.action == ringdex.Updated {
				f.wantRead(0, ringdex.Unchanged, jan)
			}
		})
	}
}

// A company that only changes is still the one that the record names.
func TestDigestHoldsWhenTheCompanyIsRenamed(t *testing.T) {
	t.Parallel()
	f := newRecognising(t)
	jan := record("1").in(CompanyRef{ExternalID: "C-1"})
	f.call(jan)
	f.run(f.companies(), record("C-1", set("name", "Acme")))
	f.wantRead(0, ringdex.Unchanged, jan)
}

func TestDigestHoldsForAnotherWayToNameTheCompany(t *testing.T) {
	t.Parallel()
	f := newRecognising(t)
	f.call(record("1").in(CompanyRef{ExternalID: "C-1", Name: "Acme"}))
	f.wantRead(0, ringdex.Unchanged, record("1").in(CompanyRef{Name: "Acme"}))
	f.wantRead(0, ringdex.Unchanged, record("1").in(CompanyRef{Number: 1}))
	f.wantRead(1, ringdex.Unchanged, record("1"))
	f.wantRead(1, ringdex.Updated, record("1").in(CompanyRef{Name: "Zenith"}))
}

// A record that was recognised is still changed by what another record of the batch says of the
// same contact.
func TestUnchangedRecordMeetsAnotherOfItsContact(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.putSource(ringdex.Source{Key: "crm", MatchEmail: true})
	jan := record("1", set("firstName", "Jan"), set("email", "jan@example.cz"))
	f.call(jan)
	for name, other := range map[string]Record{
		"by id":     byID(f.contact("1"), set("firstName", "Eva")),
		"by e-mail": byEmail("jan@example.cz", set("firstName", "Eva")),
		"by a rule": {Ops: []ringdex.Op{set("email", "jan@example.cz"), set("firstName", "Eva")}},
	} {
		f.wantActions(f.call(other, jan), ringdex.Updated, ringdex.Updated)
		wantEqual(t, f.contact("1").FirstName, "Jan")
		f.wantActions(f.call(jan, other), ringdex.Unchanged, ringdex.Updated)
		wantEqual(t, f.contact("1").FirstName, "Eva")
		f.wantActions(f.call(jan), ringdex.Updated)
		if t.Failed() {
			t.Fatal(name)
		}
	}
}

// A record with its contact's id beside the external id is no less a record of that external id.
func TestUnchangedRecordAfterOneWithBothKeys(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	jan := record("1", set("firstName", "Jan"))
	f.call(jan)
	both := record("1", set("firstName", "Eva"))
	both.Identity.ID = f.contact("1").ID
	f.wantActions(f.call(both, jan), ringdex.Updated, ringdex.Updated)
}

// The first one that goes makes another one the first: sent twice, it means two.
func TestOperationsOnElementsAreRepeated(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.call(record("1", set("tags", []any{"a", "b", "c"})))
	for _, want := range [][]string{{"b", "c"}, {"c"}, nil} {
		f.wantActions(f.call(record("1", at(0, remove("tags")))), ringdex.Updated)
		wantEqual(t, f.contact("1").Tags, want)
	}
	f.wantActions(f.call(record("1", at(0, remove("tags")))), ringdex.Refused)
}

func TestRefusedRecordsAreNotRecognised(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	bad := record("1", set("firstName", "Jan"), set("email", "nobody"))
	f.wantActions(f.call(bad), ringdex.Refused)
	f.call(record("1", set("firstName", "Jan")))
	f.wantActions(f.call(bad), ringdex.Refused)
	broken := record("1", set("firstName", "Jan"))
	broken.Problems = []*ringdex.Error{ringdex.Problemf("/x", "the door found this")}
	f.wantActions(f.call(broken), ringdex.Refused)
}

func TestDigestsDiffer(t *testing.T) {
	t.Parallel()
	rules := &ringdex.Rules{Source: ringdex.Source{Key: "crm", OverwritePasswords: true}}
	seed := seedOf(rules, "")
	records := map[string]Record{
		"nothing":              record("1"),
		"a text":               record("1", set("a", "b")),
		"another field":        record("1", set("b", "b")),
		"another value":        record("1", set("a", "c")),
		"another verb":         record("1", add("a", "b")),
		"an element":           record("1", at(0, set("a", "b"))),
		"another element":      record("1", at(1, set("a", "b"))),
		"twice":                record("1", set("a", "b"), set("a", "b")),
		"a longer field":       record("1", set("ab", "")),
		"an empty text":        record("1", set("a", "")),
		"null":                 record("1", set("a", nil)),
		"a text like null":     record("1", set("a", "<nil>")),
		"a number":             record("1", set("a", int64(1))),
		"a decimal":            record("1", set("a", 1.0)),
		"a text like a number": record("1", set("a", "1")),
		"true":                 record("1", set("a", true)),
		"a text like true":     record("1", set("a", "true")),
		"a list":               record("1", set("a", []any{"x y"})),
		"a list of two":        record("1", set("a", []any{"x", "y"})),
		"a list of numbers":    record("1", set("a", []any{int64(1), int64(2)})),
		"a list of a list":     record("1", set("a", []any{[]any{int64(1), int64(2)}})),
		"an empty list":        record("1", set("a", []any{})),
		"what looks like two":  record("1", set("a", "b\x00\x01set\x00a\x00sb")),
		"an address":           byEmail("a@example.cz"),
		"a password":           withPassword(record("1"), "secret"),
		"another password":     withPassword(record("1"), "secret2"),
		"a password like it":   byEmail("secret"),
		"a company":            record("1").in(CompanyRef{Number: 3}),
	}
	known := map[uint64]string{}
	for name, rec := range records {
		sum := withCompany(digest(&rec, rules, seed), &rec, 7)
		if other, taken := known[sum]; taken {
			t.Errorf("%s and %s have the same digest", name, other)
		}
		known[sum] = name
		if again := withCompany(digest(&rec, rules, seedOf(rules, "")), &rec, 7); again != sum {
			t.Errorf("%s has two digests", name)
		}
	}
}

// A digest is quick to make, and a password behind it would be quick to guess.
func TestDigestDoesNotTellThePassword(t *testing.T) {
	t.Parallel()
	rules := &ringdex.Rules{Source: ringdex.Source{Key: "crm"}}
	none, one, other := record("1"), withPassword(record("1"), "one"), withPassword(record("1"), "other")
	if digest(&one, rules, 1) != digest(&other, rules, 1) {
		t.Error("the digest tells passwords apart")
	}
	if digest(&one, rules, 1) == digest(&none, rules, 1) {
		t.Error("a first password would be overlooked")
	}
}

func TestDigestAllocatesLittle(t *testing.T) {
	rec := record("1", set("firstName", "Jan"), set("lastName", "Novák"), add("phones", strings.Repeat("9", 9)))
	rules := &ringdex.Rules{}
	if n := testing.AllocsPerRun(100, func() { digest(&rec, rules, 1) }); n > 1 {
		t.Errorf("got %v allocations", n)
	}
}

// TestMarksOutliveAName: what people call a source says nothing about its records. Every member of
// the rules is either among what marks outlive or makes records be read again.
func TestMarksOutliveAName(t *testing.T) {
	t.Parallel()
	outlived := map[string]bool{"Key": true, "Name": true, "LockEdits": true, "MaxDelete": true, "KeepRefused": true, "Title": true, "Hint": true}
	seed := func(source ringdex.Source, field ringdex.Field) uint64 {
		return seedOf(&ringdex.Rules{Source: source, Sources: []ringdex.Source{source}, Fields: []ringdex.Field{field}}, "")
	}
	plain := seed(ringdex.Source{}, ringdex.Field{})
	var source ringdex.Source
	var field ringdex.Field
	for _, rules := range []reflect.Value{reflect.ValueOf(&source).Elem(), reflect.ValueOf(&field).Elem()} {
		for i := range rules.NumField() {
			member := rules.Type().Field(i).Name
			switch v := rules.Field(i); v.Kind() {
			case reflect.String:
				v.SetString("x")
			case reflect.Bool:
				v.SetBool(true)
			case reflect.Slice:
				v.Set(reflect.MakeSlice(v.Type(), 1, 1))
			case reflect.Map:
				v.Set(reflect.ValueOf(map[string]ringdex.FieldRule{"phones": ringdex.Never}))
			default:
				v.SetInt(7)
			}
			want := outlived[member] && (member != "Key" || rules.Type() == reflect.TypeFor[ringdex.Source]())
			if kept := seed(source, field) == plain; kept != want {
				t.Errorf("%s.%s: kept is %t", rules.Type().Name(), member, kept)
			}
			rules.Field(i).SetZero()
		}
	}
}

// TestMarksComeBack: after the rules have changed every record is read once more, and from then on
// recognised again. So is one whose contact another source has already changed to the same content.
func TestMarksComeBack(t *testing.T) {
	t.Parallel()
	f := newRecognising(t)
	rec := record("1", set("lastName", "Novák"))
	f.call(rec)
	f.wantRead(0, ringdex.Unchanged, rec)
	f.putSource(ringdex.Source{Key: f.order().Source, Name: "The ERP", LockEdits: true})
	f.wantRead(0, ringdex.Unchanged, rec)
	f.putSource(ringdex.Source{Key: f.order().Source, StrictNumbers: true})
	f.wantRead(1, ringdex.Unchanged, rec)
	f.wantRead(0, ringdex.Unchanged, rec)
	f.call(record("1", set("lastName", "Jiný")))
	other := f.order()
	other.Source = "erp"
	if _, err := f.Call(t.Context(), other, []Record{byID(f.contact("1"), set("lastName", "Novák"))}); err != nil {
		t.Fatal(err)
	}
	f.wantRead(1, ringdex.Updated, rec) // only in what the source says
	f.wantRead(0, ringdex.Unchanged, rec)
}
