package intake

import (
	"slices"
	"strings"
	"testing"
	"time"

	"ringdex/internal/ringdex"
)

// three are sources that describe the same people: an ERP above a CRM above a shop. The two lower
// ones find the contacts of others by e-mail.
func (f *fixture) three() {
	f.putSource(ringdex.Source{Key: "erp", Priority: 30})
	f.putSource(ringdex.Source{Key: "crm", Priority: 20, MatchEmail: true})
	f.putSource(ringdex.Source{Key: "shop", Priority: 10, MatchEmail: true})
}

// send imports one record of a source.
func (f *fixture) send(source, x string, ops ...ringdex.Op) ringdex.Outcome {
	f.t.Helper()
	f.wait(time.Second)
	order := f.order()
	order.Source = source
	return f.run(order, record(x, ops...)).Outcomes[0]
}

// byHand changes the contact as a person does.
func (f *fixture) byHand(ops ...ringdex.Op) ringdex.Outcome {
	f.t.Helper()
	f.wait(time.Second)
	order := f.order()
	order.Source, order.Door, order.Hand = "api", "api", ringdex.Hand{Person: true, MayLock: true}
	result, err := f.Call(f.t.Context(), order, []Record{byID(f.only(), ops...)})
	if err != nil {
		f.t.Fatal(err)
	}
	return result.Outcomes[0]
}

func (f *fixture) only() *ringdex.Contact {
	f.t.Helper()
	for _, c := range f.directory().Contacts {
		return c
	}
	f.t.Fatal("there is no contact")
	return nil
}

// wantNotes wants notes with these keys.
func (f *fixture) wantNotes(o ringdex.Outcome, keys ...string) {
	f.t.Helper()
	var got []string
	for _, n := range o.Notes {
		got = append(got, n.Field+" "+n.Key)
	}
	if !slices.Equal(got, keys) {
		f.t.Errorf("got notes %q, want %q", got, keys)
	}
}

// why returns the reasons of a source for the values of it that do not stand.
func (f *fixture) why(source string) string {
	f.t.Helper()
	var all []string
	f.view(func(r ringdex.Reader) error {
		rules, err := f.Rules(r, source)
		for _, d := range ringdex.Describe(&rules, f.only()) {
			for i := range d.Fields {
				if field := &d.Fields[i]; d.Source.Key == source && !field.Taken() {
					all = append(all, field.Field+" "+strings.Join(field.Values, ",")+" "+field.Why.Key)
				}
			}
		}
		return err
	})
	return strings.Join(all, "; ")
}

func (f *fixture) wantWhy(source, want string) {
	f.t.Helper()
	if got := f.why(source); got != want {
		f.t.Errorf("%s: got %q, want %q", source, got, want)
	}
}

// wantOnly wants the only contact to have these values: first name, last name, job, numbers.
func (f *fixture) wantOnly(first, last, job, phones string) {
	f.t.Helper()
	c := f.only()
	var numbers []string
	for _, n := range c.Phones {
		numbers = append(numbers, n.Text)
	}
	wantEqual(f.t, []string{c.FirstName, c.LastName, c.Job, strings.Join(numbers, ",")}, []string{first, last, job, phones})
}

var mail = set("emails", []any{"jan@example.com"})

func TestPriorityDecidesFieldByField(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.three()
	f.send("shop", "s1", mail, set("firstName", "Honza"), set("job", "buyer"), set("phones", []any{"777111222"}))
	f.send("crm", "c1", mail, set("firstName", "Jan"), set("lastName", "Novák"))
	f.wantOnly("Jan", "Novák", "buyer", "777111222")
	o := f.send("shop", "s1", mail, set("firstName", "Honzík"), set("job", "customer"), set("phones", []any{"777111333"}))
	f.wantNotes(o, "/firstName field.priority")
	f.wantOnly("Jan", "Novák", "customer", "777111333")
	f.wantWhy("shop", "firstName Honzík said.priority")

	// the ERP has no match rule, and gives the contact its id by that of the directory
	order := f.order()
	order.Source = "erp"
	f.run(order, byID(f.only(), set("externalId", "e1")))
	f.send("erp", "e1", set("lastName", "Novak"), set("job", ""))
	f.wantOnly("Jan", "Novak", "customer", "777111333") // an empty value gives way
	f.wantNotes(f.send("crm", "c1", mail, set("firstName", "Jan"), set("lastName", "Nový")), "/lastName field.priority")
	f.wantOnly("Jan", "Novak", "customer", "777111333")
	f.wantWhy("crm", "lastName Nový said.priority")
	if n := len(f.directory().Contacts); n != 1 {
		t.Errorf("there are %d contacts", n)
	}

	// what the higher one no longer says, the next one says
	f.send("erp", "e1", set("lastName", ""))
	f.wantOnly("Jan", "Nový", "customer", "777111333")
	f.send("crm", "c1", mail, set("firstName", ""), set("lastName", "Nový"))
	f.wantOnly("Honzík", "Nový", "customer", "777111333")
}

