package intake

import (
	"testing"
	"time"

	"ringdex/internal/ringdex"
)

// User names: wire/helpdesk.md, decided 6.

func TestUserNameOfANewContact(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	withEmail := record("3")
	withEmail.Identity.Email = "ota@example.cz"
	report := f.run(f.helpdesk(),
		record("1", set("userName", " jan "), set("email", "jan@example.cz")),
		record("2", set("email", "eva@example.cz")),
		withEmail,
		record("4", set("firstName", "Iva")),
		record("5", set("userName", ""), set("emails", []any{"pet@example.cz", "r@example.cz"})),
		Record{Ops: []ringdex.Op{set("firstName", "Nikdo")}},
	)
	f.wantProblem(report, 5, ringdex.Invalid, "userName", "missing")
	for x, want := range map[string]string{"1": "jan", "2": "eva@example.cz", "3": "ota@example.cz", "4": "4", "5": "pet@example.cz"} {
		wantEqual(t, f.contact(x).UserName, want)
	}
}

// Nothing is said of a user name that is missing only because the address is wrong.
func TestWrongAddressIsOneProblem(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.wantProblem(f.run(f.helpdesk(), Record{Ops: []ringdex.Op{set("email", "nobody")}}), 0, ringdex.Invalid, "/email", "nobody")
}

func TestUserNamesAreNotNeededEverywhere(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.wantActions(f.call(record("1", set("email", "jan@example.cz"))), ringdex.Created)
	wantEqual(t, f.contact("1").UserName, "")
	// The helpdesk's door takes such a contact as it is, and gives it a name when asked to.
	f.wantActions(f.run(f.helpdesk(), record("1", set("firstName", "Jan"))), ringdex.Updated)
	f.wantActions(f.run(f.helpdesk(), record("1", set("userName", "jan"))), ringdex.Updated)
	f.wantProblem(f.run(f.helpdesk(), record("1", remove("userName"))), 0, ringdex.Invalid, "userName", "missing")
}

func TestUserNameOfAnother(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.run(f.helpdesk(), record("1", set("userName", "Jan")), record("2", set("userName", "eva")))
	before := f.directory()
	for name, rec := range map[string]Record{
		"new":                      record("3", set("userName", "JAN"), set("firstName", "x")),
		"renamed":                  record("2", set("userName", "jan "), set("firstName", "x")),
		"made of the e-mail":       byEmail("jan@example.cz", set("userName", "jan")),
		"with spaces":              record("4", set("userName", "  jan")),
		"of an external id: 'jan'": record("jan"),
	} {
		report := f.run(f.helpdesk(), rec)
		f.wantProblem(report, 0, ringdex.Conflict, "userName", "another contact")
		wantEqual(t, report.Outcomes[0].Holder, f.contact("1").ID)
		if t.Failed() {
			t.Fatal(name)
		}
	}
	f.wantSame(before)
}

// Addresses in a list become user names as single ones do, so they must be asked for as well.
func TestUserNameOfAnotherFromAListOfAddresses(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.run(f.helpdesk(), record("1", set("email", "jan@example.cz")))
	report := f.run(f.helpdesk(), record("2", set("emails", []any{"jan@example.cz"})), record("3", set("firstName", "Eva")))
	f.wantActions(report, ringdex.Refused, ringdex.Created)
	wantEqual(t, report.Outcomes[0].Holder, f.contact("1").ID)
}

func TestUserNameOnUpdate(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.run(f.helpdesk(), record("1", set("userName", "jan")))
	f.wantActions(f.run(f.helpdesk(), record("1", set("userName", "jan"), set("note", "x"))), ringdex.Updated)
	report := f.run(f.helpdesk(), record("1", set("userName", "Johann")))
	f.wantDelta(report, 0, "userName", "jan", "Johann")
	f.wantActions(f.run(f.helpdesk(), record("2", set("userName", "jan"))), ringdex.Created)
}

