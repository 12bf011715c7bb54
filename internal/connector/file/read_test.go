package file_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ringdex/internal/connector"
	"ringdex/internal/connector/connectortest"
	"ringdex/internal/connector/file"
	"ringdex/internal/ringdex"
	"ringdex/internal/store/storetest/enginetest"
	"ringdex/internal/syncer"
	"ringdex/internal/table/xlsx"
)

func TestSpec(t *testing.T) {
	t.Parallel()
	connectortest.Spec(t, file.New(connector.Deps{}))
}

func equal(t *testing.T, what string, want, got []string) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func workbook(t *testing.T, rows ...[]string) string {
	t.Helper()
	var book bytes.Buffer
	sheet := xlsx.NewWriter(&book)
	for _, row := range rows {
		if err := sheet.Write(row); err != nil {
			t.Fatal(err)
		}
	}
	if err := sheet.Flush(); err != nil {
		t.Fatal(err)
	}
	return book.String()
}

// Companies come first, then the oldest file; what was read lies in done, and refused rows beside
// it.
func TestFilesAreReadInOrder(t *testing.T) {
	t.Parallel()
	w := newOffice(t, "companies.files=firmy*.csv", "map.Durchwahl=phones", "language=cs")
	w.put("b.csv", "jmeno;prijmeni;Durchwahl;firma\nJana;Nová;603 303 963;Acme\nPetr;Malý;603303964;Nikdo\n")
	w.put("a.vcf", "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Kos;Jan;;;\r\nFN:Jan Kos\r\nTEL:+420603303965\r\nEND:VCARD\r\n")
	w.put("firmy.csv", "nazev\nAcme\n")
	w.put("c.XLSX", workbook(t, []string{"Jméno", "Příjmení", "Durchwahl"}, []string{"Eva", "Bílá", "603303966"}))
	w.put("old.xls", "x")
	w.put("~$c.xlsx", "x")
	report := w.mustSync()
	equal(t, "runs", []string{
		"firmy.csv company created 1", "b.csv contact created 1 refused 1", "a.vcf contact created 1", "c.XLSX contact created 1",
	}, runs(&report))
	equal(t, "contacts", []string{"Eva Bílá", "Jan Kos", "Jana Nová"}, w.names())
	equal(t, "files", []string{"done/a.vcf", "done/b.csv", "done/b.csv.refused.csv", "done/c.XLSX", "done/firmy.csv", "old.xls", "~$c.xlsx"}, w.files())
	if got := w.text("done/b.csv.refused.csv"); !strings.Contains(got, "Petr;Malý;603303964;Nikdo;3;") || !strings.Contains(got, "neexistuje; nejprve") {
		t.Errorf("the refused rows are %q", got)
	}
	equal(t, "notes", []string{
		"1 file is left, because no pattern (firmy*.csv, *.csv, *.tsv, *.txt, *.xlsx, *.vcf) fits: old.xls",
		"b.csv: 1 row was refused; see " + w.inbox + "/done/b.csv.refused.csv",
	}, notes(&report))
}

// A mended file of refused rows is read like any other, and a name that is taken gets the time.
func TestTheSameNameAgain(t *testing.T) {
	t.Parallel()
	w := newOffice(t)
	for range 3 {
		w.put("people.csv", "jmeno;telefon\nJana;603303963\n")
		w.mustSync()
	}
	files := w.files()
	if len(files) != 3 || !slices.Contains(files, "done/people.csv") {
		t.Fatalf("the files are %q", files)
	}
	for _, name := range files {
		if ok, _ := filepath.Match("done/people*.csv", name); !ok {
			t.Errorf("a file is called %q", name)
		}
	}
	equal(t, "contacts", []string{"Jana"}, w.names())
}

// A file that cannot be read lies in failed with the reason, and the others are read.
func TestAFileThatCannotBeRead(t *testing.T) {
	t.Parallel()
	w := newOffice(t, "language=de")
	w.put("1.csv", "x\x00\x01")
	w.put("2.xlsx", "PK\x03\x04 but no workbook")
	w.put("3.csv", "jmeno;telefon\nJana;603303963\n")
	report, err := w.sync(syncer.Reading{})
	if err == nil || !strings.HasPrefix(err.Error(), "2 files cannot be read, see the folder "+w.inbox+"/failed: 1.csv: ") {
		t.Errorf("the error is %v", err)
	}
	equal(t, "runs", []string{"3.csv contact created 1"}, runs(&report))
	equal(t, "files", []string{"done/3.csv", "failed/1.csv", "failed/1.csv.reason.txt", "failed/2.xlsx", "failed/2.xlsx.reason.txt"}, w.files())
	if got := w.text("failed/1.csv.reason.txt"); !strings.HasPrefix(got, "Zeile 1") {
		t.Errorf("the reason is %q", got)
	}
	if state := w.state(); state.Done.Failure.IsZero() {
		t.Error("the connector does not say that it failed")
	}
	report = w.mustSync()
	equal(t, "notes", []string{"2 files that cannot be read lie in " + w.inbox + "/failed"}, notes(&report))
}

