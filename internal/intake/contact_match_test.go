package intake

import (
	"fmt"
	"testing"

	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// The order of matching: wire/helpdesk.md, decided 5.

func byID(c *ringdex.Contact, ops ...ringdex.Op) Record {
	return Record{Identity: Identity{ID: c.ID}, Ops: ops}
}

func byEmail(email string, ops ...ringdex.Op) Record {
	return Record{Identity: Identity{Email: email}, Ops: ops}
}

// foreign creates contacts that another source owns.
func (f *fixture) foreign(records ...Record) {
	f.t.Helper()
	order := f.order()
	order.Source = "erp"
	for _, o := range f.run(order, records...).Outcomes {
		if o.Action != ringdex.Created {
			f.t.Fatalf("%s is %s", o.Key, o.Action)
		}
	}
}

func TestMatchByNativeKey(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.foreign(record("x", set("firstName", "Jan")))
	c := f.contactOf("erp", "x")
	rec := byID(c, set("firstName", "Eva"))
	rec.Identity.ExternalID, rec.Identity.Email = "7", "somebody@example.cz"
	report := f.call(rec)
	f.wantActions(report, ringdex.Updated)
	f.wantDelta(report, 0, "externalId", "erp:x", "erp:x, crm:7")
	is := f.contact("7")
	wantEqual(t, is.ID, c.ID)
	wantEqual(t, is.Source, "erp")
	wantEqual(t, is.FirstName, "Eva")
	wantEqual(t, is.Emails, nil)
}

func TestUnknownNativeKey(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.call(record("1", set("firstName", "Jan")))
	id := ringdex.NewID(f.clock())
	report := f.call(Record{Identity: Identity{ID: id, ExternalID: "1"}, Ops: []ringdex.Op{set("firstName", "Eva")}})
	f.wantProblem(report, 0, ringdex.NotFound, "", id.String())
	wantEqual(t, f.contact("1").FirstName, "Jan")
}

func TestKeysOfTwoContacts(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.call(record("1", set("firstName", "Jan")), record("2", set("firstName", "Eva")))
	rec := byID(f.contact("1"), set("firstName", "Ota"))
	rec.Identity.ExternalID = "2"
	before := f.directory()
	f.wantProblem(f.call(rec), 0, ringdex.Conflict, "", f.contact("2").ID.String())
	f.wantSame(before)
}

func TestKeysOfTwoContactsInOneBatch(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.call(record("1", set("firstName", "Jan")))
	rec := byID(f.contact("1"), set("firstName", "Ota"))
	rec.Identity.ExternalID = "2"
	f.wantActions(f.call(record("2", set("firstName", "Eva")), rec), ringdex.Created, ringdex.Refused)
}

func TestExternalIDsAreOfTheirSource(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.foreign(record("1", set("firstName", "Jan")))
	f.wantActions(f.call(record("1", set("firstName", "Eva"))), ringdex.Created)
	wantEqual(t, f.contactOf("erp", "1").FirstName, "Jan")
}

func TestExternalIDTwiceInOneBatch(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	report := f.call(record("1", set("firstName", "Jan")), record("2"), record("1", set("firstName", "Eva")), record("1", set("firstName", "Eva")))
	f.wantActions(report, ringdex.Created, ringdex.Created, ringdex.Updated, ringdex.Unchanged)
	f.wantDelta(report, 2, "firstName", "Jan", "Eva")
	wantEqual(t, report.Outcomes[3].Contact, f.contact("1"))
	wantEqual(t, f.contact("1").Version, 2)
	wantEqual(t, f.directory().Head, 3)
}

func TestExternalIDGoesBeforeEmail(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.call(record("1", set("email", "jan@example.cz")))
	rec := record("2", set("firstName", "Eva"))
	rec.Identity.Email = "jan@example.cz"
	f.wantActions(f.call(rec), ringdex.Created)
	wantEqual(t, f.contact("2").Emails, []string{"jan@example.cz"})
}

func TestMatchByEmailAlone(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.foreign(record("x", set("emails", []any{"office@example.cz", "Jan@Example.cz"})))
	report := f.call(byEmail(" jan@example.CZ ", set("firstName", "Jan")))
	f.wantActions(report, ringdex.Updated)
	wantEqual(t, report.Outcomes[0].Ref, f.contactOf("erp", "x").Ref())
	wantEqual(t, f.contactOf("erp", "x").Emails, []string{"office@example.cz", "Jan@Example.cz"})
}

func TestEmailOfTwoContactsMatchesNone(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.call(record("1", set("email", "jan@example.cz")), record("2", set("email", "jan@example.cz")))
	report := f.call(byEmail("jan@example.cz", set("firstName", "Jan")))
	f.wantActions(report, ringdex.Created)
	wantEqual(t, report.Outcomes[0].Contact.Emails, []string{"jan@example.cz"})
}

func TestEmailFollowsTheBatch(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.call(record("1", set("email", "jan@example.cz")))
	report := f.call(
		record("1", set("email", "eva@example.cz")),
		byEmail("jan@example.cz", set("firstName", "Jan")),
		byEmail("eva@example.cz", set("firstName", "Eva")),
		byEmail("ota@example.cz", set("firstName", "Ota")),
		byEmail("ota@example.cz", set("lastName", "Novák")),
	)
	f.wantActions(report, ringdex.Updated, ringdex.Created, ringdex.Updated, ringdex.Created, ringdex.Updated)
	wantEqual(t, f.contact("1").FirstName, "Eva")
	wantEqual(t, report.Outcomes[4].Contact.FullName(), "Ota Novák")
}

func TestKeysThatCannotBeKept(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	report := f.call(
		record("a\x00b", set("firstName", "Jan")),
		byEmail("nobody", set("firstName", "Jan")),
		record("1").in(CompanyRef{ExternalID: "C\x00"}),
		record("2").in(CompanyRef{Name: " "}),
		record("3"),
	)
	f.wantActions(report, ringdex.Refused, ringdex.Refused, ringdex.Refused, ringdex.Refused, ringdex.Created)
	f.wantProblem(report, 0, ringdex.Invalid, "externalId", "characters")
	f.wantProblem(report, 1, ringdex.Invalid, "email", "e-mail")
}

func TestMustExist(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.call(record("1", set("firstName", "Jan")))
	records := []Record{record("1", set("firstName", "Eva")), record("2", set("firstName", "Ota")), byEmail("ota@example.cz")}
	for i := range records {
		records[i].MustExist = true
	}
	report := f.call(records...)
	f.wantActions(report, ringdex.Updated, ringdex.Refused, ringdex.Refused)
	f.wantProblem(report, 1, ringdex.NotFound, "", `"2"`)
	f.wantProblem(report, 2, ringdex.NotFound, "", "ota@example.cz")

	company := record("9", set("name", "Acme"))
	company.MustExist = true
	f.wantProblem(f.run(f.companies(), company), 0, ringdex.NotFound, "", `"9"`)
}

func TestMatchRules(t *testing.T) {
	t.Parallel()
	person := []ringdex.Op{set("userName", "jan"), set("email", "jan@example.cz"), set("phone", "603 303 963"), set("firstName", "Jan"), set("lastName", "Novák")}
	for name, test := range map[string]struct {
		rule    ringdex.Source
		ops     []ringdex.Op
		without ringdex.Action // what becomes of the record when the rule is off
	}{
		"user name":               {ringdex.Source{MatchUserName: true}, []ringdex.Op{set("userName", "JAN"), set("job", "x")}, ringdex.Refused},
		"e-mail":                  {ringdex.Source{MatchEmail: true}, []ringdex.Op{set("email", "Jan@example.cz"), set("job", "x")}, ringdex.Created},
		"e-mail in a list":        {ringdex.Source{MatchEmail: true}, []ringdex.Op{set("emails", []any{"a@example.cz", "jan@example.cz"})}, ringdex.Created},
		"phone and name":          {ringdex.Source{MatchPhoneAndName: true}, []ringdex.Op{add("phones", "+420603303963"), set("firstName", "JAN"), set("lastName", "NOVÁK"), set("organization", ""), set("job", "x")}, ringdex.Created},
		"phone in a list, a name": {ringdex.Source{MatchPhoneAndName: true}, []ringdex.Op{set("phones", []any{"1", "603303963"}), set("firstName", "Jan"), set("lastName", "Novák")}, ringdex.Created},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t)
			f.foreign(record("x", person...))
			dry := f.order()
			dry.DryRun = true
			f.wantActions(f.run(dry, record("1", test.ops...)), test.without)
			test.rule.Key = "crm"
			f.putSource(test.rule)
			f.wantActions(f.call(record("1", test.ops...)), ringdex.Updated)
			wantEqual(t, f.contact("1").ID, f.contactOf("erp", "x").ID)
			f.wantActions(f.call(record("1", test.ops...)), ringdex.Unchanged)
		})
	}
}

