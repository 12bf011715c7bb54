package intake

import (
	"testing"

	"ringdex/internal/ringdex"
)

// The default company: wire/helpdesk.md, decided 8.

func TestDefaultCompany(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		ref     CompanyRef
		number  int64  // of the company that it leads to; 0 when the record is refused
		made    string // the name of the company that is made, if one is
		problem string
	}{
		"external id known":                       {CompanyRef{ExternalID: "C-1"}, 1, "", ""},
		"external id known, another name":         {CompanyRef{ExternalID: "C-1", Name: "Zenith"}, 1, "", ""},
		"external id known, another number":       {CompanyRef{ExternalID: "C-1", Number: 2}, 1, "", ""},
		"external id unknown":                     {CompanyRef{ExternalID: "C-9"}, 4, "C-9", ""},
		"external id unknown, name":               {CompanyRef{ExternalID: "C-9", Name: "Ninth"}, 4, "Ninth", ""},
		"external id unknown, name known":         {CompanyRef{ExternalID: "C-9", Name: "Acme"}, 4, "Acme", ""},
		"external id unknown, number":             {CompanyRef{ExternalID: "C-9", Number: 2}, 2, "", ""},
		"external id of another source":           {CompanyRef{ExternalID: "E-1"}, 4, "E-1", ""},
		"number known":                            {CompanyRef{Number: 2}, 2, "", ""},
		"number known, another name":              {CompanyRef{Number: 2, Name: "Acme"}, 2, "", ""},
		"number unknown":                          {CompanyRef{Number: 77}, 0, "", "77"},
		"number unknown, name":                    {CompanyRef{Number: 77, Name: "Acme"}, 0, "", "77"},
		"name known":                              {CompanyRef{Name: " ACME "}, 1, "", ""},
		"name unknown":                            {CompanyRef{Name: "Ninth"}, 4, "Ninth", ""},
		"nothing":                                 {CompanyRef{}, 0, "", "no company"},
		"name unknown, but it must exist":         {CompanyRef{Name: "Ninth", MustExist: true}, 0, "", `"Ninth"`},
		"external id unknown, but it must exist":  {CompanyRef{ExternalID: "C-9", MustExist: true}, 0, "", `"C-9"`},
		"name known, as it must be":               {CompanyRef{Name: "Acme", MustExist: true}, 1, "", ""},
		"name that is too long to be one":         {CompanyRef{Name: string(make([]rune, 300))}, 0, "", "kept"},
		"external id that is too long to be kept": {CompanyRef{ExternalID: longText()}, 0, "", "255"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t)
			f.run(f.companies(), record("C-1", set("name", "Acme")), record("C-2", set("name", "Zenith")), record("C-3", set("name", "acme")))
			report := f.call(record("1", set("firstName", "Jan")).in(test.ref))
			if test.number == 0 {
				o := report.Outcomes[0]
				if o.Action != ringdex.Refused || o.Problems[0].Field != "/company" {
					t.Errorf("got %s\n%s", o.Action, problemsOf(report))
				}
				wantEqual(t, len(f.directory().Companies), 3)
				return
			}
			c := f.contact("1")
			wantEqual(t, c.DefaultCompany, test.number)
			wantEqual(t, c.Companies, []int64{test.number})
			wantEqual(t, len(f.directory().Companies) == 4, test.made != "")
			if made := f.directory().Companies[4]; made != nil {
				wantEqual(t, made.Name, test.made)
				wantEqual(t, made.ExternalID("crm"), test.ref.ExternalID)
				wantEqual(t, made.Source, "crm")
				wantEqual(t, made.Version, 1)
			}
		})
	}
}

func longText() string {
	b := make([]byte, 300)
	for i := range b {
		b[i] = 'x'
	}
	return string(b)
}

// The oldest of several companies of one name has the smallest number.
func TestOldestCompanyOfAName(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.run(f.companies(), record("C-1", set("name", "Zenith")), record("C-2", set("name", "Acme")), record("C-3", set("name", "acme")))
	records := []Record{
		record("1").in(CompanyRef{Name: "Acme"}),
		record("2").in(CompanyRef{ExternalID: "C-9", Name: "Acme"}), // a new one of the same name
		record("3").in(CompanyRef{Name: "Acme"}),                    // still the oldest
	}
	f.wantActions(f.call(records...), ringdex.Created, ringdex.Created, ringdex.Created)
	wantEqual(t, []int64{f.contact("1").DefaultCompany, f.contact("2").DefaultCompany, f.contact("3").DefaultCompany}, []int64{2, 4, 2})
	f.wantActions(f.call(records...), ringdex.Unchanged, ringdex.Unchanged, ringdex.Unchanged)
}