// A file is read only when nobody has written to it for a while, by its own time or by ours.
func TestAGrowingFile(t *testing.T) {
	t.Parallel()
	w := newOffice(t, "settle=10m")
	future := now().Add(24 * time.Hour) // the clock of its server
	w.putAt("people.csv", "jmeno;telefon\nJana;6033", future)
	report := w.mustSync()
	equal(t, "notes", []string{"people.csv was written to less than 10m0s ago; it is read by a later run"}, notes(&report))
	w.later = 9 * time.Minute
	w.putAt("people.csv", "jmeno;telefon\nJana;603303963\n", future)
	w.mustSync()
	w.later = 18 * time.Minute
	w.mustSync()
	equal(t, "contacts", nil, w.names())
	w.later = 19 * time.Minute
	report = w.mustSync()
	equal(t, "runs", []string{"people.csv contact created 1"}, runs(&report))
	w.putAt("old.csv", "jmeno;telefon\nPetr;603303964\n", now().Add(-time.Hour))
	report = w.mustSync()
	equal(t, "runs", []string{"old.csv contact created 1"}, runs(&report))
}

// A replacing file deletes what it lacks, unless that is too much: then it waits for a person, and
// newer files with it.
func TestReplace(t *testing.T) {
	t.Parallel()
	w := newOffice(t, "replace=true", "max_delete=1")
	w.put("1.csv", "id;jmeno;telefon\n1;Jana;603303961\n2;Petr;603303962\n3;Eva;603303963\n")
	w.mustSync()
	w.put("2.csv", "id;jmeno;telefon\n1;Jana;603303961\n3;Eva;603303963\n")
	w.mustSync()
	equal(t, "contacts", []string{"Eva", "Jana"}, w.names())

	w.put("3.csv", "id;jmeno;telefon\n4;Iva;603303964\n")
	w.put("4.csv", "id;jmeno;telefon\n5;Ota;603303965\n")
	report, err := w.sync(syncer.Reading{})
	if ringdex.CodeOf(err) != ringdex.Conflict || !strings.HasPrefix(err.Error(), "3.csv: this would delete 2 of 2 contacts") {
		t.Errorf("the guard says %v", err)
	}
	if len(report.Runs) != 1 || !w.state().Done.Held {
		t.Errorf("the guard did not hold the connector after %q", runs(&report))
	}
	said := w.state().Done.Failure.String()
	report, err = w.sync(syncer.Reading{})
	if !errors.Is(err, connector.ErrHeld) || len(report.Runs) != 0 || !w.state().Done.Held || w.state().Done.Failure.String() != said {
		t.Errorf("the second read ends with %v after %q, and says %q", err, runs(&report), w.state().Done.Failure)
	}
	equal(t, "contacts", []string{"Eva", "Jana"}, w.names())

	if err := os.Remove(filepath.Join(w.inbox, "4.csv")); err != nil {
		t.Fatal(err)
	}
	report, err = w.sync(syncer.Reading{Accept: true})
	if err != nil || w.state().Done.Held {
		t.Errorf("an accepted read ends with %v", err)
	}
	equal(t, "runs", []string{"3.csv contact created 1 deleted 2"}, runs(&report))
	equal(t, "contacts", []string{"Iva"}, w.names())
}

// An empty set deletes nobody; nobody can accept that.
func TestReplaceByNothing(t *testing.T) {
	t.Parallel()
	w := newOffice(t, "replace=true", "max_delete=100%")
	w.put("1.csv", "jmeno;telefon\nJana;603303961\n")
	w.mustSync()
	w.put("2.csv", "jmeno;telefon\n")
	w.put("3.csv", "")
	w.put("4.csv", "jmeno;telefon;mesto\nJana;603303961;Brno\nPetr;60330")
	if _, err := w.sync(syncer.Reading{Accept: true}); err == nil {
		t.Error("an empty file replaced all contacts")
	}
	equal(t, "contacts", []string{"Jana"}, w.names())
	equal(t, "files", []string{
		"done/1.csv", "failed/2.csv", "failed/2.csv.reason.txt", "failed/3.csv", "failed/3.csv.reason.txt", "failed/4.csv", "failed/4.csv.reason.txt",
	}, w.files())
}

// A read that is interrupted anywhere goes on with the same file; nobody comes twice.
func TestInterrupted(t *testing.T) {
	t.Parallel()
	w := newOffice(t)
	w.put("people.csv", people(3000))
	for _, after := range []int{1, 1001, 2500} {
		ctx, outcome := interrupt(t, after)
		if _, err := w.Read(ctx, w.Org, "office", syncer.Reading{Outcome: outcome}); err == nil {
			t.Fatalf("the read went on after %d rows", after)
		}
		equal(t, "files", []string{"people.csv"}, w.files())
	}
	w.mustSync()
	equal(t, "files", []string{"done/people.csv"}, w.files())
	if n := len(w.names()); n != 3000 {
		t.Errorf("there are %d contacts", n)
	}
}