func TestMatchRulesDoNotGuess(t *testing.T) {
	t.Parallel()
	for name, ops := range map[string][]ringdex.Op{
		"another name":         {set("phone", "603303963"), set("firstName", "Eva")},
		"no name":              {set("phone", "603303963")},
		"another number":       {set("phone", "603303964"), set("firstName", "Jan")},
		"an address of two":    {set("email", "office@example.cz")},
		"no address":           {set("firstName", "Jan")},
		"an empty user name":   {set("userName", ""), set("email", "")},
		"a number of two, one": {set("phone", "222333444"), set("lastName", "Malá")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t)
			f.putSource(ringdex.Source{Key: "crm", MatchUserName: true, MatchEmail: true, MatchPhoneAndName: true})
			f.foreign(
				record("x", set("phone", "603303963"), set("firstName", "Jan"), set("email", "office@example.cz")),
				record("y", set("phone", "222333444"), set("email", "office@example.cz")),
				record("z", set("phone", "603303963")),
			)
			f.wantActions(f.call(record("1", ops...)), ringdex.Created)
		})
	}
}

// Two records of one source are two contacts, whatever they have in common: one that took the
// other's contact would lose it again with the next call, and so on for ever.
func TestMatchRulesLeaveRecordsOfTheSourceApart(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.putSource(ringdex.Source{Key: "crm", MatchEmail: true, MatchPhoneAndName: true})
	family := func(x string) Record {
		return record(x, set("email", "novak@example.cz"), set("phone", "603303963"), set("lastName", "Novák"))
	}
	f.wantActions(f.call(family("1")), ringdex.Created)
	f.wantActions(f.call(family("2"), family("3")), ringdex.Created, ringdex.Created)
	f.wantActions(f.call(family("1"), family("2"), family("3")), ringdex.Unchanged, ringdex.Unchanged, ringdex.Unchanged)
}