func TestUserNamesInOneBatch(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	report := f.run(f.helpdesk(),
		record("1", set("userName", "jan")),
		record("2", set("userName", "Jan")),   // taken by record 0
		record("1", set("userName", "eva")),   // gives jan up
		record("3", set("userName", "jan")),   // and this one takes it
		record("4", set("userName", "eva")),   // taken by record 2
		record("5", set("email", "jan")),      // no address: refused for that alone
		record("6", set("firstName", "Petr")), // from the external id
		record("7", set("userName", "6")),     // taken by record 6
	)
	f.wantActions(report, ringdex.Created, ringdex.Refused, ringdex.Updated, ringdex.Created, ringdex.Refused, ringdex.Refused, ringdex.Created, ringdex.Refused)
	wantEqual(t, report.Outcomes[1].Holder, f.contact("1").ID)
	wantEqual(t, report.Outcomes[4].Holder, f.contact("1").ID)
	wantEqual(t, report.Outcomes[7].Holder, f.contact("6").ID)
	wantEqual(t, f.contact("1").UserName, "eva")
	wantEqual(t, f.contact("3").UserName, "jan")
}

// Two contacts change names with each other by way of a third name.
func TestUserNamesSwap(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.run(f.helpdesk(), record("1", set("userName", "jan")), record("2", set("userName", "eva")))
	report := f.run(f.helpdesk(), record("1", set("userName", "x")), record("2", set("userName", "jan")), record("1", set("userName", "eva")))
	f.wantActions(report, ringdex.Updated, ringdex.Updated, ringdex.Updated)
	wantEqual(t, f.contact("1").UserName+" "+f.contact("2").UserName, "eva jan")
}

// Passwords: wire/helpdesk.md, decided 7.

func withPassword(rec Record, password string) Record {
	rec.Password = password
	return rec
}

func (f *fixture) wantPassword(x, want string) {
	f.t.Helper()
	if got := f.directory().Passwords[f.contact(x).ID]; got != want {
		f.t.Errorf("the password of %s is %q, want %q", x, got, want)
	}
}

func TestPasswordIsSetOnce(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	jan := record("1", set("firstName", "Jan"))
	f.wantActions(f.call(withPassword(jan, "first")), ringdex.Created)
	f.wantPassword("1", "hash of first")
	wantEqual(t, f.contact("1").PasswordChanged, f.clock())
	wantEqual(t, f.hashed.Load(), 1)
	f.wait(time.Hour)
	before := f.directory()
	f.wantActions(f.call(withPassword(jan, "first")), ringdex.Unchanged)
	f.wantActions(f.call(withPassword(jan, "second")), ringdex.Unchanged)
	f.wantSame(before)
	f.wantActions(f.call(withPassword(record("1", set("firstName", "Eva")), "third")), ringdex.Updated)
	f.wantPassword("1", "hash of first")
	wantEqual(t, f.hashed.Load(), 1)
}

func TestPasswordOfAContactThatHasNone(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	jan := record("1", set("firstName", "Jan"))
	f.call(jan)
	report := f.call(withPassword(jan, "first"))
	f.wantActions(report, ringdex.Updated)
	wantEqual(t, report.Outcomes[0].Deltas, []ringdex.Delta{{Field: "password"}}) // without any value
	f.wantPassword("1", "hash of first")
}

func TestPasswordIsOverwrittenWhenTheSourceSaysSo(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.putSource(ringdex.Source{Key: "crm", OverwritePasswords: true})
	jan := record("1", set("firstName", "Jan"))
	f.call(withPassword(jan, "first"))
	f.wantActions(f.call(withPassword(jan, "second")), ringdex.Updated) // in the same millisecond
	f.wantPassword("1", "hash of second")
	before := f.directory()
	f.wantActions(f.call(withPassword(jan, "second")), ringdex.Unchanged)
	f.wantSame(before)
	wantEqual(t, f.hashed.Load(), 2)
	f.wantActions(f.call(withPassword(jan, "third"), withPassword(jan, "fourth")), ringdex.Updated, ringdex.Updated)
	f.wantPassword("1", "hash of fourth")
}

func TestPasswordsAreHashedOnce(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.call(withPassword(record("1"), "same"), withPassword(record("2"), "same"), withPassword(record("3", set("x", 1)), "refused"))
	wantEqual(t, f.hashed.Load(), 1)
	f.wantPassword("2", "hash of same")
}

func TestPasswordsDoNotGetIntoTheJournal(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.call(withPassword(record("1"), "secret"), record("1", set("firstName", "Jan")))
	f.view(func(r ringdex.Reader) error {
		changes, err := r.Changes(0, 10)
		for _, c := range changes {
			if c.Contact.Before != nil && c.Contact.Before.PasswordChanged.IsZero() {
				t.Error("the image should say that there is a password, and no more")
			}
		}
		return err
	})
}

// Arrays: wire/helpdesk.md, decided 9.