// A long file is read as a whole.
func TestManyRows(t *testing.T) {
	t.Parallel()
	if testing.Short() || enginetest.OnPostgreSQL() {
		t.Skip("long; the import's own tests have long files on each engine")
	}
	w := newOffice(t)
	w.put("people.csv", people(100_000))
	report := w.mustSync()
	equal(t, "runs", []string{"people.csv contact created 100000"}, runs(&report))
	w.put("people.csv", people(100_000))
	report = w.mustSync()
	equal(t, "runs", []string{"people.csv contact unchanged 100000"}, runs(&report))
}

// people returns a file of n contacts.
func people(n int) string {
	var b strings.Builder
	b.WriteString("id;jmeno;prijmeni;telefon\n")
	for i := range n {
		fmt.Fprintf(&b, "%d;Jana;Nová %d;%d\n", i, i, 603_000_000+i)
	}
	return b.String()
}

// A file that was moved by hand after it was read, but before it was moved, is read and moved once
// more when it comes back.
func TestReadAgain(t *testing.T) {
	t.Parallel()
	w := newOffice(t)
	for range 2 {
		w.put("people.csv", "jmeno;telefon;firma\nJana;603303961;\nPetr;603303962;Nikdo\n")
		w.mustSync()
		if err := os.Remove(filepath.Join(w.inbox, "done", "people.csv")); err != nil {
			t.Fatal(err)
		}
	}
	equal(t, "files", []string{"done/people.csv.refused.csv"}, w.files())
	equal(t, "contacts", []string{"Jana"}, w.names())
}

func TestDryRun(t *testing.T) {
	t.Parallel()
	w := newOffice(t)
	w.put("people.csv", "jmeno;telefon;firma\nJana;603303961;\nPetr;603303962;Nikdo\n")
	report, err := w.sync(syncer.Reading{DryRun: true})
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "runs", []string{"people.csv contact created 1 refused 1"}, runs(&report))
	equal(t, "contacts", nil, w.names())
	equal(t, "files", []string{"people.csv"}, w.files())
	if entries, err := os.ReadDir(w.inbox); err != nil || len(entries) != 1 {
		t.Errorf("a dry run made %d folders (%v)", len(entries)-1, err)
	}
}

// Wrong settings are not taken for wrong files.
func TestWrongSettings(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ setting, want string }{
		{"map.Telefon=nowhere", "map: "},
		{"done=../elsewhere", "done: "},
		{"done=failed", "done: "},
		{"failed=/tmp", "failed: "},
		{"files=[", "\"[\" is not a pattern"},
		{"delimiter=ab", "delimiter: "},
		{"delimiter=x", "\"x\""},
		{"region=XX", "region: "},
		{"max_delete=5", "max-delete and delete-refused belong to replace"},
		{"folder=/nowhere", "the folder \"/nowhere\" cannot be opened: "},
	} {
		w := newOffice(t)
		w.configure("folder="+w.inbox, "settle=0s", c.setting)
		w.put("people.csv", "jmeno;telefon\nJana;603303961\n")
		if _, err := w.sync(syncer.Reading{}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", c.setting, err, c.want)
		}
		equal(t, "files", []string{"people.csv"}, w.files())
	}
}

func TestDiscover(t *testing.T) {
	t.Parallel()
	w := newOffice(t, "companies.files=f*.csv")
	w.put("a.csv", "jmeno;Durchwahl\nJana;603303961\n")
	w.put("b.csv", "jmeno;mesto\nPetr;Brno\n")
	w.put("c.csv", "\x00\x00")
	w.put("f.csv", "nazev\nAcme\n")
	columns, err := w.Discover(t.Context(), w.Org, "office")
	var got []string
	for _, c := range columns {
		got = append(got, fmt.Sprint(c.Kind, " ", c.Name, " ", c.Example))
	}
	equal(t, "columns", []string{"company nazev Acme", "contact jmeno Jana", "contact Durchwahl 603303961", "contact mesto Brno"}, got)
	if err != nil || w.Check(t.Context(), w.Org, "office") != nil {
		t.Error(err, w.Check(t.Context(), w.Org, "office"))
	}
}

// A column of numbers that nobody mapped is told.
func TestAColumnThatIsLeftOut(t *testing.T) {
	t.Parallel()
	w := newOffice(t)
	w.put("a.csv", "jmeno;telefon;Xyz\nJana;603303961;603303962\n")
	report := w.mustSync()
	equal(t, "notes", []string{`a.csv: the column "Xyz" was left out, although 1 value looks like a number or an e-mail ("603303962"); give it a field in map`}, notes(&report))
}