// Records of a file without ids are matched among themselves as they will be against the directory
// next time.
func TestMatchRulesWithinABatch(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.putSource(ringdex.Source{Key: "crm", MatchEmail: true, MatchPhoneAndName: true, MatchUserName: true})
	records := []Record{
		{Ops: []ringdex.Op{set("phone", "603303963"), set("lastName", "Novák")}},
		{Ops: []ringdex.Op{set("phone", "+420603303963"), set("lastName", "Novák"), set("job", "x")}},
		{Ops: []ringdex.Op{set("email", "eva@example.cz"), set("job", "y")}},
		{Ops: []ringdex.Op{set("email", "eva@example.cz"), set("userName", "eva")}},
		{Ops: []ringdex.Op{set("userName", "EVA"), set("lastName", "Malá")}},
	}
	f.wantActions(f.call(records...), ringdex.Created, ringdex.Updated, ringdex.Created, ringdex.Updated, ringdex.Updated)
	wantEqual(t, len(f.directory().Contacts), 2)
	f.call(records...)
	wantEqual(t, len(f.directory().Contacts), 2)
}

// The source's rules come after the keys (design.md 3.1).
func TestMatchRulesComeAfterKeys(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.putSource(ringdex.Source{Key: "crm", MatchUserName: true})
	f.foreign(record("x", set("userName", "jan"), set("email", "jan@example.cz")), record("y", set("email", "eva@example.cz")))
	report := f.call(byEmail("ota@example.cz", set("userName", "jan"), set("job", "x")), byEmail("eva@example.cz", set("userName", "jan")))
	f.wantActions(report, ringdex.Updated, ringdex.Refused)
	wantEqual(t, report.Outcomes[0].Ref, f.contactOf("erp", "x").Ref())
	wantEqual(t, report.Outcomes[1].Holder, f.contactOf("erp", "x").ID)
}