func TestNewCompanyIsMadeOnce(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	report := f.call(
		record("0", set("x", 1)).in(CompanyRef{Name: "Never"}),
		record("1").in(CompanyRef{Name: "Acme"}),
		record("2").in(CompanyRef{Name: " acme"}),
		record("3").in(CompanyRef{ExternalID: "C-1", Name: "Zenith"}),
		record("4").in(CompanyRef{ExternalID: "C-1"}),
		record("5").in(CompanyRef{Name: "Zenith"}),
		record("1", set("firstName", "Jan")).in(CompanyRef{ExternalID: "C-1"}),
	)
	f.wantActions(report, ringdex.Refused, ringdex.Created, ringdex.Created, ringdex.Created, ringdex.Created, ringdex.Created, ringdex.Updated)
	f.wantDelta(report, 6, "companies", "1", "1, 2")
	f.wantDelta(report, 6, "defaultCompany", "1", "2")
	d := f.directory()
	wantEqual(t, len(d.Companies), 2)
	wantEqual(t, d.Head, 8) // two companies, five contacts, one update
	for x, want := range map[string]int64{"1": 2, "2": 1, "3": 2, "4": 2, "5": 2} {
		wantEqual(t, f.contact(x).DefaultCompany, want)
	}
	wantEqual(t, f.contact("1").Companies, []int64{1, 2})
	wantEqual(t, report.Outcomes[3].Contact.DefaultCompany, 2)
}

// The journal's images know a company by its number, not by what stood in for it.
func TestNewCompanyInTheJournal(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.call(record("1").in(CompanyRef{Name: "Acme"}), record("1", set("firstName", "Jan")))
	f.view(func(r ringdex.Reader) error {
		changes, err := r.Changes(0, 10)
		wantEqual(t, len(changes), 3)
		wantEqual(t, changes[0].Ref, ringdex.Ref{Kind: ringdex.KindCompany, Company: 1})
		wantEqual(t, changes[2].Contact.Before.Companies, []int64{1})
		return err
	})
}

func TestDryRunMakesNoCompany(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	order := f.order()
	order.DryRun = true
	f.wantActions(f.run(order, record("1").in(CompanyRef{Name: "Acme"})), ringdex.Created)
	wantEqual(t, f.directory().Head, 0)
	f.call(record("1").in(CompanyRef{Name: "Acme"}))
	wantEqual(t, f.contact("1").DefaultCompany, 1) // no number was lost
}

func TestMemberships(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.run(f.companies(), record("C-1", set("name", "Acme")), record("C-2", set("name", "Zenith")))
	for name, value := range map[string]any{"number": int64(9), "decimal": 9.0, "text": "9", "spaced": " 9 "} {
		report := f.call(record("1", add("companies", value)))
		f.wantProblem(report, 0, ringdex.Invalid, "/companies/-", "9")
		report = f.call(record("1", set("companies", []any{int64(1), value})))
		f.wantProblem(report, 0, ringdex.Invalid, "/companies", "9")
		report = f.call(record("1", set("defaultCompany", value)))
		f.wantProblem(report, 0, ringdex.Invalid, "/defaultCompany", "9")
		if t.Failed() {
			t.Fatal(name)
		}
	}
	f.wantActions(f.call(record("1", add("companies", "1"), add("companies", 2.0))), ringdex.Created)
	wantEqual(t, f.contact("1").Companies, []int64{1, 2})
	wantEqual(t, f.contact("1").DefaultCompany, 0)
}