// TestSameRecordAgain: what a lower source sends again writes nothing, and its notes are repeated.
func TestSameRecordAgain(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.three()
	f.send("crm", "c1", mail, set("firstName", "Jan"))
	for i, action := range []ringdex.Action{ringdex.Updated, ringdex.Unchanged, ringdex.Unchanged} {
		o := f.send("shop", "s1", mail, set("firstName", "Honza"))
		f.wantNotes(o, "/firstName field.priority")
		if o.Action != action {
			t.Errorf("%d: %s, want %s", i, o.Action, action)
		}
	}
	if o := f.send("crm", "c1", mail, set("firstName", "Jan")); o.Action != ringdex.Unchanged {
		t.Errorf("the higher source: %s, %v", o.Action, o.Deltas)
	}
}

func TestRulesOfFields(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	rules := ringdex.Source{Key: "crm", FieldRules: map[string]ringdex.FieldRule{"job": ringdex.Never, "phones": ringdex.MayFill, "home": ringdex.Never}}
	f.putSource(rules)
	o := f.send("crm", "c1", set("lastName", "Novák"), set("job", "clerk"), set("phone", "777111222"), set("home.city", "Brno"))
	f.wantNotes(o, "/job field.never", "/home.city field.never")
	f.wantOnly("", "Novák", "", "777111222")
	f.wantWhy("crm", "home.city Brno said.never; job clerk said.never")

	// what it has filled in is its own
	f.send("crm", "c1", set("phone", "777111333"))
	f.wantOnly("", "Novák", "", "777111333")
	f.byHand(set("phones", []any{"222333444"}), set("job", "chief"))
	f.wantNotes(f.send("crm", "c1", set("phone", "777111444")), "/phone field.fill")
	f.wantOnly("", "Novák", "chief", "222333444")
	f.wantWhy("crm", "home.city Brno said.never; job clerk said.never; phones 777111444 said.fill")
	f.byHand(set("phones", []any{}))
	f.wantNotes(f.send("crm", "c1", set("phone", "777111444")))
	f.wantOnly("", "Novák", "chief", "777111444")

	rules.FieldRules = map[string]ringdex.FieldRule{"job": ringdex.MaySet}
	rules.Rule = ringdex.Never
	f.putSource(rules)
	o = f.send("crm", "c1", set("lastName", "Nový"), set("job", "clerk"))
	f.wantNotes(o, "/lastName field.never")
	f.wantOnly("", "Novák", "clerk", "777111444")
}

// TestRulesOfCompanies: a company has the same rules.
func TestRulesOfCompanies(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.putSource(ringdex.Source{Key: "crm", FieldRules: map[string]ringdex.FieldRule{"city": ringdex.Never}})
	report := f.run(f.companies(), record("C1", set("name", "Acme"), set("city", "Brno")))
	f.wantNotes(report.Outcomes[0], "/city field.never")
	c := f.company(report.Outcomes[0].Ref.Company)
	wantEqual(t, c.Name+c.City, "Acme")
	if len(c.Words) != 1 || c.Words[0].Source != "crm" {
		t.Errorf("got words %+v", c.Words)
	}
}

// TestChangedRulesPlanAgain: a rule that changes makes the next run plan again, although the record
// is the same.
func TestChangedRulesPlanAgain(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.send("crm", "c1", set("lastName", "Novák"), set("job", "clerk"))
	f.putSource(ringdex.Source{Key: "crm", FieldRules: map[string]ringdex.FieldRule{"job": ringdex.Never}})
	f.byHand(set("job", "chief"))
	o := f.send("crm", "c1", set("lastName", "Novák"), set("job", "clerk"))
	f.wantNotes(o, "/job field.never")
	f.wantOnly("", "Novák", "chief", "")
	f.putSource(ringdex.Source{Key: "crm"})
	f.send("crm", "c1", set("lastName", "Novák"), set("job", "clerk"))
	f.wantOnly("", "Novák", "clerk", "")
	if c := f.only(); len(c.Words) != 0 {
		t.Errorf("a source that says what stands has words: %+v", c.Words)
	}
}