func TestExternalIDAsAnOperation(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.foreign(record("x", set("email", "jan@example.cz")), record("y", set("email", "eva@example.cz")))
	x, y := f.contactOf("erp", "x"), f.contactOf("erp", "y")
	f.wantActions(f.call(byID(x, set("externalId", "1"))), ringdex.Updated)
	wantEqual(t, f.contact("1").ID, x.ID)
	f.wantProblem(f.call(byID(y, set("externalId", "1"))), 0, ringdex.Conflict, "externalId", `"1"`)
	// What one record gives up, a later one may have.
	f.wantActions(f.call(byID(x, set("externalId", "2")), byID(y, set("externalId", "1")), record("1", set("job", "y"))),
		ringdex.Updated, ringdex.Updated, ringdex.Updated)
	wantEqual(t, f.contact("1").ID, y.ID)
	f.wantActions(f.call(byID(x, remove("externalId"))), ringdex.Updated)
	wantEqual(t, f.contactOf("erp", "x").ExternalID("crm"), "")
}

// A record with two external ids is refused: one of them would be dropped without a word.
func TestTwoExternalIDs(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.wantProblem(f.call(record("1", set("externalId", "2"), set("firstName", "Jan"))), 0, ringdex.Invalid, "/externalId", `"1"`)
	f.wantActions(f.call(record("1", set("externalId", "1"), set("firstName", "Jan"))), ringdex.Created)
}

func TestMustBeNew(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	made := record("1", set("firstName", "Jan"))
	made.MustBeNew = true
	f.wantActions(f.call(made), ringdex.Created)
	f.wantProblem(f.call(made), 0, ringdex.Conflict, "", f.contact("1").ID.String())
	alike := Record{MustBeNew: true, Alike: func(n int) string { return fmt.Sprint("alike-", n) }, Ops: made.Ops}
	f.wantActions(f.call(alike, alike), ringdex.Created, ringdex.Created)
	f.wantActions(f.call(alike), ringdex.Created)
	wantEqual(t, f.contact("alike-2").FirstName, "Jan")
}

// A number is not a person: who has it counts when no name contradicts, and only within the source.
func TestSamePerson(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.foreign(record("x", set("phone", "603303001"), set("lastName", "Nová")))
	person := func(id, first, last string) Record {
		rec := record(id, set("phone", "603303001"))
		for field, name := range map[string]string{"firstName": first, "lastName": last} {
			if name != "" {
				rec.Ops = append(rec.Ops, set(field, name))
			}
		}
		rec.Identity.Person = &Person{Phone: phone.DigitsOf("420603303001"), FirstName: first, LastName: last}
		return rec
	}
	f.wantActions(f.call(person("a", "Anna", "Nová"), person("b", "Bob", "Starý")), ringdex.Created, ringdex.Created)
	f.wantActions(f.call(person("c", "", "nová"), person("d", "Bob", ""), person("e", "Jana", "Nová")), ringdex.Updated, ringdex.Unchanged, ringdex.Created)
	f.wantActions(f.call(person("f", "", "Nová")), ringdex.Created) // two of that name are possible
	f.wantActions(f.call(person("f", "", "Nová")), ringdex.Unchanged)
	wantEqual(t, f.contact("a").LastName, "nová")
	wantEqual(t, f.contactOf("erp", "x").ExternalID("crm"), "")
}

func TestNameStays(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.wantActions(f.call(record("1", set("lastName", "Nová"), set("phone", "603303963"))), ringdex.Created)
	f.wantProblem(f.call(record("1", set("lastName", ""))), 0, ringdex.Invalid, "", "no name")
	f.wantActions(f.call(record("1", set("lastName", ""), set("organization", "Alfa"))), ringdex.Updated)
}
