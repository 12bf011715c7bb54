package export

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"ringdex/internal/fileimport"
	"ringdex/internal/i18n"
	"ringdex/internal/intake"
	"ringdex/internal/mapping"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
	"ringdex/internal/store/storetest/enginetest"
	"ringdex/internal/table"
)

var testFields = []ringdex.Field{
	{ID: 1, Kind: ringdex.KindContact, Key: "customField1", Title: "Důležitost", Type: ringdex.TypeDropDown, Items: []ringdex.Item{{ID: 1, Title: "Nízká"}, {ID: 2, Title: "VIP"}}},
	{ID: 36, Kind: ringdex.KindContact, Title: "Dluh", Type: ringdex.TypeDecimal},
	{ID: 41, Kind: ringdex.KindContact, Key: "since", Title: "Zákazníkem od", Type: ringdex.TypeDate},
	{ID: 42, Kind: ringdex.KindContact, Key: "newsletter", Title: "Novinky", Type: ringdex.TypeCheckBox},
	{ID: 43, Kind: ringdex.KindContact, Key: "note", Title: "Poznámka obchodníka", Type: ringdex.TypeTextArea},
	{ID: 1, Kind: ringdex.KindCompany, Key: "ico", Title: "IČ", Type: ringdex.TypeText},
}

// directory is a real store with one organization and custom fields of every type.
type directory struct {
	t     *testing.T
	store ringdex.Store
	org   ringdex.OrganizationID
}

func TestMain(m *testing.M) { os.Exit(enginetest.Main(m)) }

func TestOnPostgreSQL(t *testing.T) {
	t.Parallel()
	enginetest.Again(t)
}

func newDirectory(t *testing.T) *directory {
	t.Helper()
	st := enginetest.Open(t)
	o, err := st.PutOrganization(t.Context(), ringdex.Organization{Key: ringdex.DefaultOrganization, Created: time.UnixMilli(0)})
	if err != nil {
		t.Fatal(err)
	}
	d := &directory{t, st, o.ID}
	d.update(func(w ringdex.Writer) error {
		for _, f := range testFields {
			if _, err := ringdex.PutField(w, f); err != nil {
				return err
			}
		}
		return nil
	})
	return d
}

func (d *directory) update(fn func(ringdex.Writer) error) {
	d.t.Helper()
	if err := d.store.Update(d.t.Context(), d.org, fn); err != nil {
		d.t.Fatal(err)
	}
}

func (d *directory) view(fn func(ringdex.Reader) error) error {
	return d.store.View(d.t.Context(), d.org, fn)
}

func (d *directory) intake() *intake.Intake {
	clock := func() time.Time { return time.Now().UTC().Truncate(time.Millisecond) }
	return intake.New(intake.Deps{Store: d.store, Clock: clock, Log: slog.New(slog.DiscardHandler), Regions: []string{"CZ"}})
}

// take imports a file.
func (d *directory) take(file string, kind ringdex.Kind) (ringdex.Counts, error) {
	d.t.Helper()
	rows, err := fileimport.Open(strings.NewReader(file), table.Layout{})
	if err != nil {
		return ringdex.Counts{}, err
	}
	defer func() { _ = rows.Close() }()
	im, err := fileimport.New(d.store, d.intake(), phone.Regions{"CZ"}).Prepare(d.t.Context(), rows, fileimport.Options{
		Organization: ringdex.Organization{ID: d.org}, Kind: kind, Source: "file", Door: "import", Authority: ringdex.Authority{Rank: ringdex.Administrator},
	})
	if err != nil {
		return ringdex.Counts{}, err
	}
	defer func() { _ = im.Close() }()
	report := im.Run(d.t.Context())
	for _, row := range report.Refused {
		d.t.Errorf("line %d: %s", row.Line, row.Reason(i18n.English))
	}
	return report.Run.Counts, report.Err
}

func (d *directory) export(e *Export) string {
	d.t.Helper()
	var out bytes.Buffer
	if err := d.view(func(r ringdex.Reader) error { return e.Write(r, &out) }); err != nil {
		d.t.Fatal(err)
	}
	return out.String()
}