// The default company is one of the memberships after any operations.
func TestDefaultCompanyIsAMembership(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.run(f.companies(), record("C-1", set("name", "Acme")), record("C-2", set("name", "Zenith")))
	for _, test := range []struct {
		rec       Record
		companies []int64
		of        int64
	}{
		{record("1", set("defaultCompany", int64(1))), []int64{1}, 1},
		{record("1", set("defaultCompany", int64(2))), []int64{1, 2}, 2},
		{record("1", set("companies", []any{int64(1)})), []int64{1}, 0},
		{record("1", set("companies", []any{int64(1)})).in(CompanyRef{Name: "zenith"}), []int64{1, 2}, 2},
		{record("1", remove("defaultCompany")), []int64{1, 2}, 0},
		{record("1", remove("companies")).in(CompanyRef{Number: 1}), []int64{1}, 1},
		{record("1", remove("companies")), nil, 0},
	} {
		f.call(test.rec)
		c := f.contact("1")
		wantEqual(t, c.Companies, test.companies)
		wantEqual(t, c.DefaultCompany, test.of)
	}
}

// Companies themselves.

func TestCompanies(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	report := f.run(f.companies(),
		record("C-1", set("name", "Acme"), add("phones", "222 333 444")),
		record("C-2"),
		record("C-3", set("name", " ")),
		record("C-1", set("city", "Brno")),
		record("C-1", set("city", "Brno")),
		Record{Ops: []ringdex.Op{set("name", "Acme")}}, // names are not unique
	)
	f.wantActions(report, ringdex.Created, ringdex.Refused, ringdex.Refused, ringdex.Updated, ringdex.Unchanged, ringdex.Created)
	f.wantProblem(report, 1, ringdex.Invalid, "name", "needs a name")
	wantEqual(t, report.Outcomes[4].Ref, f.company(1).Ref())
	c := f.company(1)
	wantEqual(t, c.City, "Brno")
	wantEqual(t, c.Version, 2)
	wantEqual(t, f.directory().Head, 3)
	before := f.directory()
	f.wantActions(f.run(f.companies(), record("C-1", set("name", "Acme"), set("city", "Brno"))), ringdex.Unchanged)
	f.wantSame(before)
}

func TestCompanyKeys(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.run(f.companies(), record("C-1", set("name", "Acme")), Record{Ops: []ringdex.Op{set("name", "Zenith")}})
	numbered := func(number int64, x string, ops ...ringdex.Op) Record {
		return Record{Identity: Identity{Number: number, ExternalID: x}, Ops: ops}
	}
	report := f.run(f.companies(),
		numbered(9, "", set("city", "Brno")),
		numbered(9, "C-1", set("city", "Brno")),
		numbered(2, "C-1", set("city", "Brno")),
		numbered(2, "", set("city", "Brno")),
		numbered(2, "C-2", set("city", "Praha")),
		record("C-2", set("city", "Ostrava")), // the one that the record before has named
		numbered(1, "", set("externalId", "C-2")),
		numbered(2, "", set("externalId", "C-9")),
		numbered(1, "", set("externalId", "C-2")),
		record("C-1", set("name", "Another")), // the number 1 has let go of it
	)
	f.wantActions(report, ringdex.Refused, ringdex.Refused, ringdex.Refused, ringdex.Updated, ringdex.Updated, ringdex.Updated,
		ringdex.Refused, ringdex.Updated, ringdex.Updated, ringdex.Created)
	f.wantProblem(report, 0, ringdex.NotFound, "", "9")
	f.wantProblem(report, 2, ringdex.Conflict, "", "C-1")
	f.wantProblem(report, 6, ringdex.Conflict, "externalId", "C-2")
	wantEqual(t, f.company(2).City, "Ostrava")
	wantEqual(t, f.company(2).ExternalID("crm"), "C-9")
	wantEqual(t, f.company(1).ExternalID("crm"), "C-2")
	wantEqual(t, f.company(3).ExternalID("crm"), "C-1")
}

func TestLockedFieldsOfACompany(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.run(f.companies(), record("C-1", set("name", "Acme")))
	was := f.company(1)
	is := was.Clone()
	is.Locked, is.Version = []string{"name"}, 2
	f.update(func(w ringdex.Writer) error {
		return w.Apply([]ringdex.Change{{Ref: is.Ref(), Action: ringdex.Updated, Company: ringdex.Images[ringdex.Company]{Before: was, After: is}}})
	})
	report := f.run(f.companies(), record("C-1", set("name", "Zenith"), set("city", "Brno")))
	f.wantActions(report, ringdex.Updated)
	wantEqual(t, len(report.Outcomes[0].Notes), 1)
	wantEqual(t, f.company(1).Name+f.company(1).City, "AcmeBrno")
}