func TestArrays(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.call(record("1", set("phones", []any{"603303963", "222333444"}), set("emails", []any{"Jan@example.cz"}), set("tags", []any{"a"})))
	for _, test := range []struct {
		op     ringdex.Op
		action ringdex.Action
		phones string
		emails string
	}{
		{add("phones", "+420 603 303 963"), ringdex.Unchanged, "603303963, 222333444", "Jan@example.cz"},
		{add("emails", "jan@EXAMPLE.cz"), ringdex.Unchanged, "603303963, 222333444", "Jan@example.cz"},
		{add("phones", "123"), ringdex.Updated, "603303963, 222333444, 123", "Jan@example.cz"},
		{at(1, remove("phones")), ringdex.Updated, "603303963, 123", "Jan@example.cz"},
		{at(9, remove("phones")), ringdex.Refused, "603303963, 123", "Jan@example.cz"},
		{at(0, set("phones", "777888999")), ringdex.Updated, "777888999, 123", "Jan@example.cz"},
		{set("phone", "123"), ringdex.Updated, "123, 777888999", "Jan@example.cz"},
		{set("phones", []any{"603303963", "+420603303963"}), ringdex.Updated, "603303963", "Jan@example.cz"},
		{remove("phones"), ringdex.Updated, "", "Jan@example.cz"},
		{set("email", "eva@example.cz"), ringdex.Updated, "", "eva@example.cz"},
		{remove("emails"), ringdex.Updated, "", ""},
	} {
		f.wantActions(f.call(record("1", test.op)), test.action)
		c := f.contact("1")
		var phones []string
		for _, n := range c.Phones {
			phones = append(phones, n.Text)
		}
		if got := joinList(phones) + "|" + joinList(c.Emails); got != test.phones+"|"+test.emails {
			t.Errorf("%s %s: got %s", test.op.Verb, test.op.Field, got)
		}
	}
}

func joinList(list []string) string {
	text := ""
	for i, s := range list {
		if i > 0 {
			text += ", "
		}
		text += s
	}
	return text
}

func TestStrictNumbers(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.wantActions(f.call(record("1", add("phones", "601"))), ringdex.Created)
	wantEqual(t, f.contact("1").Phones[0].Valid(), false)
	f.putSource(ringdex.Source{Key: "crm", StrictNumbers: true})
	report := f.call(record("1", add("phones", "602")), record("2", add("phones", "603303963")))
	f.wantActions(report, ringdex.Refused, ringdex.Created)
	f.wantProblem(report, 0, ringdex.Invalid, "/phones/-", `"602"`)
}

func TestLockedFieldsAreLeftAlone(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ops := []ringdex.Op{set("firstName", "Jan"), set("phone", "603303963"), set("job", "x")}
	f.call(record("1", ops...).in(CompanyRef{Name: "Acme"}))
	f.edit(f.contact("1").ID, func(c *ringdex.Contact) {
		c.FirstName, c.Locked = "Johann", []string{"firstName", "phones", "companies"}
	})
	ops[1], ops[2] = set("phone", "603303964"), set("job", "y")
	for _, action := range []ringdex.Action{ringdex.Updated, ringdex.Unchanged} {
		report := f.call(record("1", ops...).in(CompanyRef{Name: "Zenith"}))
		f.wantActions(report, action)
		var notes []string
		for _, n := range report.Outcomes[0].Notes {
			notes = append(notes, n.Field)
		}
		wantEqual(t, notes, []string{"/firstName", "/phone", "/company"})
	}
	c := f.contact("1")
	wantEqual(t, c.FirstName+c.Phones[0].Text+c.Job, "Johann603303963y")
	wantEqual(t, c.DefaultCompany, 1)
	wantEqual(t, len(f.directory().Companies), 1)
}

func TestRequiredFields(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.call(record("0", set("firstName", "Old")))
	field := f.putField(ringdex.Field{Kind: ringdex.KindContact, Key: "vip", Title: "VIP", Type: ringdex.TypeCheckBox, Required: true})
	f.putField(ringdex.Field{Kind: ringdex.KindCompany, Title: "Rating", Type: ringdex.TypeInteger, Required: true})
	report := f.call(
		record("0", set("firstName", "Jan")), // required of new records only
		record("1", set("firstName", "Eva")),
		record("2", set("custom.vip", "")),
		record("3", set(field.Name(), true)),
	)
	f.wantActions(report, ringdex.Updated, ringdex.Refused, ringdex.Refused, ringdex.Created)
	f.wantProblem(report, 1, ringdex.Invalid, field.Name(), `"VIP"`)
	f.wantProblem(report, 2, ringdex.Invalid, field.Name(), `"VIP"`)
	report = f.run(f.companies(), record("1", set("name", "Acme")), record("2", set("name", "Zenith"), set("custom.1", "5")))
	f.wantActions(report, ringdex.Refused, ringdex.Created)
}