// fill puts in companies and contacts with everything that a record can have, and what is awkward
// in a file.
func (d *directory) fill() {
	d.t.Helper()
	d.call(ringdex.KindCompany, []intake.Record{
		record("C-1", "name", "Firma, s.r.o.", "country", "CZE", "disabled", true, "emails", []any{"a@firma.cz", "b@firma.cz"},
			"emailDomains", []any{"firma.cz"}, "phones", []any{"+420 222 333 444"}, "tags", []any{"x, y", "z"}, "custom.1", "12345678"),
		record("", "name", `"Beta" a;s.`, "description", "first line\nsecond line", "web", "=cmd|' /C calc'!A0", "timeZone", "Central Europe Standard Time"),
	})
	all := []any{}
	for _, name := range append(contactTexts(), "home.street", "home.building", "home.flat", "home.postalCode", "home.city", "home.country",
		"mailDrop.street", "invoice.city", "links.name", "links.organization", "links.customField6") {
		all = append(all, name, "-"+name+`; "x", 'y'`)
	}
	d.call(ringdex.KindContact, []intake.Record{
		inCompany(record("P-1", append(all, "userName", "everything", "emails", []any{"a@x.cz", "b@x.cz"}, "language", "pl",
			"phones", []any{"+420 603 303 963", "777123456 linka 12", "12", "+48 22 531 00 00"}, "tags", []any{"a;b", `c"d`}, "agents", []any{"22", "100", "7"},
			"internalGroups", []any{int64(3), int64(1)}, "operatorGroups", []any{int64(2)}, "birthDate", "1980-02-29", "nip", "1234563218",
			"mustChangePassword", true, "role.operator", true, "role.end-user", true, "companies", []any{int64(2), int64(1)},
			"custom.1", "VIP", "custom.36", -1234.5, "custom.41", "2022-02-21", "custom.42", false, "custom.43", "=note")...), "C-1"),
		record("P-2", "lastName", "Só'lo", "phones", []any{"603 303 964"}),
		record("", "displayName", "'=made", "emails", []any{"made@x.cz"}, "companies", []any{int64(2)}),
		record("", "displayName", "'=made", "emails", []any{"made@x.cz"}),
		record("P-3", "userName", "boss", "role.administrator", true),
	})
}

// contactTexts are the fields of plain text.
func contactTexts() []string {
	return strings.Fields("firstName middleName lastName displayName organization department division employeeId manager timeZone skype " +
		"identifier birthPlace gender maritalStatus job jobTitle homepage industry fax note adminNote operatorNote additionalInformation")
}

func record(externalID string, fields ...any) intake.Record {
	rec := intake.Record{Identity: intake.Identity{ExternalID: externalID}}
	for i := 0; i < len(fields); i += 2 {
		rec.Ops = append(rec.Ops, ringdex.Op{Verb: ringdex.Set, Field: fields[i].(string), Value: fields[i+1]})
	}
	return rec
}

func inCompany(rec intake.Record, externalID string) intake.Record {
	rec.Company = &intake.CompanyRef{ExternalID: externalID}
	return rec
}

func (d *directory) call(kind ringdex.Kind, records []intake.Record) {
	d.t.Helper()
	job := intake.Order{Organization: d.org, Source: "crm", Kind: kind, Door: "test", Authority: ringdex.Authority{Rank: ringdex.Administrator}}
	report, err := d.intake().Call(d.t.Context(), job, records)
	if err != nil {
		d.t.Fatal(err)
	}
	for _, o := range report.Outcomes {
		if o.Action == ringdex.Refused {
			d.t.Fatal(o.Problems[0].Field, o.Problems[0])
		}
	}
}

// contacts are all of them, with companies by name.
func (d *directory) contacts() (all []string) {
	d.t.Helper()
	err := d.view(func(r ringdex.Reader) error {
		names := map[int64]string{}
		if err := r.EachCompany(func(c *ringdex.Company) error { names[c.ID] = c.Name; return nil }); err != nil {
			return err
		}
		return r.EachContact(ringdex.Whole, func(c *ringdex.Contact) error {
			var companies []string
			for _, id := range c.Companies {
				companies = append(companies, names[id])
			}
			external := ringdex.GivenID(c.ExternalID(c.Source))
			is := c.Clone()
			is.ID, is.Version, is.Source, is.ExternalIDs, is.Created, is.Updated = ringdex.ID{}, 0, "", nil, time.Time{}, time.Time{}
			is.DefaultCompany, is.Companies = 0, nil
			if c.Roles.Has(ringdex.Administrator) {
				return nil
			}
			all = append(all, fmt.Sprintf("%s in %q, default %q: %+v", external, companies, names[c.DefaultCompany], *is))
			return nil
		})
	})
	if err != nil {
		d.t.Fatal(err)
	}
	slices.Sort(all)
	return all
}