func TestEditsByAPersonLock(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.putSource(ringdex.Source{Key: "crm", LockEdits: true})
	f.send("crm", "c1", set("firstName", "Jan"), set("lastName", "Novák"))
	f.byHand(set("lastName", "Nový"), set("firstName", "Jan"))
	wantEqual(t, f.only().Locked, []string{"lastName"})
	f.wantNotes(f.send("crm", "c1", set("firstName", "Johann"), set("lastName", "Novák")), "/lastName field.locked")
	f.wantOnly("Johann", "Nový", "", "")
	f.wantWhy("crm", "lastName Novák said.locked")
	f.byHand(set("lastName", "Nová")) // a person is not held by it
	f.wantOnly("Johann", "Nová", "", "")

	o := f.send("crm", "c1", set("locked", []any{}))
	f.wantNotes(o, "/locked field.locks")
	f.byHand(set("locked", []any{}))
	f.wantOnly("Johann", "Novák", "", "") // what should stand
	wantEqual(t, f.only().Locked, []string(nil))
	if o := f.byHand(set("locked", []any{"phone", "nonsense"})); o.Action != ringdex.Refused {
		t.Errorf("got %s", o.Action)
	}
	f.byHand(set("locked", []any{"phone", "home"}))
	wantEqual(t, f.only().Locked, []string{"home", "phones"})
	f.wantNotes(f.send("crm", "c1", set("home.city", "Brno"), set("phone", "777111222")), "/home.city field.locked", "/phone field.locked")
}

// TestSettle: a command gives the values that should stand after settings have changed.
func TestSettle(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.three()
	f.send("crm", "c1", mail, set("firstName", "Jan"), set("job", "clerk"))
	f.send("shop", "s1", mail, set("firstName", "Honza"), set("job", "buyer"))
	f.putSource(ringdex.Source{Key: "shop", Priority: 99, FieldRules: map[string]ringdex.FieldRule{"job": ringdex.MayFill}})
	before := f.directory()
	order := f.order()
	order.Source, order.DryRun = "api", true
	if run, err := f.Settle(t.Context(), order); err != nil || run.Counts.Updated != 1 {
		t.Errorf("dry run: got %+v, %v", run.Counts, err)
	}
	f.wantSame(before)
	order.DryRun = false
	run, err := f.Settle(t.Context(), order)
	if err != nil || run.Counts.Updated != 1 || run.State != ringdex.RunFinished || run.LastSeq != run.FirstSeq+1 {
		t.Errorf("got %+v, %v", run, err)
	}
	f.wantOnly("Honza", "", "clerk", "")
	if run, err := f.Settle(t.Context(), order); err != nil || run.Counts.Read != 0 {
		t.Errorf("again: got %+v, %v", run.Counts, err)
	}
	f.byHand(set("firstName", "Jeník")) // of nobody's word
	if run, err := f.Settle(t.Context(), order); err != nil || run.Counts.Read != 0 {
		t.Errorf("after an edit: got %+v, %v", run.Counts, err)
	}
}

// TestASourceLeaves: a replacing run of a source that no longer has a contact of another one gives
// its values back.
func TestASourceLeaves(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.putSource(ringdex.Source{Key: "shop"})
	f.putSource(ringdex.Source{Key: "crm", Priority: 5, MatchEmail: true, MaxDelete: "100%"})
	f.send("shop", "s1", mail, set("firstName", "Honza"))
	f.send("crm", "c1", mail, set("firstName", "Jan"))
	f.wantOnly("Jan", "", "", "")
	order := f.order()
	order.Replace = true
	f.replaceWith(record("c2", set("firstName", "Eva")))
	c := f.contactOf("shop", "s1")
	wantEqual(t, c.FirstName, "Honza")
	if c.ExternalID("crm") != "" || len(c.Words) != 0 {
		t.Errorf("got %+v", c)
	}
}

// TestMissingGivesWay: the values of a source that no longer has the record give way.
func TestMissingGivesWay(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.putSource(ringdex.Source{Key: "crm", Priority: 5, MatchEmail: true})
	f.send("shop", "s1", mail, set("firstName", "Honza"))
	f.send("crm", "c1", mail, set("firstName", "Jan"))
	f.wantOnly("Jan", "", "", "")
	f.wantMissing(ringdex.KindContact, 1)
	f.wantOnly("Honza", "", "", "")
	f.wantWhy("crm", "firstName Jan said.missing")
	f.send("crm", "c1", mail, set("firstName", "Jan"))
	f.wantOnly("Jan", "", "", "")
}