func TestUniqueFields(t *testing.T) {
	t.Parallel()
	for _, kind := range []ringdex.Kind{ringdex.KindContact, ringdex.KindCompany} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			f := newFixture(t)
			field := f.putField(ringdex.Field{Kind: kind, Title: "Card", Type: ringdex.TypeText, Unique: true})
			order := f.order()
			order.Kind = kind
			card := func(x, value string) Record { return record(x, set("tags", []any{x}), set(field.Name(), value)) }
			if kind == ringdex.KindCompany {
				card = func(x, value string) Record { return record(x, set("name", "N"+x), set(field.Name(), value)) }
			}
			report := f.run(order, card("1", "A"), card("2", "A"), card("3", "B"), card("4", ""), card("5", ""), card("1", "A"))
			f.wantActions(report, ringdex.Created, ringdex.Refused, ringdex.Created, ringdex.Created, ringdex.Created, ringdex.Unchanged)
			f.wantProblem(report, 1, ringdex.Conflict, field.Name(), `"A"`)
			report = f.run(order, card("4", "B"), card("1", "A"), card("3", "B"))
			f.wantActions(report, ringdex.Refused, ringdex.Unchanged, ringdex.Unchanged)
			// What one record gives up, a later one of the batch may have; what it takes on, it may
			// not.
			report = f.run(order, card("1", "C"), card("4", "A"), card("5", "C"), card("1", "D"), card("5", "C"), card("1", "A"))
			f.wantActions(report, ringdex.Updated, ringdex.Updated, ringdex.Refused, ringdex.Updated, ringdex.Updated, ringdex.Refused)
			report = f.run(order, card("6", "E"), card("6", "F"), card("7", "E"), card("8", "F"))
			f.wantActions(report, ringdex.Created, ringdex.Updated, ringdex.Created, ringdex.Refused)
		})
	}
}

func TestFieldsOfTheOtherKindDoNotExist(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	field := f.putField(ringdex.Field{Kind: ringdex.KindCompany, Title: "Rating", Type: ringdex.TypeInteger})
	f.wantProblem(f.call(record("1", set(field.Name(), "1"))), 0, ringdex.Invalid, "/custom.1", "no such field")
}

func TestRegionsOfTheOrganization(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.call(record("1", set("phone", "603 303 963")))
	if _, err := f.deps.Store.PutOrganization(t.Context(), ringdex.Organization{
		ID: f.org, Key: ringdex.DefaultOrganization, Settings: ringdex.Settings{Regions: []string{"PL", "SK"}},
	}); err != nil {
		t.Fatal(err)
	}
	f.call(record("2", set("phone", "603 303 963")), record("3", set("phone", "0905 123 456")))
	wantEqual(t, f.contact("1").Phones[0].E164, "+420603303963")
	wantEqual(t, f.contact("2").Phones[0].E164, "+48603303963")
	wantEqual(t, f.contact("3").Phones[0].E164, "+421905123456")
	// The same record means something else in other regions, so its digest does not hold any more.
	f.wantActions(f.call(record("1", set("phone", "603 303 963"))), ringdex.Updated)
}

func TestPasswordThatIsKeptIsNoted(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	jan := record("1", set("firstName", "Jan"))
	wantEqual(t, len(f.call(withPassword(jan, "first")).Outcomes[0].Notes), 0)
	for _, text := range []string{"first", "second"} { // the first one is known by its digest, and not compared
		notes := f.call(withPassword(jan, text)).Outcomes[0].Notes
		wantEqual(t, len(notes), 1)
		wantEqual(t, notes[0].Field, "password")
	}
	f.putSource(ringdex.Source{Key: "crm", OverwritePasswords: true})
	wantEqual(t, len(f.call(withPassword(jan, "third")).Outcomes[0].Notes), 0)
	wantEqual(t, len(f.call(withPassword(jan, "third")).Outcomes[0].Notes), 0)
}