func (d *directory) allCompanies() (all []ringdex.Company) {
	d.t.Helper()
	err := d.view(func(r ringdex.Reader) error {
		return r.EachCompany(func(c *ringdex.Company) error { all = append(all, *c); return nil })
	})
	if err != nil {
		d.t.Fatal(err)
	}
	slices.SortFunc(all, func(a, b ringdex.Company) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// What export writes, import reads back to the same directory: all but ids, versions, times and the
// source.
func TestExportComesBack(t *testing.T) {
	t.Parallel()
	from, to := newDirectory(t), newDirectory(t)
	from.fill()
	companies, contacts := from.export(&Export{Kind: ringdex.KindCompany, Format: FormatCSV}), from.export(&Export{Kind: ringdex.KindContact, Format: FormatCSV})
	if n, err := to.take(companies, ringdex.KindCompany); err != nil || n.Refused > 0 {
		t.Fatalf("%v %+v", err, n)
	}
	if n, err := to.take(contacts, ringdex.KindContact); err != nil || n.Refused > 0 || n.Created != 4 {
		t.Fatalf("%v %+v", err, n)
	}
	if diff := cmp.Diff(from.contacts(), to.contacts()); diff != "" {
		t.Errorf("contacts (-exported +imported):\n%s\n%s", diff, contacts)
	}
	ignore := cmpopts.IgnoreFields(ringdex.Company{}, "ID", "Version", "Source", "ExternalIDs", "Created", "Updated")
	if diff := cmp.Diff(from.allCompanies(), to.allCompanies(), ignore, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("companies (-exported +imported):\n%s", diff)
	}
	if n, err := to.take(contacts, ringdex.KindContact); err != nil || n.Unchanged != 4 {
		t.Errorf("imported again: %+v, %v", n, err)
	}
	for line := range strings.SplitSeq(contacts, "\n") {
		for cell := range strings.SplitSeq(line, ";") {
			if cell = strings.Trim(cell, "\"\r"); cell != "" && strings.ContainsAny(cell[:1], "=@") {
				t.Errorf("a spreadsheet would run %q", cell)
			}
		}
	}
}

// The names of all columns map back to their fields, for any names of custom fields.
func TestColumnsOfExportAreRecognised(t *testing.T) {
	t.Parallel()
	for _, kind := range []ringdex.Kind{ringdex.KindContact, ringdex.KindCompany} {
		fields := slices.Concat(testFields, []ringdex.Field{
			{ID: 50, Kind: kind, Key: "email", Title: "phone"},
			{ID: 51, Kind: kind, Key: "Telefon", Title: "Name"},
			{ID: 52, Kind: kind, Key: "52", Title: "51"},
			{ID: 53, Kind: kind, Title: "Telefon"},
		})
		for i := range fields {
			fields[i].Type = ringdex.TypeText
		}
		e := &Export{Kind: kind, Fields: fields}
		titles, want := columnsOf(kind, e)
		m, err := mapping.New(titles, mapping.Options{Kind: kind, Fields: fields})
		if err != nil {
			t.Fatal(err)
		}
		for i, c := range m.Columns() {
			if got := c.Field; got != want[i] && got != want[i]+"s" {
				t.Errorf("the column %q is taken for %q, want %q (%v)", c.Title, got, want[i], c.LeftOut)
			}
		}
	}
}

// columnsOf are the titles of all columns, and what they must be taken for.
func columnsOf(kind ringdex.Kind, e *Export) (titles, want []string) {
	if kind == ringdex.KindCompany {
		return titlesOf(e.companyFields(), e)
	}
	return titlesOf(e.contactFields(), e)
}

func titlesOf[T any](list []outField[T], e *Export) (titles, want []string) {
	custom := slices.DeleteFunc(slices.Clone(e.Fields), func(f ringdex.Field) bool { return f.Kind != e.Kind })
	for _, f := range list {
		titles, want = append(titles, f.name), append(want, f.name)
		if f.custom { // they come in their order, last
			want[len(want)-1], custom = custom[0].Name(), custom[1:]
		}
	}
	return titles, want
}

func TestOtherFormats(t *testing.T) {
	t.Parallel()
	d := newDirectory(t)
	d.fill()
	e := &Export{Kind: ringdex.KindContact, Format: FormatVoipex}
	rows := strings.Split(strings.TrimSpace(d.export(e)), "\r\n")
	if want := "firstName;lastName;organization;externalId;email;phone1;phone2;agent1;agent2;customField1;"; !strings.HasPrefix(rows[0], want) {
		t.Errorf("header %s", rows[0])
	}
	if e.Written != 1 || e.Written+e.LeftOut["no valid number"]+e.LeftOut["nameUri is not a link"] != 4 {
		t.Errorf("%d written, %v", e.Written, e.LeftOut)
	}
	if want := ";Só'lo;;P-2;;+420603303964;"; !strings.HasPrefix(rows[1], want) {
		t.Errorf("row %s", rows[1])
	}
	for line := range strings.Lines(d.export(&Export{Kind: ringdex.KindContact, Format: FormatNDJSON, Administrators: true})) {
		var object map[string]any
		if err := json.Unmarshal([]byte(line), &object); err != nil || object["id"] == nil {
			t.Errorf("%v: %s", err, line)
		}
	}
	if lines := strings.Count(d.export(&Export{Kind: ringdex.KindCompany, Format: FormatNDJSON}), "\n"); lines != 2 {
		t.Errorf("%d companies", lines)
	}
	if cards := d.export(&Export{Kind: ringdex.KindCompany, Format: FormatVCard}); strings.Count(cards, "KIND:org\r\n") != 2 {
		t.Errorf("cards of companies:\n%s", cards)
	}
	err := (&Export{Kind: ringdex.KindCompany, Format: FormatVoipex}).Write(nil, io.Discard)
	if ringdex.CodeOf(err) != ringdex.Invalid {
		t.Errorf("companies for VOIPEX: %v", err)
	}
}
